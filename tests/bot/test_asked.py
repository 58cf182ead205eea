"""What a message asks, whatever Discord and people write around it."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked import plain, wish


def name(kind: Literal["user", "role", "channel"], number: int) -> str | None:
    return {("user", 1): "Ann", ("user", 8): "", ("role", 2): "Mods", ("channel", 3): "rules"}.get((kind, number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did <@1> and <@!1> say", "what did Ann and Ann say"),
        ("what did <@&2> say in <#3>?", "what did Mods say in #rules?"),
        ("what did <@9> say", "what did @9 say"),  # nobody knows the name, but somebody is meant
        ("<@8> what did Tusk say", "what did Tusk say"),  # the bot itself
        ("What did Tusk say (see https://x.org/a)? And who warned?", "What did Tusk say (see )? And who warned?"),
        ("is <https://x.org> right, or https://y.org/b.", "is right, or ."),
        ("<:pog:123> what <a:b_c:4> now <t:1700000000:R>?", "what now ?"),
        ("use </ask:123> or </library add:4>", "use /ask or /library add"),
        ("is this true? https://example.com/a-b?c=1", "is this true?"),
        ("a < b and c > d, 1 <2> 3", "a < b and c > d, 1 <2> 3"),
        ("one\ntwo", "one\ntwo"),
        ("<@1>", "Ann"),
        ("<:pog:1>", ""),
    ],
)
def test_what_discord_writes_into_a_message_is_no_word_of_it(text: str, expected: str) -> None:
    assert plain(text, name) == expected


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(plain(text, name), str)
    assert wish(text) in ("question", "help", "nothing")


@pytest.mark.parametrize("text", ["help", "Help!", "hi", "hello there", "what can you do?", "who are you",
                                  "good evening", "How do I use this?", "list sources"])  # fmt: skip
def test_who_wants_help_gets_it(text: str) -> None:
    assert wish(text) == "help"


@pytest.mark.parametrize(
    "text", ["thanks!", "thank you so much", "ok", "lol", "haha", "nice, thanks", "good bot", "ok cool"]
)
def test_who_wants_nothing_gets_nothing(text: str) -> None:
    assert wish(text) == "nothing"


@pytest.mark.parametrize(
    "text", ["what helps", "who says hi", "what is ok", "who thanked Poland?", "sources of income?", "help Ukraine", ""]
)
def test_questions_are_questions(text: str) -> None:
    assert wish(text) == "question"


@pytest.mark.parametrize("piece", ["k", "very much ", "ha", "good ", "<", "<@", "help "])
def test_hostile_messages_take_no_time(piece: str) -> None:
    text = piece * (4_000 // len(piece)) + "x"
    assert wish(plain(text, name)) == "question"
