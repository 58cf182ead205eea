"""Sentences that tell the same in nearly the same words, as two sources have them of one agency."""

from __future__ import annotations

import re

from index.numerals import numbers
from index.ranking import Hit
from index.roles import wordset

ALIKE = 0.85  # Jaccard similarity of two sentences' terms from which they may be the same sentence
LEAST = 3  # terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODE = re.compile(r"[^\W\d_]+\d+")  # "A4", "EUR50000"
# Of two sentences that one of these words stands in one of only, one tells something else.
_TELLING = wordset(
    "not no never none nor nobody nothing without cannot can't don't doesn't didn't won't isn't wasn't aren't weren't"
    " one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million"
    " billion half twice first second third monday tuesday wednesday thursday friday saturday sunday"
)


def alike(one: Hit, other: Hit) -> bool:
    """Whether two sentences have nearly the same words, and tell of the same things."""
    fewer, more = len(one.words), len(other.words)
    if fewer > more:
        fewer, more = more, fewer
    if fewer < LEAST or fewer < ALIKE * more:  # most pairs, without a look at the words
        return False
    shared = len(one.words & other.words)
    return shared >= ALIKE * (fewer + more - shared) and not _differ(one.text, other.text)


def _differ(one: str, other: str) -> bool:
    """Whether two sentences of nearly the same words tell of different things.

    They do if they have other numbers, if one denies what the other says, or if each has a name that the other lacks.
    """
    if one == other:
        return False
    if sorted(numbers(one)) != sorted(numbers(other)) or sorted(_CODE.findall(one)) != sorted(_CODE.findall(other)):
        return True
    words, others = (set(_WORD.findall(text.replace("’", "'"))) for text in (one, other))
    if not _TELLING.isdisjoint({word.lower() for word in words} ^ {word.lower() for word in others}):
        return True
    return all(any(word[0].isupper() for word in own) for own in (words - others, others - words))
