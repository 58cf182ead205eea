"""Terms: tantivy's, but for irregular forms; indexed as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import IRREGULAR, STEMMERS, _stem, analyzer, as_they_are, stemmed, terms

WRITTEN = [line.split() for line in IRREGULAR.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When did the leaders meet?", "when did the leaders met"),
        ("Who wrote the letters?", "who writes the letter"),
        ("the women and their children", "the woman and their child"),
        ("It was chosen, shown, sold and withdrawn", "it was choose show sell and withdraw"),
        ("Ministers LEFT", "minister leaves"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert terms(one, "en") == terms(other, "en")


def test_every_form_written_down_is_its_word() -> None:
    assert len(WRITTEN) > 100
    for word, *forms in WRITTEN:
        for form in forms:
            assert terms(form, "en") == terms(word, "en"), form


def test_no_form_belongs_to_two_words() -> None:
    everything = [form for line in WRITTEN for form in line]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize(
    ("one", "other"),
    [("a range", "a ring"), ("born", "bear"), ("founded", "find"), ("roses", "rise"), ("provenance", "prove")],
)
def test_other_words_of_the_same_stem_are_not(one: str, other: str) -> None:
    assert terms(one, "en") != terms(other, "en")


def test_no_term_is_empty() -> None:
    assert terms("قال ــ نعم", "ar") == ["قال", "نعم"]


@pytest.mark.parametrize("language", ["de", "", "xx"])
def test_english_forms_are_english_only(language: str) -> None:
    assert terms("met", stemmed(language)) != terms("meet", stemmed(language))


@given(st.text() | st.text(st.characters(max_codepoint=127)), st.sampled_from(["", *STEMMERS]))
def test_terms_are_those_of_tantivy_but_for_irregular_forms(text: str, code: str) -> None:
    irregular = {form for line in WRITTEN for form in line[1:]} if code == "en" else set()
    words = [word for word in text.split() if not irregular & set(analyzer("").analyze(word))]
    words = [word for word in words if not re.search("won['’]t", word.lower())]  # a case of its own
    assert terms(" ".join(words), code) == [term for term in analyzer(code).analyze(" ".join(words)) if term]


def test_words_are_stemmed_once_where_they_have_no_accents() -> None:
    assert terms("Kettles, a kettle", "en") == ["kettl", "a", "kettl"]
    before = _stem.cache_info().misses
    assert terms("A kettle? KETTLES!", "en") == ["a", "kettl", "kettl"]
    assert _stem.cache_info().misses == before
    assert terms("données", "fr") == ["don"]  # with its accent, without which it is another word for the stemmer
    assert terms("donnees", "fr") == ["donne"]


@given(st.text(), st.sampled_from(["", *STEMMERS]))
def test_terms_are_indexed_as_they_are(text: str, code: str) -> None:
    found = terms(text, code)
    assert as_they_are().analyze(" ".join(found)) == found
