"""What one place may read: the server's own library and the shared one, as one.

Everything here blocks and belongs in a thread. A key ("own:3") names a source within the place; it holds no server,
so that no key that somebody types can reach another server's sources.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from index import Answer, Library, Quote, Source, SourceMissing, Statement, Voice, ask_together, speakers_together
from index.voices import fold

Scope = Literal["own", "shared"]
KEY = re.compile(r"(?P<scope>own|shared):(?P<number>[0-9]{1,9})")
SEARCHED = 500  # sources that are looked through for a title somebody typed


@dataclass(frozen=True, slots=True)
class Item:
    """A source and which of the two libraries it is in."""

    scope: Scope
    source: Source

    @property
    def key(self) -> str:
        """Its name within this place, short enough for a choice."""
        return f"{self.scope}:{self.source.number}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The libraries of one place; `own` is None in direct messages and where a server has no library yet."""

    own: Library | None
    shared: Library

    def ask(self, question: str, *, key: str | None, quotes: int) -> Answer:
        """The answer of both libraries together, or of one source. Raises SourceMissing."""
        if key is not None:
            item = self.find(key)
            return self._library(item.scope).ask(question, source=item.source.id, quotes=quotes)
        return ask_together(list(self._libraries().values()), question, quotes=quotes)

    def count(self) -> int:
        """How many sources there are."""
        return self.shared.count() + (self.own.count() if self.own else 0)

    def page(self, offset: int, limit: int, *, matching: str = "") -> list[Item]:
        """A part of the list: the server's own sources first, each library newest first."""
        items: list[Item] = []
        if self.own is not None:
            items += [Item("own", one) for one in self.own.sources(matching=matching, offset=offset, limit=limit)]
            offset = max(0, offset - self.own.count(matching=matching))
        if len(items) < limit:
            rest = self.shared.sources(matching=matching, offset=offset, limit=limit - len(items))
            items += [Item("shared", one) for one in rest]
        return items

    def find(self, key: str) -> Item:
        """The source that a choice stands for, or that somebody typed the name of. Raises SourceMissing."""
        if match := KEY.fullmatch(key):
            scope: Scope = "own" if match["scope"] == "own" else "shared"
            return Item(scope, self._library(scope).numbered(int(match["number"])))
        wanted = key.strip()
        found = self.page(0, SEARCHED, matching=wanted) if wanted else []
        folded = wanted.casefold()
        exact = [one for one in found if folded in (one.source.title.casefold(), one.source.id.casefold())]
        named = exact or found
        if len(named) == 1:
            return named[0]
        if named:
            several = f"{len(named):,}{'+' if len(found) == SEARCHED else ''} sources"
            called = "are called" if exact else "match"
            raise SourceMissing(f"{several} {called} “{wanted[:100]}”; choose one from the list that Discord offers.")
        raise SourceMissing(f"No source here is called “{wanted[:100]}”; choose one from the list that Discord offers.")

    def holds(self, quote: Quote) -> bool:
        """Whether the source of a quote is still there."""
        for library in self._libraries().values():
            with suppress(SourceMissing):
                return bool(library.source(quote.source))
        return False

    def speakers(self, item: Item | None = None) -> list[Voice]:
        """Who is quoted in a source, or in both libraries together, the most quoted first. Raises SourceMissing."""
        if item is not None:
            return self._library(item.scope).speakers(item.source.id)
        return speakers_together(list(self._libraries().values()))

    def statements(self, item: Item) -> list[Statement]:
        """What is said in a source, in the order of its text. Raises SourceMissing."""
        return self._library(item.scope).statements(item.source.id)

    def statements_of(self, voice: Voice) -> list[tuple[Item, Statement]]:
        """What a speaker says in both libraries: the server's own sources first, each library newest first."""
        name = fold(voice.speaker.name)
        found: list[tuple[Item, Statement]] = []
        for scope, library in self._libraries().items():
            for source in library.sources():
                if len(found) >= voice.statements:
                    return found  # the other sources do not quote them
                item = Item(scope, source)
                with suppress(SourceMissing):  # removed meanwhile
                    said = self.statements(item)
                    found += [(item, one) for one in said if one.speaker and fold(one.speaker.name) == name]
        return found

    def unread(self, item: Item | None = None) -> bool:
        """Whether sources where `item` is, or anywhere here, are still to be read for who says what."""
        wanted = self._libraries().values() if item is None else [self._library(item.scope)]
        return any(library.unread() for library in wanted)

    def text(self, item: Item) -> str:
        """The whole text of a source. Raises SourceMissing."""
        return self._library(item.scope).text(item.source.id)

    def look_up(self, key: str, characters: int) -> tuple[Item, str]:
        """A source and the beginning of its text. Raises SourceMissing."""
        item = self.find(key)
        return item, self.text(item)[:characters]

    def _libraries(self) -> dict[Scope, Library]:
        return {"shared": self.shared} if self.own is None else {"own": self.own, "shared": self.shared}

    def _library(self, scope: Scope) -> Library:
        library = self.shared if scope == "shared" else self.own
        if library is None:
            raise SourceMissing("That source is not here any more: list the sources to see what is.")
        return library


def called(library: Library, title: str) -> list[Source]:
    """The sources of a library that have this title, case aside, newest first."""
    return [one for one in library.sources(matching=title) if one.title.casefold() == title.casefold()]
