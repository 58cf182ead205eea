"""Whose own words a text is: letters, opinion pieces and columns, comments in full."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.authors import turns, with_own_words
from index.model import Speaker
from index.statements import resolved

from .attributed import attribution, own

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


def test_what_belongs_to_an_author_is_not_the_author() -> None:
    text = OPINION.replace("they laughed", "my father said that they were right")
    said = attribution(text, "that they were right", "said that", "my father")
    names = [one.speaker and one.speaker.name for one in resolved(text, [said]) if one.attribution.cue]
    assert names == ["Anna Weller’s father"]


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


COLUMN = (
    "Leave the ferry alone\n\n{top}I take the last ferry home. It is late, and so am I.\n\n"
    "The mayor says that it costs too much. I asked him what he pays for the pier.\n\n"
    "I shall stand on the quay in May, and I shall sing.{foot}"
)


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("By Margit Senn\n\n", ""),
        ("by Margit Senn\n\n", "\n\nMargit Senn writes every Thursday."),
        ("Opinion\n\nBy Margit Senn, columnist\n\n", ""),
        ("Margit Senn\n\n", ""),
        ("Opinion\n\nMargit Senn\n\n", ""),
        ("", "\n\nMargit Senn"),
        ("", "\n\n— Margit Senn"),
        ("", "\n\nWritten by Margit Senn"),
        ("", "\n\nThe Quay Letter is written in Westport by Margit Senn."),
    ],
)
def test_a_column_is_by_whom_it_is_signed_whatever_the_given_name(top: str, foot: str) -> None:
    said = own(COLUMN.format(top=top, foot=foot))
    assert {name for name, _ in said} == {"Margit Senn"}
    assert [words for _, words in said] == [
        "I take the last ferry home.",
        "It is late, and so am I.",
        "The mayor says that it costs too much.",
        "I asked him what he pays for the pier.",
        "I shall stand on the quay in May, and I shall sing.",
    ]


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("By Coast Gazette Staff\n\n", ""),
        ("", "\n\nNew York"),
        ("", "\n\nRelated Stories"),
        ("", "\n\nLast Ferry"),
        ("", "\n\nAssociated Press"),
        ("The Ferry\n\n", ""),
    ],
)
def test_a_column_is_by_no_place_no_organisation_and_no_heading(top: str, foot: str) -> None:
    assert turns(COLUMN.format(top=top, foot=foot)) == []


def test_a_report_is_not_by_whom_its_byline_names() -> None:
    report = "Mayor goes\n\nBy Margit Senn\n\nHe was tired.\n\n“I go,” he said.\n\n“I sleep,” he said.\n\n“I mean it.”"
    assert turns(report) == []


_PIECES = [
    "[00:02] Ann Lee: I do.",
    "<ann> you?",
    "<v Ann Lee>I do.</v>",
    "Ann Lee",
    "Ann Lee:",
    "Ann Lee – Chair",
    "Ann Lee  0:35",
    "ann — Today at 14:02",
    "Participants",
    "Your pier is old.",
    "00:01.000 --> 00:02.000",
    "**Ann Lee** [00:02]:",
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
        start = time.thread_time()  # what others do at the same time is not counted
        turns(text)
        return time.thread_time() - start

    few, many = (min(taken(count) for _ in range(5)) for count in (500, 2_000))
    assert many < 8 * max(few, 0.01)
