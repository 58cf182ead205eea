"""What the readers share: cleaning characters, joining blocks into canonical text, making titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from index.errors import ReadError
from index.model import Span

TITLE_LENGTH = 200  # characters; titles are labels, what is longer is cut
FIELD_LENGTH = 200  # characters of an author or a date
URL_LENGTH = 2000

_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9_-]*)?", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item, a table row, a heading ... as its reader sees it; `level` is a heading's, from 1."""

    text: str
    level: int = 0

    @property
    def is_heading(self) -> bool:
        """Whether it is one."""
        return self.level > 0


_CLOCK = re.compile(r"\s{0,9}\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s*(?:[–—|-]\s*)?(?=[^\W\d_])", re.IGNORECASE)
LONGEST_QUESTION = 100  # characters of one that is answered below it
MOST_WORDS, LONGEST_WORD = 3, 20  # words of what names what is below it, and characters of each
LOWEST = 7  # the level of what is a heading, but not said to be one


def is_name(text: str) -> bool:
    """Whether a few words alone, which are not marked as a heading, name what is below them.

    What tells something itself ("Doors open at 19:00") is no heading: those are not quoted.
    """
    if clock := _CLOCK.match(text):  # "18:05 Bridge closed", as entries of a log are headed
        text = text[clock.end() :]
    words = text.split()
    if text.rstrip().endswith("?"):
        return len(text) <= LONGEST_QUESTION
    short = 0 < len(words) <= MOST_WORDS and max(map(len, words)) <= LONGEST_WORD
    return short and not any(map(str.isdigit, text)) and not text.rstrip(' ”"').endswith((".", "!", "。", "！"))


class Joined(NamedTuple):
    """A text, and the spans of its headings with their levels."""

    text: str
    headings: tuple[Span, ...]
    levels: tuple[int, ...]


def join(blocks: Iterable[Block]) -> Joined:
    """The blocks as one text, a blank line between them."""
    parts: list[str] = []
    headings: list[Span] = []
    levels: list[int] = []
    position = 0
    for block in blocks:
        if block.is_heading:
            headings.append((position, position + len(block.text)))
            levels.append(block.level)
        parts.append(block.text)
        position += len(block.text) + 2
    return Joined("\n\n".join(parts), tuple(headings), tuple(levels))


def clean(text: str) -> str:
    """The text with every line end made a line feed and what is no character (NUL, lone surrogates) made U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def filled(text: str, name: str) -> str:
    """The text, when there is something to read in it. Raises ReadError otherwise."""
    if not any(character.isalnum() for character in text):
        raise ReadError(f"There is no text in {name}; add one that has some.")
    return text


def label(text: str | None, length: int = FIELD_LENGTH) -> str | None:
    """A title, name or date on one line and of bounded length, or None where nothing is left."""
    line = " ".join(clean((text or "")[: 20 * length]).split())
    return (line if len(line) <= length else line[: length - 1].rstrip() + "…") or None


def link(text: str | None) -> str | None:
    """A web address, or None for anything that is none or that nobody should click."""
    address = (text or "").strip()
    return address if len(address) <= URL_LENGTH and _URL.fullmatch(address) else None


def language(text: str | None) -> str | None:
    """The two-letter code that a language tag begins with ("en" of "en-GB"), or None."""
    found = _LANGUAGE.fullmatch((text or "").strip())
    return found[1].lower() if found else None


def title_of(text: str, name: str) -> str:
    """A title for a text that has none: its first line if that looks like one, else its file name made readable.

    A headline that ends in a full stop is one where a blank line sets it off.
    """
    first, _, rest = text.lstrip()[:1000].partition("\n")
    first = first.strip()
    alone = rest.startswith("\n") and bool(rest.strip())
    ends_well = first[-1:] not in (".", ",", ";", ":", "!", "…") or (alone and first[-1:] == ".")
    goes_on = rest[:1].islower()  # the first line of a sentence that is wrapped
    looks = len(first) <= 120 and ends_well and not goes_on and any(map(str.isalpha, first))
    return (label(first.removesuffix("."), TITLE_LENGTH) if looks else None) or from_name(name)


def from_name(name: str) -> str:
    """``eu-troops_debate.txt`` as "Eu troops debate"."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", name)
    words = label(re.sub(r"[-_]+", " ", stem), TITLE_LENGTH) or "Untitled"
    return words[0].upper() + words[1:]
