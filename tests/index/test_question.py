"""Which words of a question tell what it is about."""

from __future__ import annotations

import pytest

from index.question import topic


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Poland say?", ["poland"]),
        ("whats Germany's position on troops", ["germani", "posit", "troop"]),
        ("Who said that NATO has 31 members?", ["nato", "31", "member"]),
        ("what did they say about it", ["what", "did", "they", "say", "about", "it"]),
        ("", []),
    ],
)
def test_topic_of_english_questions(question: str, expected: list[str]) -> None:
    assert topic(question, "en") == expected


def test_other_languages_keep_all_words() -> None:
    assert topic("Was sagte Polen?", "de") == ["was", "sagt", "pol"]
