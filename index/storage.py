"""What a library asks of whoever keeps its sources and searches them: the seam for engines other than the local one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from index.encoder import Encoded, Vectors
from index.model import Passage, Report, Source, Span
from index.store import Entry, Stored

Scored = list[tuple[int, float]]
"""Passage numbers with their scores, best first."""


class Storage(Protocol):
    """Sources and passages kept durably, and candidates found among them. Thread-safe; every write is all or nothing.

    A source and a passage are known by numbers that are never used again.
    """

    @property
    def model(self) -> str:
        """The fingerprint of the model that made the vectors, "" while there are none."""

    def put(self, entries: Sequence[Entry], *, added_by: str | None, model: str) -> list[int]:
        """Store sources with their passages, all or none of them; their numbers.

        Raises Conflict when an id or a text is there already, or vectors of another model are.
        """

    def replace(
        self, number: int, passages: Sequence[Passage], encoded: Iterable[Encoded], *, title: str, model: str
    ) -> None:
        """Give a source another title and other passages."""

    def replace_all(self, made: Iterable[tuple[int, Sequence[Passage], Sequence[Encoded]]], *, model: str) -> None:
        """Give every source other passages, made with another model."""

    def alias(self, number: int, id: str) -> None:
        """Let a source be found by another id too."""

    def release(self, number: int, id: str) -> bool:
        """Let a source no longer be found by one of several ids; False, and nothing changed, when it has no other."""

    def remove(self, number: int) -> None:
        """Remove a source and its passages."""

    def sources(self, *, matching: str = "", offset: int = 0, limit: int | None = None) -> list[Source]:
        """Sources, newest first; `matching` is part of the title or the id, case aside."""

    def count(self, *, matching: str = "") -> int:
        """How many sources `sources` would give."""

    def find(self, *, id: str | None = None, number: int | None = None, sha256: str | None = None) -> Source | None:
        """The source with this id (its own or an alias), number or digest of its text."""

    def many(self, numbers: Iterable[int]) -> dict[int, Source]:
        """Sources by their numbers."""

    def text(self, number: int) -> str:
        """The text of a source."""

    def headings(self, number: int) -> tuple[Span, ...]:
        """The headings of a source, as its reader gave them."""

    def refresh(self) -> None:
        """See what other processes have changed: before each question, as the searches below do not look."""

    def passages(self, numbers: Iterable[int]) -> list[Stored]:
        """Passages by their numbers, in the order given; those that are gone are left out."""

    def dense(self, vector: Vectors, count: int, *, source: int | None = None) -> Scored:
        """The passages nearest to a vector, with their cosines; of one source only where it is given."""

    def cosines(self, vector: Vectors, numbers: Sequence[int]) -> list[float]:
        """The cosine of a vector with each of these passages; 0 for one that is gone."""

    def lexical(self, question: str, count: int, *, source: int | None = None) -> Scored:
        """The passages that share words with a question, with their BM25 scores; of one source where it is given."""

    def languages(self) -> Sequence[str]:
        """The codes (see `lexical.stemmed`) that stored passages are analysed under."""

    def weights(self, terms: Sequence[str], code: str) -> list[float]:
        """The inverse document frequency of each term of a language."""

    def check(self) -> Report:
        """Verify what is stored, make anew what is derived and wrong."""

    def close(self) -> None:
        """Let go of everything."""
