"""Questions that are about somebody only as that is somebody who is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document
from index.inquiry import understand
from index.presumed import SURELY, presumed
from tests.index.hashing import opened

WHO = ("kevin hays", "merkel", "day", "the aca", "obama", "the ap", "the russian leader", "ted cruz")


def quoted(who: str) -> float:
    return 1.0 if who.lower() in WHO else 0.0


@pytest.mark.parametrize(
    ("question", "who", "topic"),
    [
        ("kevin hays on which party is the bigger mess?", "kevin hays", "which party is the bigger mess"),
        ("kevin hays about the mess", "kevin hays", "the mess"),
        ("obama: what if the senate does nothing?", "obama", "what if the senate does nothing"),
        ("Merkel – any plans for Greece?", "Merkel", "any plans for Greece"),
        ("the aca, why so dear", "the aca", "why so dear"),
        ("obamas main worry?", "obama", "main worry"),
        ("Ted Cruz's problem with it", "Ted Cruz", "problem with it"),
        ("who should Germans not listen to, in Merkel's view?", "Merkel", "who should Germans not listen to"),
        ("how many are left in merkels opinion, and why", "merkel", "how many are left , and why"),
        ("how close is she, by the AP's count?", "the AP", "how close is she"),
        ("what do voters never do, says obama?", "obama", "what do voters never do"),
        ("what are they after, as Merkel sees it?", "Merkel", "what are they after"),
        ("how many are left per merkel", "merkel", "how many are left"),
        ("why does ted cruz object to voting", "ted cruz", "why does object to voting"),
        ("how did the russian leader take it?", "the russian leader", "how did take it"),
        ("does merkel own the house", "merkel", "does own the house"),
        ("does obama need the cash?", "obama", "does need the cash"),
        ("so why doesn't merkel go", "merkel", "so why doesn't go"),
        ("is Ted Cruz fine with the vote", "Ted Cruz", "is fine with the vote"),
    ],
)
def test_who_is_quoted_is_asked(question: str, who: str, topic: str) -> None:
    found = presumed(question, quoted)
    assert found is not None
    assert (found.kind, found.speaker, found.topic) == ("speaker", who, topic)


@pytest.mark.parametrize(
    "question",
    [
        "tom lee on which party is the bigger mess?",  # nobody who is quoted
        "when did Obama leave?",  # a time, a place, a number
        "where did ted cruz end up",
        "by how much would obama win?",
        "which years did merkel vote",
        "what was merkel paying them",
        "what is Merkel doing",
        "was Merkel's office closed?",  # not she
        "is Ted Cruz's office closed?",
        "who is obama?",
        "obama",
        "does obama",
        "",
        "???",
        "in view of the war, what now",
        "how did merkel die",  # what others tell
        "how did merkel meet obama",
        "how many boats leave per day",
        "why was Ted Cruz fired by the board?",
        "does merkel's own house stand",
        "kevin hays on taxes " + "and taxes " * 50,
    ],
)
def test_what_is_general_stays_so(question: str) -> None:
    assert presumed(question, quoted) is None


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("why is ann lee late", None),  # who is known, and says nothing: another Ann is not meant
        ("why is ann late", "ann"),
        ("why is ann roe late", "ann"),  # of whom nobody knows
        ("ann lee: late again?", None),
    ],
)
def test_who_is_called_by_more_words_and_says_nothing_is_no_other(question: str, who: str | None) -> None:
    inquiry = presumed(question, lambda name: float(name == "ann"), lambda name: float(name == "ann lee"))
    assert (inquiry and inquiry.speaker) == who


def test_who_fits_badly_is_asked_only_where_nothing_else_can_be_meant() -> None:
    def badly(who: str) -> float:
        return SURELY - 0.1 if who == "merkel" else 0.0

    assert presumed("merkel on greece", badly) is None
    assert presumed("does merkel agree", badly) is None
    assert presumed("what now, in merkel's view", badly) is not None


@given(st.text(max_size=300))
def test_never_raises(question: str) -> None:
    presumed(question, lambda who: 1.0)


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("who quipped that heaven is full?", "joke"),
        ("who brushed off the group as a leftover", "deny"),
        ("Who finds it troubling that they stay?", "think"),
        ("who saw it as a crime", "think"),
        ("who poked fun at a colleague", "accuse"),
        ("who stands up for Lee by saying so", "praise"),
        ("who was nearly certain that it rains", "think"),
    ],
)
def test_more_ways_to_ask_who_said_something(question: str, act: str) -> None:
    assert (understand(question).kind, understand(question).act) == ("who-said", act)


def test_what_is_no_saying_stays_general() -> None:
    assert understand("Which movie won best picture last year?").kind == "general"


def test_a_library_answers_from_whom_it_quotes(tmp_path: Path) -> None:
    text = "Ann Lee said the bridge was safe for all. Tom Roe said the thing was old. The bridge is over the river."
    with opened(tmp_path) as library:
        library.add(Document(title="Leeds", text=text))
        for question, speaker in (
            ("roe on the bridge", "Tom Roe"),
            ("does Lee like the bridge over the river?", "Ann Lee"),
            ("does the river have a bridge?", None),
            ("poe on the bridge", None),
        ):
            assert library.ask(question).quotes[0].speaker == speaker
