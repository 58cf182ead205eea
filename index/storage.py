"""What a library asks of whoever keeps its sources and searches them: the seam for engines other than the local one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.encoder import Encoded, Vectors
from index.model import Document, Passage, Report, Source, Span, Statement

Scored = list[tuple[int, float]]
"""Passage numbers with their scores, best first."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as it is stored: whose it is, in which language, its text, a vector (row) for each sentence."""

    number: int
    source: int
    language: str
    text: str
    passage: Passage
    sentence_vectors: Vectors


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as it is stored: its number and that of its source, neither of which is ever used again."""

    number: int
    source: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Reading:
    """Who says what in a source, in the order of its text, and the fingerprint of the tagger that read it.

    A source that no tagger has read has no fingerprint and no statements.
    """

    tagger: str = ""
    statements: Sequence[Statement] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on its way into the store: under which id, with which digest, passages, vectors and statements."""

    document: Document
    id: str
    sha256: str
    passages: Sequence[Passage]
    encoded: Sequence[Encoded]
    reading: Reading = Reading()


@dataclass(frozen=True, slots=True)
class Remade:
    """A stored source cut and encoded anew; `reading` is None where its statements are to stay as they are."""

    number: int
    passages: Sequence[Passage]
    encoded: Sequence[Encoded]
    reading: Reading | None = None


class Storage(Protocol):
    """Sources and passages kept durably, and candidates found among them. Thread-safe; every write is all or nothing.

    A source, a passage and a statement are known by numbers that are never used again.
    """

    @property
    def model(self) -> str:
        """The fingerprint of the model that made the vectors, "" while there are none."""

    @property
    def state(self) -> str:
        """A token of the present content: every change, of any process, brings one that was never there before."""

    def put(self, entries: Sequence[Entry], *, added_by: str | None, model: str) -> list[int]:
        """Store sources with their passages and statements, all or none of them; their numbers.

        Raises Conflict when an id or a text is there already, or vectors of another model are.
        """

    def replace(
        self, number: int, passages: Sequence[Passage], encoded: Iterable[Encoded], *, title: str, model: str
    ) -> None:
        """Give a source another title and other passages; its statements stay, as its text does."""

    def replace_all(self, made: Iterable[Remade], *, model: str) -> None:
        """Give every source other passages, made with another model."""

    def reread(self, readings: Iterable[tuple[int, Reading]]) -> None:
        """Give sources other statements, all or none of them; a source that is gone is passed over."""

    def alias(self, number: int, id: str) -> None:
        """Let a source be found by another id too."""

    def release(self, number: int, id: str) -> bool:
        """Let a source no longer be found by one of several ids; False, and nothing changed, when it has no other."""

    def remove(self, number: int) -> None:
        """Remove a source, its passages and its statements."""

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

    def headings(self, number: int) -> tuple[tuple[Span, ...], tuple[int, ...]]:
        """The headings of a source and their levels, as its reader gave them."""

    def statements(self, source: int | None = None) -> list[StoredStatement]:
        """The statements of one source or of all, source by source in the order of their texts.

        Those of all are kept in memory: calling this for every question costs a look at `state`.
        """

    def unread(self, tagger: str) -> list[int]:
        """The numbers of the sources whose statements another tagger has read, or none, in order."""

    def refresh(self) -> None:
        """See what other processes have changed: before each question, as the searches below do not look."""

    def passages(self, numbers: Iterable[int]) -> list[Stored]:
        """Passages by their numbers, in the order given; those that are gone are left out."""

    def holding(self, places: Iterable[tuple[int, Span]]) -> list[int]:
        """The numbers of the passages that have a part of these spans (source number, span) in them, in order."""

    def dense(
        self, vector: Vectors, count: int, *, source: int | None = None, among: Sequence[int] | None = None
    ) -> Scored:
        """The passages nearest to a vector, with their cosines; of one source, or of some passages, where given."""

    def cosines(self, vector: Vectors, numbers: Sequence[int]) -> list[float]:
        """The cosine of a vector with each of these passages; 0 for one that is gone."""

    def lexical(
        self, question: str, count: int, *, source: int | None = None, among: Sequence[int] | None = None
    ) -> Scored:
        """The passages that share words with a question, with their BM25 scores.

        Of one source, or of some passages, where given.
        """

    def having(self, words: str, *, source: int | None = None) -> list[int]:
        """The numbers of the passages that have every word of a text, by their stems, in themselves, title or heading.

        Where the text has no words, all passages; of one source where it is given. In order.
        """

    def languages(self) -> Sequence[str]:
        """The codes (see `terms.stemmed`) that stored passages are analysed under."""

    def weights(self, terms: Sequence[str], code: str) -> list[float]:
        """The inverse document frequency of each term of a language."""

    def vocabulary(self) -> Mapping[str, Mapping[str, int]]:
        """For each code the words of its passages as they are written, and in how many passages each stands."""

    def check(self) -> Report:
        """Verify what is stored, make anew what is derived and wrong.

        Statements that are wrong are dropped, and `unread` names their sources.
        """

    def close(self) -> None:
        """Let go of everything."""
