"""Segmentation: slices only, whole sentences, no passage too long or across a heading."""

from __future__ import annotations

import re
from itertools import pairwise
from textwrap import fill

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.layout import paragraphs
from index.segment import LONGEST, WINDOW, passages, sentences

from .hashing import HashEncoder

PIECES = HashEncoder().piece_spans
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
PROSE = st.lists(
    st.sampled_from(
        ["Tusk said so. ", "“We will not,” she said. ", "Dr. A. B. Smith left", "\n\n", "\n", "\r\n", "No! ",
         "word " * 90,
         "x" * 900, "Heading\n\n", "שלום עולם. ", "你好。我是。", "🙂🙂 ", "\u2028", "e\u0301. ", "\x00", " "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def slices(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "Mr. Tusk, of the E.U., spoke at 5 p.m. on Tuesday. “No. Never,” he said. It cost $3.5 million! Really?"
    assert slices(text, sentences(text, (0, len(text)))) == [
        "Mr. Tusk, of the E.U., spoke at 5 p.m. on Tuesday.",
        "“No. Never,” he said.",
        "It cost $3.5 million!",
        "Really?",
    ]


def test_a_number_goes_with_its_step_and_a_row_stays_whole() -> None:
    for text, found in {
        "1. Add the key. Then go on.": ["1. Add the key.", "Then go on."],
        "a) Ask. b) Wait.": ["a) Ask.", "b) Wait."],
        "14:00 | Who pays? | Fuchs, Rey | Hall": ["14:00 | Who pays? | Fuchs, Rey | Hall"],
        "19:20 Stay home\nThe minister has just spoken to the press.\nShe left.": [
            "19:20 Stay home",
            "The minister has just spoken to the press.",
            "She left.",
        ],
        "It costs\n10.50 euros for all.": ["It costs\n10.50 euros for all."],
        "The boat leaves at\n19:20 and comes back.": ["The boat leaves at\n19:20 and comes back."],
        "Roses\nof the north that\ngrow": ["Roses\nof the north that\ngrow"],
        "He won 3. Then he left.": ["He won 3.", "Then he left."],
        "Article 7. Boats. They stay.": ["Article 7. Boats.", "They stay."],
        "It follows from Article 7. They stay.": ["It follows from Article 7.", "They stay."],
        "12:30 | Moss. And ferns. | Lee | Hall": ["12:30 | Moss. And ferns. | Lee | Hall"],
    }.items():
        assert slices(text, sentences(text, (0, len(text)))) == found


def test_a_sentence_ends_where_a_quote_within_a_quote_does() -> None:
    for text, found in {
        "He said: \"I was told 'No.'\" Then he left.": ["He said: \"I was told 'No.'\"", "Then he left."],
        "“He told me ‘No.’” It rained.": ["“He told me ‘No.’”", "It rained."],
        "“He told me ‘No.’” and left.": ["“He told me ‘No.’” and left."],
    }.items():
        assert slices(text, sentences(text, (0, len(text)))) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Quiet room.** Room 3 on the second floor.", ["**Quiet room.** Room 3 on the second floor."]),
        ("He said it. *He left.* **Why?** No idea.", ["He said it.", "*He left.*", "**Why?**", "No idea."]),
        ("We closed. * Open again in May.", ["We closed.", "* Open again in May."]),
        ("__Closed.__", ["__Closed.__"]),
    ],
)
def test_what_ends_an_emphasis_stands_with_what_it_began(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, (0, len(text)))] == expected


def test_a_label_goes_with_the_sentence_behind_it() -> None:
    for text, found in {
        "Boats. They lie at the pier. Ask Lee.": ["Boats. They lie at the pier.", "Ask Lee."],
        "Night mode. Hold F2 for long.": ["Night mode. Hold F2 for long."],
        "Ask Lee. Boats. They lie at the pier.": ["Ask Lee. Boats.", "They lie at the pier."],
        "It was over. Then it rained.": ["It was over.", "Then it rained."],
        "The old boats left. Then it rained.": ["The old boats left.", "Then it rained."],
        "Boats! They lie at the pier.": ["Boats!", "They lie at the pier."],
        "Boats.\nThey lie at the pier.": ["Boats.", "They lie at the pier."],
        "“Boats.” They lie at the pier.": ["“Boats.”", "They lie at the pier."],
    }.items():
        assert slices(text, sentences(text, (0, len(text)))) == found
    german = "Boote. Sie liegen am Steg."
    assert slices(german, sentences(german, (0, len(german)), "de")) == ["Boote.", "Sie liegen am Steg."]


def test_blank_lines_separate_paragraphs() -> None:
    text = "\n One.\nStill one. \n \n\nTwo.\n\n"
    assert slices(text, paragraphs(text)) == ["One.\nStill one.", "Two."]


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    text = (
        "The first paragraph stands on one long line and ends here.\nThe second is as long as it needs to be.\nThird."
    )
    assert len(paragraphs(text)) == 3


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    text = (
        "The prime minister said on Tuesday that his country did not plan to\n"
        "send any of its soldiers, and that nobody should expect it to change\n"
        "its mind before the summer, whatever the others in the alliance may\n"
        "decide about theirs. He then left."
    )
    assert paragraphs(text) == [(0, len(text))]
    assert slices(text, sentences(text, (0, len(text))))[-1] == "He then left."


LEAFLET = """BOAT 101: Knots and Sails
Summer course at the lake

Teacher: Ivy Stone
Room: boathouse, upper floor
Hours: Monday 9:00-11:00, or as the wind allows on the lake
Points: 4

Tests
You tie six knots in ten minutes. Bring a rope.

Marks
- Knots: 40 %
- Sailing test on the lake, in any weather that
  the harbour master allows: 60 %

Article 3. Boats
3.1 Each boat holds four people. Dogs stay ashore.
3.2 A lost oar costs $30.

Anybody who wants to stay on the lake after dark needs a lamp and the
consent of the harbour master, whom you find in the hut by the
gate from 8:00 to 17:00. He also has the keys. In
winter the hut is closed.
"""


def test_lines_that_are_not_wrapped_are_paragraphs() -> None:
    assert slices(LEAFLET, paragraphs(LEAFLET)) == [
        "BOAT 101: Knots and Sails",
        "Summer course at the lake",
        "Teacher: Ivy Stone",
        "Room: boathouse, upper floor",
        "Hours: Monday 9:00-11:00, or as the wind allows on the lake",
        "Points: 4",
        "Tests",
        "You tie six knots in ten minutes. Bring a rope.",
        "Marks",
        "- Knots: 40 %",
        "- Sailing test on the lake, in any weather that\n  the harbour master allows: 60 %",
        "Article 3. Boats",
        "3.1 Each boat holds four people. Dogs stay ashore.",
        "3.2 A lost oar costs $30.",
        LEAFLET.rsplit("\n\n", maxsplit=1)[-1].strip(),
    ]


def test_columns_of_words_and_what_is_explained_behind_a_dash_are_items() -> None:
    rows = [
        "Hours in spring", "Tuesday   10:00-12:30   Boats, and whoever wants to mend them on the slip below",
        "Friday    20:30         Sails", "Sunday\tclosed\tthe lake belongs to the ducks",
    ]  # fmt: skip
    ranks = ["Ranks", "Novice - your first three weeks, and no key to the boathouse yet", "Mate - whoever has one"]
    text = "\n\n".join(["\n".join(rows), "\n".join(ranks), "All are welcome. Come - as you are."])
    assert slices(text, paragraphs(text)) == [*rows, *ranks, "All are welcome. Come - as you are."]
    # Two blanks behind a full stop, and one dash, are those of prose.
    prose = "The boat  lay there.   It was - as ever - full of rain, and nobody had\nBen’s key - or any other."
    both = f"{prose}\n\nThe end."
    assert slices(both, paragraphs(both)) == [prose, "The end."]


def test_a_short_line_above_others_may_be_their_heading() -> None:
    found = passages(LEAFLET, PIECES)
    assert {one.heading and LEAFLET[slice(*one.heading)] for one in found} == {
        "BOAT 101: Knots and Sails", "Tests", "Marks", "Article 3. Boats"
    }  # fmt: skip
    under = next(one for one in found if one.heading and LEAFLET[slice(*one.heading)] == "Marks")
    assert slices(LEAFLET, list(under.sentences))[1] == "- Knots: 40 %"


def test_what_somebody_says_in_a_chat_is_no_heading() -> None:
    text = "Ask us\n\nmika.04: will there be boats? pls\n\npetra [dev]: No.\n\nmika.04: sad goat noises\n\nAnn: Bye."
    assert {one.heading and text[slice(*one.heading)] for one in passages(text, PIECES)} == {"Ask us"}


def test_rows_of_a_table_in_plain_text_are_sentences() -> None:
    text = (
        "Roles\n\nRole | How | What it allows\nSteam | to everybody after the quiz in #gate | reading\n"
        "Brass | 30 days on the server and 100 messages | #market\nOwner | Wren and Tobiasz | everything"
    )
    (found,) = passages(text, PIECES)
    assert slices(text, list(found.sentences))[2:] == text.split("\n")[3:]


def test_items_and_rows_are_no_headings() -> None:
    for text in ("Lab: Friday\nRoom: B\nPoints: 4", "1. Eggs\n\n2. Flour\n\n3. Milk", "A | B\n\n1 | 2\n\n3 | 4"):
        assert all(one.heading is None for one in passages(text, PIECES))
    assert passages("1. Boats\n\nThey lie at the pier.", PIECES)[0].heading == (0, 8)
    minutes = "1. Boats\n\nAnn: They lie at the pier.\n\nBob: Do they?\n\n2. Nets\n\nAnn: They are wet."
    found = passages(minutes, PIECES)
    assert [one.heading and minutes[slice(*one.heading)] for one in found] == ["1. Boats", "2. Nets"]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_prose_between_blank_lines_stays_joined(width: int) -> None:
    prose = [
        "The harbour master said on Tuesday that nobody had asked him about Boat 7: it lay at the Old Pier. He "
        "would have known, as John F. Lee, who owns the pier, calls him every day. Since 1904 no boat was lost.",
        "A second paragraph has two lines only, of which Poland and Ireland and a few other names are in the first.",
        "Short one.",
    ]
    text = "\n\n".join(fill(part, width) for part in prose)
    assert [" ".join(part.split()) for part in slices(text, paragraphs(text))] == prose
    joined = [sentence for part in prose for sentence in slices(part, sentences(part, (0, len(part))))]
    wrapped = [text[slice(*one)] for span in paragraphs(text) for one in sentences(text, span)]
    assert [" ".join(sentence.split()) for sentence in wrapped] == joined


def test_verses_and_whole_sentences_stay_as_they_are() -> None:
    for part in (
        "The boat stays. She called it a Red\nLine: stay away.",
        "The lake is wide,\nThe boats are small,\nand when it rains,\nThey sink, and all.",
        "One.\nTwo.",
    ):
        assert slices(f"{part}\n\nEnd.", paragraphs(f"{part}\n\nEnd.")) == [part, "End."]


@given(
    st.lists(st.sampled_from(["Lab: B.", "- Eggs", "Tests", "the wind", "word " * 15, "", "\t", "1. Go"]), max_size=12)
)
def test_paragraphs_are_ordered_slices_that_lose_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    spans = paragraphs(text)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join("".join(slices(text, spans)).split()) == "".join(text.split())


def test_a_passage_never_runs_across_a_heading() -> None:
    text = "Intro text.\n\nPoland\n\nTusk spoke.\n\nMore of it.\n\nGermany\n\nScholz spoke."
    found = passages(text, PIECES)
    assert [text[passage.start : passage.end] for passage in found] == [
        "Intro text.",
        "Poland\n\nTusk spoke.\n\nMore of it.",
        "Germany\n\nScholz spoke.",
    ]
    assert [passage.heading and text[slice(*passage.heading)] for passage in found] == [None, "Poland", "Germany"]
    assert found[1].paragraphs == (2, 3, 4)


def test_headings_that_the_reader_knows_are_the_only_ones() -> None:
    text = "Not a heading\n\nText here.\n\nIt is one.\n\nMore text."
    start = text.index("It is one.")
    found = passages(text, PIECES, headings=[(start, start + 10)])
    assert [text[passage.start : passage.end] for passage in found] == [
        "Not a heading\n\nText here.",
        "It is one.\n\nMore text.",
    ]


FAQ = """\
Questions about the bot

What is it?
It is a bot. It keeps recipes.

Can others see them?
No. Every server has its own.

It is silent. What can I do?
Write to us."""


def test_questions_right_above_their_answers_are_headings_where_there_are_several() -> None:
    answered = (
        ["What is it?", "It is a bot.", "It keeps recipes."],
        ["Can others see them?", "No. Every server has its own."],
        ["It is silent.", "What can I do?", "Write to us."],
    )
    found = passages(FAQ, PIECES)
    assert [
        (one.heading and FAQ[slice(*one.heading)], [FAQ[slice(*span)] for span in one.sentences]) for one in found
    ] == [
        ("Questions about the bot\n\nWhat is it?", ["Questions about the bot", *answered[0]]),
        ("Can others see them?", answered[1]),
        ("It is silent. What can I do?", answered[2]),
    ]
    talk = FAQ.replace("What is it?", "Ann: Is it?").replace("Can others", "Ann: Can others")
    assert not any("?" in talk[slice(*one.heading)] for one in passages(talk, PIECES) if one.heading)
    two = FAQ.replace("What is it?\n", "")
    assert all(not (one.heading and "?" in two[slice(*one.heading)]) for one in passages(two, PIECES))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Yes. It does.", ["Yes. It does."]),
        ("Ann: Not yet. It is late.", ["Ann: Not yet. It is late."]),
        ("It does. No. It does not.", ["It does.", "No. It does not."]),
        ("No.\nIt does not.", ["No.", "It does not."]),
        ("He said no. It is late.", ["He said no.", "It is late."]),
        ("“No.” It is late.", ["“No.”", "It is late."]),
        ("Ann: Yes. Bob: It is late.", ["Ann: Yes.", "Bob: It is late."]),
    ],
)
def test_a_mere_yes_or_no_goes_with_what_it_is_about(text: str, cut: list[str]) -> None:
    assert [text[slice(*span)] for span in sentences(text, (0, len(text)))] == cut


def test_a_passage_knows_the_headings_above_its_own() -> None:
    lines = ["Notes", "Intro text.", "2.4", "Balance", "It is slower.", "Fixes", "It works.", "2.3", "It is old."]
    text = "\n\n".join(lines)
    levels = {"Notes": 1, "2.4": 2, "Balance": 3, "Fixes": 3, "2.3": 2}
    spans = [(text.index(line), text.index(line) + len(line)) for line in levels]
    found = passages(text, PIECES, headings=spans, levels=list(levels.values()))
    assert {text[slice(*one.sentences[-1])]: [text[slice(*span)] for span in one.above] for one in found} == {
        "Intro text.": [],
        "It is slower.": ["Notes"],  # "2.4" stands right above its own, and is part of that
        "It works.": ["Notes", "2.4"],
        "It is old.": ["Notes"],
    }
    assert [one.heading and text[slice(*one.heading)] for one in found] == ["Notes", "2.4\n\nBalance", "Fixes", "2.3"]
    flat = passages(text, PIECES, headings=spans)
    assert not any(one.above for one in flat)


@pytest.mark.parametrize("levels", [(2, 2), (3, 2)])
def test_an_empty_section_is_not_above_the_next(levels: tuple[int, int]) -> None:
    text = "Season 1\n\nSeason 2\n\nIt rains."
    empty, found = passages(text, PIECES, headings=[(0, 8), (10, 18)], levels=levels)
    assert (empty.start, empty.end) == (0, 8)
    assert (found.start, found.heading, found.above) == (10, (10, 18), ())
    (flat,) = passages(text, PIECES, headings=[(0, 8), (10, 18)])
    assert flat.heading == (0, 18)


def test_no_passage_stands_under_a_heading_behind_it() -> None:
    text = "\n\n".join(["Top", *(f"Ferry section number {n} of it" for n in range(120)), "It rains."])
    spans = [(match.start(), match.end()) for match in re.finditer(r"Top|Ferry.*", text)]
    found = passages(text, PIECES, headings=spans, levels=[1] + [2] * 120, limit=60)
    assert all(one.heading is not None and one.heading[0] <= one.start for one in found)
    assert found[-1].heading == spans[-1]


def test_a_section_longer_than_a_passage_keeps_its_heading() -> None:
    text = "Poland\n\n" + "\n\n".join(f"Sentence number {n} has some words in it." for n in range(60))
    found = passages(text, PIECES, limit=50)
    assert len(found) > 5
    assert {passage.heading for passage in found} == {(0, 6)}
    assert text[found[0].start : found[0].end].startswith("Poland\n\nSentence number 0")


def test_a_heading_stays_with_the_text_below_it() -> None:
    text = "Poland\n\n" + "Five words are in here. " * 20
    found = passages(text, PIECES, limit=30)
    assert len(found[0].sentences) == 5


def test_a_sentence_that_is_too_long_is_cut_at_a_pause() -> None:
    clause = "the minister went on and on about the many things that he had in mind"
    text = ", ".join([clause] * 20) + "."
    parts = slices(text, sentences(text, (0, len(text))))
    assert all(len(part) <= LONGEST for part in parts)
    assert all(part.endswith(",") for part in parts[:-1])
    assert " ".join(parts) == text


@given(st.one_of(ANY_TEXT, PROSE), st.integers(8, 200))
def test_passages_are_ordered_slices_that_lose_nothing(text: str, limit: int) -> None:
    found = passages(text, PIECES, limit=limit)
    spans = [span for passage in found for span in passage.sentences]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(len(passage.sentences) == len(passage.paragraphs) for passage in found)
    assert all(end - start <= LONGEST for start, end in spans)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())


@given(st.one_of(ANY_TEXT, PROSE), st.integers(8, 200))
def test_passages_keep_to_the_limit(text: str, limit: int) -> None:
    for passage in passages(text, PIECES, limit=limit):
        counts = [len(PIECES([text[start:end]])[0]) for start, end in passage.sentences]
        assert sum(counts) <= limit


@pytest.mark.parametrize("piece", ["“a b. ", "x", "\n", ". ", "(", "\u202e🙂", "a\n"])
def test_long_repetitions_are_cut_like_any_text(piece: str) -> None:
    """A window bounds what sentencex sees: without it these characters of quote marks alone take minutes."""
    text = piece * (20 * WINDOW // len(piece))
    covered = "".join(text[start:end] for passage in passages(text, PIECES) for start, end in passage.sentences)
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["Good morning. I hand over to Ivo.", "Thank you. It is late.", "They left. It rained."]
)
def test_a_courtesy_and_a_sentence_of_two_words_are_no_labels(text: str) -> None:
    first, _, _ = text.partition(" I")
    assert text[slice(*sentences(text, (0, len(text)))[0])] == first


def test_what_is_called_a_heading_and_is_long_is_none() -> None:
    long, short = "Words of a chat. " * 40, "Rules"
    text = f"{long}\n\nBelow.\n\n{short}\n\nBeneath."
    headings = ((0, len(long)), (text.index(short), text.index(short) + len(short)))
    cut = passages(text, HashEncoder().piece_spans, headings=headings, limit=20)
    above = {text[passage.start : passage.end]: slices(text, list(passage.headings)) for passage in cut}
    assert above["Below."] == []
    assert [found for words, found in above.items() if "Beneath" in words] == [["Rules"]]
