"""Interviews: the answers are of whom an interview is with, and the rest is not."""

import pytest

from .attributed import own

INTERVIEW = (
    "The singer Maria Stone gives her last concert on Friday. Stone talked with us about the end.\n\n"
    "Q: Why do you stop now?\n\nA: Because I am tired. My voice is not.\n\n"
    "Q: What will you miss?\n\nA: The silence before the first note."
)
ASKED = (
    "Robert Finch has run the lighthouse for thirty years. Finch met us on the stairs.\n\n"
    "What do you do all night?\n\nI read, and I listen to the wind.\n\n"
    "Do you ever sleep?\n\nIn summer I do. The nights are short then."
)
TALK = (
    "Harbour master Nils Berg spoke to the Coast Gazette.\n\n"
    "Gazette: Why a new pier?\n\nBerg: The old one sinks. It went down by a hand.\n\n"
    "Gazette: Who pays for it?\n\nBerg: The county pays half."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            INTERVIEW,
            [
                ("Maria Stone", "Because I am tired."),
                ("Maria Stone", "My voice is not."),
                ("Maria Stone", "The silence before the first note."),
            ],
        ),
        (
            ASKED,
            [
                ("Robert Finch", "I read, and I listen to the wind."),
                ("Robert Finch", "In summer I do."),
                ("Robert Finch", "The nights are short then."),
            ],
        ),
        (
            TALK,
            [
                ("Gazette", "Why a new pier?"),
                ("Nils Berg", "The old one sinks."),
                ("Nils Berg", "It went down by a hand."),
                ("Gazette", "Who pays for it?"),
                ("Nils Berg", "The county pays half."),
            ],
        ),
    ],
)
def test_answers_are_of_whom_an_interview_is_with(text: str, expected: list[tuple[str, str]]) -> None:
    assert own(text) == expected


PORTRAIT = (
    "The joiner Jorun Veld builds boats. Interview: Anna Weller\n\n"
    "Veld meets us in her shed on the quay.\n\n"
    "Ms Veld, you have built forty boats. Do you count them?\n\n"
    "I do, and I remember every one of them, the good ones and the bad ones alike.\n\n"
    "The town wanted a car park here.\n\n"
    "The town wanted my shed gone. I stayed, and they built it somewhere else.\n\n"
    "Do you ever sell one that you love?\n\n"
    "Every time, and I cry on the quay. The salt of it is good for the wood.\n\n"
    "Your former partner has said you are ‘a monk with a plane’.\n\n"
    "I like monks. They get up early, and so do I.\n\n"
    "What will you build next?\n\n"
    "A small one. I want to row it myself.\n\n"
    "Jorun Veld was born in Eastbury in 1961. She has built boats since 1980."
)


def test_an_interviewer_s_remarks_and_the_footer_are_not_of_whom_an_interview_is_with() -> None:
    said = own(PORTRAIT)
    assert {name for name, _ in said} == {"Jorun Veld"}
    assert [words for _, words in said] == [
        "I do, and I remember every one of them, the good ones and the bad ones alike.",
        "The town wanted my shed gone.",
        "I stayed, and they built it somewhere else.",
        "Every time, and I cry on the quay.",
        "The salt of it is good for the wood.",
        "I like monks.",
        "They get up early, and so do I.",
        "A small one.",
        "I want to row it myself.",
    ]


def test_you_that_is_anybody_is_no_address() -> None:
    text = PORTRAIT.replace(
        "Your former partner has said you are ‘a monk with a plane’.",
        "If you sell a boat you must not look back, because the sea takes care of it from that day on.",
    )
    assert (
        "Jorun Veld",
        "If you sell a boat you must not look back, because the sea takes care of it from that day on.",
    ) in own(text)
