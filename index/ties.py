"""Ties of speakers to places and parties: whether two of them can be of one and the same."""

from __future__ import annotations

from collections.abc import Iterable

from index.roles import PARTIES, wordset

_PARTY_KEYS = wordset("US-GOP US-DEM GB-CON GB-LAB GB-LIB GB-REF")


def agree(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Whether somebody tied to `others` is tied to one of `keys`, or to a part of it."""
    others = tuple(others)
    return any(one == other or other.startswith(one + "-") for one in keys for other in others)


def conflict(keys: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two are tied to different places, or to different parties."""
    one, two = set(keys), set(others)
    for mine, theirs in ((one & _PARTY_KEYS, two & _PARTY_KEYS), (one - _PARTY_KEYS, two - _PARTY_KEYS)):
        if mine and theirs and not agree(mine, theirs) and not agree(theirs, mine):
            return True
    return False


def opposed(words: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two descriptions name different parties."""
    mine, theirs = ({PARTIES[word] for word in each if word in PARTIES} for each in (words, others))
    return bool(mine and theirs and not mine & theirs)
