"""The numbers of questions, headings and texts, as far as they tell what something holds for."""

from __future__ import annotations

import re

# Not within a word, as "mp3" is; but of "v2.4" and "Q3".
_NUMBER = re.compile(r"(?<![^\W_vVqQ])(?:\d{1,2}:\d\d|\d+(?:[.,]\d+)*)")
_HOUR = re.compile(  # "at 6", "6 pm"
    r"(?:(?<=\bat )|(?<=\bby )|(?<=\bafter )|(?<=\bbefore )|(?<=\buntil )|(?<=\bfrom ))(\d{1,2})(?![\d:.,])"
    r"|\b(\d{1,2})(?=\s?(?:[ap]\.?m\b|o[’']clock))",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^\(?\d{1,3}[.)]\s+", re.MULTILINE)  # of a section, or of an item of a list
_BY_MARKER = re.compile(
    r"(?:\b(?:articles?|chapters?|clauses?|days?|items?|lessons?|no|numbers?|paragraphs?|parts?|phases?|points?|questions?"
    r"|rules?|sections?|stages?|steps?|tips?|weeks?)\b|[#§])\W{0,2}\d",
    re.IGNORECASE,
)
_ZEROS = re.compile(r"^0+|(?:\.0)+$")  # that tell nothing


def numbered(question: str, heading: str) -> float:
    """The share of a question's numbers that a heading has; 0 where there are none."""
    asked = set(numbers(question)) if heading else set()
    return len(asked.intersection(numbers(heading, question))) / len(asked) if asked else 0.0


def told(question: str, text: str) -> float:
    """The share of a question's numbers that a text has, 1 without any: "at 6" is "06:00", and "season 6" is not."""
    asked = numbers(question)
    given = set(numbers(text, question)) if asked else set()
    hours = {next(filter(None, found)).lstrip("0") for found in _HOUR.findall(question)} if asked else set()

    def is_told(one: str) -> bool:
        times = {f"{one}:00"} | ({f"{int(one) + 12}:00"} if one in hours and int(one) < 12 else set())
        return one in given or (one in hours and not times.isdisjoint(given))

    return sum(map(is_told, asked)) / len(asked) if asked else 1.0


def numbers(text: str, question: str = "") -> list[str]:
    """The numbers of a text as they are compared, "1,200" like "1200", "08" like "8", and "1.2.0" like "1.2".

    A time is one number. What a line is numbered with is none, unless the question that the text is for asks by it:
    "5. Punishments" tells nothing about five strikes, but is what "section 5" means.
    """
    if not _BY_MARKER.search(question):
        text = _MARKER.sub("", text)
    return [_ZEROS.sub("", number.replace(",", "")) for number in _NUMBER.findall(text)]
