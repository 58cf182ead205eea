"""SQLite: the only durable truth. Everything else in a library's folder can be deleted and is made again from here.

Times of a write: the caller encodes first, then one transaction stores the source and its passages, so that a crash
anywhere leaves the library as it was before or as it is after.
"""

from __future__ import annotations

import errno
import hashlib
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoded, Vectors
from index.errors import Conflict, LibraryBusy, LibraryMissing, LibraryTooNew, SourceMissing, StorageError
from index.model import Document, Passage, Source, Span
from index.schema import MIGRATIONS, pack_sentences, pack_spans, unpack_passage, unpack_spans

FILE = "library.sqlite3"
HISTORY = 1_000  # states that are remembered: an index further behind is made anew
PATIENCE = 10.0  # seconds to wait for another process that is writing

_COLUMNS = (
    "id, number, title, url, author, published, language, added_by, added_at, sha256, characters, "
    "(SELECT count(*) FROM passages WHERE source = sources.number)"
)
_STORED = (
    "SELECT p.number, p.source, s.language, p.text, p.sentences, p.heading, p.sentence_vectors"
    " FROM passages p JOIN sources s ON s.number = p.source"
)


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
class Entry:
    """A document on its way into the store: under which id, with which digest, passages and vectors."""

    document: Document
    id: str
    sha256: str
    passages: Sequence[Passage]
    encoded: Sequence[Encoded]


class Store:
    """The SQLite file of one library. Thread-safe: one connection reads, another writes, each behind a lock.

    Raises LibraryMissing (`create` is False and there is none), LibraryTooNew, LibraryBusy, StorageError.
    """

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise LibraryMissing(f"There is no library in '{folder}': add a source first, or name another folder.")
        self._read_lock, self._write_lock = threading.Lock(), threading.Lock()
        with self._failures():
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            self._writer: sqlite3.Connection | None = None
            self._reader = self._connect()
            with _readable(self._reader):
                self._migrate()
            if not self.state():
                raise StorageError(
                    f"The library in '{folder}' is not complete and cannot be written: check the folder."
                )

    # Meta

    def meta(self, key: str) -> str:
        """A value of the `meta` table, "" when there is none."""
        with self._reading() as database:
            row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def state(self) -> str:
        """A token of the present content: every change brings one that was never there before."""
        with self._reading() as database:
            row = database.execute("SELECT token FROM states ORDER BY number DESC LIMIT 1").fetchone()
        return str(row[0]) if row else ""

    def was(self, state: str) -> bool:
        """Whether this is the present state or one that was a short history ago."""
        with self._reading() as database:
            return database.execute("SELECT 1 FROM states WHERE token = ?", (state,)).fetchone() is not None

    # Sources

    def put(self, entries: Sequence[Entry], *, added_by: str | None, model: str) -> list[int]:
        """Store sources and their passages in one transaction; the numbers of the sources."""
        numbers = []
        with self._writing() as database:
            _set_model(database, model)
            for entry in entries:
                document, text = entry.document, entry.document.text
                cursor = database.execute(
                    "INSERT INTO sources (id, title, url, author, published, language, added_by, added_at, sha256,"
                    " headings, text, characters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        entry.id, document.title, document.url, document.author, document.published,
                        document.language or "en", added_by, _now(), entry.sha256, pack_spans(document.headings),
                        text.encode(), len(text),
                    ),
                )  # fmt: skip
                numbers.append(int(cursor.lastrowid or 0))
                _put_passages(database, numbers[-1], text, entry.passages, entry.encoded)
        return numbers

    def replace(
        self, number: int, passages: Sequence[Passage], encoded: Iterable[Encoded], *, title: str, model: str
    ) -> None:
        """Give a source another title and other passages, under new numbers, in one transaction."""
        with self._writing() as database:
            text = _text(database, number)
            _set_model(database, model)
            database.execute("UPDATE sources SET title = ? WHERE number = ?", (title, number))
            database.execute("DELETE FROM passages WHERE source = ?", (number,))
            _put_passages(database, number, text, passages, encoded)

    def replace_all(self, made: Iterable[tuple[int, Sequence[Passage], Sequence[Encoded]]], *, model: str) -> None:
        """Give every source other passages, made with another model, in one transaction."""
        with self._writing() as database:
            database.execute("DELETE FROM meta WHERE key = 'model'")
            database.execute("DELETE FROM passages")
            for number, passages, encoded in made:
                _set_model(database, model)
                _put_passages(database, number, _text(database, number), passages, encoded)

    def alias(self, number: int, id: str) -> None:
        """Let a source be found by another id too."""
        with self._writing() as database:
            database.execute("INSERT INTO aliases VALUES (?, ?)", (id, number))

    def release(self, number: int, id: str) -> bool:
        """Give up one of several ids of a source; False, and nothing changed, when it has no other."""
        with self._writing() as database:
            if database.execute("DELETE FROM aliases WHERE id = ? AND source = ?", (id, number)).rowcount:
                return True
            other = database.execute("SELECT id FROM aliases WHERE source = ? LIMIT 1", (number,)).fetchone()
            if other is None:
                return False
            database.execute("DELETE FROM aliases WHERE id = ?", other)
            database.execute("UPDATE sources SET id = ? WHERE number = ?", (*other, number))
            return True

    def remove(self, number: int) -> None:
        """Remove a source and its passages. The model is forgotten with the last one."""
        with self._writing() as database:
            database.execute("DELETE FROM sources WHERE number = ?", (number,))
            if database.execute("SELECT count(*) FROM sources").fetchone()[0] == 0:
                database.execute("DELETE FROM meta WHERE key = 'model'")

    def sources(self, *, matching: str = "", offset: int = 0, limit: int | None = None) -> list[Source]:
        """Sources, newest first; `matching` is part of the title or the id, case aside."""
        where, values = _matching(matching)
        query = f"SELECT {_COLUMNS} FROM sources {where} ORDER BY number DESC LIMIT ? OFFSET ?"
        with self._reading() as database:
            rows = database.execute(query, (*values, -1 if limit is None else limit, offset)).fetchall()
        return [Source(*row) for row in rows]

    def count(self, *, matching: str = "") -> int:
        """How many sources `sources` would give."""
        where, values = _matching(matching)
        with self._reading() as database:
            return int(database.execute(f"SELECT count(*) FROM sources {where}", values).fetchone()[0])

    def find(self, *, id: str | None = None, number: int | None = None, sha256: str | None = None) -> Source | None:
        """The source with this id (its own or another that it is known by), number or digest."""
        query = (
            f"SELECT {_COLUMNS} FROM sources WHERE id = ? OR number = ? OR sha256 = ?"
            " OR number = (SELECT source FROM aliases WHERE id = ?)"
        )
        with self._reading() as database:
            row = database.execute(query, (id, number, sha256, id)).fetchone()
        return Source(*row) if row else None

    def many(self, numbers: Iterable[int]) -> dict[int, Source]:
        """Sources by their numbers."""
        wanted = list(numbers)
        with self._reading() as database:
            rows = _in(database, f"SELECT {_COLUMNS} FROM sources WHERE number IN", wanted)
        return {source.number: source for source in (Source(*row) for row in rows)}

    def text(self, number: int) -> str:
        """The text of a source."""
        with self._reading() as database:
            return _text(database, number)

    def headings(self, number: int) -> tuple[Span, ...]:
        """The spans of a source's text that its reader said are headings."""
        with self._reading() as database:
            row = database.execute("SELECT headings FROM sources WHERE number = ?", (number,)).fetchone()
        return unpack_spans(row[0]) if row else ()

    # Passages

    def passages(self, numbers: Iterable[int]) -> list[Stored]:
        """Passages by their numbers, in the order given; those that are gone are left out."""
        wanted = list(numbers)
        with self._reading() as database:
            rows = {row[0]: row for row in _in(database, f"{_STORED} WHERE p.number IN", wanted)}
        return [_stored(rows[number]) for number in wanted if number in rows]

    def numbers(self, source: int | None = None) -> NDArray[np.int64]:
        """The numbers of all passages, or of one source's, in order."""
        where, values = ("", ()) if source is None else ("WHERE source = ?", (source,))
        with self._reading() as database:
            rows = database.execute(f"SELECT number FROM passages {where} ORDER BY number", values).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64)

    def vectors(self, numbers: Iterable[int]) -> tuple[NDArray[np.int64], Vectors]:
        """Numbers and vectors (a row each) of the passages with these numbers, those that are gone left out."""
        with self._reading() as database:
            rows = _in(database, "SELECT number, vector FROM passages WHERE number IN", list(numbers))
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        matrix = np.stack([np.frombuffer(row[1], np.float16) for row in rows]).astype(np.float32)
        return np.array([row[0] for row in rows], dtype=np.int64), matrix

    def words(self, numbers: Iterable[int]) -> list[tuple[int, int, str, str]]:
        """What the lexical index needs of passages: number, source, language, and title, date, heading and text."""
        query = (
            "SELECT p.number, p.source, s.language, s.title, s.published, p.start, p.text, p.heading FROM passages p"
            " JOIN sources s ON s.number = p.source WHERE p.number IN"
        )
        with self._reading() as database:
            rows = _in(database, query, list(numbers))
            whole: dict[int, str] = {}  # the texts of the sources whose headings are needed
            found = []
            for number, source, language, title, published, start, text, heading in rows:
                lines = [title, published or "", text.decode()]
                for begin, end in unpack_spans(heading):
                    if begin < start:  # else it stands in the passage
                        if source not in whole:
                            whole[source] = _text(database, source)
                        lines.insert(2, whole[source][begin:end])
                found.append((number, source, language, "\n".join(lines)))
        return found

    # Integrity

    def problems(self) -> list[str]:
        """What is wrong with the file, a sentence each: damage, orphans, passages that are no slices of their text."""
        with self._reading() as database:
            verdicts = [row[0] for row in database.execute("PRAGMA integrity_check")]
            found = [f"SQLite reports: {verdict}." for verdict in verdicts if verdict != "ok"]
            found += ["A passage belongs to no source." for _ in database.execute("PRAGMA foreign_key_check")]
            rows = database.execute("SELECT number, sha256, headings FROM sources ORDER BY number").fetchall()
            for number, digest, headings in rows:
                try:
                    text = _text(database, number)
                    unpack_spans(headings)
                except ValueError:
                    found.append(f"Source number {number} cannot be read.")
                    continue
                if hashlib.sha256(text.encode()).hexdigest() != digest:
                    found.append(f"The text of source number {number} is not the text that was stored.")
                query = f"{_STORED.replace('p.text', 'p.vector, p.text', 1)} WHERE p.source = ?"
                found += [
                    f"Passage {row[0]} is not a slice of source number {number} with its vectors."
                    for row in database.execute(query, (number,))
                    if not _is_whole(row, text)
                ]
        return found

    def close(self) -> None:
        """Close the file; the last to close it folds the write-ahead log into it."""
        with self._write_lock, self._read_lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._reader.close()

    # Connections

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._opened(self.path, uri=False)
        except sqlite3.OperationalError as error:
            if _kind(error) != "read-only" or not self.path.is_file():
                raise
        # A folder that cannot be written has no place for the write-ahead log: read the file as it stands.
        return self._opened(f"{self.path.absolute().as_uri()}?immutable=1", uri=True)

    def _opened(self, address: Path | str, *, uri: bool) -> sqlite3.Connection:
        database = sqlite3.connect(address, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=uri)
        try:
            # SQLite's own case folding knows ASCII only.
            database.create_function("casefold", 1, str.casefold, deterministic=True)
            database.execute("PRAGMA foreign_keys = ON")
            if not uri:
                with suppress(sqlite3.OperationalError):  # the next statement tells whether it matters
                    database.execute("PRAGMA journal_mode = WAL")
                    database.execute("PRAGMA synchronous = FULL")
            database.execute("SELECT count(*) FROM sqlite_schema")
        except BaseException:
            database.close()
            raise
        return database

    def _migrate(self) -> None:
        version = int(self._reader.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise LibraryTooNew(
                f"The library in '{self.path.parent}' was made by a newer version of Verbatim (format {version}, this "
                f"one knows {len(MIGRATIONS)}): update Verbatim to open it."
            )
        if version == len(MIGRATIONS):
            return
        with self._writing() as database:
            # Read again inside the transaction: another process may have been quicker.
            version = int(database.execute("PRAGMA user_version").fetchone()[0])
            for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                for statement in script.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, self._failures():
            yield self._reader

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing, and another state."""
        with self._write_lock, self._failures():
            if self._writer is None:
                self._writer = self._connect()
            database = self._writer
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                _move_on(database)
                database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """SQLite's and the system's complaints as sentences."""
        folder = self.path.parent
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise Conflict(f"The library in '{folder}' was changed by another process: try again.") from error
        except (sqlite3.Error, OSError) as error:
            raise failure(error, folder) from error


def failure(error: Exception, folder: Path) -> StorageError | LibraryBusy:
    """A complaint of SQLite or the system as the sentence that a person needs."""
    kind = _kind(error)
    if kind == "busy":
        return LibraryBusy(f"The library in '{folder}' is in use by another process: wait until it is done, or end it.")
    return StorageError(
        {
            "full": f"The disk that holds the library in '{folder}' is full: make room and try again.",
            "no folder": f"'{folder}' is not a folder: name a folder for the library.",
            "read-only": f"The library in '{folder}' cannot be written: check the folder's permissions.",
            "damaged": f"The library in '{folder}' is damaged: restore '{FILE}' from a backup.",
        }.get(kind, f"The library in '{folder}' cannot be used ({error}): check the disk and the folder.")
    )


def _kind(error: Exception) -> str:
    """What went wrong, by the codes of SQLite and the system: their messages may contain anything, such as a path."""
    if isinstance(error, sqlite3.Error):
        return _SQLITE_KINDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "other")
    return _SYSTEM_KINDS.get(error.errno or 0, "other") if isinstance(error, OSError) else "other"


_SQLITE_KINDS = {
    sqlite3.SQLITE_BUSY: "busy", sqlite3.SQLITE_LOCKED: "busy", sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only", sqlite3.SQLITE_CANTOPEN: "read-only",
    sqlite3.SQLITE_CORRUPT: "damaged", sqlite3.SQLITE_NOTADB: "damaged",
}  # fmt: skip
_SYSTEM_KINDS = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EEXIST: "no folder",
    errno.ENOTDIR: "no folder", errno.EACCES: "read-only", errno.EPERM: "read-only", errno.EROFS: "read-only",
}  # fmt: skip


@contextmanager
def _readable(database: sqlite3.Connection) -> Iterator[None]:
    """Let an existing library of an older format be read where it cannot be migrated."""
    try:
        yield
    except StorageError:
        if not int(database.execute("PRAGMA user_version").fetchone()[0]):
            raise


def _put_passages(
    database: sqlite3.Connection, source: int, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
) -> None:
    database.executemany(
        "INSERT INTO passages (source, start, text, sentences, heading, vector, sentence_vectors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                source, passage.start, text[passage.start : passage.end].encode(), pack_sentences(passage),
                pack_spans([passage.heading] if passage.heading else []),
                vectors.vector.astype(np.float16).tobytes(), vectors.sentences.astype(np.float16).tobytes(),
            )
            for passage, vectors in zip(passages, encoded, strict=True)
        ),
    )  # fmt: skip


def _stored(row: tuple[int, int, str, bytes, bytes, bytes, bytes]) -> Stored:
    number, source, language, text, sentences, heading, vectors = row
    passage = unpack_passage(sentences, heading)
    matrix = np.frombuffer(vectors, np.float16).reshape(len(passage.sentences), -1).astype(np.float32)
    return Stored(number, source, language, text.decode(), passage, matrix)


def _is_whole(row: tuple[Any, ...], text: str) -> bool:
    """Whether a row, a passage with its vector in the fourth column, can be read and is a slice of the text."""
    number, source, language, vector, *rest = row
    try:
        stored = _stored((number, source, language, *rest))
        size = np.frombuffer(vector, np.float16).shape[0]
    except ValueError:
        return False
    passage = stored.passage
    return text[passage.start : passage.end] == stored.text and stored.sentence_vectors.shape[1] == size > 0


def _text(database: sqlite3.Connection, number: int) -> str:
    row = database.execute("SELECT text FROM sources WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise SourceMissing("That source is not here any more: list the sources to see what is.")
    return bytes(row[0]).decode()


def _in(database: sqlite3.Connection, query: str, numbers: Sequence[int]) -> list[Any]:
    rows: list[Any] = []
    for start in range(0, len(numbers), 500):  # SQLite bounds the variables of a statement
        part = [int(number) for number in numbers[start : start + 500]]
        rows += database.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
    return rows


def _matching(words: str) -> tuple[str, tuple[str, ...]]:
    if not words:
        return "", ()
    return "WHERE instr(casefold(title), ?) OR instr(casefold(id), ?)", (words.casefold(), words.casefold())


def _set_model(database: sqlite3.Connection, model: str) -> None:
    """Note the model of what is stored. Raises Conflict when there is another one's already."""
    row = database.execute("SELECT value FROM meta WHERE key = 'model'").fetchone()
    if row is not None and row[0] != model:
        raise Conflict("Another process has stored vectors of another model meanwhile: ask the library what it holds.")
    _set_meta(database, "model", model)


def _set_meta(database: sqlite3.Connection, key: str, value: str) -> None:
    database.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))


def _move_on(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO states (token) VALUES (?)", (uuid.uuid4().hex,))
    database.execute("DELETE FROM states WHERE number <= (SELECT max(number) FROM states) - ?", (HISTORY,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
