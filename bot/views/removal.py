"""Asking once more before a source is removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from index import Source

from .. import errors
from ..shelf import Item, Shelf, called
from ..text import day
from .card import ALERT, GOOD, QUIET, Card, notice
from .persistent import HERE, NUMBER, WHO, Pressed
from .source import passages, titled

if TYPE_CHECKING:
    from ..client import Verbatim


def removal_card(item: Item, server: int, user: int) -> Card:
    """The card that asks whether `item` is really to be removed; only `user` may decide."""
    title = titled(item.source)
    lost = f"It will answer no more questions ({passages(item.source.passages)}). This cannot be undone."
    buttons = ui.ActionRow[Any](RemoveButton(server, user, item.source.number), KeepButton(server, user))
    return Card(ui.TextDisplay(f"### Remove “{title}”?\n{lost}"), buttons, colour=ALERT)


def older_card(said: str, older: Source, server: int, user: int) -> Card:
    """The card that tells of a source which was added, and offers to remove `older`, which is called the same.

    Whoever adds the rules anew would be answered from those that held before as well.
    """
    since = f"added {day(older.added_at)}"
    told = f"{said}\nAn older source of that title is here too, {since}: both are asked. Does this one replace it?"
    remove = RemoveButton(server, user, older.number, "Remove the older one")
    return Card(ui.TextDisplay(told), ui.ActionRow[Any](remove, KeepButton(server, user, "Keep both")), colour=GOOD)


def _removed(shelf: Shelf, number: int) -> tuple[Source, list[Source]]:
    """The source, which is no more, and others of its title. Raises SourceMissing.

    It waits for nobody who adds a source, which takes minutes. Blocks.
    """
    source = shelf.find(f"own:{number}").source
    assert shelf.own is not None  # it has just been found there
    shelf.own.forget(source.number)
    return source, called(shelf.own, source.title)


class RemoveButton(Pressed, template=rf"remove:{HERE}:{WHO}:{NUMBER}"):
    """Removes the source, if whoever presses it still may."""

    def __init__(self, server: int, user: int, number: int, label: str = "Remove") -> None:
        self.server, self.user, self.number = server, user, number
        custom_id = f"remove:{server}:{user}:{number}"
        super().__init__(ui.Button(style=discord.ButtonStyle.danger, label=label, custom_id=custom_id))

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
            source, others = await bot.libraries.read(_removed, shelf, self.number)
        title = f"**{titled(source)}**"
        since = f" added {day(source.added_at)} is removed; another source of that title stays."
        said = f"The {title}{since}" if others else f"{title} is removed."
        await interaction.edit_original_response(view=notice(said))


class KeepButton(Pressed, template=rf"keep:{HERE}:{WHO}"):
    """Leaves everything as it is."""

    def __init__(self, server: int, user: int, label: str = "Keep it") -> None:
        self.server, self.user = server, user
        custom_id = f"keep:{server}:{user}"
        super().__init__(ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["server"]), int(match["user"]))

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.edit_message(view=notice("Nothing was removed.", colour=QUIET))
