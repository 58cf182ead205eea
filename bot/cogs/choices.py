"""The choices Discord offers while somebody types the name of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from index import VerbatimError

from .. import errors
from ..shelf import Item, Shelf
from ..text import plain

if TYPE_CHECKING:
    from ..client import Verbatim

MOST = 25
LENGTH = 100
Choices = list[app_commands.Choice[str]]


async def everything(interaction: discord.Interaction[Verbatim], current: str) -> Choices:
    """The sources of this server and the shared ones."""
    return await _offer(interaction, current, "shared")


async def own(interaction: discord.Interaction[Verbatim], current: str) -> Choices:
    """The server's own sources, for those who may change them: Discord checks no permission here, so we do."""
    try:
        errors.require_manager(interaction)
    except app_commands.CheckFailure:
        return []
    return await _offer(interaction, current, "own")


async def _offer(interaction: discord.Interaction[Verbatim], current: str, widest: str) -> Choices:
    def look(shelf: Shelf) -> list[Item]:
        items = shelf.page(0, MOST, matching=current.strip())
        return [item for item in items if item.scope == "own" or widest == "shared"]

    libraries = interaction.client.libraries
    try:
        async with libraries.shelf(interaction.guild_id) as shelf:
            items = await libraries.read(look, shelf)
    except VerbatimError:
        return []  # the command itself will say what is wrong
    return [app_commands.Choice(name=_name(item), value=item.key) for item in items]


def _name(item: Item) -> str:
    return plain(item.source.title, LENGTH) or plain(item.source.id, LENGTH)
