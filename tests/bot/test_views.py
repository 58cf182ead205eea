"""Cards stay within Discord's limits whatever the sources hold, and the first quote is always whole."""

from __future__ import annotations

from typing import Any

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st
from simcord.components import COMPONENTS_V2_FLAG, validate_components

from bot.shelf import Item
from bot.text import clean
from bot.views.answer import LEFT_OUT, answer_card
from bot.views.card import COMPONENT_LIMIT, TEXT_LIMIT, Card, notice
from bot.views.howto import howto_card
from bot.views.pager import PAGE, Page, list_card
from bot.views.removal import removal_card
from bot.views.source import source_card
from index import Answer, Place, Quote, Source

from .discord_markdown import read

WORST = [
    "*x\n" * 200,
    "*" * 600,
    "\n" * 600,
    "a\n" * 300,
    "@everyone " * 60,
    "word " * 120,
    "\u202e" * 600,
    "שלום " * 120,
]
texts = st.one_of(st.sampled_from(WORST), st.text(max_size=600))
titles = st.one_of(
    st.sampled_from(["*" * 500, "", " \u200b", "שלום" * 100, "[x](https://evil.example)"]), st.text(max_size=300)
)
urls = st.one_of(
    st.none(), st.sampled_from(["https://example.org/" + "ä" * 50, "https://example.org/", "javascript:x", "x" * 900])
)


@st.composite
def quotes(draw: Any) -> Quote:
    text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    also = draw(st.lists(st.builds(Place, st.just("other"), titles, urls, st.just(0), st.just(1)), max_size=6))
    return Quote(
        "source", draw(titles), draw(urls), 0, len(text), text, (start, end), draw(st.integers(1, 10**6)), 1.0,
        draw(st.one_of(st.none(), titles)), draw(st.one_of(st.none(), titles)), None, tuple(also),
    )  # fmt: skip


answers = st.builds(
    Answer,
    st.one_of(titles, st.sampled_from(["? " * 2000])),
    st.lists(quotes(), max_size=6).map(tuple),
    st.just(0.5),
    st.booleans(),
)


def check(card: Card) -> None:
    """Fails where Discord would refuse the card."""
    assert card.content_length() <= TEXT_LIMIT
    assert card.total_children_count <= COMPONENT_LIMIT
    validate_components([item.to_component_dict() for item in card.children], flags=COMPONENTS_V2_FLAG)


@given(answers, st.booleans())
def test_any_answer_fits(answer: Answer, heading: bool) -> None:
    card = answer_card(answer, heading=heading)
    check(card)
    markdown = "\n".join(item.content for item in card.walk_children() if hasattr(item, "content"))
    if answer.quotes:
        first = answer.quotes[0]
        shown = "".join(read(markdown).text.split())
        assert "".join(clean(first.text).split()) in shown  # whole, not cut


def quote(text: str, **changes: Any) -> Quote:
    values: dict[str, Any] = {
        "source": "s", "title": "Title", "url": None, "start": 0, "end": len(text), "text": text,
        "highlight": (0, len(text)), "paragraph": 3, "score": 1.0,
    }  # fmt: skip
    return Quote(**{**values, **changes})


def texts_of(card: Card) -> list[str]:
    return [item.content for item in card.walk_children() if hasattr(item, "content")]


def test_a_statement_names_its_speaker_before_the_words() -> None:
    said = quote(
        "“No,” he said.", highlight=(0, 5), speaker="Donald Tusk", description="Polish Prime Minister", kind="direct"
    )
    card = answer_card(Answer("What did Poland say?", (said,), 0.9, True), heading=True)
    assert texts_of(card) == [
        "### What did Poland say?",
        "**Donald Tusk**, Polish Prime Minister\n> **“No,”** he said.",
        "-# Title · paragraph 3",
    ]


def test_where_else_it_stands() -> None:
    places = tuple(Place(f"s{number}", f"Other *{number}*", None, 0, 1) for number in range(5))
    card = answer_card(Answer("?", (quote("Words.", also=places),), 0.9, True), heading=False)
    assert texts_of(card)[1] == (
        "-# Title · paragraph 3\n-# also in Other \\*0\\*, Other \\*1\\*, Other \\*2\\* and 2 more"
    )
    one = answer_card(Answer("?", (quote("Words.", also=places[:1]),), 0.9, True), heading=False)
    assert texts_of(one)[1].endswith("-# also in Other \\*0\\*")


def test_not_answered_shows_one_passage_and_none_without() -> None:
    card = answer_card(Answer("?", (quote("One."), quote("Two.")), 0.1, False), heading=False)
    assert texts_of(card) == [
        "**The sources here do not say.**",
        "-# Closest passage",
        "> **One.**",
        "-# Title · paragraph 3",
    ]
    assert texts_of(answer_card(Answer("?", (), 0.0, False), heading=False)) == ["**The sources here do not say.**"]


def test_what_does_not_fit_is_cut_visibly_or_left_out_with_a_word() -> None:
    long = "*" * 590 + " end."
    card = answer_card(Answer("?", tuple(quote(long) for _ in range(5)), 0.9, True), heading=True)
    shown = texts_of(card)
    assert shown[-1] == f"-# {LEFT_OUT}" or shown[-2].endswith(" …")
    assert sum("paragraph" in text for text in shown) >= 3
    check(card)


def test_only_safe_links_become_buttons() -> None:
    def links(url: str) -> list[str]:
        card = answer_card(Answer("?", (quote("Words.", url=url),), 0.9, True), heading=False)
        return [str(item.url) for item in card.walk_children() if isinstance(item, ui.Button)]

    assert links("https://example.org/ä") == ["https://example.org/%C3%A4"]
    assert links("javascript:alert(1)") == [] and links("https://a@b.example") == []


def source(title: str, text: str | None = None, **changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": "x" * 100, "number": 10**8, "title": title, "url": text, "author": text, "published": text,
        "language": "en", "added_by": text, "added_at": "2024-02-28T10:00:00+00:00", "sha256": "0" * 64,
        "characters": 10**8, "passages": 10**6,
    }  # fmt: skip
    return Source(**{**values, **changes})


@pytest.mark.parametrize("title", ["*" * 1000, "", "@everyone", "ש" * 1000, "\n# x" * 100])
def test_the_other_cards_fit_as_well(title: str) -> None:
    item = Item("own", source(title, "`_*" * 300))
    biggest = 2**64
    check(list_card(Page([item] * 1, 5, 11, 88), biggest, biggest, ""))
    items = [Item("own", source(title, number=number)) for number in range(PAGE)]
    check(list_card(Page(items, 5, 11, 88), biggest, biggest, ""))
    check(removal_card(item, biggest, biggest))
    check(source_card(item, title * 50))
    check(howto_card(items, 10**6, mention="<@1>", ask="</ask:1>", listing="</sources list:1>", hint="Hint."))
    check(notice("x" * 9000))


def test_a_source_without_a_visible_title_is_called_by_its_id() -> None:
    item = Item("own", source("\u200b", id="report-1"))
    assert texts_of(source_card(item, "Text."))[0] == "### report-1"


def test_who_added_a_source() -> None:
    def said(scope: Any, who: str | None) -> str:
        return texts_of(source_card(Item(scope, source("T", added_by=who)), ""))[1].split("\n")[-1].split("> ")[-1]

    assert said("own", "123") == "by <@123>"
    assert said("shared", "123") == "by the owner of this bot"
    assert said("own", "@everyone").startswith("**Added:** <t:")
