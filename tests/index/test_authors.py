"""Whose own words a text is: letters, opinion pieces, comments in full, interviews, signed quotations and headlines."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.authors import turns, with_own_words
from index.lines import signed, without_headlines
from index.model import Attribution, Speaker, Statement
from index.nested import within
from index.statements import resolved

LETTERS = (
    "Letters to the editor\n\nThe ferry is late again\n\n"
    "I have taken the ferry for twenty years. It never came on time in March.\n\nClaire Holm\n\nWestport\n\n"
    "Leave our trees alone\n\nThe lime trees on the square are older than the town hall itself.\n\n"
    "Peter Vance\n\nEastbury"
)
OPINION = (
    "The harbour needs its cranes\n\nBy Anna Weller\n\n"
    "I grew up beside the cranes. They were the first thing that I saw each day.\n\n"
    "Now the city wants to sell them, and I think that is wrong. “Nobody needs them,” the mayor said.\n\n"
    "When I told my neighbours, they laughed.\n\n"
    "Anna Weller is a retired pilot."
)
COMMENTS = (
    "We asked two engineers about the dam. Their answers are printed in full.\n\n"
    "Michael Grant, professor of engineering, University of Westport\n\n"
    "The dam is safe for another ten years. We measured every joint of it.\n\n"
    "Laura Stein, director of the water board\n\n"
    "Nobody can promise that the dam holds. I would empty the lake before winter comes."
)
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


def own(text: str, said: list[Attribution] | None = None) -> list[tuple[str | None, str]]:
    """Who says what in a text, as far as nothing tells that it is said."""
    return [
        (statement.speaker.name if statement.speaker else None, text[slice(*statement.attribution.content[0])])
        for statement in resolved(text, said or [])
        if statement.attribution.cue is None
    ]


def attribution(text: str, content: str, cue: str, speaker: str | None, **other: object) -> Attribution:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = Attribution((span(content),), "indirect", span(speaker) if speaker else None, span(cue))
    return replace(found, **other)  # type: ignore[arg-type]


def test_a_letter_is_by_whom_its_foot_names() -> None:
    assert own(LETTERS) == [
        ("Claire Holm", "I have taken the ferry for twenty years."),
        ("Claire Holm", "It never came on time in March."),
        ("Peter Vance", "The lime trees on the square are older than the town hall itself."),
    ]


def test_an_opinion_is_by_whom_its_edge_names_but_for_what_others_say() -> None:
    mayor = attribution(OPINION, "“Nobody needs them,”", "said", "the mayor", kind="direct")
    thought = attribution(OPINION, "that is wrong", "think", "I think")
    thought = replace(thought, speaker=(OPINION.index("I think"), OPINION.index("I think") + 1))
    said = resolved(OPINION, [thought, mayor])
    names = {one.speaker.name for one in said if one.speaker and one.attribution.cue is None}
    assert names == {"Anna Weller"}
    assert [one.speaker and one.speaker.name for one in said if one.attribution.cue] == ["Anna Weller", "mayor"]
    assert ("Anna Weller", "“Nobody needs them,” the mayor said.") not in own(OPINION, [mayor])
    weller = next(one.speaker for one in said if one.attribution.cue == thought.cue)
    assert weller == Speaker("Anna Weller", "retired pilot", ())


def test_comments_in_full_are_by_the_names_above_them() -> None:
    assert own(COMMENTS) == [
        ("Michael Grant", "The dam is safe for another ten years."),
        ("Michael Grant", "We measured every joint of it."),
        ("Laura Stein", "Nobody can promise that the dam holds."),
        ("Laura Stein", "I would empty the lake before winter comes."),
    ]


def test_a_text_about_those_whom_its_headings_name_is_not_by_them() -> None:
    profiles = COMMENTS.replace("We measured", "Grant measured").replace("I would", "Stein would")
    assert turns(profiles) == []


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The pier is closed.\n\nAnn Lee",
        "By Anna Weller\n\nThe mayor closed the pier. It was old.\n\nHe will open another.\n\nIt costs a million.",
        "When: Friday\n\nWhere: the pier\n\nWhen: Sunday\n\nWhere: the park",
        "What does it cost?\n\nTen crowns, and more on Sundays.\n\nWhere is it?\n\nBeside the station, on the left.",
    ],
)
def test_other_texts_are_nobodys_own_words(text: str) -> None:
    assert turns(text) == []
    assert with_own_words(text, [], turns(text)) == []


def test_what_belongs_to_an_author_is_not_the_author() -> None:
    text = OPINION.replace("they laughed", "my father said that they were right")
    said = attribution(text, "that they were right", "said that", "my father")
    names = [one.speaker and one.speaker.name for one in resolved(text, [said]) if one.attribution.cue]
    assert names == ["Anna Weller’s father"]


def test_a_quotation_with_a_name_beside_or_under_it_is_of_that_name() -> None:
    text = "“Europe sleeps” — Karin Aldo\n\nThe ministers met.\n\n“I am sorry for it all.”\n\n~ Paul Brand, a baker"
    assert resolved(text, []) == [
        Statement(Attribution(((0, 15),), "direct", (18, 28), (15, 18)), Speaker("Karin Aldo")),
        Statement(
            Attribution(
                ((text.index("“I"), text.index("\n\n~")),),
                "direct",
                (text.index("Paul"), len(text)),
                (text.index("\n\n~"), text.index("Paul")),
            ),
            Speaker("Paul Brand", "baker"),
        ),
    ]


def test_a_byline_under_a_quotation_that_has_a_speaker_is_not_of_it() -> None:
    text = "“They work hard,” the union wrote. “They are tired.”\n\n– Karin Aldo, Coast Gazette"
    assert signed(text, []) == []
    said = attribution(text, "“They work hard,”", "wrote", "Karin Aldo, Coast Gazette", kind="direct")
    assert [one.speaker and one.speaker.name for one in resolved(text, [said])] == ["union"]


def test_headlines_that_tell_what_happened_are_no_statements() -> None:
    text = "Leaders answer Aldo\n\nLeaders say the pier must stay\n\nLeaders answered Aldo with silence on Monday."
    answer = attribution(text, "Aldo", "answer", "Leaders")
    stay = attribution(text, "the pier must stay", "say", "Leaders")
    body = attribution(text, "Aldo with silence", "answered", "Leaders")
    assert without_headlines(text, [answer, stay, body]) == [stay, body]
    colon = "Aldo: no pier\n\nThe ministers met."
    kept = attribution(colon, "no pier", ":", "Aldo")
    assert without_headlines(colon, [kept]) == [kept]


def test_what_others_report_is_of_whom_they_report() -> None:
    text = "According to the Gazette, the harbour board said the pier would close by autumn."
    outer = attribution(text, text[26:-1], "According to", "the Gazette")
    inner = attribution(text, "the pier would close by autumn", "said", "the harbour board")
    assert within(text, [outer]) == [outer, inner]
    text = "“Nobody will drown,” he said in a speech, according to a recording."
    outer = attribution(text, text[: text.index(", according")], "according to", "a recording")
    inner = attribution(text, "“Nobody will drown,”", "said", "he", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "“It was good manners,” the rector told reporters, according to the Gazette, on the way back."
    outer = attribution(text, text[: text.index(", according")], "according to", "the Gazette")
    inner = attribution(text, "“It was good manners,”", "told", "the rector", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "Boat Sales, a dealer in Dover, had initially predicted that the pier would close, the Gazette reported."
    outer = attribution(text, text[: text.index(", the Gazette")], "reported", "the Gazette")
    inner = attribution(text, "the pier would close", "predicted", "Boat Sales")
    assert within(text, [outer]) == [outer, inner]


def test_a_speaker_that_was_not_found_stands_beside_the_verb() -> None:
    text = "''We had no choice,'' the old captain said, and left."
    said = attribution(text, "''We had no choice,''", "said", None)
    assert [one.speaker and one.speaker.name for one in resolved(text, [said])] == ["old captain"]
    text = "“The price fell,” Eva Stone, a market economist, said."
    said = attribution(text, "“The price fell,”", "said", ", a market economist,", kind="direct")
    assert [one.speaker for one in resolved(text, [said])] == [Speaker("Eva Stone", "market economist")]


_PIECES = [
    "Q: Why you?",
    "A: I do.",
    "Ann Lee: no?",
    "Anna Weller",
    "By Anna Weller",
    "“No.”",
    "— Ann Lee",
    "I am.",
    "",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("\n\n".join))
def test_any_text_has_own_words_that_are_slices_once(text: str) -> None:
    found = with_own_words(text, [], turns(text))
    spans = [one.content[0] for one in found]
    assert spans == sorted(set(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "piece", [*_PIECES, "Anna Weller, director\n\nI know.", "letters\n\nI am Ann.\n\nAnna Weller\n\n"]
)
def test_takes_time_linear_in_the_length(piece: str) -> None:
    def taken(count: int) -> float:
        text = "Letters\n\n" + (piece + "\n\n") * count
        start = time.perf_counter()
        turns(text)
        return time.perf_counter() - start

    few, many = (min(taken(count) for _ in range(5)) for count in (500, 2_000))
    assert many < 8 * max(few, 0.01)
