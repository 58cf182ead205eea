"""Buttons that outlive a restart: everything they need is in their custom id, and is checked again when pressed.

discord.py only logs what fails in such a button, so each goes through the one error handler here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from .. import errors

if TYPE_CHECKING:
    from ..client import Verbatim

HERE = r"(?P<server>\d{1,20})"  # the server a button is for; 0 stands for direct messages
WHO = r"(?P<user>\d{1,20})"
NUMBER = r"(?P<number>\d{1,9})"

NOT_YOURS = "Only the person who asked for this may press its buttons. Use the command yourself to get your own."
ELSEWHERE = "This button belongs to another server."


class Pressed(ui.DynamicItem[ui.Button[Any]], template=r"never"):
    """A button whose press runs `press`; `server` and `user`, where its id names them, have to match."""

    server: int
    user: int | None = None

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        """What the button does. May raise: whoever pressed it is told."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            if self.server != (interaction.guild_id or 0):
                raise errors.Refused(ELSEWHERE)
            if self.user is not None and self.user != interaction.user.id:
                raise errors.Refused(NOT_YOURS)
            async with interaction.client.working(partial(errors.say, interaction)):
                await self.press(interaction)
        except Exception as error:
            await errors.report(interaction, error)
