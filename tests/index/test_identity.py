"""Who somebody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Library, identity
from index.confidence import Judgement

from .hashing import HashEncoder, PatternReader, opened

TEXT = (
    "The ferry is late, Polish prime minister Donald Tusk said. The harbour is shut, harbour minister Ann Lee said.\n\n"
    "President Bo Ek was there. The mayor of Bergen was not."
)
OTHER = "The tram is late, tram minister Eva Lind said. The mayor of Oslo went by tram."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "library", encoder=HashEncoder(), reader=PatternReader()) as library:
        library.add(Document("Ferry", TEXT, id="ferry"))
        library.add(Document("Tram", OTHER, id="tram"))
        yield library


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who is the NATO chief?", "the NATO chief"),
        ("whos the nato chief", "the nato chief"),
        ("who was prime minister of Poland?", "prime minister of Poland"),
        ("Who's the spokesman?!", "the spokesman"),
    ],
)
def test_roles_that_are_asked_for(question: str, who: str) -> None:
    assert identity.asked(question) == who


@pytest.mark.parametrize(
    "question",
    [
        "Who is Donald Tusk?",
        "Who is the man who runs the ferry?",
        "Who said that?",
        "Who is late?",
        "Is he president?",
        "",
    ],
)
def test_other_questions(question: str) -> None:
    assert identity.asked(question) is None


@given(st.text())
def test_any_text(question: str) -> None:
    assert (identity.asked(question) or "") in question


def confidence(library: Library, question: str, source: str | None = None) -> float:
    return library.ask_as_written(question, source=source).confidence


def test_who_is_described_so_is_known(library: Library) -> None:
    answer = library.ask("Who is the Polish prime minister?")
    assert answer.answered and answer.confidence >= identity.SURE
    assert "Donald Tusk" in answer.quotes[0].text
    assert confidence(library, "Who is the prime minister of Poland?") >= identity.SURE  # in other words


def test_nothing_is_doubted_where_nobody_read_who_says_what(tmp_path: Path) -> None:
    with Library.open(tmp_path, encoder=HashEncoder(), statements=False) as library:
        library.add(Document("Ferry", TEXT, id="ferry"))
        assert confidence(library, "Who is the harbour chief minister?") > identity.DOUBTFUL


def test_only_in_the_source_that_is_asked(library: Library) -> None:
    assert confidence(library, "Who is the tram minister?") >= identity.SURE
    assert confidence(library, "Who is the tram minister?", "ferry") <= identity.DOUBTFUL


@pytest.mark.parametrize("question", ["Who is the foreign minister of Poland?", "Who is the mayor of Warsaw?"])
def test_whoever_bears_another_role_is_doubtful(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert not answer.answered and answer.confidence <= identity.DOUBTFUL


def test_where_a_sentence_says_it_nothing_changes(library: Library) -> None:
    """Of somebody who is not quoted only the sentence can tell."""
    found = library.search("Who is the mayor of Bergen?")
    best = found.hits[0]
    (first,) = library.quotes(found._replace(hits=[best]), 1)
    judgement = Judgement(0.6, 0.4)
    assert identity.judged(judgement, "the mayor of Bergen", [], best, first) == judgement
    titled = replace(first, title="Sightseeing in Oslo")  # the town that a guide is about stands there
    assert identity.judged(judgement, "the mayor of Oslo", [], best, titled) == judgement
    assert identity.judged(judgement, "the mayor of Oslo", [], best, first).confidence == identity.DOUBTFUL
