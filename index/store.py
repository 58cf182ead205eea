"""SQLite: the only durable truth. Everything else in a library's folder can be deleted and is made again from here.

Times of a write: the caller encodes first, then one transaction stores the source with its passages and statements, so
that a crash anywhere leaves the library as it was before or as it is after.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.database import Database
from index.encoder import Encoded, Vectors
from index.errors import Conflict, SourceMissing, StorageError
from index.model import Passage, Source, Span
from index.rows import PASSAGES, STATEMENTS, Statements, among, is_sound, is_whole, put_passages, put_statements, stored
from index.schema import STATEMENTS_SINCE, pack_headings, unpack_headings, unpack_spans
from index.storage import Entry, Reading, Remade, Stored, StoredStatement

_COLUMNS = (
    "id, number, title, url, author, published, language, added_by, added_at, sha256, characters, "
    "(SELECT count(*) FROM passages WHERE source = sources.number)"
)


class Store(Database):
    """The sources of one library, with their passages and statements, in its SQLite file."""

    # Sources

    def put(self, entries: Sequence[Entry], *, added_by: str | None, model: str) -> list[int]:
        """Store sources with their passages and statements in one transaction; the numbers of the sources."""
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
                        document.language or "en", added_by, _now(), entry.sha256, pack_headings(document),
                        text.encode(), len(text),
                    ),
                )  # fmt: skip
                numbers.append(int(cursor.lastrowid or 0))
                put_passages(database, numbers[-1], text, entry.passages, entry.encoded)
                _put_reading(database, numbers[-1], entry.reading)
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
            put_passages(database, number, text, passages, encoded)

    def replace_all(self, made: Iterable[Remade], *, model: str) -> None:
        """Give every source other passages, made with another model, in one transaction."""
        with self._writing() as database:
            database.execute("DELETE FROM meta WHERE key = 'model'")
            database.execute("DELETE FROM passages")
            for source in made:
                _set_model(database, model)
                put_passages(database, source.number, _text(database, source.number), source.passages, source.encoded)
                if source.reading is not None:
                    _put_reading(database, source.number, source.reading)

    def reread(self, readings: Iterable[tuple[int, Reading]]) -> None:
        """Give sources other statements in one transaction; a source that is gone is passed over."""
        with self._writing() as database:
            for number, reading in readings:
                _put_reading(database, number, reading)

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
        """Remove a source, its passages and statements. The model is forgotten with the last one."""
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
            rows = among(database, f"SELECT {_COLUMNS} FROM sources WHERE number IN", wanted)
        return {source.number: source for source in (Source(*row) for row in rows)}

    def text(self, number: int) -> str:
        """The text of a source."""
        with self._reading() as database:
            return _text(database, number)

    def headings(self, number: int) -> tuple[tuple[Span, ...], tuple[int, ...]]:
        """The spans of a source's text that its reader said are headings, and their levels."""
        with self._reading() as database:
            row = database.execute("SELECT headings FROM sources WHERE number = ?", (number,)).fetchone()
        return unpack_headings(row[0]) if row else ((), ())

    # Passages

    def passages(self, numbers: Iterable[int]) -> list[Stored]:
        """Passages by their numbers, in the order given; those that are gone are left out."""
        wanted = list(numbers)
        with self._reading() as database:
            rows = {row[0]: row for row in among(database, f"{PASSAGES} WHERE p.number IN", wanted)}
        try:
            return [stored(rows[number]) for number in wanted if number in rows]
        except (TypeError, ValueError) as error:
            raise self._damaged("Passages") from error

    def numbers(self, source: int | None = None) -> NDArray[np.int64]:
        """The numbers of all passages, or of one source's, in order."""
        where, values = ("", ()) if source is None else ("WHERE source = ?", (source,))
        with self._reading() as database:
            rows = database.execute(f"SELECT number FROM passages {where} ORDER BY number", values).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64)

    def begins(self, sources: Iterable[int]) -> dict[int, tuple[list[int], list[int]]]:
        """For each of these sources where its passages begin, in order, and their numbers."""
        found: dict[int, tuple[list[int], list[int]]] = {source: ([], []) for source in sources}
        with self._reading() as database:
            rows = among(database, "SELECT source, start, number FROM passages WHERE source IN", list(found))
            for source, start, number in sorted(rows):
                found[source][0].append(start)
                found[source][1].append(number)
        return found

    def vectors(self, numbers: Iterable[int]) -> tuple[NDArray[np.int64], Vectors]:
        """Numbers and vectors (a row each) of the passages with these numbers, those that are gone left out."""
        with self._reading() as database:
            rows = among(database, "SELECT number, vector FROM passages WHERE number IN", list(numbers))
        if not rows:
            return np.empty(0, np.int64), np.empty((0, 0), np.float32)
        try:
            matrix = np.stack([np.frombuffer(row[1], np.float16) for row in rows]).astype(np.float32)
        except (TypeError, ValueError) as error:
            raise self._damaged("Passages") from error
        return np.array([row[0] for row in rows], dtype=np.int64), matrix

    def words(self, numbers: Iterable[int]) -> list[tuple[int, int, str, str]]:
        """What the lexical index needs of passages: number, source, language, and title, date, heading and text."""
        query = (
            "SELECT p.number, p.source, s.language, s.title, s.published, p.start, p.text, p.heading FROM passages p"
            " JOIN sources s ON s.number = p.source WHERE p.number IN"
        )
        with self._reading() as database:
            rows = among(database, query, list(numbers))
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

    # Statements

    def spoken(self, source: int | None = None) -> list[int]:
        """The numbers of all statements or of one source's, source by source in the order of their texts."""
        if self.version < STATEMENTS_SINCE:
            return []
        where, values = ("", ()) if source is None else ("WHERE source = ?", (source,))
        query = f"SELECT number FROM statements {where} ORDER BY source, position"
        with self._reading() as database:
            return [row[0] for row in database.execute(query, values)]

    def statements(self, numbers: Sequence[int]) -> list[StoredStatement]:
        """Statements by their numbers, in any order; those that are gone are left out."""
        make = Statements()
        with self._reading() as database:
            found = among(database, f"{STATEMENTS} WHERE number IN", numbers)
        try:
            return [make.stored(row) for row in found]
        except (TypeError, ValueError) as error:
            raise self._damaged("Statements") from error

    def unread(self, tagger: str) -> list[int]:
        """The numbers of the sources whose statements another tagger has read, or none, in order."""
        where = "WHERE tagger != ?" if self.version >= STATEMENTS_SINCE else "WHERE ? != ''"
        with self._reading() as database:
            found = database.execute(f"SELECT number FROM sources {where} ORDER BY number", (tagger,))
            return [row[0] for row in found]

    # Integrity

    def problems(self) -> list[str]:
        """What is wrong with the file, a sentence each: damage, orphans, passages that are no slices of their text."""
        with self._reading() as database:
            verdicts = [row[0] for row in database.execute("PRAGMA integrity_check")]
            found = [f"SQLite reports: {verdict}." for verdict in verdicts if verdict != "ok"]
            orphans = [row[0] for row in database.execute("PRAGMA foreign_key_check")]
            found += ["A passage belongs to no source." for table in orphans if table != "statements"]
            rows = database.execute("SELECT number, sha256, headings FROM sources ORDER BY number").fetchall()
            for number, digest, headings in rows:
                try:
                    text = _text(database, number)
                    spans, levels = unpack_headings(headings)
                    inside = all(0 <= begin < end <= len(text) for begin, end in spans)
                    if not inside or (levels and (len(levels) != len(spans) or min(levels) < 1)):
                        raise ValueError("its headings are none")
                except SourceMissing:  # removed a moment ago
                    continue
                except ValueError:
                    found.append(f"Source number {number} cannot be read.")
                    continue
                if hashlib.sha256(text.encode()).hexdigest() != digest:
                    found.append(f"The text of source number {number} is not the text that was stored.")
                query = f"{PASSAGES.replace('p.text', 'p.vector, p.text', 1)} WHERE p.source = ?"
                found += [
                    f"Passage {row[0]} is not a slice of source number {number} with its vectors."
                    for row in database.execute(query, (number,))
                    if not is_whole(row, text)
                ]
        return found

    def _damaged(self, what: str) -> StorageError:
        folder = self.path.parent
        return StorageError(
            f"{what} in the library in '{folder}' are damaged: run 'python -m index check --library {folder}'."
        )

    def misread(self) -> list[int]:
        """The numbers of the sources whose stored statements are damaged, or whose statements belong to none."""
        if self.version < STATEMENTS_SINCE:
            return []
        with self._reading() as database:
            lengths = dict(database.execute("SELECT number, characters FROM sources").fetchall())
            wrong = {row[1] for row in database.execute(STATEMENTS) if not is_sound(row, lengths.get(row[1], 0))}
            gaps = "SELECT source FROM statements GROUP BY source HAVING min(position) < 0 OR max(position) >= count(*)"
            return sorted(wrong.union(row[0] for row in database.execute(gaps)))


def _put_reading(database: sqlite3.Connection, source: int, reading: Reading) -> None:
    """Give a source other statements, where there is such a source."""
    database.execute("DELETE FROM statements WHERE source = ?", (source,))
    if database.execute("UPDATE sources SET tagger = ? WHERE number = ?", (reading.tagger, source)).rowcount:
        put_statements(database, source, reading.statements)


def _text(database: sqlite3.Connection, number: int) -> str:
    row = database.execute("SELECT text FROM sources WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise SourceMissing("That source is not here any more: list the sources to see what is.")
    return bytes(row[0]).decode()


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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
