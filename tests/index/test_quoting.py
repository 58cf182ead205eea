"""What is shown around a sentence, beside every run of sentences that could be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Library
from index.model import Attribution, Passage, Source, Span, Speaker, Statement
from index.quoting import STEEP, UNREAD, quotes
from index.ranking import Hit, Said
from index.segment import LONGEST
from index.storage import Stored

from .hashing import HashEncoder


def words(count: int, name: str) -> str:
    """A sentence of so many characters and more, of words that no other has."""
    return " ".join(f"{name}{number}" for number in range(count // (len(name) + 2))).capitalize() + "."


def paragraphs(*names: str, characters: int = 190) -> str:
    return "\n\n".join(words(characters, name) for name in names)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        yield library


def shown(library: Library, question: str, quotes: int = 1) -> list[str]:
    """The first word of every sentence of every quote, which are slices of their source."""
    answer = library.ask(question, quotes=quotes)
    for quote in answer.quotes:
        assert library.text(quote.source)[quote.start : quote.end] == quote.text
        begin, end = quote.highlight
        assert 0 <= begin < end <= len(quote.text) <= LONGEST
    return [" ".join(re.findall(r"\b[A-Z]\w*0\b", quote.text)) for quote in answer.quotes]


NAMES = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta",
    "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi",
)  # fmt: skip


def test_a_quote_goes_on_into_the_next_passages(library: Library) -> None:
    library.add(Document("Greek", paragraphs(*NAMES), id="greek"))
    assert library.source("greek").passages > 2
    for one, other in pairwise(NAMES):
        (names,) = shown(library, " ".join(f"{name}{number}" for name in (one, other) for number in range(1, 9)))
        assert f"{one.capitalize()}0 {other.capitalize()}0" in names


def test_a_quote_stops_at_a_heading(library: Library) -> None:
    text = f"First\n\n{paragraphs('alpha', 'beta')}\n\nSecond\n\n{paragraphs('gamma', 'delta')}"
    library.add(Document("Sections", text, id="sections"))
    assert shown(library, "beta1 beta2 beta3 gamma1") == ["Alpha0 Beta0"]
    assert shown(library, "gamma1 gamma2 gamma3 beta1") == ["Gamma0 Delta0"]


def test_quotes_of_one_source_do_not_overlap(library: Library) -> None:
    library.add(Document("Greek", paragraphs("alpha", "beta", "gamma", "delta", "epsilon", "zeta"), id="greek"))
    found = " ".join(shown(library, "alpha1 alpha2 epsilon1 epsilon2", 3)).split()
    assert len(found) == len(set(found)) >= 5


SOURCE = Source("x", 1, "X", None, None, None, "en", None, "2026-01-01", "", 0, 0)


class Shelf:
    """One source of passages in memory: what of a storage quotes are made with."""

    def __init__(self, source: Source, text: str, passages: Sequence[Passage]) -> None:
        self._source, self._text, self._passages = source, text, passages
        self.stored = [
            Stored(number, 1, "en", text[passage.start : passage.end], passage, None)  # type: ignore[arg-type]
            for number, passage in enumerate(passages)
        ]

    def many(self, numbers: object) -> dict[int, Source]:
        return {1: self._source}

    def holding(self, places: Sequence[tuple[int, Span]]) -> list[int]:
        ((_, (start, end)),) = places
        return [number for number, one in enumerate(self._passages) if one.start < end and start < one.end]

    def passages(self, numbers: Sequence[int]) -> list[Stored]:
        return [self.stored[number] for number in numbers]

    def text(self, number: int) -> str:
        return self._text


def test_no_quote_goes_on_into_what_is_left_out(library: Library) -> None:
    library.add(Document("Greek", paragraphs(*NAMES), id="greek"))
    at_an_edge = 0
    for one, other in pairwise(NAMES):
        for best, second in ((one, other), (other, one)):
            asked = " ".join([f"{best}{n}" for n in range(1, 9)] + [f"{second}{n}" for n in range(1, 8)])
            (with_it,) = shown(library, asked)
            (without,) = shown(library, f"{asked} -{second}9")
            assert f"{second.capitalize()}0" in with_it
            assert f"{second.capitalize()}0" not in without
            at_an_edge += f"{best.capitalize()}0" in without  # else both are in one passage, which is left out
    assert at_an_edge == 2 * (library.source("greek").passages - 1)


def said(name: str) -> Said:
    return Said(Statement(Attribution(((0, 9),), "direct"), Speaker(name)), 1.0, 1.0)


@pytest.mark.parametrize(
    ("others", "length", "is_shown"),
    [(0.1, 260, False), (0.58, 260, True), (0.1, 200, True)],
    ids=["what another says is left out", "unless it may be the answer", "or the quote is short without it"],
)
def test_what_another_says_is_left_out(others: float, length: int, is_shown: bool) -> None:
    spans = [(0, 200), (202, 202 + length)]
    text = "x" * spans[-1][1]
    shelf = Shelf(SOURCE, text, [Passage(tuple(spans), (1, 2), None)])
    best = Hit(shelf.stored[0], 1, 0.6, 0.0, 0.0, frozenset(), said=said("Ann"))
    other = Hit(shelf.stored[0], 0, others, 0.0, 0.0, frozenset(), said=said("Bob"))
    (quote,) = quotes([best, other], shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert quote.start == (0 if is_shown else 202)
    assert quote.speaker == "Ann"
    (quote,) = quotes([best, other._replace(said=said("Ann"))], shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert quote.start == 0


SENTENCE = st.tuples(st.integers(2, 300), st.booleans(), st.one_of(st.none(), st.floats(-0.2, 0.9)))


@given(st.lists(SENTENCE, min_size=1, max_size=14).filter(lambda rows: any(score is not None for *_, score in rows)))
def test_the_run_with_the_most_in_it_is_shown(rows: list[tuple[int, bool, float | None]]) -> None:
    spans: list[Span] = []
    breaks: list[int] = []
    for length, breaks_off, _ in rows:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + length))
        if breaks_off or not breaks:
            breaks.append(len(spans) - 1)
    text = "x" * spans[-1][1]
    cut = [
        Passage(tuple(spans[first:last]), (1,) * (last - first), None)
        for first, last in zip(breaks, [*breaks[1:], len(spans)], strict=True)
    ]
    shelf = Shelf(SOURCE, text, cut)
    hits = [
        Hit(stored, position, score, 0.0, 0.0, frozenset())
        for stored in shelf.stored
        for position, span in enumerate(stored.passage.sentences)
        if (score := rows[spans.index(span)][2]) is not None
    ]
    hits.sort(key=lambda hit: -hit.score)
    (quote,) = quotes(hits[:1], shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert quote.start <= hits[0].span[0] < hits[0].span[1] <= quote.end
    (quote, *_) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    at, best = spans.index(hits[0].span), hits[0].score
    counted = [
        math.exp(STEEP * (score - best)) if score is not None else math.exp(-STEEP * UNREAD) for *_, score in rows
    ]
    fitting = {
        (spans[first][0], spans[last][1]): sum(counted[first : last + 1])
        for first in range(at + 1)
        for last in range(at, len(spans))
        if spans[last][1] - spans[first][0] <= LONGEST
    }
    assert fitting[quote.start, quote.end] == pytest.approx(max(fitting.values()))
