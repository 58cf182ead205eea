"""What the encoder does not tell of a token: case, quote marks, where paragraphs and sentences begin.

MiniLM reads everything in lower case and without line breaks, and its tokens know of a quotation only what is near.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index import marks
from index.model import Span

Features = NDArray[np.int64]

SIZES = (6, len(marks.Mark), len(marks.Inside), 4, 2)  # how many values each feature has
NO_LETTERS, LOWER, CAPITALISED, UPPER, MIXED, DIGITS = range(6)
GLUED, SPACED, SENTENCE, PARAGRAPH = range(4)  # what comes before the token


def features(
    text: str, quoted: tuple[marks.Codes, marks.Codes], tokens: Sequence[Span],
    sentences: Collection[int], passages: Collection[int],
) -> Features:  # fmt: skip
    """Of shape (tokens, 5): case, `marks.Mark`, `marks.Inside`, what comes before it, whether it opens a passage.

    `quoted` is what `marks.read` says of the text, `tokens` the spans of some neighbouring tokens, `sentences` the
    offsets at which sentences begin, and `passages` those at which passages do.
    """
    codes, inside = quoted
    rows = np.zeros((len(tokens), len(SIZES)), dtype=np.int64)
    if not len(tokens):
        return rows
    starts = [start for start, _ in tokens]
    rows[:, 0] = [_case(text[start:end]) for start, end in tokens]
    rows[:, 1] = codes[starts]
    rows[:, 2] = inside[starts]
    rows[:, 3] = _before(text, tokens, sentences)
    rows[:, 4] = [start in passages for start in starts]
    return rows


@lru_cache(16384)
def _case(word: str) -> int:
    first = word[:1]
    if first.isalpha():
        if len(word) > 1 and word.isupper():
            return UPPER
        if first.isupper():
            return CAPITALISED
        return LOWER if word.islower() else MIXED
    return DIGITS if first.isdigit() else NO_LETTERS


def _before(text: str, tokens: Sequence[Span], sentences: Collection[int]) -> list[int]:
    kinds: list[int] = []
    behind = 0
    for start, end in tokens:
        gap = text[behind:start]
        if not kinds or "\n" in gap:
            kinds.append(PARAGRAPH)
        elif start in sentences:
            kinds.append(SENTENCE)
        else:
            kinds.append(SPACED if gap else GLUED)
        behind = end
    return kinds
