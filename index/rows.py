"""Passages and statements as rows of the SQLite file: written, read back, and looked at for damage."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, get_args

import numpy as np

from index.encoder import Encoded
from index.model import Attribution, Kind, Passage, Span, Speaker, Statement
from index.schema import pack_heading, pack_sentences, pack_spans, unpack_passage, unpack_spans
from index.storage import Stored, StoredStatement

PASSAGES = (
    "SELECT p.number, p.source, s.language, p.text, p.sentences, p.heading, p.sentence_vectors"
    " FROM passages p JOIN sources s ON s.number = p.source"
)
STATEMENTS = "SELECT number, source, content, speaker, cue, kind, score, name, description, ties FROM statements"
VARIABLES = 500  # in one query: SQLite bounds them


def among(database: sqlite3.Connection, query: str, numbers: Sequence[int]) -> list[Any]:
    """The rows of a query that ends with IN and gets these numbers."""
    found: list[Any] = []
    for start in range(0, len(numbers), VARIABLES):
        part = [int(number) for number in numbers[start : start + VARIABLES]]
        found += database.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
    return found


def put_passages(
    database: sqlite3.Connection, source: int, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
) -> None:
    """Store the passages of a source."""
    database.executemany(
        "INSERT INTO passages (source, start, text, sentences, heading, vector, sentence_vectors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                source, passage.start, text[passage.start : passage.end].encode(), pack_sentences(passage),
                pack_heading(passage),
                vectors.vector.astype(np.float16).tobytes(), vectors.sentences.astype(np.float16).tobytes(),
            )
            for passage, vectors in zip(passages, encoded, strict=True)
        ),
    )  # fmt: skip


def stored(row: Sequence[Any]) -> Stored:
    """A passage from a row of `PASSAGES`. Raises ValueError when it is damaged."""
    number, source, language, text, sentences, heading, vectors = row
    passage = unpack_passage(sentences, heading)
    matrix = np.frombuffer(vectors, np.float16).reshape(len(passage.sentences), -1).astype(np.float32)
    return Stored(number, source, language, text.decode(), passage, matrix)


def is_whole(row: Sequence[Any], text: str) -> bool:
    """Whether a row, a passage with its vector in the fourth column, can be read and is a slice of the text."""
    number, source, language, vector, *rest = row
    try:
        found = stored((number, source, language, *rest))
        size = np.frombuffer(vector, np.float16).shape[0]
    except ValueError:
        return False
    return text[found.passage.start : found.passage.end] == found.text and found.sentence_vectors.shape[1] == size > 0


def put_statements(database: sqlite3.Connection, source: int, statements: Iterable[Statement]) -> None:
    """Store the statements of a source, in the order of its text."""
    database.executemany(
        "INSERT INTO statements (source, position, content, speaker, cue, kind, score, name, description, ties)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((source, position, *_columns(statement)) for position, statement in enumerate(statements)),
    )


def _columns(statement: Statement) -> tuple[Any, ...]:
    said, speaker = statement.attribution, statement.speaker
    return (
        pack_spans(said.content), _packed(said.speaker), _packed(said.cue), said.kind, float(said.score),
        speaker.name if speaker else None, speaker.description if speaker else None,
        json.dumps(speaker.ties if speaker else ()),
    )  # fmt: skip


def _packed(span: Span | None) -> bytes:
    return pack_spans([span] if span else [])


class Statements:
    """Makes statements of rows; speakers that are the same are the same object, as a few hundred say thousands."""

    def __init__(self) -> None:
        self._speakers: dict[tuple[str, str | None, str], Speaker] = {}

    def stored(self, row: Sequence[Any]) -> StoredStatement:
        """A statement from a row of `STATEMENTS`. Raises ValueError when it is damaged."""
        number, source, content, speaker, cue, kind, score, name, description, ties = row
        said = Attribution(unpack_spans(content), kind, _first(speaker), _first(cue), score)
        return StoredStatement(number, source, Statement(said, self._speaker(name, description, ties)))

    def _speaker(self, name: str | None, description: str | None, ties: str) -> Speaker | None:
        if name is None:
            return None
        key = name, description, ties
        if key not in self._speakers:
            self._speakers[key] = Speaker(name, description, tuple(json.loads(ties)))
        return self._speakers[key]


def _first(blob: bytes) -> Span | None:
    return next(iter(unpack_spans(blob)), None)


def is_sound(row: Sequence[Any], characters: int) -> bool:
    """Whether a row of `STATEMENTS` can be read and its spans lie in a text of so many characters, content in order."""
    _, _, content, speaker, cue, kind, score, name, description, ties = row
    try:
        said, by, told = (unpack_spans(blob) for blob in (content, speaker, cue))
        known = json.loads(ties)
    except (TypeError, ValueError):
        return False
    return (
        bool(said)
        and len(by) <= 1
        and len(told) <= 1
        and all(0 <= begin < end <= characters for begin, end in (*said, *by, *told))
        and all(one[1] <= other[0] for one, other in pairwise(said))
        and kind in get_args(Kind)
        and isinstance(score, float)
        and 0 <= score <= 1
        and (name is None or (isinstance(name, str) and bool(name)))
        and (description is None or isinstance(description, str))
        and isinstance(known, list)
        and all(isinstance(tie, str) for tie in known)
    )
