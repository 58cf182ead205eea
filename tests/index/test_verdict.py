"""What an answer says where whoever a question means is not quoted, or not on what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Document, Library, verdict
from index.local import Local

from .hashing import HashEncoder
from .news import BRIDGE, BUDGET, SentenceReader, library_of_news, lit


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of_news(tmp_path_factory.mktemp("verdict")) as library:
        yield library


def noted(library: Library, question: str, source: str | None = None) -> str | None:
    found = library.search(question, source=source)
    assert found.hearing is not None
    return verdict.note(found.hearing, found.hits)


def test_who_is_not_quoted_is_said_and_who_is(library: Library) -> None:
    answer = library.ask("What did Sweden say about the bridge?")
    assert not answer.answered
    assert answer.note is not None
    assert answer.note.startswith("Sweden is not quoted in these sources. On the bridge they quote: ")
    assert "Norway (Anna Berg)" in answer.note
    assert "France (Pierre Blanc)" in answer.note


def test_who_is_quoted_but_nowhere_near_a_word_of_the_subject_is_said(library: Library) -> None:
    norway = "Norway (Anna Berg), Oslo are quoted"
    assert noted(library, "What did Norway say about volcanoes?") == (
        f"{norway} in these sources, but not where they mention volcanoes."
    )
    assert noted(library, "What did Ivy Stone say about taxes?", "bridge") == (
        "Ivy Stone (engineer) is quoted in this source, but not where it mentions taxes."
    )
    assert noted(library, "What did Norway say about it. Why not?") == f"{norway} in these sources, but not on that."
    assert noted(library, "What did Norway say about taxes?") is None
    assert noted(library, "What did Norway say about the tax?") is None  # by its stem
    assert noted(library, "What did Anna Berg say about ferries?") is None  # beside what she says, in its paragraph
    assert noted(library, "What did Norway say?") is None


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("What did Otto Falk say about the ferries?", "Otto Falk is mentioned but not quoted in this source."),
        ("what did denmark say about the ferries", "Denmark is not quoted in this source."),
    ],
)
def test_who_only_does_something_is_not_quoted(library: Library, question: str, note: str) -> None:
    answer = library.ask(question, source="signed")
    assert not answer.answered
    assert answer.note == f"{note} On the ferries they quote: Norway (Anna Berg)."
    assert library.ask("What did Anna Berg say about ferries?", source="signed").quotes[0].speaker == "Anna Berg"


def test_who_is_mentioned_only_is_shown_where_it_is_mentioned(library: Library) -> None:
    answer = library.ask("What did Hungary say?")
    assert not answer.answered
    assert answer.note is not None
    assert answer.note.startswith("Hungary is mentioned but not quoted in these sources. They quote: ")
    assert lit(answer.quotes[0]) == "Hungary sent a delegation to the fjord."
    assert answer.quotes[0].speaker is None


def test_who_speaks_in_another_source_only(library: Library) -> None:
    answer = library.ask("What did the NATO chief say about defence?", source="bridge")
    assert not answer.answered
    assert answer.note is not None
    assert "not quoted in this source" in answer.note
    assert library.ask("What did the NATO chief say about defence?", source="budget").answered


def test_a_note_has_each_name_once(tmp_path: Path) -> None:
    text = "Ivy Stone said the ball was late. Ms. Stone said the ball was loud. Nils Dahl said the ball was long."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text=text, id="ball"))
        note = library.ask("what did robert finch say about the ball").note
    assert note is not None
    assert (note.count("Ivy Stone"), note.count("Nils Dahl")) == (1, 1)


def test_notes_call_people_as_they_were_asked_for(library: Library) -> None:
    notes = [library.ask(f"What did {who} say?").note for who in ("the united states", "the FBI", "tourists")]
    starts = ["The United States is not", "FBI is not", "Tourists are not"]
    assert [note is not None and note.startswith(start) for note, start in zip(notes, starts, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("typed", "shown"), [("jane roe", "Jane Roe"), ("jane", "Jane"), ("Jane roe", "Jane roe"), ("zzz qqq", "Zzz qqq")]
)
def test_a_name_that_nothing_writes_is_written_as_names_are(library: Library, typed: str, shown: str) -> None:
    note = library.ask(f"what did {typed} say about taxes").note
    assert note is not None
    assert note.startswith(f"{shown} is not quoted in these sources.")


def test_a_name_in_small_letters_is_not_taken_for_another_word_of_the_source(tmp_path: Path) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text="Oslo said that Robert Finch was asked to the ball.", id="ball"))
        answer = library.ask("what did robert finch say about the ball")
        assert (answer.answered, answer.note) == (
            False,
            "Robert Finch is mentioned but not quoted in these sources. On the ball they quote: Oslo.",
        )


@pytest.mark.parametrize(
    ("who", "note"),
    [
        # written so as a person's whole name, though in small letters here
        ("amina sow", "Amina Sow is mentioned but not quoted in these sources."),
        ("osk tammer", "Osk Tammer is mentioned but not quoted in these sources."),
        # words, or what may be called otherwise
        ("pest controllers", None),
        ("slow ferry", None),
        ("foxwatch", None),
        ("sow", None),
    ],
)
def test_whose_name_the_sources_write_is_somebody_and_not_some_words(
    tmp_path: Path, who: str, note: str | None
) -> None:
    text = (
        "The practice goes to Amina Sow and Osk Tammer, as Foxwatch knows. The National Pest Controllers’ Association "
        "wrote about it. A slow ferry came, the Slow Ferry of Dover.\n\nAnna Berg said the practice is old."
    )
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Practice", text))
        found = library.ask(f"what did {who} say about the practice").note
        assert (found or "").partition(" They")[0].partition(" On")[0] == (note or "")


@pytest.mark.parametrize(
    ("who", "absent"),
    [("Iceland", True), ("Ada Quill", True), ("Norway", False), ("Anna Quill", False), ("the chief", False)],
)
def test_where_nobody_has_read_who_says_what_only_who_is_nowhere_is_absent(
    tmp_path: Path, who: str, absent: bool
) -> None:
    """Norway is there as Oslo."""
    question = f"What did {who} say about taxes?"
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        assert library.search(question).absent == absent
        if absent:
            answer = library.ask(question, strictness="eager")
            assert answer.quotes and not answer.answered


def test_where_nobody_has_read_who_says_what_nobody_is_said_to_be_silent(tmp_path: Path) -> None:
    question = "What did Norway say about the bridge?"
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        assert library.ask("What did Norway say?").quotes == ()
        library.add(Document(title="News", text=BRIDGE, id="bridge"))
        answer = library.ask(question)
        assert answer.quotes[0].speaker is None
        assert answer.note == "No source mentions Norway."  # that it is not quoted, nobody can tell
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        nowhere = library.ask("What did Iceland say about the bridge?")
        assert nowhere.note == "No source mentions Iceland."
        assert nowhere.confidence < 0.25
        library.check()  # reads the first as well
        silent = library.ask("What did Iceland say about the bridge?").note
        assert silent is not None and silent.startswith("Iceland is not quoted in these sources.")
        assert library.ask(question).quotes[0].speaker == "Anna Berg"
