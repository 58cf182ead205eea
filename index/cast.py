"""Who is meant: the speakers of a library that fit what somebody calls them, each with how well they fit.

People are asked for by name or a part of it ("stoltenberg"), by role ("the german chancellor", "nato chief"), by
organisation, and by place: "What did Poland say?" means what its officials said, wherever the text calls them Polish,
Warsaw or by name.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index import called, given, places
from index.called import HEADS, POSSESSIVE
from index.entry import HEAD_OF_STATE, Entry, entry_of
from index.model import Speaker
from index.roles import OWNED, WIDER, is_role, is_title, wordset

_OWNED = re.compile(rf"(.{{2,60}}?)[’']s? ({'|'.join(sorted(OWNED))})", re.IGNORECASE)
_PLACED = re.compile(r"(.+?)\s+(?:in|at|on|from)\s+\S.*", re.IGNORECASE)
AND = re.compile(r"\s+(?:and|&)\s+|\s*,\s*(?:and\s+)?", re.IGNORECASE)

# What people type for an office.
OFFICES = {
    "pm": "prime minister", "fm": "foreign minister", "vp": "vice president", "potus": "us president",
    "scotus": "us supreme court", "flotus": "us first lady", "sg": "secretary general", "ag": "attorney general",
}  # fmt: skip
SHORT = re.compile(rf"\b(?:{'|'.join(OFFICES)})\b", re.IGNORECASE)

# How well a word of the question fits where it stands; how much less it says when it is another word of that meaning.
IN_NAME, IN_DESCRIPTION, SYNONYM, TYPO, INITIALS = 1.0, 0.85, 0.85, 0.85, 0.95
STAND_IN_WEIGHT = 0.3
ROLE_WEIGHT = 0.5  # of a role beside names: "President Obama" is above all Obama
TITLE_WEIGHT = 0.15  # of a title, which a source may leave out: "Dr Lee" is Lee
OF_WHOM = 0.75  # of whoever belongs to the one that is asked for: "Cameron’s spokesman" for "Cameron"
OF_KIN = 0.55  # of whoever belongs to them and has a mind of their own: "Cameron’s party", "Cameron’s sister"
THERE = 0.9  # of who holds an office, asked for by where: "the mayor in Leeds"
OF_WHICH = 0.8  # of whose document is asked for: Lee for "Lee’s lawsuit"
SPEAKS = 0.9  # of who speaks for a body that is asked for: "NBC spokesperson", "SEIU officials"
OTHER = 0.6  # where the last word is another: "Mark Penn" for "Mark Rutte", "Ann Lee" for "Ann Lee’s brother"
PART = 0.5  # of a country for a state of it ("Texas"), and the other way round
SURELY = 0.7  # how well somebody fits who surely is meant
FITS = 0.4  # below that nobody is meant


DOCUMENTS = wordset("order letter plan lawsuit suit ad ads memo statement release tweet speech filing proposal")
# They speak for whom they serve, or for who wrote them: "Lee’s office", "Lee’s lawsuit".
STAND_INS = wordset("office team camp campaign people side aide spokesman staff own") | DOCUMENTS
TITLES_LEFT_OUT = wordset("dr prof professor doctor")
# Whoever is called so is called something else in the sources: "the county woman".
ANYBODY = wordset("woman man guy lady dude bloke person girl boy fella gentleman")
GOVERNMENT = wordset("government govt official authority administration state leader")


def is_by_name(who: str, speaker: Speaker) -> bool:
    """Whether somebody is called as people are who can be told from others: not the Red Cross by "red".

    That is by the last word of a name, or by a given name; or by what is no part of the name at all.
    """
    name, asked = called.words(speaker.name), called.words(who)
    shared = [word for word in asked if word in name]
    return not shared or name[-1] in shared or any(given.gender(word.capitalize()) is not None for word in shared)


def keys(who: str) -> list[str]:
    """The countries and organisations that somebody is called by, less state bodies: "the FBI" is not the country."""
    found = places.mentions(who, cased=False)
    return [mention.key for mention in found if places.body(who[slice(*mention.span)]) is None]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of what somebody is called: a word, or the name of a place with its key. `weight` is what it tells."""

    words: tuple[str, ...]
    key: str | None
    weight: float
    near: tuple[str, ...] = ()
    body: str | None = None


class Cast:
    """The speakers of a library in an inverted index. `is_word` tells whether a word stands in the library at all."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._entries = [entry_of(speaker) for speaker in dict.fromkeys(speakers)]
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_key: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for word in (*entry.words, *entry.described, *entry.roles, *entry.initials):
                self._by_word[word].add(number)
            for key in entry.speaker.ties:
                self._by_key[key].add(number)
                if "-" in key:
                    self._by_key[key.partition("-")[0]].add(number)
        self._vocabulary = [word for word in self._by_word if len(word) > 3 and word.isalpha()]

    def match(self, who: str, is_word: Callable[[str], bool] = lambda word: False) -> dict[Speaker, float]:
        """The speakers that fit, each with how well (0 to 1); where several are asked for, those of each.

        `is_word` tells whether a word that no speaker has stands in the library all the same: then it is no typo.
        """
        who = SHORT.sub(lambda found: OFFICES[found[0].lower()], " ".join(who.split()))
        found = self._matched(who, is_word)
        placed = _PLACED.fullmatch(who)
        if placed and max(found.values(), default=0.0) < SURELY and called.roles(called.words(placed[1])) - ANYBODY:
            _add(found, self._matched(placed[1], is_word), THERE)
        if owned := _OWNED.fullmatch(who):
            _add(found, self._of(owned[1], owned[2], is_word))
        several = AND.split(who)
        if len(several) > 1 and max(found.values(), default=0.0) < 0.9:
            for one in several:
                _add(found, self._matched(one, is_word), 0.95)
        return found

    def _matched(self, who: str, is_word: Callable[[str], bool]) -> dict[Speaker, float]:
        parts = list(self._parts(who, is_word))
        if not parts:
            return {}
        named = [part for part in parts if not GOVERNMENT & {*part.words, *part.near}]
        places_only = bool(named) and all(part.key for part in named)  # "France", "the French government"
        if places_only:
            parts = named
        asked = {word for part in parts for word in part.words}
        found = {}
        belonging: list[Speaker] = []
        for number in self._candidates(parts):
            entry = self._entries[number]
            quality = _quality(parts, entry)
            if places_only:
                quality *= entry.official
            elif entry.owned and not any(word in entry.words[-1:] for part in parts for word in part.words):
                quality *= (OF_KIN if entry.kin else OF_WHOM) if entry.possessed else SPEAKS
            if quality >= FITS:
                found[entry.speaker] = quality
                if asked & entry.owners and not asked.intersection(entry.words):
                    belonging.append(entry.speaker)
        if any(quality == 1.0 and len(speaker.name.split()) > 1 for speaker, quality in found.items()):
            for speaker in belonging:  # who says nothing of their own may be told by them: "Letby’s manager"
                found[speaker] *= OF_WHOM
        return found

    def _of(self, owner: str, what: str, is_word: Callable[[str], bool]) -> dict[Speaker, float]:
        """Those called after whom an owner means: "Lee’s office" for "the governor’s office" where Lee is governor."""
        found: dict[Speaker, float] = {}
        for speaker, quality in self._matched(owner, is_word).items():
            theirs = (*called.words(speaker.name)[-1:], *called.words(what))
            for number in set.intersection(*(self._by_word.get(word, set()) for word in theirs)):
                if tuple(self._entries[number].words[-len(theirs) :]) == theirs:
                    _add(found, {self._entries[number].speaker: quality})
        return found

    def _candidates(self, parts: Sequence[_Part]) -> set[int]:
        """The numbers of the speakers whom any part can fit."""
        candidates: set[int] = set()
        for part in parts:
            for word in part.near or part.words:
                candidates |= self._by_word.get(word, set())
                for narrower in WIDER.get(word, ()):
                    candidates |= self._by_word.get(narrower, set())
            if part.key:
                candidates |= self._by_key.get(part.key, set()) | self._by_key.get(part.key.partition("-")[0], set())
        return candidates

    def _parts(self, who: str, is_word: Callable[[str], bool]) -> Iterator[_Part]:
        """What somebody is called, taken apart: places by their keys, everything else word by word."""
        who = POSSESSIVE.sub("", who)
        at = 0
        for mention in places.mentions(who, cased=False):
            yield from self._words(who[at : mention.span[0]], is_word)
            name = who[slice(*mention.span)]
            words = tuple(called.words(name))
            yield _Part(words, mention.key, max(map(self._weight, words), default=0.0), body=places.body(name))
            at = mention.span[1]
        yield from self._words(who[at:], is_word)

    def _words(self, text: str, is_word: Callable[[str], bool]) -> Iterator[_Part]:
        for word in called.words(text):
            role = called.role(word)
            if role in ANYBODY and role not in self._by_word:
                yield _Part((role,), None, STAND_IN_WEIGHT / 3 * self._weight(role))
            elif role in STAND_INS:
                telling = STAND_IN_WEIGHT if role in self._by_word else STAND_IN_WEIGHT / 3
                yield _Part((role,), None, telling * self._weight(role))
            elif role in self._by_word and (is_role(word) or role != word or is_title(word)):
                yield _Part((role,), None, _of_role(word) * self._weight(role))
            elif word in self._by_word:
                yield _Part((word,), None, self._weight(word))
            elif word.removesuffix("s") in self._by_word:  # "stantons position", "the Dells"
                yield _Part((word.removesuffix("s"),), None, self._weight(word.removesuffix("s")))
            elif (key := places.closest(word)) is not None and not is_word(word):
                yield _Part((word,), key, self._weight(word))
            else:
                near = () if is_role(word) or is_word(word) else self._near(word)
                weight = _of_role(word) if is_role(word) or is_title(word) else 1.0
                yield _Part((role,), None, weight * self._weight(word), near)

    def _near(self, word: str) -> tuple[str, ...]:
        """The words of speakers that a misspelt one may mean."""
        if len(word) < 4 or not word.isalpha():
            return ()
        allowed = 1 if len(word) < 8 else 2
        found = extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        nearest = min((distance for _, distance, _ in found), default=0)
        return tuple(other for other, distance, _ in found if distance == nearest)

    def _weight(self, word: str) -> float:
        """What a word tells: the more the fewer speakers have it."""
        return math.log(1 + (len(self._entries) + 1) / (len(self._by_word.get(word, ())) + 0.5))


def _add(found: dict[Speaker, float], more: Mapping[Speaker, float], factor: float = 1.0) -> None:
    """Put more speakers to those found, each with how well they fit at best; `factor` is what counts of the more."""
    for speaker, quality in more.items():
        found[speaker] = max(found.get(speaker, 0.0), factor * quality)


def _of_role(word: str) -> float:
    """How much a word for a role or a title weighs."""
    return TITLE_WEIGHT if word in TITLES_LEFT_OUT else ROLE_WEIGHT


def _quality(parts: Sequence[_Part], entry: Entry) -> float:
    """How well a speaker fits all parts of what somebody is called."""
    total = fitting = 0.0
    surname = len(entry.words) == 1 and not entry.owned and parts[-1].words == entry.words
    fits = [_fit(part, entry) for part in parts]
    for part, fit in zip(parts, fits, strict=True):
        weight = part.weight
        if not fit and part.key and entry.speaker.ties:
            weight *= 2  # somebody of another country
        elif not fit and surname:
            weight *= 0.2  # a first name, where the source gives none
        total += weight
        fitting += weight * fit
    ends = zip(reversed(parts), reversed(fits), strict=True)
    last = next((fit for part, fit in ends if (STAND_INS | ANYBODY).isdisjoint(part.words)), fits[-1])
    document = not fits[-1] and not DOCUMENTS.isdisjoint(parts[-1].words)
    return fitting / total * (1.0 if last else OTHER) * (OF_WHICH if document else 1.0)


def _fit(part: _Part, entry: Entry) -> float:
    """How well a part of what somebody is called fits a speaker."""
    if part.near:
        return TYPO * max(_word_fit(word, entry) for word in part.near)
    fit = min([_word_fit(word, entry) for word in part.words], default=0.0)
    if part.body and part.body in entry.bodies:
        return max(fit, IN_DESCRIPTION)
    if part.key and fit < IN_NAME and not part.body:
        for key in entry.speaker.ties:
            if key == part.key:
                return 1.0
            if key.partition("-")[0] == part.key or part.key.partition("-")[0] == key:
                fit = max(fit, PART)
    return fit


def _word_fit(word: str, entry: Entry) -> float:
    if word in entry.words:
        return IN_NAME
    if word in entry.described or word in entry.roles:
        return IN_DESCRIPTION
    if word in entry.initials:
        return INITIALS
    wider = WIDER.get(word, frozenset()) & entry.roles or (word in HEADS and HEAD_OF_STATE in entry.roles)
    return SYNONYM * IN_DESCRIPTION if wider else 0.0
