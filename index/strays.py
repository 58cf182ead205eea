"""Quotations at a paragraph's end that the tagger gave to whoever speaks in the next one.

"Mr Lee said it was early. “We will see.”" and, in the next paragraph, "The mayor’s office said so too.": what stands
behind somebody who speaks in its own paragraph is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index import marks
from index.model import Attribution, Span

_CLOSING = "”\"’»'"
_OPENING = "“\"‘«„'"
_END = re.compile(r"[.!?][”\"’»']*\s")  # of a sentence


def gathered(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, what is quoted in a paragraph before the cue given to whoever speaks in front of it there.

    That is who speaks first in the last sentence in which somebody does. What a quotation that is not closed goes on
    from stays, and so does what is said in the paragraph of the cue before it as well.
    """
    inside = lru_cache(maxsize=1)(lambda: marks.read(text)[1])  # read once, if at all
    return [part for one in attributions for part in _parts(text, one, attributions, inside)]


def _parts(
    text: str, one: Attribution, others: Sequence[Attribution], inside: Callable[[], marks.Codes]
) -> Iterator[Attribution]:
    """An attribution, or what strays, as said by whom it stands behind, and what is left."""
    if one.cue is None or one.speaker is None or one.kind == "indirect":
        yield one
        return
    start = text.rfind("\n", 0, min(one.cue[0], one.speaker[0])) + 1
    astray = [span for span in one.content if span[1] <= start]
    own = one.content[len(astray) :]
    behind = all(span[0] >= one.cue[1] for span in own)
    teller = _teller(text, astray, others) if astray and behind else None
    if teller is None or not all(_is_quoted(text, span) for span in astray):
        yield one
        return
    yield replace(one, content=tuple(astray), kind="direct", speaker=teller.speaker, cue=teller.cue)
    if own:
        from index.decoding import kind  # with it comes torch

        yield replace(one, content=own, kind=kind(text, own, inside()))


def _is_quoted(text: str, span: Span) -> bool:
    """Whether a span is a whole quotation, which does not go on in the next paragraph."""
    words = text[slice(*span)].strip()
    opens = words[:1] in _OPENING or text[max(0, span[0] - 1) : span[0]] in _OPENING
    closes = words[-1:] in _CLOSING or text[span[1] : span[1] + 1] in _CLOSING
    return bool(words) and opens and closes


def _teller(text: str, astray: Sequence[Span], others: Sequence[Attribution]) -> Attribution | None:
    """Who speaks in front of what strays, in the same paragraph: first in the last sentence in which somebody does."""
    first = astray[0][0]
    start = text.rfind("\n", 0, first) + 1
    told = [one for one in others if one.cue is not None and one.speaker is not None and start <= one.cue[0] < first]
    if not told:
        return None
    last = max(one.cue[0] for one in told if one.cue is not None)
    begins = max((end.end() for end in _END.finditer(text, start, last)), default=start)
    return min((one for one in told if one.cue and one.cue[0] >= begins), key=lambda one: one.cue or (0, 0))
