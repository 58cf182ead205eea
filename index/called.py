"""The words and the roles that speakers are called by, as they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.roles import ROLES, SUFFIXES, canon, is_role, is_title, wordset
from index.voices import fold

WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s|$)")
SMALL = wordset("a an and at by for from her his in its of on or own s that the their to with")
# Who speaks for a country, from the head of state to a private person.
HEADS = wordset("president premier prime-minister chancellor king queen pope emperor ayatollah sultan emir taoiseach")
OFFICIALS = wordset(
    "minister secretary spokesman official government administration ministry ambassador envoy diplomat authority "
    "secretary-general commissioner commission state administrator department parliament office embassy regulator "
    "negotiator deputy army military navy police sheriff court general admiral watchdog agency bureau mission "
    "delegation consulate consul cabinet treasury"
)
LAWMAKERS = wordset("governor senator representative lawmaker legislator speaker mp mep mayor attorney leader")


def roles(said: Sequence[str]) -> frozenset[str]:
    """The roles among words, two or three that make one together: "prime-minister"."""
    singles = [role(word) for word in said]
    joined = {f"{one}-{other}" for one, other in zip(said, singles[1:], strict=False)}
    joined |= {"-".join(three) for three in zip(said, said[1:], said[2:], strict=False)}
    known = HEADS | OFFICIALS | LAWMAKERS
    together = {canon(name) for name in joined if name in known or canon(name) != name}  # "chief executive" is "ceo"
    return frozenset({one for one in singles if is_role(one) or one in known} | together)


@lru_cache(maxsize=20_000)
def role(word: str) -> str:
    """The word that stands for a role: "officials" are "official", "Sen." is "senator"; other words as they are."""
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    known = canon(single) in ROLES or single in OFFICIALS | LAWMAKERS  # not by its ending: Sanders is no sander
    plural = single != word and len(single) > 3 and known
    return canon(single if plural else word)


def words(text: str) -> list[str]:
    """The words of a name or a description that tell something."""
    found = WORD.findall(fold(POSSESSIVE.sub("", text)))
    return [word for word in found if word not in SMALL and word not in SUFFIXES and not _is_courtesy(word)]


@lru_cache(maxsize=20_000)
def _is_courtesy(word: str) -> bool:
    return is_title(word) and canon(word) == word
