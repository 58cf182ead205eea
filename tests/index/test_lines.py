"""What the layout of a text tells of who speaks: quotations with a name under them, and headlines."""

from dataclasses import replace

import pytest

from index.lines import signed, unspoken, without_headlines
from index.model import Attribution, Speaker, Statement
from index.statements import resolved

from .attributed import attribution


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


PULLED = "“I am sorry for the whole of it.”"


@pytest.mark.parametrize(
    ("line", "name", "description"),
    [
        ("Mayor Paul Ekholm", "Paul Ekholm", "Mayor"),
        ("Zsora Ekholm, lake inspector", "Zsora Ekholm", "lake inspector"),
        ("Anna Ekholm", "Anna Ekholm", None),
    ],
)
def test_a_pull_quote_is_of_whom_the_line_under_it_names(line: str, name: str, description: str | None) -> None:
    text = f"It rained.\n\n{PULLED}\n{line}\n\nThe ministers met."
    (found,) = resolved(text, [])
    assert found.speaker == Speaker(name, description)
    assert text[slice(*found.attribution.content[0])] == PULLED


@pytest.mark.parametrize(
    "line", ["Best Harbour Film", "Anna Ekholm left.", "Anna Ekholm: no", "They met", "Lake Inspector Fined", "Ekholm"]
)
def test_a_heading_under_a_quotation_has_not_said_it(line: str) -> None:
    assert signed(f"It rained.\n\n{PULLED}\n{line}\n\nThe ministers met.", []) == []


def test_a_pull_quote_is_no_part_of_what_stands_before_it() -> None:
    text = f"They said it would rain.\n\n{PULLED}\nAnna Ekholm\n\nThe ministers met."
    pulled = (text.index(PULLED), text.index("\nAnna"))
    said = attribution(text, "it would rain.", "said", "They")
    both = replace(said, content=(*said.content, pulled), kind="mixed")
    found = signed(text, [both])
    assert [one.content for one in found] == [said.content, (pulled,)]


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


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "kept"),
    [
        ("“Divers love the lake. It is deep.”", "Divers", "love", False),
        ("“Divers said that. It is deep.”", "Divers", "said", True),
        ("Divers love it: “It is deep.”", "Divers", "love", True),
        ("“It is deep.” Divers love the lake.", "Divers", "love", True),
    ],
)
def test_who_only_stands_in_a_quotation_does_not_say_it(text: str, speaker: str, cue: str, kept: bool) -> None:
    said = attribution(text, "It is deep.", cue, speaker, kind="direct")
    assert unspoken(text, [said]) == [said if kept else replace(said, speaker=None)]
