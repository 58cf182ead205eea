"""How to ask, for whoever mentions the bot and says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from index import Voice

from ..shelf import Item
from ..text import line
from .card import QUIET, Card, notice, small
from .source import titled

NAMED = 5  # sources that are named
SOMEBODY = "the mayor"  # who is asked about where nobody is quoted


def howto_card(
    items: list[Item], total: int, voices: Sequence[Voice], *, mention: str, ask: str, listing: str, speakers: str,
    hint: str,
) -> Card:  # fmt: skip
    """The card; `items` are the first of `total` sources, `voices` who is quoted most in them. `mention`, `ask`,
    `listing` and `speakers` are how the bot and its commands are written here; `mention` is empty in direct messages,
    where none is needed.
    """
    way = f"Write {mention} and your question, or use {ask}." if mention else f"Just write your question, or use {ask}."
    text = f"### Ask me a question\n{way} I answer with what the sources say, word for word."
    if not items:
        return notice(f"{text}\nThere are no sources here yet. {hint}")
    somebody = line(voices[0].speaker.name, 60) if voices else SOMEBODY
    people = (
        f"**Ask about people, too**\n- *What did {somebody} say?*\n- *What is {somebody}’s position on …?*"
        "\n- *Who said that …?*"
    )
    names = [f"- {titled(item.source, 100)}" for item in items[:NAMED]]
    parts = [text, people, small("Reply to an answer to go on from it: *and Germany?*, *what else did she say?*")]
    if voices:
        parts.append(small(f"{speakers} lists who is quoted, and what they say"))
    parts.append("\n".join(["**Sources here**", *names]))
    if total > NAMED:
        parts.append(small(f"and {total - NAMED:,} more: {listing}"))
    return Card(*map(ui.TextDisplay[Any], parts), colour=QUIET)
