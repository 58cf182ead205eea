"""Whether a speaker holds the office that a question means: "the Czech prime minister", "the governor of Texas"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from index import called, places
from index.cast import STAND_INS
from index.entry import SPEAKING
from index.model import Speaker
from index.roles import ROLES, WIDER, wordset

# Offices that one person holds, or a few: who is called by another of them is somebody else.
_HELD = (called.HEADS | called.LAWMAKERS | wordset(
    "minister secretary ambassador general admiral sheriff ceo cfo coo cto chair founder owner treasurer judge"
    " prosecutor dean rector captain coach striker midfielder defender goalkeeper referee bishop editor"
)) - wordset("leader speaker attorney lawmaker legislator")  # fmt: skip
_MINISTER = r"(?:ministers?|secretary|secretaries|ministry)"
_PORTFOLIOS = (
    re.compile(rf"(?i)\b(\w+)\s+{_MINISTER}\b"), re.compile(rf"(?i)\b{_MINISTER}\s+(?:of|for)\s+(?:the\s+)?(\w+)")
)  # fmt: skip
_NONE = wordset("a an the and former then new old deputy acting us uk eu state press general")


class _Office(NamedTuple):
    """An office as it is asked for: its roles, those of which portfolio, the places it is of, and other words."""

    roles: frozenset[str]
    portfolios: frozenset[str]
    keys: frozenset[str]
    others: frozenset[str]


def differs(who: str, speaker: Speaker) -> bool:
    """Whether a speaker holds another office than the one that somebody is called by, or that of something else.

    False where they are called by name as well: who is "Governor Lee" may be described in any way.
    """
    asked = _office(who)
    if not asked.others.isdisjoint(called.words(speaker.name)):
        return False
    there = any(_is_of(key, speaker) for key in asked.keys)
    if not (asked.roles or asked.portfolios) or not (asked.keys or asked.others):
        return False
    if asked.keys and speaker.ties and not there:
        return True  # "the Swedish health ministry", and that of Finland
    theirs = called.words(speaker.description or "")
    own = _portfolios(f"{speaker.name}, {speaker.description or ''}")
    if asked.portfolios and own and asked.portfolios.isdisjoint(own):
        return True
    roles = called.roles((*called.words(speaker.name), *theirs))
    fits = any(role in roles or not roles.isdisjoint(WIDER.get(role, ())) for role in asked.roles)
    if not there and asked.others.isdisjoint(theirs):
        return fits
    return not fits and not roles.isdisjoint(_HELD) and roles.isdisjoint(SPEAKING)


@lru_cache(maxsize=256)
def _office(who: str) -> _Office:
    """What words that call somebody tell: no roles where they call an office's staff, "the governor's office"."""
    mentions = list(places.mentions(who, cased=False))
    rest = who
    for mention in reversed(mentions):
        rest = f"{rest[: mention.span[0]]} {rest[mention.span[1] :]}"
    words, portfolios = called.words(rest), _portfolios(who)
    # Not by its ending, as a name may have it: "Pressman".
    roles = frozenset(role for role in called.roles(words) if role in ROLES or "-" in role)
    small = called.OFFICIALS | portfolios
    others = frozenset(word for word in words if called.role(word) not in small and called.role(word) not in roles)
    is_staff = not STAND_INS.isdisjoint(words[-1:])
    return _Office(frozenset() if is_staff else roles, portfolios, frozenset(one.key for one in mentions), others)


def _portfolios(text: str) -> frozenset[str]:
    """What ministers and secretaries are of: "foreign", "prime"; "defense" is "defence"."""
    plain = called.POSSESSIVE.sub("", text)
    found = (word.lower().replace("defense", "defence") for one in _PORTFOLIOS for word in one.findall(plain))
    return frozenset(word for word in found if word not in _NONE and not places.mentions(word, cased=False))


def _is_of(key: str, speaker: Speaker) -> bool:
    """Whether a speaker is tied to a place, or one to a part of the other."""
    return any(tie == key or tie.partition("-")[0] == key or key.partition("-")[0] == tie for tie in speaker.ties)
