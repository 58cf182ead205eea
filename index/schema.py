"""The tables of a library's SQLite file, and how spans are packed into their columns."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from index.model import Document, Passage, Span

# Append only: migration n takes a library from `user_version` n to n + 1.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE states (number INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE);
    CREATE TABLE sources (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        url TEXT,
        author TEXT,
        published TEXT,
        language TEXT NOT NULL,
        added_by TEXT,
        added_at TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        headings BLOB NOT NULL,
        text BLOB NOT NULL,
        characters INTEGER NOT NULL
    );
    CREATE TABLE aliases (
        id TEXT PRIMARY KEY,
        source INTEGER NOT NULL REFERENCES sources (number) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        source INTEGER NOT NULL REFERENCES sources (number) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        text BLOB NOT NULL,
        sentences BLOB NOT NULL,
        heading BLOB NOT NULL,
        vector BLOB NOT NULL,
        sentence_vectors BLOB NOT NULL
    );
    CREATE INDEX passages_of_source ON passages (source);
    """,
    """
    ALTER TABLE sources ADD COLUMN tagger TEXT NOT NULL DEFAULT '';
    CREATE TABLE statements (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        source INTEGER NOT NULL REFERENCES sources (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        content BLOB NOT NULL,
        speaker BLOB NOT NULL,
        cue BLOB NOT NULL,
        kind TEXT NOT NULL,
        score REAL NOT NULL,
        name TEXT,
        description TEXT,
        ties TEXT NOT NULL,
        UNIQUE (source, position)
    );
    """,
)
STATEMENTS_SINCE = 2  # the version of the format


def pack_sentences(passage: Passage) -> bytes:
    """The sentences of a passage: three numbers each, start, end and paragraph."""
    rows = [(*span, paragraph) for span, paragraph in zip(passage.sentences, passage.paragraphs, strict=True)]
    return np.array(rows, dtype="<i4").tobytes()


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Spans as two numbers each."""
    return np.array(spans, dtype="<i4").tobytes()


def unpack_spans(blob: bytes) -> tuple[Span, ...]:
    """What `pack_spans` packed. Raises ValueError for what it did not."""
    try:
        return tuple(struct.iter_unpack("<ii", blob))
    except struct.error as error:
        raise ValueError("these are no spans") from error


def pack_headings(document: Document) -> bytes:
    """The headings of a document: two numbers each, and where their levels are known two more, -1 and the level."""
    levels = [(-1, level) for level in document.levels]
    return pack_spans([*document.headings, *levels])


def unpack_headings(blob: bytes) -> tuple[tuple[Span, ...], tuple[int, ...]]:
    """The headings and their levels that `pack_headings` packed. Raises ValueError for what it did not."""
    pairs = unpack_spans(blob)
    return tuple(pair for pair in pairs if pair[0] >= 0), tuple(level for start, level in pairs if start < 0)


def pack_heading(passage: Passage) -> bytes:
    """The heading of a passage, and those above it."""
    return pack_spans([passage.heading, *passage.above] if passage.heading else [])


def unpack_passage(sentences: bytes, heading: bytes) -> Passage:
    """A passage from what `pack_sentences` and `pack_heading` packed."""
    own, *above = unpack_spans(heading) or (None,)
    rows = np.frombuffer(sentences, "<i4").reshape(-1, 3).tolist()
    return Passage(
        tuple((start, end) for start, end, _ in rows),
        tuple(paragraph for _, _, paragraph in rows),
        own,
        tuple(above),
    )
