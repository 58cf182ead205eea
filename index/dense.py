"""FAISS: the passages nearest to a vector. Derived from the store, disposable, exact.

On disk it is one file: a line of JSON (what it was made from, checksum), then FAISS's own bytes.
"""

from __future__ import annotations

import json
import logging
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.stamp import Stamp, from_json, write_whole

FILE = "dense.faiss"
FACTORY = "IDMap2,Flat"  # the seam for large libraries: IVF…,SQ8 once exact search is no longer cheap

_log = logging.getLogger(__name__)


class Dense:
    """Vectors of length 1 under passage numbers, searched by cosine. Thread-safe."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.index_factory(dimension, FACTORY, faiss.METRIC_INNER_PRODUCT)
        self._lock = threading.Lock()  # FAISS allows searches side by side, but none beside a change

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def numbers(self) -> NDArray[np.int64]:
        """The passage numbers that it holds."""
        with self._lock:
            return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, numbers: NDArray[np.int64], vectors: Vectors) -> None:
        """Take up passages: `vectors` has a row for each number."""
        with self._lock:
            self._index.add_with_ids(np.ascontiguousarray(vectors), numbers)

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Forget passages."""
        with self._lock:
            self._index.remove_ids(numbers)

    def vectors(self) -> Vectors:
        """The vectors that it holds, a row for each of `numbers`."""
        with self._lock:
            count = int(self._index.ntotal)
            if not count:
                return np.empty((0, self.dimension), np.float32)
            return np.asarray(self._index.index.reconstruct_n(0, count), np.float32)

    def search(self, vector: Vectors, count: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """The `count` nearest passages, nearest first, with their cosines; `within` are the only ones looked at."""
        with self._lock:
            if not self._index.ntotal:
                return []
            parameters = None
            if within is not None:
                selector = (
                    faiss.IDSelectorRange(within.start, within.stop)
                    if isinstance(within, range)
                    else faiss.IDSelectorBatch(np.array(within, dtype=np.int64))
                )
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # its stub lacks it
            # OpenMP keeps this number for each thread. A search is quick on one core, and a pool for each thread that
            # asks would spin beside the encoding threads.
            faiss.omp_set_num_threads(1)
            scores, numbers = self._index.search(vector[None, :], min(count, self._index.ntotal), params=parameters)
        found = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return [(number, score) for number, score in found if number >= 0]

    def cosines(self, vector: Vectors, numbers: Sequence[int]) -> list[float]:
        """The cosine of each of these passages; 0 for one that is gone."""
        if not numbers:
            return []
        # FAISS says with an error that it has not all of them: then one by one.
        with self._lock, suppress(RuntimeError):
            vectors = self._index.reconstruct_batch(np.array(numbers, dtype=np.int64))
            return list((vectors @ vector).tolist())
        if len(numbers) == 1:
            return [0.0]
        return [cosine for number in numbers for cosine in self.cosines(vector, [number])]

    def save(self, folder: Path, stamp: Stamp) -> None:
        """Write a snapshot. Raises OSError."""
        with self._lock:
            data = faiss.serialize_index(self._index)
        header = json.dumps({"stamp": stamp.to_json(), "factory": FACTORY, "crc32": zlib.crc32(data.data)})
        write_whole(folder / FILE, header.encode() + b"\n", data.data)


def discard(folder: Path) -> None:
    """Delete the snapshot in a folder."""
    (folder / FILE).unlink(missing_ok=True)


def load(folder: Path) -> tuple[Dense, Stamp] | None:
    """The snapshot in a folder and the stamp it carries; None when there is none or it is not whole."""
    try:
        with (folder / FILE).open("rb") as file:
            header = json.loads(file.readline(10_000))
            data = np.frombuffer(file.read(), np.uint8)
        if header["factory"] != FACTORY or header["crc32"] != zlib.crc32(data.data):
            raise ValueError("another kind of index, or damaged")
        index = faiss.deserialize_index(data)
        dense = Dense(index.d)
        dense._index = index
        return dense, from_json(header["stamp"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        _log.warning("The dense index is unusable and is made anew: %s", error)
        return None
