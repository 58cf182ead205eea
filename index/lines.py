"""What the layout of a text tells of who speaks: lines that are headlines, and quotations with a name under them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

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
    r"(?:^|(?<=\n))[^\S\n]*(?P<said>[“\"«][^“”\"«»\n]{3,600}[”\"»])(?:[^\S\n]*[—–―]|[^\S\n]+-{1,2}|"
    # Not \s*\n\s*, which tries every line break of a long gap, nor names or ends of any length.
    r"[^\S\n]*\n[^\S\n]*(?:\n[^\S\n]*){0,2}[—–―~-]{1,2})\s*"
    rf"(?P<name>{_UPPER}[\w.’'-]{{1,40}}(?:\s(?:[a-z]{{2,3}}\s)?{_UPPER}[\w.’'-]{{1,40}}){{0,4}}(?:,\s[^\n“”\"]{{2,80}}?)?)"
    r"(?=,\s(?:his|her|their|who|in|on|at)\b|\.{0,3}[^\S\n]{0,40}(?:\n|$))"
)
# A paragraph of one quotation, with a line under it that is only a name and what its bearer is.
_PULLED = re.compile(
    r"(?:^|(?<=\n))[^\S\n]*(?P<said>[“\"«][^“”\"«»\n]{20,600}[.!?…][”\"»])[^\S\n]*\n\s*"
    rf"(?P<line>(?P<name>{_UPPER}[\w.’'-]{{1,40}}(?:\s{_UPPER}[\w.’'-]{{1,40}}){{1,6}})(?P<role>,\s[^\n“”\".!?:;]{{2,80}})?)(?=[^\S\n]*(?:\n|$))"
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
    names = {match.span("said"): match.span("line") for match in _PULLED.finditer(text) if _names(match)}
    names |= {match.span("said"): match.span("name") for match in _SIGNED.finditer(text)}
    quotations = sorted(names)  # none overlaps another: each is the first in its line, up to its first closing mark
    found: list[Attribution] = []
    for one in said:
        around = _holding(quotations, (one.content[0][0], one.content[-1][1]))
        found.append(_without(one, quotations) if around is None else replace(one, speaker=names[around]))
    parts = sorted(part for one in found for part in one.content)
    furthest = list(accumulate((end for _, end in parts), max))
    for span in quotations:
        before = bisect_left(parts, (span[1], 0))
        if not before or furthest[before - 1] <= span[0]:  # nobody says any of it
            found.append(Attribution((span,), "direct", names[span], (span[1], names[span][0])))
    return sorted(found, key=lambda one: one.content[0])


def _names(pulled: re.Match[str]) -> bool:
    """Whether the line under a quotation names somebody: it holds a given name, or says what its bearer is."""
    *first, _ = pulled["name"].split()
    behind = (pulled["role"] or "").lower().replace(",", "").split()
    return any(given.gender(word) for word in first) or any(map(is_role, behind))


def _holding(spans: Sequence[Span], part: Span) -> Span | None:
    """Which of some spans, in order and apart from each other, a part lies in."""
    at = bisect_right(spans, (part[0], sys.maxsize)) - 1
    return spans[at] if at >= 0 and part[1] <= spans[at][1] else None


def _without(said: Attribution, spans: Sequence[Span]) -> Attribution:
    """An attribution without the parts of its content that lie in some spans, which are in order."""
    own = tuple(part for part in said.content if _holding(spans, part) is None)
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


def is_credited(text: str, span: Span) -> bool:
    """Whether a name stands in a credit, or marks a question: "Interview: Ann Lee", "Photos by Bo Ek", "Q:"."""
    if span[1] - span[0] == 1 and text.startswith(":", span[1]):
        return True
    near = max(0, span[0] - 25)
    if _CREDIT.search(text, max(near, text.rfind("\n", near, span[0])), span[0]) is None:
        return False
    if text.rfind("\n", 0, span[0]) < 0:
        return False  # "Interview: Ann Lee on herring" is a title
    return _CREDITED.match(text, span[1]) is not None and text.count(text[slice(*span)].rsplit(maxsplit=1)[-1]) == 1
