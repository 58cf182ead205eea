"""What the tests of the bot share: a server to act in, and eyes for what it shows."""

from __future__ import annotations

from typing import Any

import discord
from simcord.env import Env
from simcord.results import InteractionResult

from bot import Verbatim
from bot.libraries import Libraries

from .discord_markdown import read

POLAND = "What did Poland say?"
TUSK = "“Poland does not plan to send its troops to Ukraine,”"
BRIDGE = """# The old bridge

The council met on Monday in the old hall. Mayor Jane Doe said that the old bridge would be rebuilt by 2030.

"We have waited long enough," said councillor Peter Roe. He asked for a timetable before the summer.
"""
TRAM = """# The tram line

Tram line 7 will run to the harbour from September, transport minister Ada Quill announced in Port Sel.
"""


class Server:
    """A server with a channel, a member `alice` and a manager `boss`."""

    def __init__(self, env: Env, name: str) -> None:
        self.env = env
        self.guild = env.create_guild(name)
        self.channel = self.guild.create_text_channel("general")
        self.alice = self.guild.add_member(env.create_user(f"alice-{name.lower()}"))
        managers = self.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        self.boss = self.guild.add_member(env.create_user(f"boss-{name.lower()}"), roles=[managers])

    @property
    def me(self) -> str:
        """The bot's mention."""
        assert self.env.bot.user is not None
        return self.env.bot.user.mention

    async def add(self, text: str, name: str = "text.md", **options: Any) -> InteractionResult:
        """Adds a source as the manager."""
        return await self.boss.slash(self.channel, "library add", file=(name, text.encode()), **options)


def libraries(server: Server) -> Libraries:
    """The libraries of the bot that runs now."""
    bot = server.env.bot
    assert isinstance(bot, Verbatim)
    return bot.libraries


def components(message: Any) -> list[dict[str, Any]]:
    """Every component of a message, nested ones as well, as Discord got them."""
    found: list[dict[str, Any]] = []

    def walk(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            found.append(row)
            walk(row.get("components", []))
            if "accessory" in row:
                walk([row["accessory"]])

    raw = message.components
    walk([row if isinstance(row, dict) else row.to_dict() for row in raw])
    return found


def markdown(message: Any) -> str:
    """All texts of a message, as they were sent."""
    return "\n".join(row["content"] for row in components(message) if row["type"] == 10)


def shown(message: Any) -> str:
    """All texts of a message, as Discord shows them."""
    return read(markdown(message)).text


def bold(message: Any) -> list[str]:
    return read(markdown(message)).covered("strong")


def buttons(message: Any) -> dict[str, dict[str, Any]]:
    """The buttons of a message by label; of several with one label the last."""
    return {row["label"]: row for row in components(message) if row["type"] == 2}


def answer(result: InteractionResult) -> Any:
    """The response to an interaction, which there has to be."""
    assert result.response is not None
    return result.response
