"""Questions that go on from the one before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.follow import follow, inherited
from index.inquiry import understand
from index.model import Answer, Quote

TEXT = "“Poland does not plan to send its troops,” he said. It rained."
QUOTE = Quote("a", "T", None, 0, len(TEXT), TEXT, (0, 51), 1, 0.9, speaker="Donald Tusk", kind="direct")
ANSWER = Answer("What did Poland say about troops?", (QUOTE,), 0.9, True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and Germany?", "What did Germany say about troops?"),
        ("And what about the Netherlands", "What did the Netherlands say about troops?"),
        ("how about macron?", "What did macron say about troops?"),
        ("what else did he say?", "what else did Donald Tusk say?"),
        ("whats his view on NATO?", "whats Donald Tusk's view on NATO?"),
        ("did they promise him anything", "did Donald Tusk promise Donald Tusk anything"),
        ("what did Macron say to him", "what did Macron say to him"),  # who may be somebody else
        ("what did germany say of their troops", "what did germany say of their troops"),  # Germany's
        ("who said that?", f"Who said {TEXT[:51]}"),
        ("and what did she say?", "and what did Donald Tusk say?"),  # the source knows better what he is
        ("and why?", "and why?"),
        ("What did Scholz say?", "What did Scholz say?"),
        ("he's late", "he's late"),
        ("", ""),
    ],
)
def test_a_question_goes_on_from_an_answer(question: str, expected: str) -> None:
    assert follow(question, ANSWER) == expected


def test_what_was_not_answered_tells_only_what_was_asked() -> None:
    declined = Answer(ANSWER.question, (QUOTE,), 0.1, False)
    assert follow("and Germany?", declined) == "What did Germany say about troops?"
    assert follow("what else did he say?", declined) == "what else did he say?"
    assert follow("who said that?", declined) == "who said that?"
    assert follow("and Germany?", Answer("When does it open?", (QUOTE,), 0.9, True)) == "and Germany?"


def test_any_name_is_put_as_it_is() -> None:
    quote = Quote("a", "T", None, 0, len(TEXT), TEXT, (0, 51), 1, 0.9, speaker=r"AC\DC \g<0> {}", kind="direct")
    answer = Answer("What did they play?", (quote,), 0.9, True)
    assert follow("what else did he say?", answer) == r"what else did AC\DC \g<0> {} say?"


def test_nothing_behind_and_asks_nothing() -> None:
    assert inherited("What did Poland say about troops?", " And  ?") is None
    assert follow("what about\n ?", ANSWER) == "what about\n ?"


@pytest.mark.parametrize("also", ["and then?", "and in Germany?", "and why?", "and now?", "and not?", "but also?"])
def test_and_goes_on_with_whom_only(also: str) -> None:
    assert follow(also, ANSWER) == also


def test_within_a_message_and_goes_on_with_a_place_or_a_name_only() -> None:
    asked = "What did Poland say about troops?"
    assert inherited(asked, "And tanks?") is None
    assert inherited(asked, "And tanks?", anybody=True) == "What did tanks say about troops?"
    assert inherited(asked, "and germany?") == "What did germany say about troops?"
    assert inherited(asked, "and Scholz?") == "What did Scholz say about troops?"


def test_a_corrected_question_goes_on() -> None:
    corrected = Answer("waht did polnad say", (QUOTE,), 0.9, True, corrected="what did poland say")
    assert follow("and Germany?", corrected) == "what did Germany say"


@given(st.text(), st.text())
def test_any_text_may_follow_any(asked: str, question: str) -> None:
    also = inherited(asked, question)
    assert also is None or understand(asked).speaker
    assert isinstance(follow(question, Answer(asked, (QUOTE,), 0.9, True)), str)
