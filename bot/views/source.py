"""One source: what is known about it and how it begins."""

from __future__ import annotations

from typing import Any

from discord import ui

from index import Source

from ..shelf import Item
from ..text import clean, clip, day, line, quoted, safe_url
from .card import Card, linked, rule, small

BEGINNING = 400  # characters of the text that are shown


def source_card(item: Item, text: str) -> Card:
    """The card for a source; `text` is how its text begins."""
    source = item.source
    head = linked(f"### {titled(source)}", safe_url(source.url))
    beginning = clip(clean(text).strip(), BEGINNING)
    items: list[ui.Item[Any]] = [head, ui.TextDisplay(facts(item))]
    if beginning:
        items += [rule(), ui.TextDisplay(quoted(beginning, (0, 0), 2 * BEGINNING + 200))]
    return Card(*items)


def facts(item: Item) -> str:
    """What is known about a source, a line for each."""
    source = item.source
    known = [
        ("Author", line(source.author, 120) if source.author else None),
        ("Published", day(source.published)),
        ("Link", line(source.url, 200) if source.url else None),
        ("Size", f"{source.characters:,} characters, {passages(source.passages)}"),
        ("Added", " ".join(filter(None, [day(source.added_at), added_by(item)]))),
    ]
    lines = [f"**{name}:** {value}" for name, value in known if value]
    return "\n".join(lines)


def summary(item: Item) -> str:
    """A source in two lines of a list."""
    source = item.source
    parts = [passages(source.passages), f"added {day(source.added_at)}"]
    if item.scope == "shared":
        parts.append("shared")
    return f"**{titled(source, 100)}**\n{small(' · '.join(parts))}"


def titled(source: Source, limit: int = 200) -> str:
    """Markdown of what a source is called: its title, or its id where nothing of that can be seen."""
    return line(source.title, limit) or line(source.id, 100)


def added_by(item: Item) -> str:
    """Who added a source: the member, shown by name without a ping, or the owner of the bot."""
    who = item.source.added_by or ""
    if item.scope == "own" and who.isascii() and who.isdigit():
        return f"by <@{who}>"
    return "by the owner of this bot" if item.scope == "shared" else ""


def passages(number: int) -> str:
    """A number of passages in words: 1 passage, 12 passages."""
    return counted(number, "passage")


def counted(number: int, noun: str) -> str:
    """A number of things in words: 1 source, 2,000 sources."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
