"""The confidence: what it is made from, and what it makes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from index import Document, Encoder, Library, confidence
from index.doubts import of_another_year
from index.model import Strictness
from index.readers import read_bytes

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
    found = library.search(question)
    (first,) = library.quotes(found, 1)
    return confidence.signals(question, found.hits, first, library.storage, found.hearing)


def test_the_share_of_the_question_that_is_quoted(library: Library) -> None:
    assert signals(library, "How many ferries were ordered?")["quote"] == 1
    known, nowhere = library.storage.weights(["ferri", "zeppelin"], "en")
    assert signals(library, "ferries zeppelins")["quote"] == pytest.approx(known / (known + nowhere))


def test_names(library: Library) -> None:
    assert signals(library, "Who works in Gdansk?")["named"] == 1
    assert signals(library, "Who works in Oslo?")["named"] == 0
    assert signals(library, "who works in oslo?")["named"] == 0
    assert signals(library, "who orders ferries?")["named"] == 1


@pytest.mark.parametrize(
    ("question", "doubtful"),
    [
        ("who dredged the harbour of bergen in 2019", True),
        ("who dredged the harbour of bergen in 2021", False),  # stands there
        ("who dredged the harbour of bergen in 2022", False),  # when it was published
        ("who dredged the harbour of bergen", False),
        ("did the port authority pay 2019.50 dollars", False),  # no year
        ("did the port authority pay $2019 to dredge", False),
        ("were the 2019 ferries ordered in bergen", False),
        ("who dredged the harbour of bergen in march 2019", True),
    ],
)
def test_of_a_year_that_no_source_names_nothing_is_told(tmp_path: Path, question: str, doubtful: bool) -> None:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        library.add(Document("Coast", HARBOUR + " It was built in 2021.", id="coast", published="2022-05-01"))
        found = library.search(question)
        assert of_another_year(question, found.hits[0], library.storage) == doubtful


def test_of_which_year_a_source_without_years_tells_is_not_known(library: Library) -> None:
    question = "who dredged the harbour of bergen in 2019"
    assert not of_another_year(question, library.search(question).hits[0], library.storage)


def test_who_tells_the_deed_that_is_asked_for_is_not_doubted_for_what_reading_did_not_see(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def relevance(question: str, *, told: bool) -> float:
        monkeypatch.setattr(confidence, "tells_deed", lambda hearing, hit: told)
        found = library.search(question)
        hits = [found.hits[0]._replace(relevance=0.01), *found.hits[1:]]
        (first,) = library.quotes(found, 1)
        return confidence.signals(question, hits, first, library.storage, found.hearing)["relevance"]

    asked = "who warned that three ferries were ordered from a yard in Gdansk"
    assert relevance(asked, told=False) < -0.5
    assert relevance(asked, told=True) == 0
    assert relevance("who warned of zeppelins over Bergen and Oslo", told=True) < -0.5  # of something else


def test_numbers_stand_around_the_quote(library: Library) -> None:
    library.add(Document("Fleet of 2016", "Oslo has 1,200 boats. Half are old.", id="fleet", published="2019-05-08"))
    assert signals(library, "How many boats has Oslo?")["numbered"] == 1
    assert signals(library, "Are 1,200 of the boats in Oslo old?")["numbered"] == 1
    assert signals(library, "How many boats had Oslo in 2016?")["numbered"] == 1
    assert signals(library, "How many boats had Oslo on May 8, 2019?")["numbered"] == 1
    assert signals(library, "Has Oslo 1200 boats?")["numbered"] == 1
    assert signals(library, "How many boats had Oslo in 2023?")["numbered"] == 0
    assert signals(library, "Had Oslo 1,200 boats in 2023?")["numbered"] == 0.5


def test_headings_and_dates_count_as_what_is_quoted(tmp_path: Path) -> None:
    page = "# Boats\n\n## Colours\n\nThe ferry is green.\n"
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        boats = replace(read_bytes(page.encode(), "boats.md"), published="2024-11-20")
        library.add(boats)
        assert signals(library, "Colours of the ferry?")["quote"] == 1
        assert signals(library, "Is the ferry green in November 2024?")["quote"] == 1
        assert signals(library, "Is the ferry green in November 2024?")["numbered"] == 1
        assert signals(library, "Is the ferry green in October 2023?")["numbered"] == 0
        assert signals(library, "Is the ferry green in October?")["quote"] < 1


def test_a_source_may_go_while_it_answers(library: Library) -> None:
    question = "How many ferries were ordered in 2016?"
    found = library.search(question)
    (first,) = library.quotes(found, 1)
    library.remove("coast")
    assert confidence.signals(question, found.hits, first, library.storage, None)["numbered"] == 0


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("How much was paid for the work?", set[str]()),
        ("How many ferries were ordered?", set[str]()),
        ("How many visitors came to the museum wing?", {"no_number"}),
        ("When did the museum wing open?", {"no_date"}),
        ("What of the museum wing?", set[str]()),
    ],
)
def test_kinds_that_are_missing(library: Library, question: str, lacking: set[str]) -> None:
    found = signals(library, question)
    assert {name for name, value in found.items() if name.startswith("no_") and value} == lacking


def test_the_same_sentence_elsewhere_is_no_rival(library: Library) -> None:
    library.add(Document("Islands", "A ferry takes cars to the islands.", id="islands"))
    once = signals(library, "How many ferries were ordered?")["lead"]
    library.add(Document("News again", HARBOUR + " More was not known.", id="again"))
    assert signals(library, "How many ferries were ordered?")["lead"] == pytest.approx(once, abs=0.01)


def test_one_passage_leads_by_no_more_than_most(tmp_path: Path) -> None:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        library.add(Document("News", "Three ferries were ordered.", id="news"))
        assert signals(library, "How many ferries were ordered?")["lead"] == confidence.ALONE


def test_no_lift_without_a_bonus(library: Library) -> None:
    """A phrase puts what has it first, whatever its score."""
    assert signals(library, "What was the price of work in Bergen “opened a new wing”?")["lift"] == 0


def test_what_only_the_kind_of_thing_asked_for_puts_first(library: Library) -> None:
    assert signals(library, "How many ferries were ordered?")["lift"] == 0
    asked = "What was the price of work in Bergen?"  # nearer to the first sentence, but for the sum
    best, *others = library.hits(asked)
    assert "$4 million" in best.text
    assert signals(library, asked)["lift"] == pytest.approx(max(hit.score for hit in others) - best.score + best.bonus)


def test_it_is_the_logistic_function_of_its_signals(library: Library) -> None:
    question = "How many ferries were ordered?"
    weights = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["weights"][confidence.GENERAL]
    value = weights["bias"] + sum(weights[name] * signal for name, signal in signals(library, question).items())
    assert library.ask(question).confidence == pytest.approx(1 / (1 + math.exp(-value)), abs=1e-4)


def test_what_reading_told_counts_as_log_odds_within_bounds(library: Library) -> None:
    question = "How many ferries were ordered?"
    found = library.search(question)
    (first,) = library.quotes(found, 1)

    def relevance(read: float | None) -> float:
        hits = [found.hits[0]._replace(relevance=read), *found.hits[1:]]
        return confidence.signals(question, hits, first, library.storage, found.hearing)["relevance"]

    assert relevance(0.5) == 0
    assert relevance(1.0) == pytest.approx(1)
    assert relevance(0.0) == pytest.approx(-1)
    assert relevance(0.9) == pytest.approx(math.log(9) / math.log(997 / 3))
    assert relevance(None) == relevance(confidence.UNREAD) > 0
    assert found.hits[0].relevance is None


def test_without_a_quote_there_is_none(library: Library) -> None:
    verdict = confidence.judge("ferries", [], None, library.storage, None)
    assert verdict.confidence == 0 and not verdict.answered


def test_weights_have_the_right_sign() -> None:
    for model, weights in json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["weights"].items():
        wrong = {name for name in weights if name.startswith("no_") or name in ("silent", "lift")}
        signals = weights.keys() - wrong - {"bias", "whether"}
        assert all(weights[name] < 0 for name in wrong), model
        assert all(weights[name] > 0 for name in signals), model


def test_stricter_thresholds_are_higher(library: Library) -> None:
    question = "How many ferries were ordered?"
    found = library.search(question)
    (first,) = library.quotes(found, 1)
    verdicts = [
        confidence.judge(question, found.hits, first, library.storage, found.hearing, strictness=one)
        for one in get_args(Strictness)
    ]
    strict, balanced, eager = (verdict.threshold for verdict in verdicts)
    assert 0 < eager < balanced < strict < 1
    assert len({verdict.confidence for verdict in verdicts}) == 1
    assert confidence.Judgement(balanced, balanced).answered and not confidence.Judgement(balanced, strict).answered


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What did Ann Lee say?", 1.0),
        ("What did Ann Lee say about herring?", 1.0),  # said in another sentence than the first
        ("What did Ann Lee say about zeppelins?", 0.0),  # which somebody else told about beside it
    ],
)
def test_what_they_say_has_the_topic(packaged: Encoder, tmp_path: Path, question: str, about: float) -> None:
    text = (
        "“The herring are gone,” said Ann Lee, the harbour master. “Nobody will fish here,” she said.\n\n"
        "“Zeppelins are back,” said Bo Ek, a pilot."
    )
    with Library.open(tmp_path, encoder=packaged) as library:
        library.add(Document("The harbour", text))
        found = signals(library, question)
        assert found["about"] == about
        assert (found["quote"] == 1.0) == (about == 1.0)
        assert 0 < signals(library, "What did Ann Lee say about herring and zeppelins?")["about"] < 1


@pytest.mark.parametrize(("asked", "theirs"), [("Chile", False), ("Peru", True), ("Bolivia", True)])
def test_what_another_country_says_is_no_answer(packaged: Encoder, tmp_path: Path, asked: str, theirs: bool) -> None:
    """Peru’s words answer for Peru, and may for Bolivia, of which they tell; not for Chile, which speaks elsewhere."""
    text = (
        "Peruvian officials said that Bolivia had opened the gates of the Hill dam without a word.\n\n"
        "Chile’s foreign minister, Ann Lee, said on Monday that the herring were gone.\n\n"
        "Bolivia’s interior minister, Bo Ek, said that the charge was false."
    )
    with Library.open(tmp_path, encoder=packaged) as library:
        library.add(Document("The dam", text))
        found = library.search(f"What did {asked} say about the gates of the Hill dam?")
        assert found.hearing is not None
        best = next(hit for hit in found.hits if "gates" in hit.text)
        assert confidence._is_of_another_country(found.hearing, best) is not theirs
