"""Words that tell that something is said or thought."""

from __future__ import annotations

import re

from index.english import ENGLISH
from index.roles import wordset

WORD = re.compile(r"[^\W_]+")
# Words of saying and thinking that no question asks with.
_BESIDES = wordset(
    "according per added adds adding note calls calling called projects projected estimates estimated urged urging "
    "indicate indicates indicated express expresses expressed "
    "recalled recalls continued continues sought argued touted rated ruled signaled signalled pressed echoed knows "
    "lauded lauds lauding lamented laments lamenting celebrated celebrates "
    "vetoed voted critical concerned worried sure confident skeptical supportive opposed against "
    "immediately mum silent silence"  # of who "did not immediately respond"
)


def tells(text: str) -> bool:
    """Whether a text in small letters tells that something is said or thought: "said", "according to", "points out"."""
    return not _BESIDES.isdisjoint(WORD.findall(text)) or bool(acts(text))


def acts(text: str) -> set[str]:
    """What kinds of saying and thinking a text in small letters tells; the longest set phrases count.

    "Called for" wants something, and "called" does not.
    """
    words = WORD.findall(text)
    found: set[str] = set()
    at = 0
    while at < len(words):
        longest = min(ENGLISH.longest.get(words[at], 1), len(words) - at)
        count = next((n for n in range(longest, 0, -1) if tuple(words[at : at + n]) in ENGLISH.words), 1)
        word = ENGLISH.words.get(tuple(words[at : at + count]))
        found.add(word.act if word is not None else "")
        at += count
    return found - {""}
