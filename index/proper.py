"""The names in a sentence, as far as capitals tell them: of whom or what, of places, of times.

No tagger of named entities: a run of words with capitals is a name, but for the word that a sentence opens with where
that is an ordinary one. What a place is says `index.places`, or the preposition before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index import places
from index.roles import FUNCTION, wordset
from index.terms import terms

Kind = Literal["other", "place", "time"]

_CAPITAL = r"[^\W\d_a-z][\w’'&-]*\.?"
_RUN = re.compile(rf"(?<![\w’'-]){_CAPITAL}(?:\s(?:(?:of|de|la|van|von|the|al|bin)\s)?{_CAPITAL})*")
OPENS = re.compile(r"(?:^|[.!?…:]|(?:^|\s)[“\"‘'(])[”\"’)]*\s*$")  # what stands before a word that opens a sentence
_POSSESSIVE = re.compile(r"[’'](?:s\b|$)")
_I = re.compile(r"I(?:[’'](?:m|d|ve|ll))?")
_TIME = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|jan|feb|aug|sept?|oct|nov|dec|a\.?m|p\.?m)s?\.?",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:in|at|near|to|from|outside|around|across|through)\s(?:the\s)?$", re.IGNORECASE)
_DOES = re.compile(
    r"\s(?:[a-z]+ed|is|was|has|had|won|said|says|told|will|who)\b|,\s(?:a|an|the|who|whose|himself|herself|themselves)\b|[’']s\b"
)
_ORDINARY = wordset(
    "also although among another any anyone because besides both despite during each earlier either even every "
    "everybody everyone finally first former how however indeed instead last later like many maybe more most much "
    "nearly neither never nobody nothing now often once one only other others our over perhaps several similarly "
    "since some somebody someone soon still such that's there then therefore these they thing things those though "
    "thus today together tomorrow tonight two three four five six seven eight nine ten under unlike until what "
    "whatever when where whether which while who why with within without yes yesterday yet you your "
)
_HEADLINE = 0.7  # share of a sentence's longer words that have capitals from which on capitals tell no names


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its terms, what it is of, and whether it stands behind a preposition of place."""

    terms: frozenset[str]
    kind: Kind
    located: bool


@lru_cache(8192)
def names(sentence: str) -> tuple[Name, ...]:
    """The names of an English sentence, in order."""
    found = []
    of_places = [mention.span for mention in places.mentions(sentence)]
    for run in _RUN.finditer(sentence):
        start, end = run.span()
        if not run[0][0].isupper() or _I.fullmatch(run[0]):
            continue
        is_place = any(first <= start < last for first, last in of_places)
        if not is_place and OPENS.search(sentence, max(0, start - 6), start) and _is_ordinary(sentence, run):
            start += len(run[0].split()[0])
            start += len(sentence[start:end]) - len(sentence[start:end].lstrip())
        if start >= end:
            continue
        words = _POSSESSIVE.sub("", sentence[start:end])
        kind: Kind = "other"
        if all(_TIME.fullmatch(word) for word in words.split()):
            kind = "time"
        elif any(first <= start and end - 2 <= last for first, last in of_places):
            kind = "place"
        found.append(Name(frozenset(terms(words, "en")), kind, bool(_AT.search(sentence, max(0, start - 14), start))))
    return tuple(found)


@lru_cache(8192)
def is_headline(sentence: str) -> bool:
    """Whether most words of a sentence have capitals, so that these tell no names."""
    longer = [word for word in re.findall(r"[^\W\d_]+", sentence) if len(word) > 3]
    return len(longer) > 4 and sum(word[0].isupper() for word in longer) > _HEADLINE * len(longer)


def _is_ordinary(sentence: str, run: re.Match[str]) -> bool:
    """Whether the first word of a run that opens a sentence is no part of a name."""
    first, *more = run[0].split()
    plain = _POSSESSIVE.sub("", first.lower().rstrip(".,"))
    if plain in FUNCTION or plain in _ORDINARY or plain.endswith("ly"):
        return True
    return not more and not _POSSESSIVE.search(first) and not _DOES.match(sentence, run.end())
