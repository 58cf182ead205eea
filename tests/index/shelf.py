"""A source whose passages are in memory, and hits in it: what quotes are made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from index.model import Attribution, Passage, Source, Span, Speaker, Statement
from index.ranking import Hit, Said
from index.storage import Stored

SOURCE = Source("x", 1, "X", None, None, None, "en", None, "2026-01-01", "", 0, 0)


UNNAMED = Statement(Attribution(((0, 9),), "direct"), None)


class Shelf:
    """One source of passages in memory: what of a storage quotes are made with."""

    def __init__(self, source: Source, text: str, passages: Sequence[Passage]) -> None:
        self._source, self._text, self._passages = source, text, passages
        self.missing: set[int] = set()
        self.stored = [
            Stored(number, 1, "en", text[passage.start : passage.end], passage, None)  # type: ignore[arg-type]
            for number, passage in enumerate(passages)
        ]

    def many(self, numbers: object) -> dict[int, Source]:
        return {1: self._source}

    def holding(self, places: Sequence[tuple[int, Span]]) -> list[int]:
        ((_, (start, end)),) = places
        return [number for number, one in enumerate(self._passages) if one.start < end and start < one.end]

    def passages(self, numbers: Sequence[int]) -> list[Stored]:
        return [self.stored[number] for number in numbers if number not in self.missing]

    def text(self, number: int) -> str:
        return self._text


def said(name: str) -> Said:
    return Said(Statement(Attribution(((0, 9),), "direct"), Speaker(name)), 1.0, 1.0)


SPEAKERS = {"Ann": said("Ann"), "Bob": said("Bob"), "nobody": said("Ann")._replace(statement=UNNAMED), "": None}


class Row(NamedTuple):
    """A sentence: its length, whether a passage or a paragraph begins with it, its score, and who says it."""

    length: int
    opens_passage: bool
    opens_paragraph: bool
    score: float | None
    speaker: str


ROW = st.builds(
    Row,
    st.integers(2, 300), st.booleans(), st.booleans(),
    st.one_of(st.none(), st.floats(-0.2, 0.9)), st.sampled_from(sorted(SPEAKERS)),
)  # fmt: skip


def shelved(rows: Sequence[Row]) -> tuple[Shelf, list[Hit]]:
    """The sentences as passages of one source, and the hits of those with a score, best first."""
    cut: list[tuple[list[Span], list[int]]] = []
    start = paragraph = 0
    for row in rows:
        if row.opens_passage or not cut:
            cut.append(([], []))
        paragraph += row.opens_passage or row.opens_paragraph or not paragraph
        cut[-1][0].append((start, start + row.length))
        cut[-1][1].append(paragraph)
        start += row.length + 1
    shelf = Shelf(SOURCE, "x" * (start - 1), [Passage(tuple(spans), tuple(numbers)) for spans, numbers in cut])
    places = [(stored, at) for stored in shelf.stored for at in range(len(stored.passage.sentences))]
    hits = [
        Hit(stored, at, row.score, 0.0, 0.0, frozenset(), said=SPEAKERS[row.speaker])
        for row, (stored, at) in zip(rows, places, strict=True)
        if row.score is not None
    ]
    return shelf, sorted(hits, key=lambda hit: -hit.score)
