"""How to ask, for whoever mentions the bot and says nothing."""

from __future__ import annotations

from typing import Any

from discord import ui

from ..shelf import Item
from ..text import line
from .card import QUIET, Card, notice, small

NAMED = 5  # sources that are named


def howto_card(items: list[Item], total: int, *, mention: str, ask: str, listing: str, hint: str) -> Card:
    """The card; `items` are the first of `total` sources, `mention`, `ask` and `listing` how the bot and its commands
    are written here. `mention` is empty in direct messages, where none is needed.
    """
    way = f"Write {mention} and your question, or use {ask}." if mention else f"Just write your question, or use {ask}."
    text = f"### Ask me a question\n{way} I answer with what the sources say, word for word."
    if not items:
        return notice(f"{text}\nThere are no sources here yet. {hint}")
    names = [f"- {line(item.source.title, 100) or line(item.source.id, 100)}" for item in items[:NAMED]]
    parts = [text, "\n".join(["**Sources here**", *names])]
    if total > NAMED:
        parts.append(small(f"and {total - NAMED:,} more: {listing}"))
    return Card(*map(ui.TextDisplay[Any], parts), colour=QUIET)
