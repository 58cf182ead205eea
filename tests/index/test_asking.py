"""Which sentences ask, and which follow on a question."""

from __future__ import annotations

import pytest

from index.asking import follows, is_courtesy
from index.model import Passage


def passage(paragraphs: list[list[str]]) -> tuple[str, Passage]:
    """The text and the passage of some paragraphs of sentences."""
    text, spans, numbers = "", [], []
    for number, sentences in enumerate(paragraphs, start=1):
        text += "\n\n" if text else ""
        for sentence in sentences:
            text += " " if text and not text.endswith("\n") else ""
            spans.append((len(text), len(text) + len(sentence)))
            numbers.append(number)
            text += sentence
    return text, Passage(tuple(spans), tuple(numbers), None)


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([["Is it open?", "It is."]], [None, 0]),
        ([["Is it open?"], ["It is.", "All day."]], [None, 0, None]),
        ([["mika: Is it open?"], ["dev: It is."]], [None, 0]),
        # what somebody adds is no answer; who speaks next gives it
        ([["mika: Is it open?", "I came by bus."], ["dev [mod]: It is.", "All day."]], [None, None, 0, None]),
        ([["mika: Why?", "Is it open?", "Pls."], ["**Dev:** It is."]], [None, None, None, 1]),
        ([["mika: Is it open?", "It is."], ["mika: All day."]], [None, 0, None]),  # nobody else speaks
        ([["mika: It is.", "All day."], ["dev: Thanks."]], [None, None, None]),
        ([["It is open."], ["All day."]], [None, None]),
    ],
)
def test_what_follows_on_a_question(paragraphs: list[list[str]], expected: list[int | None]) -> None:
    text, cut = passage(paragraphs)
    assert [follows(text, cut, at) for at in range(len(cut.sentences))] == expected


def test_many_courtesies_take_no_time() -> None:
    assert not is_courtesy("No " * 32 + "x")  # twice as long with every word, if each was read in two ways
    assert is_courtesy("No, no, thanks Bo, of course.")
