"""The bot itself: start, stop, and what its parts share."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from index import VerbatimError, shared_encoder, shared_relevance, shared_reranker

from . import errors
from .cooldown import Cooldown
from .libraries import Libraries
from .registry import Registry
from .seed import seed
from .settings import Settings

log = logging.getLogger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # voice is not used: nothing to warn of

GRACE = 5.0  # seconds that answers under way get when the bot is stopped: `docker stop` kills after 10
LAST_WORD = 3.0  # seconds for telling those that did not make it
SWEEP_MINUTES = 1

NEEDED = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)

Tell = Callable[[str], Awaitable[Any]]


class Tree(app_commands.CommandTree["Verbatim"]):
    """The slash commands, with the one error handler."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        await errors.report(interaction, error)


class Verbatim(commands.AutoShardedBot):
    """The Discord client. `libraries`, `cooldown` and `settings` are for its cogs and views."""

    def __init__(self, settings: Settings) -> None:
        intents = discord.Intents.none()
        # All that is used of Intents.default(). None is privileged: Discord sends the content of messages that
        # mention the bot, and of direct messages, without one.
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            activity=discord.CustomActivity("Ask me with /ask"),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self.settings = settings
        self.libraries = Libraries(settings.data_dir, statements=settings.statements, strictness=settings.strictness)
        self.cooldown = Cooldown(settings.ask_cooldown)
        self.registry = Registry(settings.data_dir / "commands.json")
        self._stopping = threading.Event()
        self._working: dict[asyncio.Task[Any], Tell] = {}
        self._background: set[asyncio.Task[None]] = set()
        self._commanding: set[int] = set()  # servers that only have the commands, as far as they were used

    async def setup_hook(self) -> None:
        from .cogs import COGS
        from .views import BUTTONS

        for cog in COGS:
            await self.add_cog(cog(self))
        self.add_dynamic_items(*BUTTONS)
        for work in (self._warm_up(), self._share()):
            task = asyncio.create_task(work)
            self._background.add(task)
            task.add_done_callback(self._background.discard)
        assert self.application_id is not None  # known once logged in
        await self.registry.sync(self.tree, self.application_id)

    async def _warm_up(self) -> None:
        """Loads the models now, so that the first question does not wait for them."""
        try:
            await self.libraries.write(shared_encoder().load)
            if (reranker := shared_reranker()) is not None:
                await self.libraries.write(reranker.load)
            else:
                await self.libraries.write(shared_relevance().load, shared_encoder())
        except VerbatimError as error:
            log.error("no question can be answered: %s", error)

    async def _share(self) -> None:
        """Brings the shared library in line with the settings."""
        try:
            async with self.libraries.shared() as library:
                await self.libraries.write(seed, library, self.settings.shared_sources, self.go_on)
        except errors.ShuttingDown:
            log.info("stopped before all shared sources were read: the rest follows at the next start")
        except VerbatimError as error:
            log.error("the shared library could not be filled: %s", error)

    def go_on(self, _done: int = 0, _passages: int = 0) -> None:
        """Raises ShuttingDown once the bot is being stopped: it ends long work in threads."""
        if self._stopping.is_set():
            raise errors.ShuttingDown

    @asynccontextmanager
    async def working(self, tell: Tell) -> AsyncIterator[None]:
        """Around work that somebody waits for. When the bot is stopped it may finish; if not, `tell` says so.

        Raises ShuttingDown where the bot is already being stopped.
        """
        self.go_on()
        task = asyncio.current_task()
        assert task is not None
        self._working[task] = tell
        try:
            yield
        finally:
            self._working.pop(task, None)

    def adding_hint(self, server: int | None) -> str:
        """How sources come to be, for a place that has none; None stands for direct messages."""
        if server is None:
            return "The owner of this bot shares none at the moment."
        return f"Whoever may manage this server can add one with {self.registry.mention('library add')}."

    async def close(self) -> None:
        """Lets answers under way finish, for a while, then ends everything. Harmless when called again."""
        first = not self._stopping.is_set()
        self._stopping.set()
        if first:
            await self._drain()
            self._housekeeping.cancel()
            for task in self._background:
                task.cancel()
        await super().close()
        if first:
            await self.libraries.close()

    async def _drain(self) -> None:
        if self._working:
            log.info("finishing %d answers", len(self._working))
            await asyncio.wait(list(self._working), timeout=GRACE)
        unfinished = list(self._working.items())
        for task, _ in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait([asyncio.create_task(_last_word(tell)) for _, tell in unfinished], timeout=LAST_WORD)

    @tasks.loop(minutes=SWEEP_MINUTES)
    async def _housekeeping(self) -> None:
        try:
            await self.libraries.close_idle(self.settings.idle)
            if self.is_ready():  # only then all servers are known: the libraries of those must never go
                await self.libraries.compare({*(guild.id for guild in self.guilds), *self._commanding})
                await self.libraries.sweep(self.settings.forget_after)
        except Exception:  # whatever it is, the next round is to come
            log.exception("housekeeping failed")

    async def on_ready(self) -> None:
        assert self.user is not None
        log.info("ready as %s in %d servers", self.user, len(self.guilds))
        if not self.guilds:
            assert self.application_id is not None
            log.info("invite it with %s", discord.utils.oauth_url(self.application_id, permissions=NEEDED))
        if not self._housekeeping.is_running() and not self._stopping.is_set():
            self._housekeeping.start()

    async def on_interaction(self, interaction: discord.Interaction[Any], /) -> None:
        """Where the bot itself was not invited, but its commands: that server has not removed it."""
        if interaction.guild_id is not None and self.get_guild(interaction.guild_id) is None:
            self._commanding.add(interaction.guild_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        log.info("joined server %s", guild.id)
        await self.libraries.keep(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.info("removed from server %s", guild.id)
        self._commanding.discard(guild.id)
        await self.libraries.forget(guild.id)

    async def on_message(self, message: discord.Message, /) -> None:
        """No text commands: what a mention means is for the ask cog."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("unexpected error in %s", event_method)


async def _last_word(tell: Tell) -> None:
    with suppress(*errors.UNSENT):
        await tell(str(errors.ShuttingDown()))
