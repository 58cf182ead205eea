"""The list of sources, page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from ..pages import Page, nearest
from ..shelf import Item, Shelf
from .card import Card, notice, rule, small
from .persistent import HERE, NUMBER, Pressed
from .source import BEGINNING, counted, source_card, summary
from .turn import Turn, turning

if TYPE_CHECKING:
    from ..client import Verbatim

PAGE = 8  # sources on a page: each takes three of the forty components


def turn_to(shelf: Shelf, number: int) -> Page[Item]:
    """Page `number` of the sources on `shelf`, or the nearest there is. Blocks."""
    total = shelf.count()
    number, pages = nearest(number, total, PAGE)
    return Page(shelf.page(number * PAGE, PAGE), number, pages, total)


def list_card(page: Page[Item], server: int, user: int, hint: str) -> Card:
    """The card for `page`; only `user` may turn it. `hint` says how sources are added, where there are none."""
    if not page.total:
        return notice(f"**There are no sources here yet.**\n{hint}")
    count = counted(page.total, "source") + page.of()
    items: list[ui.Item[Any]] = [ui.TextDisplay(f"### Sources\n{small(count)}"), rule()]
    for item in page.items:
        items.append(ui.Section(summary(item), accessory=DetailsButton(server, item.scope, item.source.number)))
    return Card(*items, *PageButton.below(page, server, user))


class PageButton(Turn, template=turning("sources")):
    """Turns the list of sources to another page."""

    name = "sources"

    async def card(self, bot: Verbatim, server: int | None) -> Card:
        async with bot.libraries.shelf(server) as shelf:
            page = await bot.libraries.read(turn_to, shelf, self.target)
        return list_card(page, self.server, self.user, bot.adding_hint(server))


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
