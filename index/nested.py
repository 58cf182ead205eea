"""Words that somebody reports as another's: "According to the Gazette, the minister said …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index import edges, marks
from index.model import Attribution, Span

_REPORTING = re.compile(r"(?:as\s)?(?:according to|per|reported|reports|cited by)", re.IGNORECASE)
_WHO = (
    r"(?P<who>(?:[Oo]ne\s|[Tt]he\s|[Aa]n?\s)?(?:[^\W\d_][\w.’'-]*\s){0,7}?"
    r"(?:[^\W\d_a-z][\w.’'-]*|[a-z]{4,}|[Hh]e|[Ss]he))"
)
_SAYS = (
    r"said|says|wrote|writes|reported|reports|announced|announces|warned|warns|read|reads|argued|insisted|denied|promised"
    r"|confirmed|claimed|claims|stated|states|tweeted|posted|predicted|predicts|projected|projects"
)
_TOLD = r"told(?:\s[\w’']+){1,3}?(?=\s(?:that|they|he|she|it|the|there|his|her|their)\b)"
_BETWEEN = r"\s(?:(?:also|has|had|initially|later|previously|recently)\s){0,2}"
_APPOSED = r"(?:,\s[^,.;:“”\"\n]{2,80},)?"
_SUBJECT = re.compile(rf"[“\"]?{_WHO}{_APPOSED}{_BETWEEN}(?P<cue>{_SAYS}|{_TOLD})\b,?\s(?:that\s)?")
_BEHIND = re.compile(rf"[”\"]\s{_WHO}{_BETWEEN}(?P<cue>{_SAYS}|told)\b")
_SHORTEST = 12  # characters of what is worth to be quoted


def within(text: str, said: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with those inside what others report, in order: both said it, each in their way."""
    reporting = [one for one in said if one.cue and _REPORTING.fullmatch(text[slice(*one.cue)].strip())]
    if not reporting:
        return list(said)
    from index.decoding import kind  # with it comes torch

    _, inside = marks.read(text)
    found = list(said)
    for one in reporting:
        for who, cue, content in _inner(text, one):
            if content[1] - content[0] >= _SHORTEST and not any(other.cue == cue for other in said):
                found.append(Attribution((content,), kind(text, [content], inside), who, cue, one.score))
    return sorted(found, key=lambda one: one.content[0])


def _inner(text: str, said: Attribution) -> Iterator[tuple[Span, Span, Span]]:
    """Who says what inside a content: the speaker, the cue and the words."""
    for start, end in said.content:
        subject = _SUBJECT.match(text, start, end)
        if subject and (who := _speaker(text, subject)):
            yield who, subject.span("cue"), (subject.end(), end)
            continue
        behind = _BEHIND.search(text, start, end)
        if behind and text[start] in '“"' and (who := _speaker(text, behind)):
            yield who, behind.span("cue"), (start, behind.start() + 1)


def _speaker(text: str, match: re.Match[str]) -> Span | None:
    """The speaker of a match, where it is a name, a pronoun or a role."""
    words = match["who"].split()
    known = words[0].lower() in ("he", "she", "the") or any(word[0].isupper() for word in words)
    return edges.clean(text, match.span("who")) if known else None
