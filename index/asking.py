"""Sentences that ask, and those that follow on them: what an interviewer or somebody in a chat wants to know."""

from __future__ import annotations

import re

from index.model import Passage

SHORT = 100  # characters of a sentence that may tell nothing
# It ends with a question mark, or tells what somebody asked and no more: "Lee asked why the pier was closed."
_QUESTION = re.compile(r"""[?？؟][?!？؟…]*[\s"”“»›’')\]*_]*$""")
_ASKED = re.compile(
    r"""[^"“”,;:]*\b(?:asked|wondered|enquired|inquired|wanted\sto\sknow)\s(?:[\w’']+\s){0,3}?"""
    r"""(?:why|when|where|who|whether|if|what|how|which)\b[^"“”,;:]*$"""
)
_ASKING = ("asked", "wondered", "nquired", "wanted")
# "Yes.", "Thank you, Ana." or "[00:12] ANA: (laughs) Okay.", which tell nothing by themselves; not "Pets: yes".
_ANY_NAME = r"(?-i:[^\W\d_a-z][\w’'-]*)"
_COURTESY = (
    r"(?:yes|yeah|yep|no|nope|ok|okay|sure|thanks|thank\syou|right|well|exactly|absolutely|of\scourse|hello|hi|hey"
    r"|good\s(?:morning|afternoon|evening)|great|indeed|please|sorry|i[’']?m\s(?:\w+\s)?(?:sorry|afraid|glad)|all\sright|i\s(?:know|see|agree)"
    r")"
)
_EMPTY = re.compile(
    rf"(?:[^:\n]{{0,9}}[\d:]{{4,8}}\S?\s+)?(?:[^:\n]{{1,60}}[:>\n]\s*)?(?:[(\[][^)\]\n]*[)\]]\s*)?"
    rf"{_COURTESY}(?:[\s,]+(?>{_COURTESY}\b|{_ANY_NAME}))*[.!…]+\W*",  # each read in one way, or "No No …" has 2^n
    re.IGNORECASE,
)
# Who speaks, at the beginning of a paragraph: "Ann Lee: ", "turnip_lord [mod]: ".
_BOLD = r"(?:\*\*|__)?"
_TURN = re.compile(rf"{_BOLD}(?P<name>[^\s:][^:\n]{{0,40}}?)(?:\s[(\[][^)\]\n]{{1,40}}[)\]])?{_BOLD}:{_BOLD}\s")


def asks(sentence: str) -> bool:
    """Whether a sentence ends with a question mark, or tells what somebody asked and no more."""
    if _QUESTION.search(sentence) is not None:
        return True
    # Hardly any sentence has one of these, which is seen far sooner than that the pattern fits nowhere.
    return any(part in sentence for part in _ASKING) and _ASKED.match(sentence) is not None


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence is but what people begin and end their turns with."""
    return len(sentence) < SHORT and _EMPTY.fullmatch(sentence) is not None


def follows(text: str, passage: Passage, position: int) -> int | None:
    """Which sentence of a passage asks what one of its sentences follows on, None where none does.

    That is the one right before it; or, where the labels of a conversation stand, the last that the turn before asks:
    "is it fixed? i lost hours" is answered by who speaks next, and not by the rest of it. `text` is the passage's.
    """
    if not position:
        return None
    paragraphs, before = passage.paragraphs, position - 1
    if paragraphs[before] == paragraphs[position]:
        return before if _asks_at(text, passage, before) and not _is_answered(text, passage, position) else None
    if _asks_at(text, passage, before):
        return before
    if _parted(text, passage, before, position):
        turn = range(before, _first(passage, before) - 1, -1)
        return next((at for at in turn if _asks_at(text, passage, at)), None)
    return None


def _is_answered(text: str, passage: Passage, position: int) -> bool:
    """Whether somebody else speaks right behind the paragraph of a sentence."""
    own = passage.paragraphs[position]
    behind = next((at for at in range(position, len(passage.paragraphs)) if passage.paragraphs[at] != own), None)
    return behind is not None and _parted(text, passage, position, behind)


def _parted(text: str, passage: Passage, one: int, other: int) -> bool:
    """Whether two sentences stand in turns of different people."""
    names = [_TURN.match(_at(text, passage, _first(passage, position))) for position in (one, other)]
    return all(names) and len({found["name"] for found in names if found}) == 2


def _first(passage: Passage, position: int) -> int:
    """The first sentence of the paragraph of one."""
    while position and passage.paragraphs[position - 1] == passage.paragraphs[position]:
        position -= 1
    return position


def _asks_at(text: str, passage: Passage, position: int) -> bool:
    return asks(_at(text, passage, position))


def _at(text: str, passage: Passage, position: int) -> str:
    start, end = passage.sentences[position]
    return text[start - passage.start : end - passage.start]
