"""The SQLite file of a library: its connections, its format, and changes that are made whole or not at all."""

from __future__ import annotations

import errno
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import Conflict, LibraryBusy, LibraryMissing, LibraryTooNew, StorageError
from index.schema import MIGRATIONS

FILE = "library.sqlite3"
HISTORY = 1_000  # states that are remembered: an index further behind is made anew
PATIENCE = 10.0  # seconds to wait for another process that is writing


class Database:
    """One SQLite file. Thread-safe: one connection reads, another writes, each behind a lock.

    `version` is that of its format: behind the present one only where the file cannot be written.
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
            self.version = _version(self._reader)
            if not self.state():
                raise StorageError(
                    f"The library in '{folder}' is not complete and cannot be written: check the folder."
                )

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
        log = self.path.with_name(f"{self.path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise StorageError(
                f"The library in '{self.path.parent}' cannot be written, and its newest sources are in '{log.name}', "
                "which can only be read where it can: copy the folder to such a place."
            )
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
        version = _version(self._reader)
        if version > len(MIGRATIONS):
            raise LibraryTooNew(
                f"The library in '{self.path.parent}' was made by a newer version of Verbatim (format {version}, this "
                f"one knows {len(MIGRATIONS)}): update Verbatim to open it."
            )
        if version == len(MIGRATIONS):
            return
        with self._writing() as database:
            # Read again inside the transaction: another process may have been quicker.
            version = _version(database)
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
        if not _version(database):
            raise


def _move_on(database: sqlite3.Connection) -> None:
    database.execute("INSERT INTO states (token) VALUES (?)", (uuid.uuid4().hex,))
    database.execute("DELETE FROM states WHERE number <= (SELECT max(number) FROM states) - ?", (HISTORY,))


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
