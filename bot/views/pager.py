"""The list of sources, page by page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from ..shelf import Item, Shelf
from .card import Card, notice, rule, small
from .persistent import HERE, NUMBER, WHO, Pressed
from .source import BEGINNING, source_card, summary

if TYPE_CHECKING:
    from ..client import Verbatim

PAGE = 8  # sources on a page: each takes three of the forty components
ROLES = {"first": "« First", "previous": "‹ Previous", "next": "Next ›", "last": "Last »"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `number` counts from 0."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int


def turn_to(shelf: Shelf, number: int) -> Page:
    """Page `number` of the sources on `shelf`, or the nearest there is. Blocks."""
    total = shelf.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 0), pages - 1)
    return Page(shelf.page(number * PAGE, PAGE), number, pages, total)


def list_card(page: Page, server: int, user: int, hint: str) -> Card:
    """The card for `page`; only `user` may turn it. `hint` says how sources are added, where there are none."""
    if not page.total:
        return notice(f"**There are no sources here yet.**\n{hint}")
    count = "1 source" if page.total == 1 else f"{page.total:,} sources"
    if page.pages > 1:
        count += f" · page {page.number + 1} of {page.pages}"
    items: list[ui.Item[Any]] = [ui.TextDisplay(f"### Sources\n{small(count)}"), rule()]
    for item in page.items:
        items.append(ui.Section(summary(item), accessory=DetailsButton(server, item.scope, item.source.number)))
    if page.pages > 1:
        items += [rule(), ui.ActionRow(*(PageButton(role, page, server, user) for role in ROLES))]
    return Card(*items)


class PageButton(Pressed, template=rf"sources:{HERE}:{WHO}:(?P<role>{'|'.join(ROLES)}):{NUMBER}"):
    """Turns the list to another page."""

    def __init__(self, role: str, page: Page | None, server: int, user: int, target: int = 0) -> None:
        end = False
        if page is not None:
            last = page.pages - 1
            target = {"first": 0, "previous": page.number - 1, "next": page.number + 1, "last": last}[role]
            end = page.number == (0 if role in ("first", "previous") else last)
        self.server, self.user, self.target = server, user, max(0, target)
        custom_id = f"sources:{server}:{user}:{role}:{self.target}"
        super().__init__(
            ui.Button(style=discord.ButtonStyle.secondary, label=ROLES[role], disabled=end, custom_id=custom_id)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["role"], None, int(match["server"]), int(match["user"]), int(match["number"]))

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.defer()
        bot = interaction.client
        async with bot.libraries.shelf(interaction.guild_id) as shelf:
            page = await bot.libraries.read(turn_to, shelf, self.target)
        card = list_card(page, self.server, interaction.user.id, bot.adding_hint(interaction.guild_id))
        await interaction.edit_original_response(view=card)


class DetailsButton(Pressed, template=rf"source:{HERE}:(?P<scope>own|shared):{NUMBER}"):
    """Shows one source of the list, to whoever presses it."""

    def __init__(self, server: int, scope: str, number: int) -> None:
        self.server, self.key = server, f"{scope}:{number}"
        custom_id = f"source:{server}:{self.key}"
        super().__init__(ui.Button(style=discord.ButtonStyle.secondary, label="Details", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["server"]), match["scope"], int(match["number"]))

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        libraries = interaction.client.libraries
        async with libraries.shelf(interaction.guild_id) as shelf:
            item, beginning = await libraries.read(shelf.look_up, self.key, 2 * BEGINNING)
        await interaction.edit_original_response(view=source_card(item, beginning))
