"""From documents to passages with their vectors and statements: the way into a library, but for the storing."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from index import segment
from index.encoder import Embeddable, Encoded, Encoder
from index.errors import VerbatimError
from index.model import Document, Passage, Statement
from index.storage import Reading

Progress = Callable[[int, int], None]
"""Called with the number of passages done and of passages in all."""

CONTEXT_PIECES = 50  # word pieces of title and heading before a passage: what MiniLM's 256 leave beside 200
ENCODE_AT_ONCE = 256  # passages; long enough to form batches of like lengths, short enough to show progress


class StatementReader(Protocol):
    """What finds out who says what in a document: `index.statements.Reader`, or what stands for it in a test."""

    @property
    def fingerprint(self) -> str:
        """Which one this is, weights included: statements of another are read again."""

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        """Begin to read a text whose passages come encoded one by one; what is returned waits for the statements.

        They are in the order of the text. All of `encoded` is taken, and nothing of it kept: its tokens are large.
        """


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, the digest of its text, and its passages."""

    document: Document
    sha256: str
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Made:
    """What is stored of a document beside its passages; `reading` is None where nobody was to read it."""

    encoded: Sequence[Encoded]
    reading: Reading | None


class Intake:
    """Prepares documents with an encoder and, where there is one, a reader of who says what."""

    def __init__(self, encoder: Encoder, reader: StatementReader | None) -> None:
        self.encoder = encoder
        self.reader = reader

    def groups(self, documents: Iterable[Document]) -> Iterator[list[Prepared]]:
        """Documents in groups of enough passages to fill batches.

        An error that comes instead of a document is raised after those before it were given.
        """
        group: list[Prepared] = []
        try:
            for document in documents:
                group.append(self.prepare(document))
                if sum(max(1, len(prepared.passages)) for prepared in group) >= ENCODE_AT_ONCE:
                    yield group
                    group = []
        except VerbatimError as error:
            if group:
                yield group
            raise error
        if group:
            yield group

    def prepare(self, document: Document) -> Prepared:
        """Cut a document into passages."""
        passages = segment.passages(
            document.text, self.encoder.piece_spans, headings=document.headings, levels=document.levels,
            language=document.language or "en", limit=self.encoder.limit,
        )  # fmt: skip
        return Prepared(document, digest_of(document), passages)

    def make(self, group: Sequence[Prepared], progress: Progress | None = None, *, read: bool = True) -> list[Made]:
        """The vectors of each document's passages and, unless `read` is False, its statements."""
        reader = self.reader if read else None
        return _made(group, self._encoded(group, progress, tokens=reader is not None), reader)

    def read(self, group: Sequence[Prepared]) -> list[Reading]:
        """The statements of each document alone; an encoder whose passes the reader cannot use makes none."""
        encoded = self._encoded(group, None, tokens=True) if self.encoder.reads else iter(())
        return [made.reading or Reading() for made in _made(group, encoded, self.reader)]

    def _encoded(self, group: Sequence[Prepared], progress: Progress | None, *, tokens: bool) -> Iterator[Encoded]:
        """The encoding of all passages of a group, in order, made as it is asked for."""
        items = [_embeddable(prepared.document, passage) for prepared in group for passage in prepared.passages]
        contexts = self._shortened([item.context for item in items])
        items = [replace(item, context=context) for item, context in zip(items, contexts, strict=True)]
        for start in range(0, len(items), ENCODE_AT_ONCE):
            part = items[start : start + ENCODE_AT_ONCE]
            encoded = deque(self.encoder.passages(part, tokens=tokens))
            if progress:
                progress(start + len(part), len(items))
            while encoded:  # each is let go of as it is given: the states of its tokens are large
                yield encoded.popleft()

    def _shortened(self, contexts: Sequence[str]) -> list[str]:
        """Contexts cut so that the passage after them still fits the model."""
        unique = list(dict.fromkeys(contexts))
        room = CONTEXT_PIECES * self.encoder.limit // 200
        cut = {
            context: context if len(spans) <= room else context[: spans[room - 1][1]] + "\n"
            for context, spans in zip(unique, self.encoder.piece_spans(unique), strict=True)
        }
        return [cut[context] for context in contexts]


def digest_of(document: Document) -> str:
    """The digest by which a text is known, whatever it is called."""
    return hashlib.sha256(document.text.encode()).hexdigest()


def _made(group: Sequence[Prepared], encoded: Iterator[Encoded], reader: StatementReader | None) -> list[Made]:
    # All are begun before the first is waited for, so that the threads have something to do.
    # And the last is waited for first: what is done with a result, in Python, holds up threads that compute in many
    # small steps. From the last on, they are through by then.
    begun = [_begin(prepared, islice(encoded, len(prepared.passages)), reader) for prepared in group]
    return [made() for made in reversed(begun)][::-1]


def _begin(prepared: Prepared, encoded: Iterator[Encoded], reader: StatementReader | None) -> Callable[[], Made]:
    """Take the encoding of a document and begin to read it; what is returned waits for the end."""
    vectors: list[Encoded] = []

    def passing() -> Iterator[Encoded]:
        for passage in encoded:
            vectors.append(Encoded(passage.vector, passage.sentences))  # without the states
            yield passage

    if reader is None:
        deque(passing(), maxlen=0)
        return lambda: Made(vectors, None)
    statements = reader.begin(prepared.document.text, prepared.passages, passing())
    return lambda: Made(vectors, Reading(reader.fingerprint, statements()))


def _embeddable(document: Document, passage: Passage) -> Embeddable:
    lines = [document.title]
    if document.published:
        lines[0] += f" ({document.published[:10]})"
    for heading in passage.headings:
        if heading[0] < passage.start and (words := document.text[slice(*heading)]) != document.title:
            lines.append(words)
    start = passage.start
    sentences = tuple((begin - start, end - start) for begin, end in passage.sentences)
    return Embeddable("\n".join(lines) + "\n", document.text[start : passage.end], sentences)
