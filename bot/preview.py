"""The same bot on a page in the local browser: no token, no Discord, the same commands, buttons and answers.

simcord plays Discord's part. What Discord's own client does besides, and simcord's page does not, is done here:
a written @name becomes a mention.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord

from index import Library, VerbatimError, shared_encoder

from . import create_bot
from .client import Verbatim
from .seed import seed
from .settings import Settings
from .views.card import notice

NAME = "Verbatim"
MISSING = 'The preview needs the package simcord: pip install ".[preview]" installs it.'
NEVER = 100_000.0  # days
SERVER = 1  # its id, always the same: what was added is there again
SETTLE = 300.0  # seconds a command may take: adding a long source does


def run(settings: Settings, port: int, *, keep: bool) -> int:
    """Serves the preview until it is ended; the exit status. Its data stays only if they are to be kept."""
    if settings.log_level == "INFO":
        logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)  # simcord probes clients in ways that discord.py warns of
    try:
        import simcord
        import simcord.preview
    except ImportError:
        print(MISSING, file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="verbatim-preview-") as folder:
            data = settings.data_dir if keep else Path(folder)
            # Nothing is ever forgotten: this Discord knows none of the servers that the data may be of.
            changed = replace(settings, token=None, data_dir=data, ask_cooldown=0.0, forget_after_days=NEVER)
            asyncio.run(_serve(changed, port))
    except VerbatimError as error:
        print(error, file=sys.stderr)
        return 1
    except (simcord.SetupError, OSError) as error:
        print(f"The preview cannot be served ({error}): choose another port with --port.", file=sys.stderr)
        return 1
    return 0


async def _serve(settings: Settings, port: int) -> None:
    from simcord.env import Env

    from .__main__ import stop_on_signals

    stop = asyncio.Event()
    stop_on_signals(stop)
    print("Preview of Verbatim, without Discord. Loading the language model…", flush=True)
    await asyncio.to_thread(_prepare, settings)
    # Files are read by now: None leaves what is there. An empty library has to stay empty.
    bot = create_bot(replace(settings, shared_sources=None if settings.shared_sources else settings.shared_sources))
    env = Env(bot, shard_count=1, check_errors=False, settle_timeout=SETTLE)
    env.backend.bot_user.name = NAME
    env.backend.advance_clock(max(0.0, (datetime.now(UTC) - env.now()).total_seconds()))  # its own clock starts in 2026
    async with AsyncExitStack() as stack:
        await env.start()
        stack.push_async_callback(env.shutdown)
        stack.push_async_callback(bot.close)
        channel, visitor = _world(env)
        await env.settle()
        await _welcome(bot, channel.id, sample=settings.shared_sources is None)
        await env.settle()
        preview = await stack.enter_async_context(
            env.preview(channel, viewers=[visitor], layout="channel", port=port or None)
        )
        print(f"Open {preview.url}\nThis is a preview: nothing here reaches Discord. Ctrl-C ends it.", flush=True)
        ended = asyncio.create_task(preview.wait_closed())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
    shared_encoder().close()
    print("The preview has ended.", flush=True)


def _prepare(settings: Settings) -> None:
    """Does beforehand what takes long at start: simcord gives a bot five seconds until it is ready."""
    shared_encoder().load()
    with Library.open(settings.data_dir / "shared", statements=settings.statements) as library:
        seed(library, settings.shared_sources, lambda done, total: None)


def _world(env: Any) -> tuple[Any, Any]:
    """A server with one channel, and a member who may manage it."""
    from simcord.actors import MemberActor

    class Visitor(MemberActor):
        async def send(self, channel: Any, content: str = "", **options: Any) -> discord.Message:
            return await super().send(channel, content.replace(f"@{NAME}", env.bot.user.mention), **options)

    guild = env.create_guild("Sample server", id=SERVER)
    channel = guild.create_text_channel("ask-here", topic="A preview without Discord")
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    user = env.create_user("you", global_name="You")
    guild.add_member(user, roles=[managers])
    return channel, Visitor(env, guild, user)


async def _welcome(bot: Verbatim, channel: int, *, sample: bool) -> None:
    """The first message in the channel says what this is, and what to ask where the sample is shared."""
    target = bot.get_channel(channel)
    assert isinstance(target, discord.TextChannel)
    ask, listing, add = (bot.registry.mention(name) for name in ("ask", "sources list", "library add"))
    text = (
        "### A preview, without Discord\n"
        "This page stands in for Discord: the bot, its commands and its answers are the real ones, and nothing you"
        " write leaves this computer.\n"
        f"- Ask with {ask}, or write @{NAME} and your question.\n"
        f"- See what it reads with {listing}; you manage this server, so {add} adds your own."
    )
    if sample:
        text += (
            f"\n- Try: @{NAME} What did Poland say? Or: Who warned of a conflict?"
            f"\n- See who is quoted, and what they say, with {bot.registry.mention('speakers')}."
        )
    await target.send(view=notice(text))
