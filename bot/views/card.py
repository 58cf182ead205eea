"""The card everything is shown on, and the plainest use of it: a notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from ..text import ELLIPSIS, clip, line

TEXT_LIMIT = 4000

ACCENT = discord.Colour(0x5865F2)
QUIET = discord.Colour(0x80848E)
GOOD = discord.Colour(0x248046)
ALERT = discord.Colour(0xDA373C)


class Card(ui.LayoutView):
    """One container. It never times out: its buttons, where it has any, are persistent by their custom ids."""

    def __init__(self, *items: ui.Item[Any], colour: discord.Colour = ACCENT) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(*items, accent_colour=colour))


def joined(cards: Sequence[Card], *below: ui.Item[Any]) -> Card:
    """Several cards as one message, a container each, with something below them."""
    first, *others = cards
    for card in others:
        for container in list(card.children):
            card.remove_item(container)
            first.add_item(container)
    for item in below:
        first.add_item(item)
    return first


def notice(sentence: str, *, colour: discord.Colour = QUIET) -> Card:
    """A card with one text, already in Discord's Markdown."""
    return Card(ui.TextDisplay(clip(sentence, TEXT_LIMIT)), colour=colour)


def rule() -> ui.Item[Any]:
    """A thin line between two parts of a card."""
    return ui.Separator(spacing=discord.SeparatorSpacing.small)


def small(text: str) -> str:
    """Markdown of one line as subtext."""
    return f"-# {text}"


def linked(text: str, link: str | None) -> ui.Item[Any]:
    """Markdown with a button beside it that opens `link`, where there is one."""
    if link is None:
        return ui.TextDisplay(text)
    return ui.Section(text, accessory=ui.Button(style=discord.ButtonStyle.link, label="Open", url=link))


def named(name: str, description: str | None) -> str:
    """Markdown of somebody who says something: the name in bold, and who that is."""
    who = f"**{line(name, 80) or ELLIPSIS}**"
    return f"{who}, {line(description, 120)}" if description else who
