"""The storage of one folder: SQLite for the truth, FAISS and tantivy beside it for the search.

Several processes may open a folder (the bot, and a command beside it). Each change is made under a lock file; whoever
finds at the next question that the store has moved on catches up by comparing passage numbers, which are never used
twice.
"""

from __future__ import annotations

import logging
import re
import threading
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.database import PATIENCE, failure
from index.encoder import Encoded, Vectors
from index.errors import LibraryBusy, VerbatimError
from index.model import Passage, Report, Source, Span
from index.stamp import Stamp
from index.storage import Entry, Reading, Remade, Scored, Stored, StoredStatement
from index.store import Store
from index.terms import stemmed

if TYPE_CHECKING:  # FAISS and tantivy are loaded with the first search: listing sources needs neither
    from index.dense import Dense
    from index.lexical import Lexical

CHUNK = 10_000  # passages taken up at once
WORD = re.compile(r"[^\W\d_]{3,40}")  # of the vocabulary
RECENT = 2_000  # passages kept in memory, some 10 kB each: many questions come across the same ones

_log = logging.getLogger(__name__)


class Local:
    """`Storage` in a folder. Raises what `Store` raises, and LibraryBusy when another process holds the lock."""

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.folder = folder
        self._store = Store(folder, create=create)
        self._lock = threading.RLock()  # around changes of the indexes
        self._file_lock = FileLock(folder / ".lock", timeout=PATIENCE, thread_local=False)
        self._dense: Dense | None = None
        self._lexical: Lexical | None = None
        self._recent: dict[int, Stored] = {}
        self._begins: dict[int, tuple[list[int], list[int]]] = {}  # of a source: where passages begin, their numbers
        self._counting = threading.Lock()
        self._counted: tuple[NDArray[np.int64], dict[str, Counter[str]]] = np.empty(0, np.int64), {}
        self._said: tuple[str, dict[int, StoredStatement]] = "", {}  # the statements of a state, in their order
        self._seen = ""  # the state that the indexes mirror
        self._saved: Stamp | None = None  # of the dense snapshot on disk

    # Sources

    @property
    def model(self) -> str:
        return self._store.meta("model")

    @property
    def state(self) -> str:
        return self._store.state()

    def put(self, entries: Sequence[Entry], *, added_by: str | None, model: str) -> list[int]:
        with self._changing():
            return self._store.put(entries, added_by=added_by, model=model)

    def replace(
        self, number: int, passages: Sequence[Passage], encoded: Iterable[Encoded], *, title: str, model: str
    ) -> None:
        with self._changing():
            self._store.replace(number, passages, encoded, title=title, model=model)

    def replace_all(self, made: Iterable[Remade], *, model: str) -> None:
        with self._changing():
            self._store.replace_all(made, model=model)

    def reread(self, readings: Iterable[tuple[int, Reading]]) -> None:
        with self._changing():
            self._store.reread(readings)

    def alias(self, number: int, id: str) -> None:
        with self._changing():
            self._store.alias(number, id)

    def release(self, number: int, id: str) -> bool:
        with self._changing():
            return self._store.release(number, id)

    def remove(self, number: int) -> None:
        with self._changing():
            self._store.remove(number)

    def sources(self, *, matching: str = "", offset: int = 0, limit: int | None = None) -> list[Source]:
        return self._store.sources(matching=matching, offset=offset, limit=limit)

    def count(self, *, matching: str = "") -> int:
        return self._store.count(matching=matching)

    def find(self, *, id: str | None = None, number: int | None = None, sha256: str | None = None) -> Source | None:
        return self._store.find(id=id, number=number, sha256=sha256)

    def many(self, numbers: Iterable[int]) -> dict[int, Source]:
        return self._store.many(numbers)

    def text(self, number: int) -> str:
        return self._store.text(number)

    def headings(self, number: int) -> tuple[tuple[Span, ...], tuple[int, ...]]:
        return self._store.headings(number)

    def statements(self, source: int | None = None) -> list[StoredStatement]:
        said = self._statements()
        if source is None:
            return list(said.values())
        return [said[number] for number in self._store.spoken(source) if number in said]

    def unread(self, tagger: str) -> list[int]:
        return self._store.unread(tagger)

    # Search

    def refresh(self) -> None:
        if self._seen != self._store.state() or self._dense is None or self._lexical is None:
            with self._lock:
                self._follow()

    def passages(self, numbers: Iterable[int]) -> list[Stored]:
        recent, wanted = self._recent, list(numbers)
        for stored in self._store.passages(number for number in wanted if number not in recent):
            recent[stored.number] = stored
        if len(recent) > RECENT:
            self._recent = {}
        return [recent[number] for number in wanted if number in recent]

    def holding(self, places: Iterable[tuple[int, Span]]) -> list[int]:
        wanted, begins = list(places), self._begins
        missing = {source for source, _ in wanted if source not in begins}
        if missing:
            begins.update(self._store.begins(missing))
        found: set[int] = set()
        for source, (start, end) in wanted:
            starts, numbers = begins[source]
            found.update(numbers[max(bisect_right(starts, start) - 1, 0) : bisect_left(starts, end)])
        return sorted(found)

    def dense(
        self, vector: Vectors, count: int, *, source: int | None = None, among: Sequence[int] | None = None
    ) -> Scored:
        dense, _ = self._indexes()
        if among is not None:
            return dense.search(vector, count, among) if among else []
        if source is None:
            return dense.search(vector, count)
        own = self._store.numbers(source)
        # The passages of a source are stored in one transaction, so their numbers follow each other.
        return dense.search(vector, count, range(int(own[0]), int(own[-1]) + 1)) if len(own) else []

    def cosines(self, vector: Vectors, numbers: Sequence[int]) -> list[float]:
        dense, _ = self._indexes()
        return dense.cosines(vector, numbers)

    def lexical(
        self, question: str, count: int, *, source: int | None = None, among: Sequence[int] | None = None
    ) -> Scored:
        _, lexical = self._indexes()
        return lexical.search(question, count, source, among)

    def having(self, words: str, *, source: int | None = None) -> list[int]:
        _, lexical = self._indexes()
        return lexical.having(words, source)

    def languages(self) -> Sequence[str]:
        _, lexical = self._indexes()
        return lexical.codes

    def weights(self, terms: Sequence[str], code: str) -> list[float]:
        _, lexical = self._indexes()
        return lexical.weights(terms, code)

    def vocabulary(self) -> Mapping[str, Mapping[str, int]]:
        with self._counting:
            numbers = self._store.numbers()
            held, words = self._counted
            if len(np.setdiff1d(held, numbers)):  # something is gone: what it had is not known any more
                held, words = numbers[:0], {}
            new = np.setdiff1d(numbers, held)
            if len(new):
                words = {code: Counter(counts) for code, counts in words.items()}  # others may be reading it
                for _, _, language, text in self._words(new.tolist()):
                    words.setdefault(stemmed(language), Counter()).update(set(WORD.findall(text)))
            self._counted = numbers, words
            return words

    # Care

    def check(self) -> Report:
        problems = tuple(self._store.problems())
        mended: list[str] = []
        with self._lock, self._file_lock_or_busy():
            if misread := self._store.misread():
                self._store.reread([(number, Reading()) for number in misread])
                mended.append(f"The statements of {_sources(len(misread))} were damaged and are dropped.")
            self.refresh()
            dense, lexical = self._indexes()
            numbers, vectors = self._store.vectors(self._store.numbers())
            if not _same(dense, numbers, vectors):
                mended.append("The dense index did not match the stored passages and was made anew.")
            if not np.array_equal(lexical.numbers(), np.sort(numbers)):
                mended.append("The lexical index did not match the stored passages and was made anew.")
            self._discard()  # whether the words in the lexical index are right shows only in making it anew
            self._indexes()
            self._save_dense()
        return Report(self.count(), len(numbers), problems, tuple(mended))

    def close(self) -> None:
        with self._lock:
            try:
                self._save_dense()
            except (OSError, VerbatimError) as error:  # a cache: the next start does without it
                _log.warning("The dense index was not saved: %s", error)
            self._dense = self._lexical = None
            self._store.close()

    # Following the store

    def _statements(self) -> dict[int, StoredStatement]:
        """All statements by their numbers; those that are known already are not read again."""
        state = self._store.state()  # before the rest: what changes meanwhile shows at the next call
        seen, known = self._said
        if seen != state:
            if not self._store.was(seen):  # another file has taken the store's place
                known = {}
            numbers = self._store.spoken()
            new = {said.number: said for said in self._store.statements([n for n in numbers if n not in known])}
            known = {number: known.get(number) or new[number] for number in numbers if number in known or number in new}
            self._said = state, known
        return known

    def _indexes(self) -> tuple[Dense, Lexical]:
        """Both indexes, in step with the store as far as this process knows: `refresh` looks for others' changes."""
        if self._dense is None or self._lexical is None:
            self.refresh()
        assert self._dense is not None and self._lexical is not None
        return self._dense, self._lexical

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock, self._file_lock_or_busy():
            yield
            if self._dense is not None:  # else whoever searches next will follow
                self._follow()

    def _follow(self) -> None:
        state = self._store.state()
        if state == self._seen and self._dense is not None and self._lexical is not None:
            return
        if not self._store.was(self._seen):  # another file has taken the store's place
            self._dense = self._lexical = None
        stamp = Stamp(self.model, state)
        self._dense = self._follow_dense(stamp)
        try:
            with self._file_lock_or_busy():
                self._lexical = self._follow_lexical(stamp)
        except (OSError, ValueError, VerbatimError) as error:
            _log.warning("The lexical index is kept in memory only: %s", error)
            self._lexical = self._fill_lexical_in_memory()
        self._recent, self._begins = {}, {}
        self._seen = state

    def _follow_dense(self, stamp: Stamp) -> Dense:
        from index import dense

        current = self._dense
        if current is None:
            loaded = dense.load(self.folder)
            if loaded and self._may_follow(loaded[1], stamp):
                current, self._saved = loaded
                if self._saved == stamp:
                    return current
        numbers = self._store.numbers()
        held = current.numbers() if current else np.empty(0, np.int64)
        gone, new = np.setdiff1d(held, numbers), np.setdiff1d(numbers, held)
        if current and len(gone) == len(held):  # nothing is left of it: perhaps another model, another dimension
            current, gone = None, np.empty(0, np.int64)
        if current and len(gone):
            current.remove(gone)
        for start in range(0, len(new), CHUNK):
            part, vectors = self._store.vectors(new[start : start + CHUNK])
            if len(part):
                current = current or dense.Dense(vectors.shape[1])
                current.add(part, vectors)
        return current or dense.Dense(1)

    def _follow_lexical(self, stamp: Stamp) -> Lexical:
        from index import lexical

        current = self._lexical
        if current is None or not current.is_kept:  # or it is in memory, as another process changed the library
            current, loaded = None, lexical.load(self.folder)
            if loaded and self._may_follow(loaded[1], stamp):
                current, noted = loaded
                if noted == stamp:
                    return current
            if current is None:
                lexical.discard(self.folder)
                current = lexical.Lexical(self.folder)
        else:
            current.reload()
        numbers = self._store.numbers()
        held = current.numbers()
        gone, new = np.setdiff1d(held, numbers), np.setdiff1d(numbers, held)
        if len(gone) or len(new):
            current.change(gone.tolist(), self._words(new.tolist()))
        current.save(stamp)
        return current

    def _fill_lexical_in_memory(self) -> Lexical:
        from index.lexical import Lexical

        current = Lexical(None)
        current.change([], self._words(self._store.numbers().tolist()))
        return current

    def _words(self, numbers: Sequence[int]) -> Iterator[tuple[int, int, str, str]]:
        for start in range(0, len(numbers), 500):
            yield from self._store.words(numbers[start : start + 500])

    def _may_follow(self, stamp: Stamp, wanted: Stamp) -> bool:
        """Whether an index with this stamp holds passages of this store, so that it can catch up."""
        return stamp.made_with == wanted.made_with and self._store.was(stamp.state)

    def _discard(self) -> None:
        from index import dense, lexical

        self._dense = self._lexical = self._saved = None
        dense.discard(self.folder)
        lexical.discard(self.folder)

    def _save_dense(self) -> None:
        if self._dense is None:
            return
        stamp = Stamp(self.model, self._seen)
        if self._saved != stamp:
            self._dense.save(self.folder, stamp)
            self._saved = stamp

    @contextmanager
    def _file_lock_or_busy(self) -> Iterator[None]:
        try:
            self._file_lock.acquire()
        except Timeout:
            raise LibraryBusy(
                f"The library in '{self.folder}' is in use by another process: wait until it is done, or end it."
            ) from None
        except OSError as error:
            raise failure(error, self.folder) from error
        try:
            yield
        finally:
            self._file_lock.release()


def _same(dense: Dense, numbers: np.ndarray[tuple[int], np.dtype[np.int64]], vectors: Vectors) -> bool:
    held = dense.numbers()
    order = np.argsort(held)
    return np.array_equal(held[order], np.sort(numbers)) and (
        not len(numbers) or np.array_equal(dense.vectors()[order], vectors[np.argsort(numbers)])
    )


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count:,} sources"
