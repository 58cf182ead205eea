"""The choices Discord offers while somebody types the name of a source or a speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from index import VerbatimError, Voice
from index.voices import matching

from .. import errors
from ..said import mark
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


async def quoted(interaction: discord.Interaction[Verbatim], current: str) -> Choices:
    """The speakers of the source that is chosen already, the most quoted first."""
    source = interaction.namespace.source or ""

    def look(shelf: Shelf) -> Choices:
        voices = matching(shelf.speakers(shelf.find(source)), current)
        return [app_commands.Choice(name=_who(voice), value=mark(voice)) for voice in voices[:MOST]]

    return await _looked_up(interaction, look)


async def _offer(interaction: discord.Interaction[Verbatim], current: str, widest: str) -> Choices:
    def look(shelf: Shelf) -> Choices:
        items = shelf.page(0, MOST, matching=current.strip())
        offered = [item for item in items if item.scope == "own" or widest == "shared"]
        titles = Counter(_name(item) for item in offered)
        return [_choice(item, dated=titles[_name(item)] > 1) for item in offered]

    return await _looked_up(interaction, look)


async def _looked_up(interaction: discord.Interaction[Verbatim], look: Callable[[Shelf], Choices]) -> Choices:
    libraries = interaction.client.libraries
    try:
        async with libraries.shelf(interaction.guild_id) as shelf:
            return await libraries.read(look, shelf)
    except VerbatimError:
        return []  # the command itself will say what is wrong


def _choice(item: Item, *, dated: bool = False) -> app_commands.Choice[str]:
    """A source to choose: with when it was published or added, where others are called the same."""
    source = item.source
    day = f" · {(source.published or source.added_at)[:10]} · {source.characters:,} characters" if dated else ""
    return app_commands.Choice(name=_name(item, LENGTH - len(day)) + day, value=item.key)


def _name(item: Item, limit: int = LENGTH) -> str:
    return plain(item.source.title, limit) or plain(item.source.id, limit)


def _who(voice: Voice) -> str:
    speaker = voice.speaker
    return plain(f"{speaker.name}, {speaker.description}" if speaker.description else speaker.name, LENGTH) or "…"
