"""FAISS beside brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import dense
from index.dense import Dense
from index.stamp import Stamp

STAMP = Stamp("model", "state")


def directions(count: int, dimension: int = 16, seed: int = 7) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@pytest.fixture
def filled() -> tuple[Dense, np.ndarray]:
    vectors = directions(300)
    index = Dense(16)
    index.add(np.arange(10, 310), vectors)
    return index, vectors


def brute_force(vectors: np.ndarray, question: np.ndarray, count: int, numbers: np.ndarray) -> list[tuple[int, float]]:
    cosines = vectors @ question
    order = np.argsort(-cosines)[:count]
    return [(int(numbers[i]), float(cosines[i])) for i in order]


def test_search_finds_what_brute_force_finds(filled: tuple[Dense, np.ndarray]) -> None:
    index, vectors = filled
    for question in directions(20, seed=8):
        expected = brute_force(vectors, question, 7, np.arange(10, 310))
        found = index.search(question, 7)
        assert [number for number, _ in found] == [number for number, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_search_within_a_range_of_numbers(filled: tuple[Dense, np.ndarray]) -> None:
    index, vectors = filled
    question = directions(1, seed=9)[0]
    expected = brute_force(vectors[40:60], question, 30, np.arange(50, 70))
    assert [number for number, _ in index.search(question, 30, range(50, 70))] == [number for number, _ in expected]


def test_removed_passages_are_found_no_more(filled: tuple[Dense, np.ndarray]) -> None:
    index, vectors = filled
    nearest = index.search(vectors[5], 1)[0][0]
    assert nearest == 15
    index.remove(np.array([15, 16]))
    expected = brute_force(np.delete(vectors, [5, 6], axis=0), vectors[5], 5, np.delete(np.arange(10, 310), [5, 6]))
    assert [number for number, _ in index.search(vectors[5], 5)] == [number for number, _ in expected]
    assert set(index.numbers()) == set(range(10, 310)) - {15, 16}


def test_cosines_of_given_passages(filled: tuple[Dense, np.ndarray]) -> None:
    index, vectors = filled
    question = directions(1, seed=4)[0]
    assert index.cosines(question, [12, 99_999, 300]) == pytest.approx(
        [float(vectors[2] @ question), 0.0, float(vectors[290] @ question)], abs=1e-6
    )


def test_cosines_are_looked_up_at_once_unless_some_are_gone(filled: tuple[Dense, np.ndarray]) -> None:
    index, vectors = filled
    asked: list[int] = []
    batch = index._index.reconstruct_batch
    index._index.reconstruct_batch = lambda numbers: asked.append(len(numbers)) or batch(numbers)  # type: ignore[func-returns-value]
    assert index.cosines(vectors[0], [10, 11, 12]) == pytest.approx((vectors[:3] @ vectors[0]).tolist(), abs=1e-6)
    assert asked == [3]
    expected = [1.0, 0.0, float(vectors[1] @ vectors[0])]
    assert index.cosines(vectors[0], [10, 5, 11]) == pytest.approx(expected, abs=1e-6)
    assert asked == [3, 3, 1, 1, 1]
    assert index.cosines(vectors[0], []) == []


def test_an_empty_index_finds_nothing() -> None:
    assert Dense(4).search(np.array([1, 0, 0, 0], np.float32), 5) == []


def test_a_snapshot_comes_back_as_it_was(filled: tuple[Dense, np.ndarray], tmp_path: Path) -> None:
    index, vectors = filled
    index.save(tmp_path, STAMP)
    loaded = dense.load(tmp_path)
    assert loaded is not None
    again, stamp = loaded
    assert stamp == STAMP
    assert np.array_equal(again.numbers(), index.numbers())
    assert np.array_equal(again.vectors(), vectors)
    again.add(np.array([999]), directions(1, seed=1))  # it is a real index, not a mapped file
    assert 999 in again.numbers()
    assert [path.name for path in tmp_path.iterdir()] == [dense.FILE]


@pytest.mark.parametrize("damage", ["truncated", "flipped", "garbage", "empty", "no header"])
def test_a_snapshot_that_is_not_whole_is_not_used(
    filled: tuple[Dense, np.ndarray], tmp_path: Path, damage: str
) -> None:
    filled[0].save(tmp_path, STAMP)
    path = tmp_path / dense.FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(
        {
            "truncated": bytes(data[: len(data) // 2]),
            "flipped": bytes(data),
            "garbage": b"\x00\xff" * 500,
            "empty": b"",
            "no header": b'{"stamp": 3}\n' + bytes(data),
        }[damage]
    )
    assert dense.load(tmp_path) is None


def test_no_snapshot(tmp_path: Path) -> None:
    assert dense.load(tmp_path) is None
