"""/library: adding, renaming and removing a server's own sources."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from index import Added, Document, Library, Source, readers

from .. import errors
from ..shelf import Item, Shelf, called
from ..text import BUTTON_URL_LIMIT, escape, line, plain, safe_url, web_address
from ..views.card import GOOD, QUIET, Card, notice
from ..views.paste import TITLE_LIMIT, PasteForm
from ..views.removal import older_card, removal_card
from ..views.source import passages, titled
from .choices import own

if TYPE_CHECKING:
    from ..client import Verbatim

T = TypeVar("T")

PAUSE = 2.0  # seconds between two edits that show progress: Discord limits how often a message may be edited

WAITING = "Waiting for another source to be finished…"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)|//")  # not a host with a port

MOST_ADDING = 5  # sources that a server may have waiting: each is in memory


class Progress:
    """How far a library is with a source: called by its thread, looked at by the event loop.

    `check` is called each time, and ends the work by raising. `news` is set now and then.
    """

    def __init__(self, check: Callable[[], None]) -> None:
        self.done = self.total = 0
        self.news = asyncio.Event()
        self._check = check
        self._loop = asyncio.get_running_loop()
        self._told = time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        self._check()
        self.done, self.total = done, total
        now = time.perf_counter()
        if now - self._told >= PAUSE:
            self._told = now
            self._loop.call_soon_threadsafe(self.news.set)


# Not guild_only(): the contexts that the client sets for all commands would win over it.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Manage(commands.GroupCog, group_name="library", group_description="This server's own sources"):
    """For members who may manage the server."""

    def __init__(self, bot: Verbatim) -> None:
        self.bot = bot
        self._adding: Counter[int] = Counter()
        super().__init__()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        errors.require_manager(interaction)
        return True

    @app_commands.command(name="add", description="Add a source: a file, or pasted text if you leave the file out")
    @app_commands.describe(
        file="A .txt, .md or .html file",
        title="What it is called (otherwise taken from the file)",
        url="Where it can be read",
    )
    async def add(
        self,
        interaction: discord.Interaction[Any],
        file: discord.Attachment | None = None,
        title: app_commands.Range[str, 1, TITLE_LIMIT] | None = None,
        url: app_commands.Range[str, 1, 2000] | None = None,
    ) -> None:
        if unfit := _unfit(url):
            raise errors.Refused(f"{unfit}.")
        if file is None:
            await interaction.response.send_modal(PasteForm(self._pasted, title=title or "", link=url or ""))
            return
        self._check_file(file)
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            with self._place(interaction):
                data = await file.read()
                document = await self.bot.libraries.write(readers.read_bytes, data, file.filename)
                await self._add(interaction, _named(document, title, url))

    async def _pasted(self, interaction: discord.Interaction[Any], title: str, text: str, url: str) -> None:
        errors.require_manager(interaction)
        unfit = _unfit(url)
        if unfit and not _address(url).lower().startswith(("https://", "http://")):
            raise errors.Refused(f"{unfit}.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            with self._place(interaction):
                document = await self.bot.libraries.write(readers.read_pasted, text, title)
                if unfit:  # the form is closed: what was pasted would be lost for a slip in the link
                    note = f"{unfit}. It was left out."
                    document, url = replace(document, note=f"{document.note or ''} {note}".strip()), ""
                await self._add(interaction, _named(document, title, url))

    @contextmanager
    def _place(self, interaction: discord.Interaction[Any]) -> Iterator[None]:
        """One of the places for sources that a server may have waiting. Raises Refused where none is free."""
        assert interaction.guild_id is not None
        if self._adding[interaction.guild_id] >= MOST_ADDING:
            raise errors.Refused("Several sources are being added already: wait until they are done, then try again.")
        self._adding[interaction.guild_id] += 1
        try:
            yield
        finally:
            self._adding[interaction.guild_id] -= 1

    async def _add(self, interaction: discord.Interaction[Any], document: Document) -> None:
        assert interaction.guild_id is not None
        title = line(document.title, 200) or "the source"
        progress = Progress(self.bot.go_on)

        async def show() -> None:
            far = f"{progress.done:,} of {passages(progress.total)}"
            await interaction.edit_original_response(view=notice(f"Reading **{title}**: {far}", colour=QUIET))

        async def work(server: int) -> tuple[Added, Source | None]:
            if self.bot.libraries.changing(server):
                with suppress(*errors.UNSENT):
                    await interaction.edit_original_response(view=notice(WAITING, colour=QUIET))
            async with self.bot.libraries.own(server) as library:
                who = str(interaction.user.id)
                added = await self.bot.libraries.write(library.add, document, added_by=who, progress=progress)
                return added, await self.bot.libraries.read(_older, library, added)

        added, older = await _watch(work(interaction.guild_id), progress.news, show)
        said = _said(added, document, self.bot.registry.mention("ask"))
        here = (interaction.guild_id, interaction.user.id)
        await _finish(interaction, older_card(said, older, *here) if older else notice(said, colour=GOOD))

    @app_commands.command(name="remove", description="Remove a source")
    @app_commands.describe(source="The source to remove")
    @app_commands.autocomplete(source=own)
    async def remove(self, interaction: discord.Interaction[Any], source: str) -> None:
        assert interaction.guild_id is not None
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            async with self.bot.libraries.shelf(interaction.guild_id) as shelf:
                item = await self.bot.libraries.read(_find_own, shelf, source)
            card = removal_card(item, interaction.guild_id, interaction.user.id)
            await interaction.edit_original_response(view=card)

    @app_commands.command(name="rename", description="Give a source another title")
    @app_commands.describe(source="The source to rename", title="Its new title")
    @app_commands.autocomplete(source=own)
    async def rename(
        self, interaction: discord.Interaction[Any], source: str, title: app_commands.Range[str, 1, TITLE_LIMIT]
    ) -> None:
        assert interaction.guild_id is not None
        if not plain(title, TITLE_LIMIT):
            raise errors.Refused("A title needs at least one visible character.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            async with self.bot.libraries.shelf(interaction.guild_id) as shelf:
                item = await self.bot.libraries.read(_find_own, shelf, source)
            async with self.bot.libraries.own(interaction.guild_id) as library:
                renamed = await self.bot.libraries.write(library.rename, item.source.id, plain(title, TITLE_LIMIT))
            said = f"**{titled(item.source)}** is now called **{titled(renamed)}**."
            await _finish(interaction, notice(said, colour=GOOD))

    def _check_file(self, file: discord.Attachment) -> None:
        """Raises Refused for what would not be read anyway, before anything is downloaded."""
        if PurePath(file.filename).suffix.lower() not in readers.SUFFIXES:
            kinds = ", ".join(sorted(readers.SUFFIXES))
            raise errors.Refused(f"I cannot read {line(file.filename, 100)}: upload one of {kinds}, or paste the text.")
        most = self.bot.settings.max_upload
        if file.size > most:
            raise errors.Refused(
                f"{line(file.filename, 100)} has {file.size / 2**20:.1f} MB, more than the {most / 2**20:g} MB"
                " accepted here: split it into several files."
            )


def _unfit(url: str | None) -> str | None:
    """Why a link cannot be opened from an answer; None where it can, or where there is none."""
    if not (url := _address(url)) or safe_url(url):
        return None
    if web_address(url):
        return f"That link has more than the {BUTTON_URL_LIMIT} characters that Discord opens: find a shorter one"
    return "That link is no web address I can show: it has to look like https://example.org/minutes"


def _address(url: str | None) -> str:
    """A link as it was typed, with the scheme that a browser would put before it."""
    url = (url or "").strip()
    return f"https://{url}" if url and not _SCHEME.match(url) else url


def _named(document: Document, title: str | None, url: str | None) -> Document:
    """`document` with the title and the link that were given, where they were."""
    title, url = plain(title or "", TITLE_LIMIT), _address(url)
    return replace(document, title=title or document.title, url=url or document.url)


def _find_own(shelf: Shelf, key: str) -> Item:
    item = shelf.find(key)
    if item.scope != "own":
        raise errors.Refused(
            f"**{titled(item.source, 100)}** is shared by the owner of this bot; only a server's own sources"
            " can be changed here."
        )
    return item


async def _watch(work: Coroutine[Any, Any, T], news: asyncio.Event, show: Callable[[], Awaitable[None]]) -> T:
    """The result of `work`; while it lasts, `show` is called whenever there is `news`, and may fail."""
    task = asyncio.create_task(work)
    try:
        while not task.done():
            told = asyncio.create_task(news.wait())
            await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if news.is_set() and not task.done():
                news.clear()
                with suppress(*errors.UNSENT):  # the work goes on; its end is shown another way if need be
                    await show()
        return await task
    except asyncio.CancelledError:
        task.cancel()
        raise


def _said(added: Added, document: Document, ask: str) -> str:
    source = added.source
    title = f"**{titled(source)}**"
    if not added.new:
        return f"That text is here already, as {title}. Nothing was added."
    note = f"\n-# {escape(plain(document.note, 300))}" if document.note else ""
    return f"Added {title} with {passages(source.passages)}. Ask about it with {ask}.{note}"


def _older(library: Library, added: Added) -> Source | None:
    """The source that one which was just added is perhaps a newer edition of: the last before it of the same title."""
    same = called(library, added.source.title) if added.new else []
    return next((one for one in same if one.number < added.source.number), None)


async def _finish(interaction: discord.Interaction[Any], card: Card) -> None:
    """Shows the end of long work: as the answer, or in the channel when the answer has expired (15 minutes)."""
    try:
        await interaction.edit_original_response(view=card)
    except discord.HTTPException as error:
        if error.code not in errors.GONE:
            raise
        if not isinstance(interaction.channel, discord.TextChannel | discord.Thread | discord.VoiceChannel):
            raise
        await interaction.channel.send(view=card)
