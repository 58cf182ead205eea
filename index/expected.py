"""What kind of thing a question asks for, and whether a sentence has one: a price, a count, a date, a person, a place.

The answer types of question answering (Li & Roth 2002), as far as a sentence shows them on its surface. "How much does
it cost?" is not answered where no sum of money stands, however much of the rest is about the same. English only: of a
question in another language nothing is expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.terms import term_set, terms

Type = Literal["money", "percent", "age", "count", "measure", "date", "person", "place", "name"]

_NUMBER = (
    r"(?:\d[\d,.]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|\w+teen|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|third|quarter"
    r"|both|none|no|single|couple|several|pair|twice|double|triple)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_UNIT = (
    r"(?:miles?|met(?:er|re)s?|kilomet(?:er|re)s?|km|feet|foot|ft|inch(?:es)?|yards?|acres?|hectares?|tons?|tonnes?|pounds?"
    r"|lbs?|kg|kilograms?|ounces?|grams?|gallons?|lit(?:er|re)s?|barrels?|degrees?|mph|kph|knots?|percent|%|°"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|times|fold|(?:square|cubic)\s\w+)"
)

# What of a question tells its type, the most telling first.
_ASKS: tuple[tuple[Type, str], ...] = (
    ("age", r"\bhow old\b|\bwh?at(?:'s| is| was)? (?:\w+ ){0,3}age\b"),
    (
        "money",
        r"\bhow much (?:\w+ ){0,3}?(?:money|cash|debt|profit|revenue|cost|pay|paid|worth|charged?|spen[dt]|rais|rent|fine"
        r"|debt|funding|tax)|\bhow (?:much|expensive|cheap)\b.*\b(?:cost|worth|paid|pays?|earn\w*|ma[dk]e|charge\w*|spen[dt]"
        r"|raise[ds]?|ow(?:e|ed|es)|salary|price|fees?|bail|ticket\w*|sell|sold|buy|bought|deal|debt|donat\w+|fined?|profit)\b"
        r"|\bhow much (?:is|are|was|were|will|do|does|did)\b.*\b(?:tickets?|parking|admission|entry|house|home|gas|one|cost)\b"
        r"|\b(?:what|which)\b.*\b(?:price|cost|salary|fee|fine|budget|revenue|wage|net worth|bail|rent|tuition)\b",
    ),
    ("percent", r"\b(?:what|which) (?:percent|percentage|share|proportion|fraction)|\bhow (?:many|much) percent"),
    ("count", r"\bhow many\b|\b(?:what|which) (?:is|was|are|were)? ?(?:the )?number of\b|\bpopulation\b"),
    ("measure", r"\bhow (?:long|far|big|large|tall|high|deep|wide|heavy|hot|cold|fast|often|much)\b|\bwhat (?:size|speed|temperature|score)\b|\bwh?at(?:'s| is| was)? the (?:\w+ )?score\b"),
    ("date", r"\bwhen\b(?!.*\bwhen\b.*\?.*\bwho\b)|\b(?:what|which|on what|in what) (?:year|date|day|month|time|century|decade|season)\b|\bhow long ago\b|\bsince when\b"),
    ("person", r"\bwho(?:m|se|'s|s)?\b|\b(?:what|which) (?:man|woman|person|actor|actress|singer|player|president|judge|senator|candidate|author|artist|director|official|king|queen|minister)s?\b"),
    ("place", r"\bwhere\b|\b(?:what|which|in what|in which) (?:country|city|state|town|place|river|region|continent|province|county|village|island|location|venue|school|university|street|neighborhood)\b"),
    ("name", r"\b(?:what|which)\b.*\b(?:name[ds]?|called|title)\b|\bwhich (?!of\b)\w+|\bwhat (?:movie|film|team|company|show|song|album|band|book|drug|party|agency|law|group|language|animal|award|brand)\b"),
)  # fmt: skip
_TYPES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)
_COUNTED = re.compile(r"\bhow many (?:other |more |different |new |of (?:the |his |her |its |their )?)?((?:[\w'’-]+ ?){1,3})", re.IGNORECASE)

_GIVES: dict[Type, re.Pattern[str]] = {
    "money": re.compile(
        rf"[$€£¥₹]\s?\d|\b{_NUMBER}(?:\s(?:million|billion|trillion|thousand|hundred))?[\s-](?:us )?(?:dollars?|euros?|pounds|cents?|yen|yuan"
        r"|rupees|roubles|rubles|francs|pesos|bucks)\b|\b(?:USD|EUR|GBP)\b|\bfree\b",
        re.IGNORECASE,
    ),
    "percent": re.compile(rf"\b{_NUMBER}[\s-]?(?:%|percent|per cent|percentage)|\b(?:half|third|quarter|tenth|fifth|majority|most)\b", re.IGNORECASE),
    "age": re.compile(r"\b\d{1,3}[\s-]years?[\s-]old|\baged?\b|,\s\d{1,3}\s?,|\bage of\b|\bborn\b|\b\w+(?:ies)?[\s-]something\b", re.IGNORECASE),
    "count": re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE),
    "measure": re.compile(rf"\b(?:{_NUMBER}[\s-](?:\w+[\s-])?{_UNIT}\b|\d[\d,.]*(?:\s?[–-]\s?\d+)?|hours?|minutes?|days?|weeks?|months?|years?|daily|weekly|always|never)", re.IGNORECASE),
    "date": re.compile(
        rf"\b(?:1[0-9]{{3}}|20\d{{2}})s?\b|\b{_MONTH}\s?\d|\b\d{{1,2}}(?:st|nd|rd|th)?\sof\s{_MONTH}|\b\d{{1,2}}\s{_MONTH}|\b(?:in|on|since|until|by|before|after|last|next|this|every|late|early|mid-?)\s"
        rf"(?:{_MONTH}|{_DAY}|spring|summer|autumn|fall|winter|week|month|year|century|decade)|\b{_DAY}\b|\bcentur(?:y|ies)\b|\b(?:today|yesterday|tomorrow|tonight)\b"
        rf"|\b{_NUMBER}\s(?:second|minute|hour|day|week|month|year|decade)s?\s(?:ago|later|after|before|earlier)|\b\d{{1,2}}(?::\d\d)?\s?[ap]\.?m\b|\b(?:midnight|noon)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
_CAPITAL = re.compile(r"(?<![.!?…“\"‘(]\s)(?<![“\"‘(])(?<!^)\b[A-Z][\w’'&-]*")
_LEADING_NAME = re.compile(r"^[“\"‘(]?(?!(?:The|A|An|It|He|She|They|We|I|You|This|That|These|Those|In|On|At|But|And|As|If|For|When|While|After|Before)\b)[A-Z][\w’'-]+\s(?:[A-Z][\w’'-]+|[a-z]+ed\b|is\b|was\b|has\b|had\b|won\b)")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question expects of its answer: a `type`, and of a count the terms of `what` is counted."""

    type: Type
    what: frozenset[str]
    question: frozenset[str]

    def met(self, sentence: str) -> float:
        """How much a sentence looks as if it had such a thing: 1, or 0.5 of a count where something else is counted."""
        if self.type in ("person", "place", "name"):
            return float(_names_something(sentence, self.question))
        if self.type == "count" and self.what:
            return _counts(sentence, self.what)
        return float(_GIVES[self.type].search(sentence) is not None)


@lru_cache(1024)
def expected(question: str) -> Expectation | None:
    """What an English question expects, None where that shows on no surface ("what happened?")."""
    plain = question.replace("’", "'")
    for kind, pattern in _TYPES:
        if pattern.search(plain):
            counted = _COUNTED.search(plain) if kind == "count" else None
            what = frozenset(terms(counted[1], "en")[:2]) if counted else frozenset[str]()
            return Expectation(kind, what, term_set(question, "en"))
    return None


@lru_cache(8192)
def _numbers(sentence: str) -> tuple[frozenset[str], ...]:
    """For each number of a sentence the terms of the words right behind it."""
    return tuple(term_set(sentence[found.end() : found.end() + 45], "en") for found in _GIVES["count"].finditer(sentence))


def _counts(sentence: str, what: frozenset[str]) -> float:
    behind = _numbers(sentence)
    if any(what & near for near in behind):
        return 1.0
    return 0.5 if behind and any(found[0].isdigit() for found in _GIVES["count"].finditer(sentence)) else 0.0


@lru_cache(8192)
def _capitals(sentence: str) -> frozenset[str]:
    """The terms of the names in a sentence, as capitals tell them."""
    found = [match[0] for match in _CAPITAL.finditer(sentence)]
    if leading := _LEADING_NAME.match(sentence):
        found.append(leading[0].split()[0])
    return frozenset(term for name in found for term in terms(name, "en"))


def _names_something(sentence: str, question: frozenset[str]) -> bool:
    return bool(_capitals(sentence) - question)
