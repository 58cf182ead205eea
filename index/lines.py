"""What the layout of a text tells of who speaks: lines that are headlines, and quotations with a name under them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from index import given, layout, marks
from index.model import Attribution, Span
from index.roles import is_role, wordset
from index.telling import tells

_UPPER = r"[^\W\d_a-z]"
_HEADLINE = re.compile(r"[^\n]{2,119}[^\s.!?…:;,\"”’»)\]]")
_CREDIT = re.compile(
    r"\b(?:interview|words|text|photos?|photographs?|pictures?|illustrations?)(?:\s*:|\sby)\s$", re.IGNORECASE
)
_CREDITED = re.compile(r"[\W_]*(?:\n|$)")
_CLAUSAL = wordset(
    "say says said warn warns warned insist insists claim claims vow vows promise promises deny denies tell tells"
)
_CLAUSE = 4  # words of what a headline without a colon says somebody said
_SIGNED = re.compile(
    r"(?:^|(?<=\n))[^\S\n]*(?P<said>[“\"«][^“”\"«»\n]{3,600}[”\"»])(?:[^\S\n]*[—–―]|[^\S\n]+-{1,2}|\s*\n\s*[—–―~-]{1,2})\s*"
    rf"(?P<name>{_UPPER}[\w.’'-]+(?:\s(?:[a-z]{{2,3}}\s)?{_UPPER}[\w.’'-]+){{0,4}}(?:,\s[^\n“”\"]{{2,80}}?)?)"
    r"(?=,\s(?:his|her|their|who|in|on|at)\b|[.\s]*(?:\n|$))"
)
# A paragraph of one quotation, with a line under it that is only a name and what its bearer is.
_PULLED = re.compile(
    r"(?:^|(?<=\n))[^\S\n]*(?P<said>[“\"«][^“”\"«»\n]{20,600}[.!?…][”\"»])[^\S\n]*\n\s*"
    rf"(?P<line>(?P<name>{_UPPER}[\w.’'-]+(?:\s{_UPPER}[\w.’'-]+){{1,6}})(?P<role>,\s[^\n“”\".!?:;]{{2,80}})?)(?=[^\S\n]*(?:\n|$))"
)


def without_headlines(text: str, said: Sequence[Attribution]) -> list[Attribution]:
    """The attributions less those of headlines that only tell what happened: "European leaders answer Macron".

    A headline that gives somebody's words stays: in quote marks, behind a colon, or as a clause.
    """
    paragraphs = layout.paragraphs(text)
    headlines = [span for span in paragraphs if _HEADLINE.fullmatch(text, *span)] if len(paragraphs) > 1 else []
    return [one for one in said if not _is_headline(text, one, headlines)]


def _is_headline(text: str, said: Attribution, headlines: Sequence[Span]) -> bool:
    cue = text[slice(*said.cue)].strip().lower() if said.cue else ""
    if said.kind != "indirect" or cue in ("", ":"):
        return False
    start, end = said.content[0][0], said.content[-1][1]
    at = bisect_right(headlines, (start, len(text))) - 1
    if at < 0 or end > headlines[at][1]:
        return False
    clause = sum(len(text[slice(*part)].split()) for part in said.content) >= _CLAUSE
    return not (clause and _CLAUSAL.intersection(cue.split()))


def signed(text: str, said: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with those of quotations that stand alone above or before a name: "“We stay.” — Ann Lee".

    Whatever was found in such a quotation is whose name that is, and no part of what somebody else said.
    """
    quotations = [(match.span("said"), match.span("name")) for match in _SIGNED.finditer(text)]
    quotations.extend((match.span("said"), match.span("line")) for match in _PULLED.finditer(text) if _names(match))
    found: list[Attribution] = []
    for one in said:
        name = next((name for span, name in quotations if _is_within(one, span)), None)
        found.append(_without(one, [span for span, _ in quotations]) if name is None else replace(one, speaker=name))
    found.extend(
        Attribution((span,), "direct", name, (span[1], name[0]))
        for span, name in quotations
        if not any(_overlap(one, span) for one in found)
    )
    return sorted(found, key=lambda one: one.content[0])


def _names(pulled: re.Match[str]) -> bool:
    """Whether the line under a quotation names somebody: it holds a given name, or says what its bearer is."""
    *first, _ = pulled["name"].split()
    behind = (pulled["role"] or "").lower().replace(",", "").split()
    return any(given.gender(word) for word in first) or any(map(is_role, behind))


def _without(said: Attribution, spans: Sequence[Span]) -> Attribution:
    """An attribution without the parts of its content that lie in some spans."""
    own = tuple(part for part in said.content if not any(start <= part[0] and part[1] <= end for start, end in spans))
    return replace(said, content=own) if own and own != said.content else said


def unspoken(text: str, said: Sequence[Attribution]) -> list[Attribution]:
    """The attributions less speakers that stand in somebody's words and say nothing there: "“Plus, they love tea.”".

    One that says something does so in the words of another: "“Ann told me no,” Lee said".
    """
    if not any(_says_nothing(text, one) for one in said):
        return list(said)
    _, inside = marks.read(text)
    return [replace(one, speaker=None) if _says_nothing(text, one) and _is_inside(one, inside) else one for one in said]


def _says_nothing(text: str, said: Attribution) -> bool:
    """Whether direct speech has a cue that is no word of saying: "love"."""
    if said.kind != "direct" or said.speaker is None or said.cue is None:
        return False
    return not tells(text[slice(*said.cue)].lower())


def _is_inside(said: Attribution, inside: marks.Codes) -> bool:
    """Whether both speaker and cue stand in quote marks."""
    return all(span is not None and inside[span[0]] > 0 for span in (said.speaker, said.cue))


def _is_within(said: Attribution, span: Span) -> bool:
    return span[0] <= said.content[0][0] and said.content[-1][1] <= span[1]


def _overlap(said: Attribution, span: Span) -> bool:
    return any(start < span[1] and span[0] < end for start, end in said.content)


def is_credited(text: str, span: Span) -> bool:
    """Whether a name stands in a credit, or marks a question: "Interview: Ann Lee", "Photos by Bo Ek", "Q:"."""
    if span[1] - span[0] == 1 and text.startswith(":", span[1]):
        return True
    line = text.rfind("\n", 0, span[0])
    if line < 0 or _CREDIT.search(text, max(line, span[0] - 25), span[0]) is None:
        return False  # "Interview: Ann Lee on herring" is a title
    return _CREDITED.match(text, span[1]) is not None and text.count(text[slice(*span)].rsplit(maxsplit=1)[-1]) == 1
