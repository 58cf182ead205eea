"""Asking once more before a source is removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from .. import errors
from ..shelf import Item
from ..text import line
from .card import ALERT, QUIET, Card, notice
from .persistent import HERE, NUMBER, WHO, Pressed
from .source import passages

if TYPE_CHECKING:
    from ..client import Verbatim


def removal_card(item: Item, server: int, user: int) -> Card:
    """The card that asks whether `item` is really to be removed; only `user` may decide."""
    title = line(item.source.title, 200)
    lost = f"It will answer no more questions ({passages(item.source.passages)}). This cannot be undone."
    buttons = ui.ActionRow[Any](RemoveButton(server, user, item.source.number), KeepButton(server, user))
    return Card(ui.TextDisplay(f"### Remove “{title}”?\n{lost}"), buttons, colour=ALERT)


class RemoveButton(Pressed, template=rf"remove:{HERE}:{WHO}:{NUMBER}"):
    """Removes the source, if whoever presses it still may."""

    def __init__(self, server: int, user: int, number: int) -> None:
        self.server, self.user, self.number = server, user, number
        custom_id = f"remove:{server}:{user}:{number}"
        super().__init__(ui.Button(style=discord.ButtonStyle.danger, label="Remove", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["server"]), int(match["user"]), int(match["number"]))

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        errors.require_manager(interaction)
        await interaction.response.defer()
        bot = interaction.client
        async with bot.libraries.shelf(self.server) as shelf:
            source = (await bot.libraries.read(shelf.find, f"own:{self.number}")).source
        async with bot.libraries.own(self.server) as library:
            await bot.libraries.write(library.forget, source.number)
        await interaction.edit_original_response(view=notice(f"**{line(source.title, 200)}** is removed."))


class KeepButton(Pressed, template=rf"keep:{HERE}:{WHO}"):
    """Leaves everything as it is."""

    def __init__(self, server: int, user: int) -> None:
        self.server, self.user = server, user
        custom_id = f"keep:{server}:{user}"
        super().__init__(ui.Button(style=discord.ButtonStyle.secondary, label="Keep it", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["server"]), int(match["user"]))

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.edit_message(view=notice("Nothing was removed.", colour=QUIET))
