"""An answer: the quotes, who said them and where they stand, within Discord's limits whatever the sources hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from index import Answer, Quote

from ..text import day, line, located, quoted, site
from .card import ACCENT, QUIET, TEXT_LIMIT, Card, joined, linked, named, rule, small

MOST_QUOTES = 5
MOST_QUESTIONS = 3  # of one message; forty components hold no more
QUOTES_EACH = {1: MOST_QUOTES, 2: 3, 3: 2}  # by the number of questions
UNANSWERED = "**The sources here do not say.**"
NEAREST = "Closest passage, which may not answer this"
LEFT_OUT = "There was more, but it does not fit into one message: ask for something narrower."
LEFT_OUT_OF_SEVERAL = "There was more, but it does not fit: ask each question in a message of its own."
NOTE_LIMIT = 600  # characters
_WORTHWHILE = 200  # characters of room below which a further quote is left out rather than cut to shreds
_MOST_ALSO = 3


def answer_cards(answers: Sequence[Answer], *, heading: bool, more: int = 0) -> Card:
    """The card for the answers to the questions of one message, at most `MOST_QUESTIONS`; `more` are not answered.

    Of several, each stands below its question, with as many quotes as `QUOTES_EACH` says.
    """
    below: list[ui.Item[Any]] = [ui.TextDisplay(small(_more(more)))] if more else []
    room = TEXT_LIMIT - sum(map(_length, below))
    cards: list[Card] = []
    for number, answer in enumerate(answers):
        share = room // (len(answers) - number)
        several, most = len(answers) > 1, QUOTES_EACH[len(answers)]
        card = answer_card(answer, heading=heading or several, limit=share, most=most, several=several)
        room -= card.content_length()
        cards.append(card)
    return joined(cards, *below)


def _more(count: int) -> str:
    others = "the last one" if count == 1 else f"the last {count}"
    return f"I answer up to {MOST_QUESTIONS} questions of one message: ask {others} in another."


def answer_card(
    answer: Answer, *, heading: bool, limit: int = TEXT_LIMIT, most: int = MOST_QUOTES, several: bool = False
) -> Card:
    """The card for `answer`, of at most `limit` characters and `most` quotes, perhaps one of `several` in a message.

    `heading` shows the question above it, where the message itself does not.
    """
    left_out = LEFT_OUT_OF_SEVERAL if several else LEFT_OUT
    items: list[ui.Item[Any]] = []
    if heading:
        items.append(ui.TextDisplay(f"### {line(answer.question, 140)}"))
    said = [small(f"Showing results for “{line(answer.corrected, 140)}”")] if answer.corrected else []
    if not answer.answered:
        said.append(UNANSWERED)
    note = line(answer.note or "", min(NOTE_LIMIT, limit // 4))
    if note:
        said.append(note)
    if said:
        items.append(ui.TextDisplay("\n".join(said)))
    before = ""  # who says the quote before this one
    for number, quote in enumerate(answer.shown()[:most]):
        speaker = named(quote.speaker, quote.description) if quote.speaker else ""
        again = speaker != "" and speaker == before
        lead = [rule()] if not again and (number or note) else []
        if not answer.answered:
            lead = [rule(), ui.TextDisplay(small(NEAREST))]
        room = limit - len(left_out) - 3 - sum(_length(item) for item in [*items, *lead])
        block = _block(quote, "" if again or not speaker else f"{speaker}\n", room, first=not number)
        if block is None:
            items.append(ui.TextDisplay(small(left_out)))
            break
        items += [*lead, *block]
        before = speaker
    return Card(*items, colour=ACCENT if answer.answered else QUIET)


def _block(quote: Quote, speaker: str, room: int, *, first: bool) -> list[ui.Item[Any]] | None:
    """Speaker, words and place of one quote in at most `room` characters; None where that is too little for it."""
    place = _place(quote)
    also = _also(quote)
    room -= len(speaker) + len(place)
    if not first and room < _WORTHWHILE:
        return None
    words = quoted(quote.text, quote.highlight, room)
    if also and len(words) + len(also) <= room:
        place += also
    link = located(quote.url, quote.text[slice(*quote.highlight)] or quote.text)
    return [ui.TextDisplay(speaker + words), linked(place, link)]


def _place(quote: Quote) -> str:
    parts = [line(quote.title, 120) or line(quote.source, 100)]
    if quote.heading:
        parts[0] += f" › {line(quote.heading, 120)}"
    host = site(quote.url)
    if host:
        parts.append(line(host, 60))
    parts.append(f"paragraph {quote.paragraph}")
    return small(" · ".join([*parts, *filter(None, [day(quote.published)])]))


def _also(quote: Quote) -> str:
    if not quote.also:
        return ""
    titles = list(dict.fromkeys(line(place.title, 60) or line(place.source, 60) for place in quote.also))
    named, rest = titles[:_MOST_ALSO], len(titles) - _MOST_ALSO
    if rest > 0:
        named.append(f"{rest} more")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return "\n" + small(f"also in {listed}")


def _length(item: ui.Item[Any]) -> int:
    if isinstance(item, ui.Section):
        return sum(_length(child) for child in item.children)
    return len(item.content) if isinstance(item, ui.TextDisplay) else 0
