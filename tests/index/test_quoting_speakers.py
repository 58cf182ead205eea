"""Quotes of who says something: whose they are, and what others say beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from index import quoting
from index.model import Attribution, Passage, Quote, Span, Speaker, Statement
from index.quoting import quotes
from index.ranking import Hit, Said
from index.storage import Stored

from .shelf import SOURCE, Row, Shelf, said, shelved


@pytest.mark.parametrize(
    ("others", "length", "is_shown"),
    [(0.47, 260, False), (0.1, 260, False), (0.58, 260, True), (0.1, 200, False)],
    ids=[
        "what another says is left out",
        "the more so the less it counts",
        "unless it may be the answer",
        "short or not",
    ],
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
    assert quote.start == (0 if others > 0.44 else 202)  # her own is, unless it counts less than a fifth


@pytest.mark.parametrize(
    ("speakers", "qualities", "paragraphs", "expected"),
    [
        ("AB", (1.0, 0.9), (1, 1), ["A", "B"]),  # both are meant: each has a quote
        ("AB", (1.0, 0.0), (1, 1), ["AB"]),  # Bob is not, but says it beside what is asked for
        ("AB", (1.0, 0.0), (1, 2), ["A"]),  # and elsewhere he was not asked for
        ("A?B", (1.0, 0.0, 0.0), (1, 2, 3), ["A?"]),  # what nobody says is told beside it
        ("AB?", (1.0, 0.0, 0.0), (1, 2, 3), ["A"]),  # but not beyond what he says
        ("AA", (1.0, 1.0), (1, 2), ["AA"]),
    ],
)
def test_a_quote_of_whom_the_question_means_is_theirs(
    speakers: str, qualities: Sequence[float], paragraphs: Sequence[int], expected: list[str]
) -> None:
    """Who says each of some sentences, a letter each, how well they fit, and the letters of each quote."""
    spans = tuple((at * 80, at * 80 + 79) for at in range(len(speakers)))
    shelf = Shelf(SOURCE, "x" * spans[-1][1], [Passage(spans, tuple(paragraphs), None)])
    hits = [
        Hit(shelf.stored[0], at, 0.6 if quality else 0.45, 0.0, 0.0, frozenset())._replace(
            said=None if name == "?" else said(name)._replace(quality=quality)
        )
        for at, (name, quality) in enumerate(zip(speakers, qualities, strict=True))
    ]
    found = quotes(hits, shelf, 3, lambda hit: None, least=0.8)  # type: ignore[arg-type]
    letters = ["".join(speakers[at] for at, span in enumerate(spans) if _is_within(span, quote)) for quote in found]
    assert letters == expected


@pytest.mark.parametrize(
    ("read", "ties", "lit"),
    [
        ((0.9, 0.2), (), "Bob"),  # which answers, and hers does not
        ((0.9, 0.7), (), "Ann"),
        ((0.4, 0.1), (), "Ann"),  # neither does
        ((None, 0.1), (), "Ann"),  # nobody read it
        ((0.9, 0.2), ("PE",), "Ann"),  # another country's
    ],
)
def test_a_quote_lights_up_what_answers_where_what_is_said_by_whom_is_meant_does_not(
    read: tuple[float | None, float], ties: tuple[str, ...], lit: str
) -> None:
    spans = ((0, 79), (80, 159))
    shelf = Shelf(SOURCE, "x" * 159, [Passage(spans, (1, 1), None)])
    bob, ann = said("Bob")._replace(quality=0.0), said("Ann")
    bob, ann = (
        one._replace(statement=replace(one.statement, speaker=Speaker(name, None, own)))
        for one, name, own in ((bob, "Bob", ties), (ann, "Ann", ("CL",)))
    )
    hits = [
        Hit(shelf.stored[0], at, 0.6 - at / 50, 0.0, 0.0, frozenset(), said=one, relevance=relevance)
        for at, (one, relevance) in enumerate(zip((bob, ann), read, strict=True))
    ]
    (quote,) = quotes(hits, shelf, 1, lambda hit: None, least=0.8)  # type: ignore[arg-type]
    assert quote.highlight == ((0, 79) if lit == "Bob" else (80, 159))


def _is_within(span: Span, quote: Quote) -> bool:
    return quote.start <= span[0] and span[1] <= quote.end


def test_other_quotes_than_the_first_are_of_what_fits() -> None:
    shelf, hits = shelved([Row(590, True, True, score, "") for score in (0.9, 0.8, 0.7)])
    first, second, third = (hit.span[0] for hit in hits)

    def starts(fitting: Sequence[int]) -> list[int]:
        found = quotes(hits, shelf, 3, lambda hit: None, fits=lambda hit: hit.span[0] in fitting)  # type: ignore[arg-type]
        return [quote.start for quote in found]

    assert starts([first, second, third]) == [first, second, third]
    assert starts([third]) == [first, third]
    assert starts([]) == [first]


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        # what another says counts half: .41 on the left, .61 on the right, and only one of them fits
        (
            [Row(300, True, True, 0.60, "Bob"), Row(200, False, True, 0.62, "Ann"), Row(300, False, True, 0.57, "Ann")],
            1,
            2,
        ),
        (
            [Row(300, True, True, 0.60, "Ann"), Row(200, False, True, 0.62, "Ann"), Row(300, False, True, 0.57, "Ann")],
            0,
            1,
        ),
        # that which counts little is not shown
        ([Row(80, True, True, 0.2, "Bob"), Row(200, False, True, 0.6, "Ann"), Row(80, False, True, 0.3, "Bob")], 1, 1),
        ([Row(80, True, True, 0.2, "Bob"), Row(200, False, True, 0.6, "Ann"), Row(80, False, True, 0.55, "Bob")], 1, 2),
        ([Row(80, True, True, 0.55, "Bob"), Row(200, False, True, 0.6, "Ann"), Row(80, False, True, 0.2, "Bob")], 0, 1),
        # but in the same paragraph nothing is
        (
            [Row(80, True, True, 0.2, "Bob"), Row(260, False, False, 0.6, "Ann"), Row(80, False, False, 0.3, "Bob")],
            0,
            2,
        ),
    ],
)
def test_what_others_say_counts_less_in_other_paragraphs(rows: list[Row], first: int, last: int) -> None:
    shelf, hits = shelved(rows)
    (quote,) = quotes(hits, shelf, 1, lambda hit: None)  # type: ignore[arg-type]
    spans = [span for stored in shelf.stored for span in stored.passage.sentences]
    assert (quote.start, quote.end) == (spans[first][0], spans[last][1])


def test_of_speakers_who_are_quoted_already_others_come_first_whatever_the_order_given() -> None:
    """Against the definition, for hits in the order of their scores and in another."""

    def chosen(scores: Sequence[float], names: str) -> list[float]:
        passage = Passage(((0, 1),), (0,))
        hits = [
            Hit(Stored(n, n, "en", "x", passage, np.zeros((1, 2), np.float32)), 0, score, 0, 0, frozenset())._replace(
                said=Said(Statement(Attribution(((0, 1),), "direct", None, None, 1.0), Speaker(name)), 1.0, 1.0)
            )
            for n, (score, name) in enumerate(zip(scores, names, strict=True))
        ]
        picked: list[tuple[Hit, Any]] = []
        for hit in quoting._varied(hits, picked):
            picked.append((hit, None))
        return [hit.score for hit, _ in picked]

    assert chosen([0.9, 0.88, 0.87, 0.5], "AABA") == [0.9, 0.87, 0.88, 0.5]
    assert chosen([0.9, 0.88, 0.5], "ABA") == [0.9, 0.88, 0.5]
    assert chosen([0.5, 0.9, 0.88, 0.87], "CAAB") == [0.5, 0.9, 0.87, 0.88]


@pytest.mark.parametrize(
    ("quality", "share", "least", "speaker"),
    [
        (0.0, 0.2, 0.8, None),  # a part that somebody else says of a sentence about whoever is meant
        (0.0, 0.4, 0.8, "Ann"),  # most of it
        (0.9, 0.2, 0.8, "Ann"),  # who is meant
        (0.0, 0.2, 0.0, "Ann"),  # nobody is
    ],
)
def test_who_says_little_of_a_sentence_is_not_named_for_whoever_is_meant(
    quality: float, share: float, least: float, speaker: str | None
) -> None:
    shelf, (hit,) = shelved([Row(50, True, True, 0.5, "Ann")])
    assert hit.said is not None
    hit = hit._replace(said=hit.said._replace(quality=quality, share=share))
    (quote,) = quotes([hit], shelf, 1, lambda hit: None, least=least)  # type: ignore[arg-type]
    assert quote.speaker == speaker
