"""Who says what in one place: statements with their words, speakers by the name somebody types or by their mark.

Everything here blocks and belongs in a thread. A mark ("who:5d41402abc4b") stands for a speaker in choices and
buttons, where a name may be too long. It means somebody only where that somebody is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from index import Statement, Voice
from index.voices import fold, matching

from .pages import Page, cut
from .shelf import Item, Shelf

MARK = re.compile(r"who:[0-9a-f]{12}")
WORDS_LIMIT = 16  # characters of what somebody typed that a button has room for
STATEMENTS = 6  # on a page
VOICES = 8  # on a page
NEAR = 100  # characters that may stand between "told" and what was told to be shown with both


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and its words as the source has them, in several parts where others interrupt them.

    What is not direct speech begins with the word that tells how it is said, where that stands before it: without
    "declined" before it, "to exclude it" would say the opposite.
    `stretch` is all from the first part to the last; `written` is what stands for the speaker there ("he"), or None.
    """

    item: Item
    statement: Statement
    parts: tuple[str, ...]
    stretch: str
    written: str | None


@dataclass(frozen=True, slots=True)
class Statements:
    """What is said in a source, or in all where `item` is None, by those that `wanted` means.

    `wanted` is a mark or what was typed, None for everyone; `speakers` are those it means. `quoted` says who is quoted
    there at all, and `unread` whether that may be incomplete.
    """

    item: Item | None
    wanted: str | None
    speakers: Sequence[Voice]
    page: Page[Said]
    quoted: Sequence[Voice]
    unread: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """Who is quoted in a source, or in all where `item` is None; `unread` says whether that may be incomplete.

    `sources` is how many sources there are here.
    """

    item: Item | None
    page: Page[Voice]
    unread: bool
    sources: int


def mark(voice: Voice) -> str:
    """What stands for a speaker, the same for all spellings of the name that are one."""
    return "who:" + blake2b(fold(voice.speaker.name).encode(), digest_size=6).hexdigest()


def choose(voices: Sequence[Voice], wanted: str) -> list[Voice]:
    """The speakers that a mark stands for or that somebody typed: by name, else by a part of name or description."""
    if MARK.fullmatch(wanted):
        return [voice for voice in voices if mark(voice) == wanted]
    words = fold(wanted)
    return [voice for voice in voices if fold(voice.speaker.name) == words] or matching(voices, words)


def shortened(voices: Sequence[Voice], wanted: str) -> str:
    """What stands for the speakers that `wanted` means, and for as few others as can be, in what a button can hold."""
    found = choose(voices, wanted)
    if len(found) == 1:
        return mark(found[0])
    words = fold(wanted)
    parts = [words[at : at + WORDS_LIMIT].strip() for at in range(max(1, len(words) - WORDS_LIMIT + 1))]
    return min(parts, key=lambda part: len(matching(voices, part)))


def statements(shelf: Shelf, key: str | None, wanted: str | None, number: int) -> Statements:
    """Page `number` of what is said in the source `key`, or the nearest there is.

    Where `key` is None, `wanted` has to be a mark. Raises SourceMissing.
    """
    item = shelf.find(key) if key is not None else None
    quoted = shelf.speakers(item)
    speakers = choose(quoted, wanted) if wanted is not None else []
    if wanted is not None and speakers:
        wanted = shortened(quoted, wanted)
        speakers = choose(quoted, wanted)  # on every page the same
    found = _by(shelf, item, speakers if wanted is not None else None)
    page = cut(found, number, STATEMENTS)
    sources = {source.key: source for source, _ in page.items}
    texts = {key: shelf.text(source) for key, source in sources.items()}
    shown = [_said(source, said, texts[source.key]) for source, said in page.items]
    filled = Page(shown, page.number, page.pages, page.total)
    return Statements(item, wanted, speakers, filled, quoted, unread=not found and shelf.unread(item))


def _by(shelf: Shelf, item: Item | None, speakers: Sequence[Voice] | None) -> list[tuple[Item, Statement]]:
    """What speakers, or everyone where that is None, say in a source, or anywhere here where `item` is None."""
    if item is None:
        return [one for voice in speakers or () for one in shelf.statements_of(voice)]
    said = shelf.statements(item)
    if speakers is not None:
        names = {fold(voice.speaker.name) for voice in speakers}
        said = [one for one in said if one.speaker is not None and fold(one.speaker.name) in names]
    return [(item, one) for one in said]


def voices(shelf: Shelf, key: str | None, number: int) -> Voices:
    """Page `number` of those who are quoted in the source `key`, or here at all. Raises SourceMissing."""
    item = shelf.find(key) if key is not None else None
    page = cut(shelf.speakers(item), number, VOICES)
    return Voices(item, page, unread=not page.total and shelf.unread(item), sources=shelf.count())


def _said(item: Item, statement: Statement, text: str) -> Said:
    said = statement.attribution
    spans = list(said.content)
    start, end = spans[0]
    if said.kind != "direct" and said.cue is not None and said.cue[0] < start:
        near = start - said.cue[1] <= NEAR
        spans[:1] = [(said.cue[0], end)] if near else [said.cue, (start, end)]
    parts = tuple(text[begin:stop] for begin, stop in spans)
    written = text[slice(*said.speaker)] if said.speaker else None
    return Said(item, statement, parts, text[spans[0][0] : spans[-1][1]], written)
