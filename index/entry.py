"""A speaker as it is matched with what somebody calls them: see `index.cast`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index import called, places
from index.called import HEADS, LAWMAKERS, OFFICIALS, POSSESSIVE, SMALL, WORD
from index.descriptions import heads
from index.model import Speaker
from index.roles import ORGANISATIONS, canon, wordset
from index.voices import fold

SPOKESMEN = wordset("spokesman official representative")  # as `roles.canon` has them
SPEAKING = SPOKESMEN | set(map(canon, ("lawyer", "attorney", "counsel", "agent", "publicist", "adviser", "aide")))
OWNERS = re.compile(r"([^\W\d_a-z][\w-]*)(?:['’]s\b|(?<=s)['’](?=\s))")  # "Letby" of "one of Letby’s managers"
KIN = wordset(
    "son daughter wife husband mother father parent brother sister cousin uncle aunt nephew niece grandson grandfather "
    "grandmother widow girlfriend boyfriend friend family rival critic opponent supporter fan voter party union"
)
# They tell of a country, and do not speak for it, unless they are the state's.
ONLOOKERS = wordset(
    "news newspaper paper media press radio tv television channel broadcaster magazine site website blog portal times "
    "post journal "
    "observatory reporter correspondent journalist editor columnist commentator blogger expert analyst scholar "
    "watcher watchers specialist specialists"
)
HEAD_OF_STATE = "head of state"  # whatever the title: "North Korean leader"
# Just behind what bears its name; a team’s coach speaks for a country in its sport.
SPEAKS_FOR = ((HEADS, 0.99), (OFFICIALS, 0.95), (LAWMAKERS, 0.85), (wordset("coach captain skipper manager"), 0.8))
JOINTLY, PRIVATE, ONLOOKING = 0.9, 0.5, 0.3


@dataclass(frozen=True, slots=True)
class Entry:
    """A speaker as it is matched. `words` are those of the name, `described` those of the description.

    `owned` is true where the name is not that of a person or a thing, but says whose or of what kind somebody is,
    `possessed` where that is somebody's and not who speaks for a body, and `kin` where that is somebody of their own
    mind.
    `owners` are those of whom a description says that somebody is theirs, and not that they speak for them.
    `official` says how much the speaker stands for a country (0 to 1), `bodies` are the state bodies named.
    """

    speaker: Speaker
    words: tuple[str, ...]
    initials: frozenset[str]
    described: frozenset[str]
    roles: frozenset[str]
    bodies: frozenset[str]
    owned: bool
    possessed: bool
    kin: bool
    official: float
    owners: frozenset[str] = frozenset()


def is_official(speaker: Speaker) -> bool:
    """Whether somebody speaks for a country: its head, its government, a part of it."""
    return entry_of(speaker).official >= SPEAKS_FOR[1][1]


def is_named(speaker: Speaker) -> bool:
    """Whether somebody has a name, and not just a description of what kind of speaker it is ("some experts")."""
    return not entry_of(speaker).owned


@lru_cache(maxsize=20_000)  # most are the same when a source came or went
def entry_of(speaker: Speaker) -> Entry:
    """What a speaker is matched by, read off the name, the description and the ties."""
    words = tuple(called.words(speaker.name))
    described = frozenset(called.words(speaker.description or ""))
    roles = called.roles((*called.words(speaker.name), *called.words(speaker.description or "")))
    name = [word for word in WORD.findall(speaker.name) if fold(word) not in SMALL]
    named = bool(name) and all(not word[0].islower() for word in name)
    owned = not named or (len(name) > 1 and fold(name[-1]) in ORGANISATIONS)
    if speaker.ties and _is_country_leader(speaker.description or ""):
        roles |= {HEAD_OF_STATE}
    offices = roles
    if speaker.description:  # "FBI spokesman" is one of those that it ends with, "professor in the department" is not
        offices = (
            called.roles(words) | heads(speaker.description) | called.roles(called.words(speaker.description)[-1:])
        )
    official = max((value for kind, value in SPEAKS_FOR if kind & offices), default=PRIVATE)
    # What has no ties mentions no place: that spares most of the work.
    mentions = places.mentions(speaker.name) if speaker.ties else []
    if mentions and set(words) <= {word for one in mentions for word in called.words(speaker.name[slice(*one.span)])}:
        official = 1.0 if len(mentions) == 1 else JOINTLY  # "Poland", "the Kremlin"; "Germany and Poland"
    elif official == PRIVATE and _looks_on(speaker):
        official = ONLOOKING
    elif owned and mentions and not described:
        official = max(official, 0.7)
    bodies = frozenset((*_bodies(speaker.name), *_bodies(speaker.description or ""))) if speaker.ties else frozenset()
    initials = _initials(speaker.name) | _initials(speaker.description or "", 2)
    possessed = POSSESSIVE.search(speaker.name) is not None or not ({*words[-1:]} | roles) & SPOKESMEN
    small = bool(name) and name[-1][0].islower()
    kin = (small or POSSESSIVE.search(speaker.name) is not None) and not KIN.isdisjoint(map(called.role, words[-1:]))
    owners = frozenset[str]() if roles & SPEAKING else frozenset(map(fold, OWNERS.findall(speaker.description or "")))
    return Entry(speaker, words, initials, described, roles, bodies, owned, possessed, kin, official, owners)


def _is_country_leader(description: str) -> bool:
    """Whether somebody is called the leader of a country, and of nothing else in it."""
    front, _, last = description.partition(" leader")
    return bool(front) and not last and any(one.span == (0, len(front)) for one in places.mentions(front))


def _looks_on(speaker: Speaker) -> bool:
    """Whether somebody tells of a country from outside or as a newspaper does: "Syrian Observatory", "Peru experts"."""
    words = set(map(called.role, called.words(speaker.description or "")))  # "head of the Syrian Observatory"
    words = words or set(map(called.role, called.words(speaker.name)))
    return "state" not in words and not ONLOOKERS.isdisjoint(words)


def _bodies(text: str) -> Iterator[str]:
    for mention in places.mentions(text):
        body = places.body(text[slice(*mention.span)])
        if body is not None:
            yield body


def _initials(text: str, least: int = 3) -> frozenset[str]:
    """What a name of `least` words or more is called for short: "nyt", but also "la" of the Los Angeles Times."""
    capitals = fold("".join(word[0] for word in WORD.findall(text) if word[0].isupper()))
    if len(capitals) < least:
        return frozenset()
    return frozenset(capitals[:count] for count in range(2, len(capitals) + 1))
