"""What is shown around a sentence, beside every run of sentences that could be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Library
from index.errors import SourceMissing
from index.model import Passage
from index.quoting import LITTLE, LOOKED_AT, OTHERS, STEEP, UNREAD, quotes
from index.ranking import Hit
from index.segment import LONGEST

from .hashing import HashEncoder
from .shelf import ROW, SOURCE, Row, Shelf, shelved


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
        (names,) = shown(library, " ".join(f"{name}{number}" for name in (one, other) for number in range(1, 16)))
        assert f"{one.capitalize()}0 {other.capitalize()}0" in names


def test_a_quote_stops_at_a_heading(library: Library) -> None:
    text = f"First\n\n{paragraphs('alpha', 'beta')}\n\nSecond\n\n{paragraphs('gamma', 'delta')}"
    library.add(Document("Sections", text, id="sections"))
    assert shown(library, "beta1 beta2 beta3 gamma1") == ["Alpha0 Beta0"]
    assert shown(library, "gamma1 gamma2 delta1 delta2 beta1") == ["Gamma0 Delta0"]
    for question in ("beta1 beta2 beta3 gamma1", "gamma1 gamma2 delta1 delta2 beta1"):
        (quote,) = library.ask(question, quotes=1).quotes
        assert "First" not in quote.text and "Second" not in quote.text


def test_a_heading_that_fills_a_passage_of_its_own_is_no_part_of_a_quote(library: Library) -> None:
    long = " ".join(["b1", *["b"] * 197]) + "."  # so long that the heading does not fit beside it
    library.add(Document("Sections", f"{paragraphs('alpha')}\n\nSecond Heading Here\n\n{long}", id="sections"))
    assert library.source("sections").passages == 3
    (quote,) = library.ask("b1 b", quotes=1).quotes
    assert quote.text == long


def test_quotes_of_one_source_do_not_overlap(library: Library) -> None:
    library.add(Document("Greek", paragraphs("alpha", "beta", "gamma", "delta", "epsilon", "zeta"), id="greek"))
    found = " ".join(shown(library, "alpha1 alpha2 epsilon1 epsilon2", 3)).split()
    assert len(found) == len(set(found)) >= 5


@pytest.mark.parametrize(
    ("between", "is_crossed"),
    [
        ('QUEUE.push(function () { document.find("time").text = page.date("noon");', False),
        ("PHOTO: The ferry at the quay.", False),
        ("Also read: Why the ferry is late.", False),
        ('<embed id="12">', False),
        ("Photographers saw the ferry: it was late.", True),
        ("He asked for more: the ferry (a new one) was late.", True),
        ("At ferry.example.com a ticket is < 5 euros.", True),
    ],
)
def test_a_quote_stops_at_what_is_no_text(between: str, is_crossed: bool) -> None:
    parts = ("The ferry is here.", between, "It sails at noon.")
    text = "\n".join(parts)
    spans = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
    shelf = Shelf(SOURCE, text, [Passage(spans, (0, 1, 2), None)])
    hits = [Hit(shelf.stored[0], at, 0.6, 0.0, 0.0, frozenset()) for at in range(3)]
    for hit, shown in zip(hits, parts, strict=True):  # of which itself is shown whatever it is
        (quote,) = quotes([hit, *hits], shelf, 1, lambda hit: None)  # type: ignore[arg-type]
        assert quote.text == (text if is_crossed or shown == between else shown)


def test_no_quote_goes_on_into_what_is_left_out(library: Library) -> None:
    library.add(Document("Greek", paragraphs(*NAMES), id="greek"))
    at_an_edge = 0
    for one, other in pairwise(NAMES):
        for best, second in ((one, other), (other, one)):
            asked = " ".join([f"{best}{n}" for n in range(1, 16)] + [f"{second}{n}" for n in range(1, 15)])
            (with_it,) = shown(library, asked)
            (without,) = shown(library, f"{asked} -{second}16")
            assert f"{second.capitalize()}0" in with_it
            assert f"{second.capitalize()}0" not in without
            at_an_edge += f"{best.capitalize()}0" in without  # else both are in one passage, which is left out
    assert at_an_edge == 2 * (library.source("greek").passages - 1)


@pytest.mark.parametrize(
    ("sentence", "paragraphs", "lit"),
    [
        ("Start the service:", (1, 2, 2, 3), [0, 1, 2]),  # with all of the paragraph below
        ("Start the service.", (1, 2, 2, 3), [0]),
        ("Start the service:", (1, 1, 2, 3), [0]),  # in the middle of one
    ],
)
def test_what_ends_in_a_colon_is_lit_with_what_it_announces(
    sentence: str, paragraphs: Sequence[int], lit: list[int]
) -> None:
    size = len(sentence)
    spans = tuple((at * (size + 1), at * (size + 1) + size) for at in range(4))
    shelf = Shelf(SOURCE, "\n".join([sentence, *["x" * size] * 3]), [Passage(spans, tuple(paragraphs), None)])
    hit = Hit(shelf.stored[0], 0, 0.6, 0.0, 0.0, frozenset())
    (quote,) = quotes([hit], shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    begin, end = (place + quote.start for place in quote.highlight)
    assert [at for at, span in enumerate(spans) if begin <= span[0] and span[1] <= end] == lit


@pytest.mark.parametrize(
    ("parts", "best", "shown"),
    [
        (("Boats sail at ten.", "Bread costs 3 euros.", "Cake costs 4 euros."), 1, [1]),
        (("Boats sail at ten.", "They cost 3 euros.", "Cake costs 4 euros."), 1, [0, 1]),  # they are boats
        (("Boats sail at ten.", "“But at a price.”", "Cake costs 4 euros."), 1, [0, 1]),
        (("Boats sail at ten.", "Theatres cost 3 euros.", "It rains."), 1, [1]),  # what leans on it is another matter
        (("Cake costs 4 euros.", "Boats sail at ten.", "They cost 3 euros."), 2, [1, 2]),  # and one sentence is enough
        (("Prices:", "Bread costs 3 euros.", "Cake costs 4 euros."), 1, [0, 1]),  # what announces it
        (("Boats sail at ten.", "It costs:", "3 euros."), 1, [0, 1, 2]),
    ],
)
def test_what_counts_little_is_shown_where_the_quote_is_hard_to_understand_without_it(
    parts: Sequence[str], best: int, shown: list[int]
) -> None:
    text = "\n".join(parts)
    spans = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
    shelf = Shelf(SOURCE, text, [Passage(spans, (1, 2, 3), None)])
    hits = [
        Hit(shelf.stored[0], at, 0.9 if at == best else 0.3, 0.0, 0.0, frozenset(part)) for at, part in enumerate(parts)
    ]
    hits.sort(key=lambda hit: -hit.score)
    (quote,) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert quote.text == "\n".join(parts[at] for at in shown)


@given(st.lists(ROW, min_size=1, max_size=14).filter(lambda rows: any(row.score is not None for row in rows)))
def test_the_run_with_the_most_in_it_is_shown_less_what_counts_little_at_its_ends(rows: list[Row]) -> None:
    shelf, hits = shelved(rows)
    (quote,) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    spans = [span for stored in shelf.stored for span in stored.passage.sentences]
    numbers = [number for stored in shelf.stored for number in stored.passage.paragraphs]
    at, best = spans.index(hits[0].span), hits[0].score
    others = [
        number != numbers[at] and row.score is not None and {row.speaker, rows[at].speaker} == {"Ann", "Bob"}
        for row, number in zip(rows, numbers, strict=True)
    ]
    counted = [
        math.exp(-STEEP * UNREAD)
        if row.score is None
        else math.exp(STEEP * (row.score - best)) * (OTHERS if other else 1)
        for row, other in zip(rows, others, strict=True)
    ]
    runs = {
        (first, last): sum(counted[first : last + 1])
        for first in range(at + 1)
        for last in range(at, len(spans))
        if spans[last][1] - spans[first][0] <= LONGEST
    }
    first, last = (next(i for i, span in enumerate(spans) if place in span) for place in (quote.start, quote.end))

    def trimmed(first: int, last: int) -> tuple[int, int]:
        """A run without what counts little at its ends, in other paragraphs."""
        kept = [i for i in range(first, last + 1) if numbers[i] == numbers[at] or counted[i] >= LITTLE]
        return kept[0], kept[-1]

    most = max(runs.values())
    assert (first, last) in {trimmed(*run) for run, value in runs.items() if value == pytest.approx(most)}


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_no_quote_jumps_over_a_passage_that_is_gone(gone: int) -> None:
    shelf, hits = shelved([Row(50, True, True, score, "") for score in (0.55, 0.5, 0.6)])
    shelf.missing = {gone}
    (quote,) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert (quote.start, quote.end) == {0: (51, 152), 1: (102, 152), 2: (102, 152)}[gone]
    shelf.missing = set()
    (quote,) = quotes(hits, shelf, 1, lambda hit: None, passages={0, 2})  # type: ignore[arg-type]
    assert (quote.start, quote.end) == (102, 152)


def test_a_source_that_goes_meanwhile_is_not_quoted() -> None:
    shelf, hits = shelved([Row(50, True, True, 0.5, ""), Row(50, True, True, 0.6, "")])
    (quote,) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    assert (quote.start, quote.end) == (0, 101)
    shelf.text = removed  # type: ignore[method-assign]
    assert quotes(hits, shelf, 1, lambda hit: None) == []  # type: ignore[arg-type]


def removed(number: int) -> str:
    raise SourceMissing("It was removed.")


def test_no_quote_repeats_beside_its_hit_what_another_began_with() -> None:
    far = [Row(590, True, True, None, "")] * 2
    rows = [Row(50, True, True, 0.9, ""), *far, Row(50, True, True, 0.5, ""), Row(50, False, False, 0.6, "")]
    shelf, hits = shelved(rows)
    same = frozenset("abcd")
    hits = [hit._replace(words=same) if hit.score != 0.6 else hit for hit in hits]
    first, second = quotes(hits, shelf, 2, lambda hit: None)  # type: ignore[arg-type]
    assert (first.start, second.start, second.end) == (0, hits[1].span[0], hits[1].span[1])
    alone = quotes(hits[1:], shelf, 1, lambda hit: None)[0]  # type: ignore[arg-type]
    assert alone.start == hits[2].span[0]


def test_a_source_that_was_cut_anew_meanwhile_is_quoted_by_the_sentence() -> None:
    _, (hit, *_) = shelved([Row(50, True, True, 0.5, ""), Row(50, True, True, 0.6, "")])
    anew, _ = shelved([Row(30, True, True, 0.6, ""), Row(70, True, True, 0.5, "")])
    (quote,) = quotes([hit], anew, 1, lambda hit: None)  # type: ignore[arg-type]
    assert (quote.start, quote.end) == hit.span


def test_only_the_sources_of_hits_that_are_looked_at_are_read() -> None:
    shelf, hits = shelved([Row(290, True, True, 0.5, "")])
    far = hits[0]._replace(stored=replace(hits[0].stored, source=2))
    wanted: list[object] = []
    many = shelf.many
    shelf.many = lambda numbers: wanted.append(numbers) or many(numbers)  # type: ignore[func-returns-value, method-assign]
    assert len(quotes([hits[0]] * LOOKED_AT + [far], shelf, 1, lambda hit: None)) == 1  # type: ignore[arg-type]
    assert wanted == [{1}]


def test_the_text_of_a_source_is_read_once() -> None:
    rows = [Row(290, True, True, score, "") for score in (0.5, 0.6, 0.1, 0.5, 0.6, 0.1)]
    shelf, hits = shelved(rows)
    read: list[int] = []
    shelf.text = lambda number: read.append(number) or "x" * 2_000  # type: ignore[func-returns-value, method-assign]
    assert len(quotes(hits, shelf, 2, lambda hit: None)) == 2  # type: ignore[arg-type]
    assert read == [1]
