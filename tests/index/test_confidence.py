"""The confidence: what it is made from, and what it makes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Document, Library, confidence

from .hashing import HashEncoder

HARBOUR = (
    "The harbour of Bergen was dredged in spring. The port authority paid $4 million for the work. "
    "Three ferries were ordered from a yard in Gdansk.\n\n"
    "The museum opened a new wing. Visitors came from everywhere."
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        library.add(Document("News from the coast", HARBOUR, id="coast"))
        yield library


def signals(library: Library, question: str) -> dict[str, float]:
    hits, hearing = library.search(question)
    (first,) = library.quotes(hits, 1, hearing)
    return confidence.signals(question, hits, first, library.storage, hearing)


def test_shares_of_the_question(library: Library) -> None:
    found = signals(library, "How many ferries were ordered?")
    assert (found["passage"], found["quote"], found["found"], found["absent"]) == (1, 1, 1, 0)


def test_the_title_counts(library: Library) -> None:
    assert signals(library, "ferries off the coast")["passage"] == 1


def test_what_stands_nowhere(library: Library) -> None:
    weights = library.storage.weights(["ferri", "\0"], "en")
    found = signals(library, "ferries zeppelins")
    assert found["absent"] == pytest.approx(weights[1] / sum(weights))
    assert found["found"] == pytest.approx(weights[0] / sum(weights))


def test_names(library: Library) -> None:
    assert signals(library, "Who works in Gdansk?")["named"] == 1
    assert signals(library, "Who works in Oslo?")["named"] == 0
    assert signals(library, "who works in oslo?")["named"] == 0
    assert signals(library, "who orders ferries?")["named"] == 1


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("How much was paid for the work?", set[str]()),
        ("How many ferries were ordered?", set[str]()),
        ("How many visitors came to the museum wing?", {"no_number", "never_number"}),
        ("When did the museum wing open?", {"no_date"}),
        ("What of the museum wing?", set[str]()),
    ],
)
def test_kinds_that_are_missing(library: Library, question: str, lacking: set[str]) -> None:
    found = signals(library, question)
    assert {name for name, value in found.items() if name.startswith(("no_", "never_")) and value} == lacking


def test_it_is_the_logistic_function_of_its_signals(library: Library) -> None:
    question = "How many ferries were ordered?"
    weights = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["weights"][confidence.GENERAL]
    value = weights["bias"] + sum(weights[name] * signal for name, signal in signals(library, question).items())
    assert library.ask(question).confidence == pytest.approx(1 / (1 + math.exp(-value)), abs=1e-4)


def test_without_a_quote_there_is_none(library: Library) -> None:
    verdict = confidence.judge("ferries", [], None, library.storage, None)
    assert verdict.confidence == 0 and not verdict.answered


def test_a_kind_that_is_missing_makes_it_less_sure() -> None:
    weights = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["weights"][confidence.GENERAL]
    assert weights["no_number"] + weights["never_number"] < 0
    assert weights["absent"] <= 0 < weights["cosine"]
