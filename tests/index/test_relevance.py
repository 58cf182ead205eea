"""Which of the best sentences are read together with the question, what is read of them, and their order then."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Document, Encoder, Library, Passage, relevance
from index.local import Local
from index.ranking import Hit
from index.relevance import BEST, PIECES, QUESTION, SENTENCE, SPREAD, Pair, Relevance, passage
from index.storage import Stored

from .hashing import HashEncoder, PatternReader
from .reading import QUESTION_TEXT, TALKS


class Fake(Relevance):
    """Reads pairs by a function of the second's length in word pieces, and remembers them."""

    def __init__(self, value: Callable[[int], float]) -> None:
        super().__init__()
        self.value = value
        self.given: list[Pair] = []

    def read(self, pairs: Sequence[Pair], encoder: Encoder) -> list[float]:
        self.given = list(pairs)
        return [self.value(len(text)) for _, text in pairs]


def hits(*scores: float, language: str = "en", words: Sequence[int] = ()) -> list[Hit]:
    """Hits of passages of their own, numbered from 1, the first of one word, the second of two, and so on."""
    made = []
    for number, score in enumerate(scores, 1):
        text = " ".join(["word"] * (words[number - 1] if words else number))
        stored = Stored(number, 1, language, text, Passage(((0, len(text)),), (0,)), np.zeros((1, 2), np.float32))
        made.append(Hit(stored, 0, score, 0.5, 0.25, frozenset(), bonus=0.01))
    return made


def sentences(hits: Sequence[Hit]) -> list[str]:
    return [hit.text for hit in hits]


def reordered(
    reader: Relevance, given: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool] = lambda hit: True
) -> list[Hit]:
    return reader.reordered(QUESTION_TEXT, given, encoder, fits, sentences)


def order(found: Sequence[Hit]) -> list[tuple[int, float, float | None]]:
    return [(hit.stored.number, hit.score, hit.relevance) for hit in found]


def test_what_is_read_as_an_answer_comes_first_and_the_scores_are_dealt_out_anew(packaged: Encoder) -> None:
    found = reordered(Fake(lambda words: words / 10), hits(0.5, 0.49, 0.48, 0.3), packaged)
    assert order(found) == [(3, 0.5, 0.3), (2, 0.49, 0.2), (1, 0.48, 0.1), (4, 0.3, None)]


def test_what_is_read_weighs_as_much_as_it_says(packaged: Encoder) -> None:
    reader = Fake({1: 0.3, 2: 0.38}.__getitem__)
    assert order(reordered(reader, hits(0.5, 0.48), packaged)) == [(2, 0.5, 0.38), (1, 0.48, 0.3)]
    reader = Fake({1: 0.3, 2: 0.36}.__getitem__)
    assert order(reordered(reader, hits(0.5, 0.48), packaged)) == [(1, 0.5, 0.3), (2, 0.48, 0.36)]


def test_of_equally_good_ones_the_first_stays_first(packaged: Encoder) -> None:
    assert order(reordered(Fake(lambda words: 0.5), hits(0.5, 0.5), packaged)) == [(1, 0.5, 0.5), (2, 0.5, 0.5)]


def test_who_does_not_fit_takes_no_place_of_who_does(packaged: Encoder) -> None:
    given = hits(0.5, 0.499, 0.498, 0.497, 0.496)
    found = reordered(Fake(lambda words: words / 10), given, packaged, lambda hit: hit.stored.number > 3)
    assert [(hit.stored.number, hit.relevance) for hit in found] == [(5, 0.5), (2, None), (3, None), (4, 0.4), (1, 0.1)]


def test_only_what_is_about_as_good_as_the_first_is_read(packaged: Encoder) -> None:
    reader = Fake(lambda words: float(words > 1))
    given = hits(0.5, 0.5 - SPREAD + 0.001, 0.5 - SPREAD - 0.001)
    assert [hit.stored.number for hit in reordered(reader, given, packaged)] == [2, 1, 3]
    assert [len(text) for _, text in reader.given] == [1, 2]
    many = hits(*[0.5] * (BEST + 2))
    reordered(reader, many, packaged)
    assert len(reader.given) == BEST


def test_the_first_is_read_even_where_nothing_comes_near_it(packaged: Encoder) -> None:
    assert order(reordered(Fake(lambda words: 0.9), hits(0.5, 0.3), packaged)) == [(1, 0.5, 0.9), (2, 0.3, None)]
    assert order(reordered(Fake(lambda words: 0.9), hits(0.5), packaged)) == [(1, 0.5, 0.9)]
    assert reordered(Fake(lambda words: 0.9), [], packaged) == []


def test_what_is_not_read_keeps_its_place(packaged: Encoder) -> None:
    """What somebody is asked to have said stands before what others say, however good that is."""
    given = [*hits(0.3), *hits(0.9)[:1], *hits(0.3, 0.28)[1:]]
    found = reordered(Fake(lambda words: words / 10), given, packaged, lambda hit: hit.score < 0.5)
    assert order(found) == [(2, 0.3, 0.2), (1, 0.9, None), (1, 0.28, 0.1)]


def test_nobody_else_comes_before_whoever_is_meant(packaged: Encoder) -> None:
    found = reordered(
        Fake(lambda words: words / 10), hits(0.5, 0.49, 0.48), packaged, lambda hit: hit.stored.number != 3
    )
    assert order(found) == [(2, 0.5, 0.2), (1, 0.49, 0.1), (3, 0.48, None)]


def test_what_is_not_english_stays_as_it_is(packaged: Encoder) -> None:
    reader = Fake(lambda words: words / 10)
    given = [*hits(0.5, language="de"), *hits(0.49)]
    assert reordered(reader, given, packaged) == given
    assert reader.given == []
    mixed = [*hits(0.5), *hits(0.49, language="fr"), *hits(0.3, 0.485)[1:]]
    found = reordered(reader, mixed, packaged)
    assert order(found) == [(2, 0.5, 0.2), (1, 0.49, None), (1, 0.485, 0.1)]
    assert found[1].stored.language == "fr"
    assert len(reordered(reader, hits(0.5, 0.49, language="en-GB"), packaged)) == len(reader.given) == 2


def test_with_another_model_all_stays_as_it_is() -> None:
    given = hits(0.5, 0.49)
    assert reordered(Relevance(), given, HashEncoder()) == given


def test_long_texts_are_cut_and_two_are_read_at_least(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Fake(lambda words: words / 100)
    reader.reordered("why " * 90, hits(0.5, 0.49, 0.48, words=(90, 91, 92)), packaged, lambda hit: True, sentences)
    assert [(len(asked), len(text)) for asked, text in reader.given] == [(QUESTION, SENTENCE)] * 2
    assert 2 * (QUESTION + SENTENCE) <= PIECES < 3 * (QUESTION + SENTENCE)
    monkeypatch.setattr(relevance, "PIECES", QUESTION)
    reader.reordered("why " * 90, hits(0.5, 0.49, 0.48, words=(90, 91, 92)), packaged, lambda hit: True, sentences)
    assert len(reader.given) == 2
    monkeypatch.undo()
    reader.reordered("why", hits(0.5, 0.49, 0.48, words=(40, 40, 40)), packaged, lambda hit: True, sentences)
    assert [len(text) for _, text in reader.given] == [40] * 3


def test_who_says_it_is_read_before_it_where_it_does_not_name_them(tmp_path: Path) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader()) as library:
        library.add(TALKS)
        found = {hit.text: hit for hit in library.search("What did Olaf Scholz say about the ferry?").hits}
        said = found["Olaf Scholz said the ferry is a wreck."]
        assert said.said is not None
        assert passage(said, said.said, "") == "Olaf Scholz said the ferry is a wreck."
        green = found["The ferry is green."]
        assert passage(green, said.said, "") == "Olaf Scholz: The ferry is green."
        assert passage(green, None, "") == "The ferry is green."
        assert passage(green, said.said, "Boats") == "Boats: Olaf Scholz: The ferry is green."
        assert passage(green, said.said, "Olaf Scholz") == "Olaf Scholz: The ferry is green."
        assert passage(green, said.said, "", called="Berlin") == "Berlin: The ferry is green."
        assert passage(said, said.said, "", called="Scholz") == "Olaf Scholz said the ferry is a wreck."
        assert passage(green, said.said, "", called="scholz") == "Olaf Scholz: The ferry is green."


class Noting(Relevance):
    """Reads nothing, and notes what it would have read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def reordered(
        self,
        question: str,
        hits: Sequence[Hit],
        encoder: Encoder,
        fits: Callable[[Hit], bool],
        texts: Callable[[Sequence[Hit]], Sequence[str]],
    ) -> list[Hit]:
        self.texts += texts(hits)
        return list(hits)


def test_whoever_is_meant_is_read_as_the_question_calls_them_and_others_by_their_names(tmp_path: Path) -> None:
    noting = Noting()
    storage = Local(tmp_path, create=True)
    with Library(storage, tmp_path, HashEncoder(), PatternReader(), relevance=noting) as library:
        library.add(TALKS)
        library.search("What did Tuskk say about the ferry?")
        assert {
            "Talks: Tuskk: Donald Tusk said the ferry is late.",
            "Talks: Tuskk: Donald Tusk said the ferry is safe.",
            "Talks: Olaf Scholz said the ferry is a wreck.",
        } <= set(noting.texts)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Ferries", "Ferries: The ferry is green."),
        ("The ferry", "The ferry is green."),
        ("THE FERRY IS", "The ferry is green."),
        ("Gree", "Gree: The ferry is green."),  # no word of it
        ("Ferry (boat)", "Ferry (boat): The ferry is green."),
        ("What is green at sea", "What is green at sea: The ferry is green."),
        ("What is so green at sea", "The ferry is green."),
        ("x" * 40, f"{'x' * 40}: The ferry is green."),
        ("x" * 41, "The ferry is green."),
        ("", "The ferry is green."),
    ],
)
def test_a_short_title_is_read_before_what_does_not_name_it(tmp_path: Path, title: str, read: str) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="Boats", text="The ferry is green."))
        (hit,) = library.search("ferry").hits
    assert passage(hit, None, title) == read


def test_no_pattern_is_made_of_a_name_that_stands_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    search = re.search

    def noted(pattern: str, *rest: Any) -> re.Match[str] | None:
        tried.append(pattern)
        return search(pattern, *rest)

    monkeypatch.setattr(re, "search", noted)
    assert relevance._has("The ÄRA ferries leave.", "Ära")
    assert not relevance._has("The ferries leave.", "ferr")
    assert len(tried) == 2
    assert not relevance._has("The ferries leave.", "Olaf Scholz")
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("Colours", "Boats: Colours: The ferry is green."),
        ("Notes\nColours", "Boats: Notes: Colours: The ferry is green."),
        (f"{'x' * 55}\nColours", "Boats: Colours: The ferry is green."),  # the nearest alone
        ("The ferry", "Boats: The ferry is green."),
        ("of " * 11, "Boats: The ferry is green."),
    ],
)
def test_a_short_heading_is_read_too(tmp_path: Path, heading: str, read: str) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="Boats", text="The ferry is green."))
        (hit,) = library.search("ferry").hits
    assert passage(hit._replace(heading=heading), None, "Boats") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Can I go there? Only at noon.", "Boats: Can I go there? Only at noon."),
        ("It is far. Only at noon.", "Boats: Only at noon."),
        ("Can everybody who has a ticket for the whole week go there with it? Only at noon.", "Boats: Only at noon."),
    ],
)
def test_a_short_question_is_read_before_what_answers_it(tmp_path: Path, text: str, read: str) -> None:
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="Boats", text=text))
        (hit,) = [hit for hit in library.search("noon").hits if hit.text == "Only at noon."]
    assert passage(hit, None, "Boats") == read
