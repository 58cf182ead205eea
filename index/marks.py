"""Quote marks: which characters of a text are some, and what stands inside a pair of them.

Marks are paired paragraph by paragraph, as authors open a long quotation anew in each. Texts are careless with them:
a mark that is never closed counts to the end of its paragraph, and one that closes what nobody opened from the pair
before it in its paragraph, both as such, so that whoever reads on can doubt it.
"""

from __future__ import annotations

import re
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8]


class Mark(IntEnum):
    """What a character is as a quote mark. An apostrophe stands between two letters or digits."""

    NONE = 0
    STRAIGHT = 1
    LEFT = 2
    RIGHT = 3
    LEFT_GUILLEMET = 4
    RIGHT_GUILLEMET = 5
    LEFT_SINGLE = 6
    RIGHT_SINGLE = 7
    APOSTROPHE = 8


class Inside(IntEnum):
    """Where a character stands: inside double marks, single marks, or where one of the double marks is missing."""

    NO = 0
    DOUBLE = 1
    SINGLE = 2
    UNCLOSED = 3


_MARKS = {
    '"': Mark.STRAIGHT, "“": Mark.LEFT, "„": Mark.LEFT, "”": Mark.RIGHT,
    "«": Mark.LEFT_GUILLEMET, "‹": Mark.LEFT_GUILLEMET, "»": Mark.RIGHT_GUILLEMET, "›": Mark.RIGHT_GUILLEMET,
    "‘": Mark.LEFT_SINGLE, "‚": Mark.LEFT_SINGLE, "’": Mark.RIGHT_SINGLE, "'": Mark.RIGHT_SINGLE,
}  # fmt: skip
_MARK = re.compile("[" + "".join(_MARKS) + "]")
# What closes what opened: German texts close with the mark that English ones open with, typewriters with the same.
_CLOSED_BY = {
    Mark.STRAIGHT: {Mark.STRAIGHT, Mark.RIGHT},
    Mark.LEFT: {Mark.RIGHT, Mark.LEFT, Mark.STRAIGHT},
    Mark.LEFT_GUILLEMET: {Mark.RIGHT_GUILLEMET},
    Mark.RIGHT_GUILLEMET: {Mark.LEFT_GUILLEMET},
    Mark.LEFT_SINGLE: {Mark.RIGHT_SINGLE},
    Mark.RIGHT_SINGLE: {Mark.RIGHT_SINGLE},
}
_SINGLE = {Mark.LEFT_SINGLE, Mark.RIGHT_SINGLE}
_STOPS = frozenset(".,!?…")  # what stands before a straight mark that closes


def read(text: str) -> tuple[Codes, Codes]:
    """For each character its `Mark` and its `Inside`; marks count as inside the pair that they make."""
    marks = np.zeros(len(text), dtype=np.int8)
    inside = np.zeros(len(text), dtype=np.int8)
    opened: int | None = None  # where the pair at hand begins
    opener = Mark.NONE
    closed: int | None = None  # behind the last pair of double marks of the paragraph
    paragraph_end = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if at >= paragraph_end:  # in another paragraph than the mark before
            _leave_open(inside, opened, opener, paragraph_end)
            opened = closed = None
            paragraph_end = text.find("\n", at)
            paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
        before = text[at - 1 : at]
        after = text[at + 1 : at + 2]
        mark = _MARKS[text[at]]
        if mark in _SINGLE and before.isalnum() and after.isalnum():
            mark = Mark.APOSTROPHE
        marks[at] = mark
        opens = (not before or before.isspace() or before in "([—–-") and bool(after) and not after.isspace()
        if mark is Mark.APOSTROPHE:
            continue
        if opened is None:
            if _may_open(mark, opens):
                opened, opener = at, mark
            elif closed is not None and not opens and _closes(mark, before):
                inside[closed : at + 1] = Inside.UNCLOSED
                closed = at + 1
        elif mark in _CLOSED_BY[opener] and not (mark is Mark.LEFT and opens):
            inside[opened : at + 1] = Inside.SINGLE if opener in _SINGLE else Inside.DOUBLE
            closed = closed if opener in _SINGLE else at + 1
            opened = None
        elif opens and (mark is Mark.LEFT or (opener in _SINGLE and mark not in _SINGLE and _may_open(mark, opens))):
            opened, opener = at, mark  # the one before was none, or is left open
    _leave_open(inside, opened, opener, paragraph_end)
    return marks, inside


def _may_open(mark: Mark, opens: bool) -> bool:
    if mark in (Mark.LEFT, Mark.LEFT_GUILLEMET, Mark.LEFT_SINGLE):
        return True
    return mark is not Mark.RIGHT and opens


def _closes(mark: Mark, before: str) -> bool:
    """Whether a mark surely closes something, and is no sign for inches; `before` is the character before it."""
    return (mark is Mark.RIGHT and not before.isdigit()) or (mark is Mark.STRAIGHT and before in _STOPS)


def _leave_open(inside: Codes, opened: int | None, opener: Mark, end: int) -> None:
    if opened is not None and opener not in _SINGLE:  # a lone single mark is an apostrophe as a rule
        inside[opened:end] = Inside.UNCLOSED
