"""A text by its lines, as whoever looks for people's own words in it reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index import given, marks, places
from index.model import Span
from index.names import plain
from index.roles import DAYS, FUNCTION, GENERIC, LABELS, ORGANISATIONS, is_role, is_title, wordset

UPPER = r"[^\W\d_a-z]"
NAME = (
    rf"(?:(?:Dr|Mrs?|Ms|Prof|Rev)\.?\s)?{UPPER}[\w’'-]*\.?"
    rf"(?:\s(?:{UPPER}\.|{UPPER}[\w’'-]+|von|van|de|der|den|al|el|bin)){{0,3}}\s{UPPER}[\w’'-]+(?:,?\s[JS]r\b\.?)?"
)
NAMED = re.compile(rf"(?<![\w’'-]){NAME}")  # else a long word would be tried at each of its letters
SHORT = 60  # characters of a line that is a heading where it ends in no mark
TERMINAL = re.compile(r"[.!?…][\"”’»)\]]*$")
YOU = re.compile(r"\byour?\b", re.IGNORECASE)
# Somebody in the third person: "Ann Lee is the author of …", as it stands at the foot of what she wrote or said.
TAGLINE = re.compile(
    rf"(?P<name>{NAME})(?:,\s[^.]{{3,120}},)?\s(?:is|was|are|serves|served|teaches|lives|works|writes|leads|chairs"
    r"|directs|represents|founded|has (?:been|served|worked|written))\b"
)
_I = re.compile(r"(?<![\w.])I(?:[’'](?:m|ve|d|ll)\b|(?=\s[a-z]))")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_LOWER = re.compile(r"(?<![\w’'-])[a-z]{3,}\b")
_WORDS = re.compile(r"\w+")
_UNNAMED = wordset("staff writer reporter correspondent editor editors wire photo photos image images video getty")


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of a text that is somebody's own words: its lines, where whoever speaks them is named, and described."""

    lines: tuple[Span, ...]
    speaker: Span
    role: Span | None = None

    @property
    def span(self) -> Span:
        """From its first line to its last."""
        return self.lines[0][0], self.lines[-1][1]


class Page:
    """A text by its lines, and who is named on which. `speakers` are where those are named who are quoted in it."""

    def __init__(self, text: str, speakers: Sequence[Span]) -> None:
        self.text = text
        self.speakers = speakers
        self.lines = [match.span() for match in _LINE.finditer(text)]

    def line(self, number: int) -> str:
        """The text of a line."""
        return self.text[slice(*self.lines[number])]

    def is_text(self, number: int) -> bool:
        """Whether a line is no heading and no part of a list."""
        return len(line := self.line(number)) >= SHORT or bool(TERMINAL.search(line))

    def within(self, first: int, last: int) -> tuple[Span, ...]:
        """The lines from `first` up to `last` that are text."""
        return tuple(self.lines[number] for number in range(first, last) if self.is_text(number))

    def name(self, match: re.Match[str] | None, number: int, *, known: bool = False) -> Span | None:
        """Where a pattern found a person's name on a line: by a given name, unless it is `known` to be one."""
        if match is None or not (known or match["name"].startswith("@") or is_given(match["name"])):
            return None
        start = self.lines[number][0]
        return start + match.start("name"), start + match.end("name")

    @cached_property
    def personal(self) -> frozenset[int]:
        """The numbers of the lines in the first person, outside quote marks."""
        _, inside = marks.read(self.text)
        return frozenset(
            number
            for number, span in enumerate(self.lines)
            if any(not inside[found.start()] for found in _I.finditer(self.text, *span))
        )

    @cached_property
    def named(self) -> frozenset[str]:
        """The words of the names of several words that stand in lines with other words beside them."""
        return frozenset(
            plain(word)
            for start, end in self.lines
            for match in NAMED.finditer(self.text, start, end)
            if match.end() - match.start() + 1 < end - start - 2
            for word in match[0].split()
        )

    @cached_property
    def common(self) -> frozenset[str]:
        """The words that stand in small letters somewhere."""
        return frozenset(_LOWER.findall(self.text))


def is_given(name: str) -> bool:
    """Whether one of the first words of a name is a given name."""
    words = [word for word in name.split() if not word.endswith(".")]
    return len(words) > 1 and any(given.gender(word) for word in words[:-1])


def may_be_person(name: str) -> bool:
    """Whether nothing in a name of several words speaks against a person's: no place, no organisation, no role."""
    words = [word for word in _WORDS.findall(name) if not is_title(word)]
    low = {plain(word) for word in words}
    if len(words) < 2 or low & (FUNCTION | DAYS | LABELS | ORGANISATIONS | GENERIC | _UNNAMED):
        return False
    return not is_role(words[-1]) and not places.mentions(name)
