"""Which numbers a question and a text have in common."""

from __future__ import annotations

import pytest

from index.numerals import numbered, numbers, told


def test_numbers_are_compared_by_what_they_tell() -> None:
    assert numbers("1,200 of 08 in 1.2.0, at 06:30 and 15:00") == ["1200", "8", "1.2", "6:30", "15:00"]
    assert numbers("1. Boats\n2) Nets\n(3) Oars\nin 4. May") == ["4"]
    assert numbers("f2p, mp3, h264, v2.4, Q3, 5kg, 2nd") == ["2.4", "3", "5", "2"]  # within a word there is none
    assert numbers("1. Boats", "what does section 1 say") == ["1"]


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("How many boats?", "", 1.0),
        ("the 2 boats of 2016", "two boats, in 2016", 0.5),
        ("what is the punishment for 5 strikes", "5. Punishments\n1 | Warning", 0.0),
        ("what does rule 5 say", "5. Files larger than 25 MB", 1.0),
        ("when does season 6 start", "It starts at 06:00.", 0.0),
        ("does it start at 6", "It starts at 06:00.", 1.0),
        ("is it open by 6 pm or 6 o’clock", "Until 6:00.", 1.0),
        ("does it start at 6", "It starts at 6:30.", 0.0),
        ("is it open at 6 pm", "Until 18:00.", 1.0),
        ("at 15:00 on 8 May", "15:00 | 08 May", 1.0),
    ],
)
def test_the_share_of_numbers_that_a_text_tells(question: str, text: str, share: float) -> None:
    assert told(question, text) == share


def test_a_heading_is_of_a_number_that_it_has_and_is_not_numbered_with() -> None:
    assert numbered("what changed in 2.4", "2.4\nBalance") == 1.0
    assert numbered("what changed in 2.4", "2.3\nBalance") == 0.0
    assert numbered("after 5 strikes", "5. Punishments") == 0.0
    assert numbered("what does section 5 say", "5. Punishments") == 1.0
    assert numbered("what changed", "2.4") == 0.0
    assert numbered("ranger in 2.4 and 1,200", "Version 2.4") == 0.5
    assert numbered("ranger in 2.4", "Version 2.3") == numbered("ranger", "Version 2.4") == 0
    assert numbered("ranger in 2.4", "Version 2.4.0") == numbered("ranger in 2.0", "Version 2") == 1
    assert numbered("ranger in 2.4", "Version 2.4.1") == numbered("ranger in 20", "Version 2") == 0
