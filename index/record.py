"""The statements of a storage as questions need them: by who says them, and by where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial

from index.cast import Cast
from index.errors import SourceMissing
from index.model import Attribution, Span, Speaker, Statement
from index.ranking import Said
from index.storage import Storage, StoredStatement
from index.telling import tells

TEXTS = 8  # of sources that are kept, as many statements of one are looked at


class _Ordered:
    """The statements of a source by where they begin, so that those near a place are found quickly."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._statements = sorted(statements, key=_extent)
        extents = [_extent(statement) for statement in self._statements]
        self._starts = [start for start, _ in extents]
        self._longest = max(end - start for start, end in extents)

    def near(self, span: Span) -> list[Statement]:
        """All statements that can have a part of a span."""
        first = bisect_left(self._starts, span[0] - self._longest)
        return self._statements[first : bisect_left(self._starts, span[1])]


class Record:
    """The statements of a storage in one state, as answering needs them."""

    def __init__(self, storage: Storage) -> None:
        self.state = storage.state
        self._storage = storage
        self._statements = storage.statements()
        self._text = lru_cache(TEXTS)(partial(_text, storage))
        self._spoken: dict[int, bool] = {}  # by the statement's number, as far as somebody asked
        self._passages: dict[tuple[Speaker, int | None], list[int]] = {}  # by the source too, likewise
        by_source: dict[int, list[Statement]] = defaultdict(list)
        for stored in self._statements:
            by_source[stored.source].append(stored.statement)
        self._by_source = {source: _Ordered(statements) for source, statements in by_source.items()}

    @cached_property
    def cast(self) -> Cast:
        """Everybody who speaks."""
        return Cast(speaker for speaker in self.by_speaker)

    @cached_property
    def by_speaker(self) -> dict[Speaker, list[StoredStatement]]:
        """Who said what, those with the same name, description and ties together."""
        found: dict[Speaker, list[StoredStatement]] = defaultdict(list)
        for stored in self._statements:
            if stored.statement.speaker is not None:
                found[stored.statement.speaker].append(stored)
        return found

    @cached_property
    def _quoted(self) -> frozenset[Speaker]:
        """Whose very words are quoted anywhere."""
        quoted = (one.statement for one in self._statements if one.statement.attribution.kind != "indirect")
        return frozenset(statement.speaker for statement in quoted if statement.speaker is not None)

    @cached_property
    def _read(self) -> frozenset[int]:
        """The numbers of the sources that some tagger has read: another than none."""
        return frozenset(self._storage.unread(""))

    @cached_property
    def _all_read(self) -> bool:
        return len(self._read) == self._storage.count()

    def is_read(self, source: int | None) -> bool:
        """Whether a source, or all where that is None, was read for who says what, by whatever tagger."""
        return self._all_read if source is None else source in self._read

    def paragraphs(self, statements: Iterable[StoredStatement]) -> Iterator[str]:
        """The paragraphs that statements stand in, each from the line of its first part to that of its last."""
        for stored in statements:
            text = self._text(stored.source)
            start, end = _extent(stored.statement)
            last = text.find("\n", end)
            yield text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)]

    def of(self, speaker: Speaker, source: int | None) -> Sequence[StoredStatement]:
        """What somebody says, in a source or in all."""
        theirs = self.by_speaker[speaker]
        return theirs if source is None else [one for one in theirs if one.source == source]

    def passages(self, speaker: Speaker, source: int | None) -> Sequence[int]:
        """The numbers of the passages that somebody's words stand in, in a source or in all, in order."""
        known = self._passages.get((speaker, source))
        if known is None:
            places = [
                (one.source, span) for one in self.of(speaker, source) for span in one.statement.attribution.content
            ]
            self._passages[speaker, source] = known = self._storage.holding(places)
        return known

    def speaks(self, speaker: Speaker, source: int | None) -> bool:
        """Whether somebody says anything, in a source or in all, and not only does something, as who signs a bill."""
        theirs = self.of(speaker, source)
        if source is None:
            return speaker in self._quoted or any(map(self._is_spoken, theirs))
        quoted = any(one.statement.attribution.kind != "indirect" for one in theirs)  # which needs no look at a text
        return quoted or any(map(self._is_spoken, theirs))

    def _is_spoken(self, stored: StoredStatement) -> bool:
        """Whether words are quoted, or stand with a word of saying or thinking."""
        if stored.statement.attribution.kind != "indirect":
            return True
        if stored.number not in self._spoken:
            self._spoken[stored.number] = is_spoken(stored.statement.attribution, self._text(stored.source))
        return self._spoken[stored.number]

    def said(self, source: int, span: Span, qualities: dict[Speaker, float] | None = None) -> Said | None:
        """The statement that a sentence is part of: of whom is meant most, else the longest part, named ones first.

        Of somebody whom the author of a text quotes, not of the author.
        """
        if source not in self._by_source:
            return None
        start, end = span
        best, best_rank = None, (-1.0, False, False, 0.0)
        for statement in self._by_source[source].near(span):
            shared = sum(max(0, min(end, last) - max(start, first)) for first, last in statement.attribution.content)
            if shared:
                speaker = statement.speaker
                quality = qualities.get(speaker, 0.0) if qualities and speaker else 0.0
                share = shared / (end - start)
                rank = quality, speaker is not None, statement.attribution.cue is not None, share
                if rank > best_rank:
                    best, best_rank = Said(statement, quality, share), rank
        return best


def _text(storage: Storage, source: int) -> str:
    """The text of a source, "" where it was removed a moment ago."""
    try:
        return storage.text(source)
    except SourceMissing:
        return ""


def is_spoken(said: Attribution, text: str, start: int = 0) -> bool:
    """Whether words are quoted, or stand with a word of saying or thinking; `text` begins at `start` of its source.

    What has no cue, or one that is not in the text, is spoken.
    """
    if said.kind != "indirect" or said.cue is None:
        return True
    cue = text[max(said.cue[0] - start, 0) : max(said.cue[1] - start, 0)].lower()
    return not cue or ":" in cue or tells(cue)


def _extent(statement: Statement) -> Span:
    content = statement.attribution.content
    return content[0][0], content[-1][1]
