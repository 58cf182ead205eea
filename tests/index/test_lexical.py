"""tantivy beside BM25 written out."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import lexical
from index.lexical import FOLDER, Lexical
from index.stamp import Stamp
from index.terms import stemmed, terms

STAMP = Stamp("model", "state")
TEXTS = [
    "Poland does not plan to send its troops to Ukraine, Tusk said",
    "Germany will send no troops",
    "The Czech prime minister said that his country does not want to send soldiers",
    "NATO has no plans",
    "Troops, troops and more troops",
]


@pytest.fixture
def filled() -> Lexical:
    index = Lexical(None)
    index.change([], [(number, number % 2, "en", text) for number, text in enumerate(TEXTS)])
    return index


def bm25(question: str) -> list[tuple[int, float]]:
    """BM25 by the book, with k1 = 1.2 and b = 0.75 and tantivy's length of a field, which is exact when short."""
    documents = [terms(text, "en") for text in TEXTS]
    average = sum(map(len, documents)) / len(documents)
    result: dict[int, float] = {}
    for term in set(terms(question, "en")):
        holders = [number for number, words in enumerate(documents) if term in words]
        idf = math.log(1 + (len(documents) - len(holders) + 0.5) / (len(holders) + 0.5))
        for number in holders:
            frequency = documents[number].count(term)
            norm = 1.2 * (1 - 0.75 + 0.75 * len(documents[number]) / average)
            result[number] = result.get(number, 0.0) + idf * frequency * 2.2 / (frequency + norm)
    return sorted(result.items(), key=lambda hit: (-hit[1], hit[0]))


@pytest.mark.parametrize("question", ["troops", "Who plans to send troops?", "What did the prime minister say?"])
def test_search_is_bm25(filled: Lexical, question: str) -> None:
    found, expected = filled.search(question, 10), bm25(question)
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_search_in_one_source(filled: Lexical) -> None:
    assert [number for number, _ in filled.search("troops", 10, source=1)] == [1]
    everywhere = dict(filled.search("troops", 10))
    assert filled.search("troops", 10, source=1)[0][1] == pytest.approx(everywhere[1])


def test_weights_are_inverse_document_frequencies(filled: Lexical) -> None:
    assert filled.weights(["troop", "poland", "unheard"], "en") == pytest.approx(
        [math.log(1 + (5 - 3 + 0.5) / 3.5), math.log(1 + 4.5 / 1.5), math.log(1 + 5.5 / 0.5)]
    )


def test_removed_passages_are_found_no_more(filled: Lexical) -> None:
    filled.change([4, 0], [(7, 0, "en", "New troops")])
    assert filled.numbers().tolist() == [1, 2, 3, 7]
    assert {number for number, _ in filled.search("troops", 10)} == {1, 7}


def test_each_language_has_its_stemmer() -> None:
    index = Lexical(None)
    index.change([], [(1, 1, "de", "Die Häuser der Städte"), (2, 2, "en", "houses of cities"), (3, 3, "xx", "maisons")])
    assert [number for number, _ in index.search("Haus", 5)] == [1]
    assert [number for number, _ in index.search("house", 5)] == [2]
    assert [number for number, _ in index.search("maison", 5)] == []
    assert [number for number, _ in index.search("maisons", 5)] == [3]
    assert sorted(index.codes) == ["", "de", "en"]


@pytest.mark.parametrize(
    ("language", "code"), [("en", "en"), ("en-GB", "en"), ("de_AT", "de"), ("nb", "no"), ("ja", ""), ("", "")]
)
def test_codes_of_languages(language: str, code: str) -> None:
    assert stemmed(language) == code


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_any_text_is_just_text(question: str) -> None:
    index = _ANY
    for number, score in index.search(question.encode("utf-8", "replace").decode(), 5):
        assert number in (1, 2)
        assert score > 0


@pytest.mark.parametrize(
    "question",
    [
        "AND OR NOT",
        "troops AND -send",
        "text_en:troops",
        '"unclosed',
        "(troops",
        "troops~2^5",
        "*",
        "[a TO b]",
        "\\",
        "🙂",
    ],
)
def test_operators_are_just_words(filled: Lexical, question: str) -> None:
    assert filled.search(question, 10) == filled.search(" ".join(terms(question, "")), 10)


def test_a_very_long_question_is_asked_by_its_rarest_words(filled: Lexical) -> None:
    question = " ".join(f"filler{n}" for n in range(2_000)) + " troops " * 2_000
    assert {number for number, _ in filled.search(question, 10)} <= {0, 1, 4}


def test_an_index_comes_back_from_disk(tmp_path: Path) -> None:
    index = Lexical(tmp_path)
    index.change([], [(1, 1, "en", "Poland said no")])
    index.save(STAMP)
    loaded = lexical.load(tmp_path)
    assert loaded is not None
    assert loaded[1] == STAMP
    assert [number for number, _ in loaded[0].search("poland", 3)] == [1]


@pytest.mark.parametrize("damage", ["truncated", "garbage", "missing", "meta", "later commit"])
def test_an_index_that_is_not_as_it_was_left_is_not_used(tmp_path: Path, damage: str) -> None:
    index = Lexical(tmp_path)
    index.change([], [(1, 1, "en", "Poland said no")])
    index.save(STAMP)
    segment = next((tmp_path / FOLDER).glob("*.idx"))
    if damage == "truncated":
        segment.write_bytes(segment.read_bytes()[:-5])
    elif damage == "garbage":
        segment.write_bytes(b"\xff" * len(segment.read_bytes()))
    elif damage == "missing":
        segment.unlink()
    elif damage == "meta":
        (tmp_path / FOLDER / "meta.json").write_text("{}")
    else:
        index.change([], [(2, 1, "en", "Not noted in the stamp")])
    assert lexical.load(tmp_path) is None


_ANY = Lexical(None)
_ANY.change([], [(1, 1, "en", "Poland said that it would send no troops"), (2, 1, "de", "Ein deutscher Satz")])


def test_an_index_of_another_schema_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Lexical(tmp_path)
    index.change([], [(1, 1, "en", "They met")])
    index.save(STAMP)
    assert lexical.load(tmp_path) is not None
    monkeypatch.setattr(lexical, "SCHEMA", lexical.SCHEMA + 1)
    assert lexical.load(tmp_path) is None


def test_irregular_forms_are_found() -> None:
    index = Lexical(None)
    index.change([], [(1, 1, "en", "They met"), (2, 1, "en", "They meet"), (3, 1, "en", "They range")])
    assert [number for number, _ in index.search("meeting", 5)] == [1, 2]
    assert index.having("meets") == [1, 2]
    assert index.having("rang") == []
