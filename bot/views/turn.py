"""Turning the pages of a list: the four buttons below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from ..pages import Page
from .card import Card, rule
from .persistent import HERE, NUMBER, WHO, Pressed

if TYPE_CHECKING:
    from ..client import Verbatim

ROLES = {"first": "« First", "previous": "‹ Previous", "next": "Next ›", "last": "Last »"}


def turning(name: str, state: str = "") -> str:
    """The template for the buttons of the list `name`; `state` matches what else it needs to be made again."""
    return rf"{name}:{HERE}:{WHO}:(?P<role>{'|'.join(ROLES)}):{NUMBER}(?P<state>{state})"


class Turn(Pressed, template=r"never"):
    """Turns the list `name` to another page, for whoever asked for it."""

    name: ClassVar[str]
    user: int

    def __init__(self, role: str, target: int, server: int, user: int, state: str = "", *, end: bool = False) -> None:
        self.server, self.user, self.target, self.state = server, user, max(0, target), state
        custom_id = f"{self.name}:{server}:{user}:{role}:{self.target}{state}"
        super().__init__(
            ui.Button(style=discord.ButtonStyle.secondary, label=ROLES[role], disabled=end, custom_id=custom_id)
        )

    @classmethod
    def below(cls, page: Page[Any], server: int, user: int, state: str = "") -> list[ui.Item[Any]]:
        """What stands below `page`; nothing where it is the only one."""
        if page.pages == 1:
            return []
        number, last = page.number, page.pages - 1
        targets = {"first": 0, "previous": number - 1, "next": number + 1, "last": last}
        ends = {"first": 0, "previous": 0, "next": last, "last": last}
        buttons = (cls(role, targets[role], server, user, state, end=number == ends[role]) for role in ROLES)
        return [rule(), ui.ActionRow(*buttons)]

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["role"], int(match["number"]), int(match["server"]), int(match["user"]), match["state"])

    async def card(self, bot: Verbatim, server: int | None) -> Card:
        """The list at page `target`, as `server` (None: a direct message) has it now."""
        raise NotImplementedError

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.defer()
        card = await self.card(interaction.client, interaction.guild_id)
        await interaction.edit_original_response(view=card)
