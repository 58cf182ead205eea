"""What of a question stands in no source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Document, Library, ask_together
from index.missing import missing, note

from .hashing import HashEncoder, opened

HARBOUR = "The harbour of Gdynia stays open until 2027, Ann Lee said. Polish troops guard it, and so do Czech ones."
TRAM = "The tram costs 12,000 euros a day. Peter Roe, the councillor from Brno, called it frivolous."


class EnglishEncoder(HashEncoder):
    """Says that it knows English only, as the packaged model does."""

    @property
    def is_english(self) -> bool:
        return True


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with opened(tmp_path_factory.mktemp("missing") / "library", encoder=EnglishEncoder()) as library:
        library.add(Document(title="The harbour", text=HARBOUR, id="harbour", language="en"))
        library.add(Document(title="The tram", text=TRAM, id="tram", language="en-GB"))
        yield library


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("How much does Hungary pay?", ("Hungary",)),
        ("how much does hungary pay viktor orbán?", ("Hungary", "viktor orbán")),
        ("Is Viktor Orbán in Gdynia or in Budapest?", ("Viktor Orbán", "Budapest")),
        ("Does Ann Lie work for Ann Lee?", ()),
        ("What does Poland do in Warsaw?", ()),  # "Polish" stands there
        ("What will happen in 2031 or 2027 for 12,000 or 13,000 euros?", ("2031", "13,000")),
        ("Is the sourdough frivolous?", ("sourdough",)),
        ("Why is the bread good on Sunday?", ()),  # common words may be other words there
        ("Who asked us what WHO said?", ("WHO",)),
        ("Whom does a Zorblax’s gizmotron from Zurich annoy, Xorp?", ("Zorblax", "gizmotron", "Zurich")),
        ("Didn’t they say it isnt arent?", ()),
        ("Was macht Orbán in Ungarn 1956?", ("1956",)),  # what is rare there nobody knows
        ("", ()), ("?", ()), ("5", ()),
    ],
)  # fmt: skip
def test_names_numbers_and_rare_words(library: Library, question: str, lacking: tuple[str, ...]) -> None:
    library.ask("?")
    assert library.speller is not None  # the indexes are there
    assert missing(question, library._storage) == lacking


def test_what_is_left_out_is_not_missing(library: Library) -> None:
    assert library.ask("Is Zorblax in Gdynia? -gizmotron").missing == ("Zorblax",)


def test_in_one_source(library: Library) -> None:
    answer = library.ask("Is Brno or Hungary near Gdynia?", source="harbour")
    assert (answer.missing, answer.note) == (("Brno", "Hungary"), "This source does not mention Brno or Hungary.")
    assert library.ask("Is Brno near Gdynia?").missing == ()


def test_only_where_it_is_not_answered_and_nothing_else_is_told(library: Library) -> None:
    eager = library.ask("tram frivolous zorblax", strictness="eager")
    assert (eager.answered, eager.missing, eager.note) == (True, (), None)
    strict = library.ask("tram frivolous zorblax", strictness="strict")
    assert (strict.answered, strict.missing) == (False, ("zorblax",))
    assert strict.note == "No source mentions “zorblax”."
    silent = library.ask("What did Viktor Orbán say about gizmotrons?")
    assert (silent.answered, silent.missing) == (False, ())
    assert silent.note is not None and silent.note.startswith("Viktor Orbán is not quoted in these sources.")


@pytest.mark.parametrize(
    ("parts", "one", "sentence"),
    [
        ((), False, None),
        (("Hungary",), False, "No source mentions Hungary."),
        (("Hungary", "Orbán"), False, "No source mentions Hungary or Orbán."),
        (("Hungary", "2031", "sourdough"), False, "No source mentions Hungary, 2031 or “sourdough”."),
        (("Hungary",), True, "This source does not mention Hungary."),
        (("“no line”",), False, "No source contains “no line”."),
        (("“no line”", "“a b”"), True, "This source does not contain “no line” or “a b”."),
    ],
)
def test_the_note(parts: tuple[str, ...], one: bool, sentence: str | None) -> None:
    assert note(parts, one=one) == sentence


def test_of_several_libraries_what_none_has(library: Library, tmp_path: Path) -> None:
    with opened(tmp_path / "other") as other, opened(tmp_path / "empty") as empty:
        other.add(Document(title="Budget", text="Hungary pays nothing, the minister of finance said.", language="en"))
        question = "Does Hungary eat sourdough with Zorblax?"
        assert library.ask(question).missing == ("Hungary", "sourdough", "Zorblax")
        both = ask_together([library, other, empty], question)
        assert both.missing == ("sourdough", "Zorblax")
        assert both.note == "No source mentions “sourdough” or Zorblax."
        assert ask_together([library, other], "Does Hungary like Gdynia?").note is None
        assert ask_together([empty], question).note is None


def test_a_question_in_another_language_than_all_sources(library: Library, tmp_path: Path) -> None:
    answer = library.ask("Was macht Orbán in Ungarn?")
    assert not answer.answered and answer.missing == ()
    assert answer.note is not None
    assert answer.note.startswith("The sources are in English and this model knows little of other languages")
    assert answer.note.endswith("fragen Sie am besten auf Englisch.")
    assert library.ask("¿Qué hace Hungría?", source="tram").note != library.ask("Is it in Hungary?").note
    with opened(tmp_path / "polyglot") as polyglot:  # a model that is not the packaged one
        polyglot.add(Document(title="The harbour", text=HARBOUR, language="en"))
        assert polyglot.ask("Was macht Orbán in Ungarn?").note is None
    with opened(tmp_path / "mixed", encoder=EnglishEncoder()) as mixed:
        mixed.add(Document(title="The harbour", text=HARBOUR, language="en"))
        mixed.add(Document(title="Der Hafen", text="Der Hafen bleibt offen.", language="de"))
        assert mixed.ask("Was macht Orbán in Ungarn?").note is None


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_anything_may_be_asked(library: Library, question: str) -> None:
    assert library.speller is not None
    assert all(part in question or part[1:] in question for part in missing(question, library._storage))
