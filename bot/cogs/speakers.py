"""/speakers: who is quoted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from .. import errors
from ..views.voices import voices_here
from .choices import everything

if TYPE_CHECKING:
    from ..client import Verbatim


class Speakers(commands.Cog):
    """Who says something in the sources; what they say is under /sources statements."""

    def __init__(self, bot: Verbatim) -> None:
        self.bot = bot

    @app_commands.command(name="speakers", description="Who is quoted in the sources, how often, and what they say")
    @app_commands.describe(source="Only who is quoted in this source")
    @app_commands.autocomplete(source=everything)
    async def speakers(self, interaction: discord.Interaction[Any], source: str | None = None) -> None:
        await interaction.response.defer(thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            card = await voices_here(self.bot, interaction.guild_id, interaction.user.id, key=source)
            await interaction.edit_original_response(view=card)
