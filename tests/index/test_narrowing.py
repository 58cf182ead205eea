"""Phrases that must stand there, and words that must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Document, Library, ask_together
from index.narrowing import pattern
from index.segment import LONGEST

from .hashing import opened

# Each paragraph is longer than a passage holds with its neighbour.
FILLER = " ".join(f"Nothing of note happened in street number {number} of the old town." for number in range(14))
HARBOUR = f"""Donald Tusk said "we will not go to the harbour" in the morning. {FILLER}

Ann Lee said that the harbour is a red  line for her. {FILLER}

Petr Fiala said that the harbours of the north stay open. {FILLER}"""
TRAM = f"""Ann Lee said the tram stays. She called it a Red\nLine, and Don’t touch it, she said. {FILLER}

Petr Fiala said that the tram stays too. {FILLER}"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with opened(tmp_path_factory.mktemp("narrowing") / "library") as library:
        library.add(Document(title="The harbour", text=HARBOUR, id="harbour", language="en"))
        library.add(Document(title="The tram", text=TRAM, id="tram", language="en"))
        yield library


def passages(library: Library, question: str, source: str | None = None) -> list[str]:
    """The texts of the passages of all quotes."""
    hits = library.hits(question, source=source)
    assert all(hit.stored.text in library.text(library.numbered(hit.stored.source).id) for hit in hits)
    return list(dict.fromkeys(hit.stored.text for hit in hits))


@pytest.mark.parametrize("question", ['who said "we will not go"?', "who said “We  will NOT go”?", '"we will not go."'])
def test_every_quote_has_the_phrase_or_its_passage_has(library: Library, question: str) -> None:
    answer = library.ask(question, quotes=5)
    assert answer.quotes and answer.missing == ()
    first = answer.quotes[0]
    assert "we will not go" in first.text[slice(*first.highlight)]
    assert {quote.source for quote in answer.quotes} == {"harbour"}
    assert all("we will not go" in text for text in passages(library, question))


def test_white_space_case_and_the_shape_of_marks_do_not_count(library: Library) -> None:
    found = passages(library, "what is a “red line”?")
    assert len(found) == 2 and all("red" in text.lower() for text in found)
    assert len(passages(library, 'who said "don\'t touch"?')) == 1
    assert pattern("we will").search("Awe will") is None
    assert pattern("we will").search("we willed") is None
    assert pattern("“no”").search('he said "no".') is not None
    assert pattern("不可").search("我们不可以") is not None


def test_phrases_in_one_source(library: Library) -> None:
    assert [quote.source for quote in library.ask("“red line”", source="tram", quotes=1).quotes] == ["tram"]
    answer = library.ask("who said “we will not go”?", source="tram")
    assert (answer.answered, answer.note) == (False, "This source does not contain “we will not go”.")
    assert answer.missing == ("“we will not go”",)
    assert answer.quotes and {quote.source for quote in answer.quotes} == {"tram"}


def test_a_phrase_that_stands_nowhere_is_told_and_read_as_plain_words(library: Library) -> None:
    answer = library.ask("who said “we will surely go to the harbour”?")
    plain = library.ask("who said we will surely go to the harbour?")
    assert not answer.answered
    assert answer.note == "No source contains “we will surely go to the harbour”."
    assert answer.quotes == plain.quotes
    assert answer.confidence <= plain.confidence


def test_several_phrases_must_stand_together(library: Library) -> None:
    (found,) = passages(library, "“red line” and “don't touch”")
    assert "Red\nLine" in found
    apart = library.ask("“we will not go” and “red line”")
    assert apart.note == "No source contains “we will not go” and “red line” in one place."
    one = library.ask("“red line” and “no line”", quotes=5)
    assert one.note == "No source contains “no line”."
    assert one.quotes and all("red" in text.lower() for text in passages(library, "“red line” and “no line”"))
    none = library.ask("“blue line” and “no line”")
    assert none.note == "No source contains “blue line” or “no line”."


def test_a_phrase_over_the_end_of_a_passage_is_found(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        library.add(Document(title="A", text=f"{FILLER} This is the end.\n\nAnd that is a beginning. {FILLER}"))
        answer = library.ask("who wrote “this is the end. And that is”?", quotes=1)
        assert answer.missing == ()
        assert answer.quotes[0].text in library.text(answer.quotes[0].source)
        assert library.ask("who wrote “this is the end. And that was”?").missing == ("“this is the end. And that was”",)


def test_passages_with_a_word_left_out_are_left_out(library: Library) -> None:
    everything = passages(library, "what did they say about the harbour and the tram?")
    without = passages(library, "what did they say about the harbour and the tram? -harbour")
    assert any("harbour" in text for text in everything)
    assert without and not any("harbour" in text for text in without)  # by its stem: "harbours" too
    # That the title has the word is not enough.
    (kept,) = passages(library, "what did they say about it -Lee -Tusk", source="harbour")
    assert "Fiala" in kept
    assert len(passages(library, "what did they say -harbour", source="harbour")) == 0


def test_phrases_are_left_out_too(library: Library) -> None:
    found = passages(library, 'what did they say -"red line" -"we will not go"')
    assert len(found) > 1 and not any("red" in text.lower() or "not go" in text for text in found)
    assert passages(library, 'the “red line” -"don\'t touch"') == passages(library, "the “red line”", "harbour")


def test_nothing_left_is_said(library: Library) -> None:
    answer = library.ask("what happened in the old town? -town")
    assert (answer.answered, answer.quotes, answer.confidence) == (False, (), 0.0)
    assert answer.note == "Every passage has a word that the question leaves out."


def test_a_word_that_nobody_has_leaves_nothing_out(library: Library) -> None:
    assert library.hits("what about the tram -zeppelin") == library.hits("what about the tram")


def test_of_several_libraries_the_one_with_the_phrase_is_quoted(library: Library, tmp_path: Path) -> None:
    with opened(tmp_path / "other") as other:
        other.add(Document(title="Ships", text="We will go to the harbour, Donald Tusk said, all of us.", id="ships"))
        answer = ask_together([other, library], "who said “we will not go to the harbour”?", quotes=5)
        assert answer.quotes and {quote.source for quote in answer.quotes} == {"harbour"}
        assert answer.missing == ()
        nowhere = ask_together([other, library], "who said “they will not go”?")
        assert (nowhere.note, nowhere.answered) == ("No source contains “they will not go”.", False)
        assert nowhere.missing == ("“they will not go”",)


@given(st.text(alphabet='ab "“”-\nred line harbour?', max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_question_gets_slices(library: Library, question: str) -> None:
    for quote in library.ask(question).quotes:
        assert library.text(quote.source)[quote.start : quote.end] == quote.text
        assert len(quote.text) <= LONGEST
