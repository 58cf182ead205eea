"""/sources: what can be asked here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from .. import errors
from ..views.pager import list_card, turn_to
from ..views.said import said_here
from ..views.source import BEGINNING, source_card
from .choices import LENGTH, everything, quoted

if TYPE_CHECKING:
    from ..client import Verbatim


class Sources(commands.GroupCog, group_name="sources", group_description="The articles that answers come from"):
    """What everybody may see of the sources."""

    def __init__(self, bot: Verbatim) -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name="list", description="All sources that can be asked here")
    async def list(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            async with self.bot.libraries.shelf(interaction.guild_id) as shelf:
                page = await self.bot.libraries.read(turn_to, shelf, 0)
            hint = self.bot.adding_hint(interaction.guild_id)
            card = list_card(page, interaction.guild_id or 0, interaction.user.id, hint)
            await interaction.edit_original_response(view=card)

    @app_commands.command(name="show", description="What is known about one source, and how it begins")
    @app_commands.describe(source="The source to show")
    @app_commands.autocomplete(source=everything)
    async def show(self, interaction: discord.Interaction[Any], source: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            async with self.bot.libraries.shelf(interaction.guild_id) as shelf:
                item, beginning = await self.bot.libraries.read(shelf.look_up, source, 2 * BEGINNING)
            await interaction.edit_original_response(view=source_card(item, beginning))

    @app_commands.command(name="statements", description="Who says what in one source, in its own words")
    @app_commands.describe(source="The source to look through", speaker="Only what this speaker says")
    @app_commands.autocomplete(source=everything, speaker=quoted)
    async def statements(
        self,
        interaction: discord.Interaction[Any],
        source: str,
        speaker: app_commands.Range[str, 1, LENGTH] | None = None,
    ) -> None:
        await interaction.response.defer(thinking=True)
        wanted = (speaker or "").strip() or None
        async with self.bot.working(partial(errors.say, interaction)):
            card = await said_here(self.bot, interaction.guild_id, interaction.user.id, key=source, wanted=wanted)
            await interaction.edit_original_response(view=card)
