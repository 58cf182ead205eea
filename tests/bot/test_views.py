"""Cards stay within Discord's limits whatever the sources hold, and the first quote is always whole."""

from __future__ import annotations

from typing import Any

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import COMPONENTS_V2_FLAG, validate_components

from bot.pages import Page
from bot.said import STATEMENTS, VOICES, Said, Statements, Voices, mark
from bot.shelf import Item
from bot.text import clean
from bot.views.answer import LEFT_OUT, QUOTES_EACH, answer_card, answer_cards
from bot.views.card import TEXT_LIMIT, Card, notice
from bot.views.howto import howto_card
from bot.views.pager import PAGE, list_card
from bot.views.removal import removal_card
from bot.views.said import SaidButton, said_card
from bot.views.source import source_card
from bot.views.voices import voices_card
from index import Answer, Attribution, Place, Quote, Source, Speaker, Statement, Voice

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
        draw(st.one_of(st.none(), titles)), draw(st.one_of(st.none(), st.just("2024-02-28"), titles)),
    )  # fmt: skip


answers = st.builds(
    Answer,
    st.one_of(titles, st.sampled_from(["? " * 2000])),
    st.lists(quotes(), max_size=6).map(tuple),
    st.just(0.5),
    st.booleans(),
    st.one_of(st.none(), titles, st.sampled_from(WORST)),
    st.one_of(st.none(), titles, st.sampled_from(WORST)),
)

COMPONENT_LIMIT = 40


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


@given(st.lists(answers, min_size=1, max_size=3), st.booleans(), st.sampled_from([0, 1, 40]))
def test_any_few_answers_fit(answers: list[Answer], heading: bool, more: int) -> None:
    card = answer_cards(answers, heading=heading, more=more)
    check(card)
    containers = [child for child in card.children if isinstance(child, ui.Container)]
    assert len(containers) == len(answers)
    for container, answer in zip(containers, answers, strict=True):
        texts = [item.content for item in container.walk_children() if isinstance(item, ui.TextDisplay)]
        if answer.quotes:
            assert any("> " in text for text in texts)  # each shows something
        if not answer.answered:
            assert any("**The sources here do not say.**" in text for text in texts)


def test_several_answers_stand_below_their_questions() -> None:
    answers = [
        Answer("One?", (quote("One."),), 0.9, True),
        Answer("*Two*?", (quote("Two."),), 0.1, False, None, "Twoo?"),
    ]
    place = "-# Title · paragraph 3"
    assert texts_of(answer_cards(answers, heading=False, more=1)) == [
        "### One?", "> **One.**", place,
        r"### \*Two\*?", "-# Showing results for “Twoo?”\n**The sources here do not say.**",
        "-# Closest passage, which may not answer this", "> **Two.**", place,
        "-# I answer up to 3 questions of one message: ask the last one in another.",
    ]  # fmt: skip
    assert texts_of(answer_cards(answers[:1], heading=False)) == ["> **One.**", place]


def test_each_of_several_answers_gets_its_share() -> None:
    full = Answer("Q?", tuple(quote("word " * 115 + "end.", url="https://example.org/") for _ in range(5)), 0.9, True)
    for count, quotes in QUOTES_EACH.items():
        card = answer_cards([full] * count, heading=True, more=2)
        check(card)
        shown = [text.count("> ") for text in texts_of(card)]
        assert count <= sum(shown) <= count * quotes
        containers = [child for child in card.children if isinstance(child, ui.Container)]
        held = [
            sum("> " in item.content for item in one.walk_children() if hasattr(item, "content")) for one in containers
        ]
        assert min(held) >= 1 and max(held) - min(held) <= 1


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


def test_a_quote_tells_the_heading_that_it_stands_under() -> None:
    (_, place) = texts_of(answer_card(Answer("?", (quote("One.", heading="2.4 › *Mage*"),), 0.9, True), heading=False))
    assert place == "-# Title › 2.4 › \\*Mage\\* · paragraph 3"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (None, ""), ("", ""), ("2024-02-28", " · <t:1709121600:D>"), ("2024-02-28T09:30:00Z", " · <t:1709112600:D>"),
        ("last *May*", " · last \\*May\\*"),
    ],
)  # fmt: skip
def test_a_quote_tells_when_its_source_was_published(published: str | None, shown: str) -> None:
    answer = Answer("?", (quote("One.", published=published),), 0.9, True)
    assert texts_of(answer_card(answer, heading=False))[1] == f"-# Title · paragraph 3{shown}"


def test_quotes_of_one_speaker_in_a_row_name_the_speaker_once() -> None:
    tusk, fico = {"speaker": "Donald Tusk", "description": "Polish *PM*"}, {"speaker": "Robert Fico"}
    quotes = (quote("One.", **tusk), quote("Two.", **tusk), quote("Three.", **fico), quote("Four."), quote("Five."))
    card = answer_card(Answer("?", quotes, 0.9, True), heading=False)
    place = "-# Title · paragraph 3"
    assert texts_of(card) == [
        "**Donald Tusk**, Polish \\*PM\\*\n> **One.**", place, "> **Two.**", place,
        "**Robert Fico**\n> **Three.**", place, "> **Four.**", place, "> **Five.**", place,
    ]  # fmt: skip
    (container,) = card.children
    assert isinstance(container, ui.Container)
    kinds = [type(child).__name__ for child in container.children]
    assert kinds.count("Separator") == 3 and kinds[:4] == ["TextDisplay"] * 4  # no line within a speaker's quotes
    described = (quote("One.", **tusk), quote("Two.", speaker="Donald Tusk", description="the party’s chairman"))
    again = texts_of(answer_card(Answer("?", described, 0.9, True), heading=False))
    assert again[2] == "**Donald Tusk**, the party’s chairman\n> **Two.**"


def test_a_note_stands_above_the_quotes() -> None:
    note = "Hungary is not quoted in these *sources*.\nOn troops they quote: Poland (Donald Tusk)."
    escaped = r"Hungary is not quoted in these \*sources\*. On troops they quote: Poland (Donald Tusk)."
    declined = answer_card(Answer("?", (quote("One."),), 0.1, False, note), heading=False)
    assert texts_of(declined) == [
        f"**The sources here do not say.**\n{escaped}", "-# Closest passage, which may not answer this",
        "> **One.**", "-# Title · paragraph 3",
    ]  # fmt: skip
    answered = answer_card(Answer("?", (quote("One."),), 0.9, True, note), heading=True)
    assert texts_of(answered) == ["### ?", escaped, "> **One.**", "-# Title · paragraph 3"]


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
        "-# Closest passage, which may not answer this",
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

    assert links("https://example.org/ä") == ["https://example.org/%C3%A4#:~:text=Words"]
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
    check(list_card(Page([item], 5, 11, 88), biggest, biggest, ""))
    items = [Item("own", source(title, number=number)) for number in range(PAGE)]
    check(list_card(Page(items, 5, 11, 88), biggest, biggest, ""))
    check(removal_card(item, biggest, biggest))
    check(source_card(item, title * 50))
    voice = Voice(Speaker(title, title), 10**6, 10**6)
    listing = "</sources list:1>"
    check(howto_card(items, 10**6, [voice], mention="<@1>", ask="</ask:1>", listing=listing, speakers="", hint="Hint."))
    for key in (None, Item("shared", source(title))):
        check(voices_card(Voices(key, Page([voice], 5, 11, 88), False, 9), biggest, biggest, reading=True, hint=""))
    check(notice("x" * 9000))


def test_a_source_without_a_visible_title_is_called_by_its_id() -> None:
    item = Item("own", source("\u200b", id="report-1"))
    assert texts_of(source_card(item, "Text."))[0] == "### report-1"


def said(content: str, who: str | None, kind: Any = "direct", *, written: str | None = None, **known: Any) -> Said:
    """A statement whose parts are written with a bar between them."""
    parts = tuple(content.split("|"))
    speaker = Speaker(who, known.pop("description", None)) if who else None
    item = known.pop("item", None) or Item("own", source("Title"))
    return Said(
        item, Statement(Attribution(((0, 1),), kind), speaker), parts, content.replace("|", " he said "), written
    )


def listed(rows: list[Said], **changes: Any) -> Statements:
    item = Item("own", source("*Title*", number=3))
    voices = [Voice(Speaker("Donald Tusk", "Polish Prime Minister"), 3, 2), Voice(Speaker("Petr Fiala"), 1, 1)]
    values: dict[str, Any] = {
        "item": item, "wanted": None, "speakers": [], "page": Page(rows, 0, 1, len(rows)), "quoted": voices,
        "unread": False,
    }  # fmt: skip
    return Statements(**{**values, **changes})


def test_statements_are_grouped_by_speaker_and_say_what_is_no_quotation() -> None:
    tusk = {"description": "Polish Prime Minister"}
    rows = [
        said("“No,”|“*never*.”", "Donald Tusk", **tusk),
        said("it was late", "Donald Tusk", "indirect", **tusk),
        said("no troops", "Petr Fiala"),
        said("so", None, "indirect", written="a *diplomat*"),
        said("so", None, "indirect"),
    ]
    assert texts_of(said_card(listed(rows), 1, 2, reading=True)) == [
        "### \\*Title\\*\n-# 5 statements, 2 speakers\n-# Words without quotation marks are how the source puts it.",
        "**Donald Tusk**, Polish Prime Minister\n> “No,” … “\\*never\\*.”",
        "> it was late",
        "**Petr Fiala**\n> no troops\n-# word for word",
        "**a \\*diplomat\\***\n> so",
        "*Somebody*\n> so",
    ]
    direct = texts_of(said_card(listed(rows[:1]), 1, 2, reading=True))
    assert direct[0] == "### \\*Title\\*\n-# 1 statement, 2 speakers"
    unnamed = texts_of(said_card(listed(rows[-1:], quoted=[]), 1, 2, reading=True))
    assert unnamed[0].split("\n")[1] == "-# 1 statement"


def test_statements_share_the_room_of_a_card() -> None:
    rows = [said("“Short.”", "Donald Tusk"), said(f"“{'long ' * 20_000}”", "Donald Tusk"), said("x" * 1000, "Fiala")]
    card = said_card(listed(rows), 1, 2, reading=True)
    check(card)
    words = texts_of(card)
    assert words[1].endswith("> “Short.”") and f"> {'x' * 1000}\n" in words[3]
    assert words[2].endswith("long …") and 3900 < card.content_length() <= TEXT_LIMIT


def test_statements_of_one_speaker_need_no_names() -> None:
    voice = Voice(Speaker("Donald Tusk", "Polish Prime Minister"), 3, 2)
    rows = [said("“No.”", "Donald Tusk"), said("“Never.”", "Donald Tusk")]
    one = listed(rows, wanted=mark(voice), speakers=[voice])
    assert texts_of(said_card(one, 1, 2, reading=True)) == [
        "### Donald Tusk\nPolish Prime Minister\n-# 2 statements in \\*Title\\*", "> “No.”", "> “Never.”"
    ]  # fmt: skip
    other = Item("shared", source("Other", number=4, published="2024-02-28"))
    rows.append(said("“Again.”", "Donald Tusk", item=other))
    everywhere = listed(rows, item=None, wanted=mark(voice), speakers=[voice])
    assert texts_of(said_card(everywhere, 1, 2, reading=True)) == [
        "### Donald Tusk\nPolish Prime Minister\n-# 3 statements in 2 sources",
        "-# Title\n> “No.”",
        "> “Never.”",
        "-# Other · <t:1709121600:D>\n> “Again.”",
    ]


def test_statements_link_to_their_place_and_turn_their_pages() -> None:
    item = Item("own", source("Title", number=3, url="https://example.org/a"))
    row = said("“We will go,”|“and soon.”", "Donald Tusk", item=item)
    card = said_card(listed([row], wanted="who", page=Page([row], 1, 3, 13)), 7, 8, reading=True)
    (link,) = [one for one in card.walk_children() if isinstance(one, ui.Button)]
    place = "https://example.org/a#:~:text=We%20will%20go%2C%E2%80%9D%20he%20said%20%E2%80%9Cand%20soon"
    assert link.url == place
    assert [one.custom_id for one in card.walk_children() if isinstance(one, SaidButton)] == [
        "said:7:8:first:0:own:3:who", "said:7:8:previous:0:own:3:who", "said:7:8:next:2:own:3:who",
        "said:7:8:last:2:own:3:who",
    ]  # fmt: skip
    assert texts_of(card)[0] == "### \\*Title\\*\n-# 13 statements, 2 speakers matching “who” · page 2 of 3"


def test_why_nobody_is_quoted() -> None:
    def words(**changes: Any) -> str:
        reading = changes.pop("reading", True)
        (text,) = texts_of(said_card(listed([], **changes), 1, 2, reading=reading))
        return text

    nobody: dict[str, Any] = {"quoted": []}
    assert words(**nobody) == "Nobody is quoted in **\\*Title\\***."
    assert "the owner of this bot has switched off" in words(**nobody, reading=False)
    assert "the owner of this bot can run `python -m index check`" in words(**nobody, unread=True)
    assert words(**nobody, item=None) == "Nobody is quoted in the sources here."
    assert words(wanted="Or*ban") == (
        "“Or\\*ban” is not quoted in **\\*Title\\***. Quoted there: **Donald Tusk** and **Petr Fiala**."
    )
    gone = mark(Voice(Speaker("Viktor Orbán"), 1, 1))
    assert words(wanted=gone).startswith("That speaker is not quoted in **")
    many = [Voice(Speaker(f"Person {number}"), 1, 1) for number in range(8)]
    assert words(wanted="x", quoted=many).endswith("**Person 3**, **Person 4** and 3 more.")


@st.composite
def rows_said(draw: Any) -> Said:
    parts = draw(st.lists(texts.filter(bool), min_size=1, max_size=3))
    known = {"description": draw(st.one_of(st.none(), titles)), "written": draw(st.one_of(st.none(), titles))}
    item = Item("shared", source(draw(titles), draw(urls), number=10**8))
    who = draw(st.one_of(st.none(), titles))
    return said("|".join(parts), who, draw(st.sampled_from(["direct", "indirect", "mixed"])), item=item, **known)


@settings(deadline=None)
@given(st.lists(rows_said(), min_size=1, max_size=STATEMENTS), st.booleans(), titles, st.booleans())
def test_any_page_of_statements_fits(rows: list[Said], alone: bool, name: str, everywhere: bool) -> None:
    voices = [Voice(Speaker(name, name), 10**6, 10**6)] * (1 if alone else 2)
    where = {"item": None} if everywhere else {}
    page = Page(rows, 10**8, 10**8 + 5, 10**9)
    check(said_card(listed(rows, **where, wanted="x" * 16, speakers=voices, page=page), 2**64, 2**64, reading=True))


@given(st.lists(st.tuples(titles, titles), min_size=1, max_size=VOICES))
def test_any_page_of_speakers_fits(people: list[tuple[str, str]]) -> None:
    voices = [Voice(Speaker(name, description), 10**6, 10**6) for name, description in people]
    card = voices_card(Voices(None, Page(voices, 3, 9, 70), False, 9), 2**64, 2**64, reading=True, hint="")
    if len({mark(voice) for voice in voices}) == len(voices):  # as in a library
        check(card)


def test_who_added_a_source() -> None:
    def said(scope: Any, who: str | None) -> str:
        return texts_of(source_card(Item(scope, source("T", added_by=who)), ""))[1].split("\n")[-1].split("> ")[-1]

    assert said("own", "123") == "by <@123>"
    assert said("shared", "123") == "by the owner of this bot"
    assert said("own", "@everyone").startswith("**Added:** <t:")
