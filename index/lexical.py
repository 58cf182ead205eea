"""tantivy: the passages that share words with a question, by BM25. Derived from the store, disposable.

A language has a field of its own, with the stemmer that tantivy has for it. Questions never reach a query parser: their
words go through the same analysis as the passages', and the query is built from the resulting terms.
"""

from __future__ import annotations

import json
import logging
import math
import shutil
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Index, Occur, Query, SchemaBuilder

from index.stamp import Stamp, from_json, write_whole
from index.terms import STEMMERS, as_they_are, stemmed, terms

FOLDER = "lexical"
SCHEMA = 3  # counted on when fields or analysis change, so that older indexes are made anew
TERMS = 48  # of a question, the rarest ones
HEAP = 15_000_000  # bytes, the least that tantivy takes

_log = logging.getLogger(__name__)


class Lexical:
    """An index on disk, or in memory where `folder` is None. Searches are thread-safe; changes want a lock around them.

    Raises ValueError or OSError when the folder cannot be used.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / FOLDER if folder else None
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._index = Index(_schema(), path=str(self._folder) if self._folder else None)
        for code in ("", *STEMMERS):
            self._index.register_tokenizer(_field(code), as_they_are())
        self._checksums: dict[str, list[int]] = {}
        self.reload()

    @property
    def is_kept(self) -> bool:
        """Whether it is on disk."""
        return self._folder is not None

    def reload(self) -> None:
        """See what was committed last, by whichever process."""
        self._index.reload()
        self._searcher = self._index.searcher()
        self.codes = [code for code in ("", *STEMMERS) if self._has_field(code)]

    def numbers(self) -> NDArray[np.int64]:
        """The passage numbers that it holds."""
        searcher = self._searcher  # read once, as `reload` may replace it meanwhile
        count = searcher.num_docs
        if not count:
            return np.empty(0, np.int64)
        hits = searcher.search(Query.all_query(), count, count=False).hits
        values = searcher.fast_field_values("passage", [address for _, address in hits])
        return np.sort(np.array(values, dtype=np.int64))

    def change(self, remove: Sequence[int], add: Iterable[tuple[int, int, str, str]]) -> None:
        """Forget passages and take up others (number, source number, language, words), in one commit."""
        writer = self._index.writer(HEAP, 1)
        if remove:
            writer.delete_documents_by_query(Query.term_set_query(self._index.schema, "passage", list(remove)))
        for number, source, language, words in add:
            code = stemmed(language)
            document = tantivy.Document()
            document.add_unsigned("passage", number)
            document.add_unsigned("source", source)
            document.add_text("code", code or "-")
            document.add_text(_field(code), " ".join(terms(words, code)))
            writer.add_document(document)
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self.reload()

    def search(
        self, question: str, count: int, source: int | None = None, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `count` best passages, best first, with their BM25 scores.

        `source` keeps to one source, `among` to some passages.
        """
        per_language = [
            Query.boolean_query([(Occur.Should, self._term(code, term)) for term in self._chosen(question, code)])
            for code in self.codes
        ]
        if not per_language:
            return []
        query = Query.boolean_query([(Occur.Should, part) for part in per_language])
        if source is not None:
            only = Query.const_score_query(Query.term_query(self._index.schema, "source", source), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        if among is not None:
            only = Query.const_score_query(Query.term_set_query(self._index.schema, "passage", list(among)), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        searcher = self._searcher
        hits = searcher.search(query, count, count=False).hits
        numbers = searcher.fast_field_values("passage", [address for _, address in hits])
        # tantivy orders ties by where they lie, which depends on merges; the number does not.
        found = [(int(number or 0), float(score)) for number, (score, _) in zip(numbers, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def having(self, words: str, source: int | None = None) -> list[int]:
        """The passages that have every word of a text; all where it has none; `source` keeps to one source."""
        per_language = []
        for code in self.codes:
            if own := set(terms(words, code)):
                per_language.append(Query.boolean_query([(Occur.Must, self._term(code, term)) for term in own]))
        query = Query.all_query()
        if per_language:
            query = Query.boolean_query([(Occur.Should, part) for part in per_language])
        if source is not None:
            only = Query.term_query(self._index.schema, "source", source)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        searcher = self._searcher
        if not searcher.num_docs:
            return []
        hits = searcher.search(query, searcher.num_docs, count=False).hits
        numbers = searcher.fast_field_values("passage", [address for _, address in hits])
        return sorted(int(number or 0) for number in numbers)

    def weights(self, question_terms: Sequence[str], code: str) -> list[float]:
        """How much each term tells: BM25's inverse document frequency, ln(1 + (N - n + ½) / (n + ½))."""
        searcher = self._searcher
        total = searcher.num_docs
        frequencies = [searcher.doc_freq(_field(code), term) for term in question_terms]
        return [math.log(1 + (max(total - n, 0) + 0.5) / (n + 0.5)) for n in frequencies]

    def save(self, stamp: Stamp) -> None:
        """Note beside the index what it mirrors, with a checksum of every file. Raises OSError."""
        if self._folder:
            self._checksums = _sums(self._folder, self._checksums)
            note = {"schema": SCHEMA, "stamp": stamp.to_json(), "files": self._checksums}
            write_whole(self._folder / "stamp.json", json.dumps(note).encode())

    def _chosen(self, question: str, code: str) -> list[str]:
        unique = list(dict.fromkeys(terms(question, code)))
        if len(unique) <= TERMS:
            return unique
        weights = self.weights(unique, code)
        return [term for _, term in sorted(zip(weights, unique, strict=True), reverse=True)[:TERMS]]

    def _term(self, code: str, term: str) -> Query:
        return Query.term_query(self._index.schema, _field(code), term)

    def _has_field(self, code: str) -> bool:
        query = Query.term_query(self._index.schema, "code", code or "-")
        return bool(self._searcher.search(query, 1, count=False).hits)


def _sums(folder: Path, known: dict[str, list[int]]) -> dict[str, list[int]]:
    """Size and CRC-32 of an index's files; those of segments, which never change, are taken from `known`."""
    sums = {}
    for path in sorted(folder.iterdir()):
        if path.name == "stamp.json" or path.suffix in {".lock", ".new"}:
            continue
        if path.name in known and path.suffix != ".json":
            sums[path.name] = known[path.name]
        else:
            data = path.read_bytes()
            sums[path.name] = [len(data), zlib.crc32(data)]
    return sums


def load(folder: Path) -> tuple[Lexical, Stamp] | None:
    """The index in a library's folder and its stamp; None when there is none or it is not whole.

    Checksums come first: tantivy does not survive garbage in its files.
    """
    try:
        note = json.loads((folder / FOLDER / "stamp.json").read_bytes())
        if note["schema"] != SCHEMA or note["files"] != _sums(folder / FOLDER, {}):
            raise ValueError("another kind of index, or not as it was left")
        return Lexical(folder), from_json(note["stamp"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("The lexical index is unusable and is made anew: %s", error)
        return None


def discard(folder: Path) -> None:
    """Delete the index in a library's folder."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _field(code: str) -> str:
    return f"text_{code or 'other'}"


@cache
def _schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("source", indexed=True)
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for code in ("", *STEMMERS):
        builder.add_text_field(_field(code), tokenizer_name=_field(code), index_option="freq")
    return builder.build()
