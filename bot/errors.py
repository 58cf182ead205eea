"""Every failure becomes one friendly sentence, and where it is our fault, a log line with the cause.

The order of precedence, first match wins:

1. the wrapping of discord.py is taken off (`CommandInvokeError.original`);
2. a `VerbatimError` says it itself, but what only the owner can mend (disk, model, version, lock) may name folders
   and commands of the host: that goes to the log, and members read a fixed sentence;
3. refusals by Discord's own checks: server only, missing permission, command out of date;
4. interactions that are gone: nobody can be told, so only logged; then what Discord refuses the bot (`Forbidden`):
   logged, and said where the answer to an interaction is still open;
5. anything else: an apology with a reference number, and the log has the cause under the same number.
"""

from __future__ import annotations

import logging
import math
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from index import (
    LibraryBusy,
    LibraryMissing,
    LibraryTooNew,
    ModelMismatch,
    ModelUnavailable,
    StorageError,
    VerbatimError,
)

from .text import escape
from .views.card import notice

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)  # what sending or editing a message may raise

OWNERS = (LibraryBusy, LibraryMissing, LibraryTooNew, ModelMismatch, ModelUnavailable, StorageError)
BUSY = "The library of this server is being changed by another program: try again in a moment."
UNUSABLE = "The library of this server cannot be used at the moment: the owner of this bot finds the reason in the log."
GONE = frozenset(
    {10062, 10015, 10008, 50027, 40060}
)  # unknown interaction, webhook or message; token over; told already

OUTDATED = "That command has changed since Discord loaded it. Reload Discord (Ctrl+R) and try again."
CHECKS: dict[type[app_commands.AppCommandError], str] = {  # the particular before the general
    app_commands.MissingPermissions: "Only members with the Manage Server permission can do that.",
    app_commands.NoPrivateMessage: "That works in a server only. Here you can ask the shared sources with /ask.",
    app_commands.CheckFailure: "You may not do that here.",
    app_commands.CommandSignatureMismatch: OUTDATED,
    app_commands.CommandNotFound: OUTDATED,
}


class Refused(VerbatimError):
    """The bot will not do what was asked; the sentence, in Discord's Markdown, says why and what to do."""


class OnCooldown(Refused):
    """Somebody asks faster than the owner allows. `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        wait = "a second" if self.seconds <= 1 else f"{self.seconds} seconds"
        super().__init__(f"One question at a time, please: ask again in {wait}.")


class ShuttingDown(Refused):
    """The bot is being stopped while somebody waits."""

    def __init__(self) -> None:
        super().__init__("I am being restarted and could not finish this. Please ask again in a minute.")


def require_manager(interaction: Interaction) -> None:
    """Raises what Discord's own checks raise, unless whoever is behind `interaction` may manage the server."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


def explain(error: BaseException) -> str | None:
    """The sentence to show for `error`, as Markdown, or None where nobody can be told. Logs what has to be logged."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, VerbatimError):
        if isinstance(error, OWNERS):
            log.error("a request failed: %s", error, exc_info=error)
            return BUSY if isinstance(error, LibraryBusy) else UNUSABLE
        return str(error) if isinstance(error, Refused) else escape(str(error))
    for kind, sentence in CHECKS.items():
        if isinstance(error, kind):
            return sentence
    if isinstance(error, discord.HTTPException) and error.code in GONE:
        log.warning("an answer came too late or its message is gone: %s", error)
        return None
    if isinstance(error, discord.Forbidden):
        log.warning("Discord refuses: %s", error)
        return "Discord does not let me write here. Ask a moderator to allow me to view this channel and send messages."
    reference = f"{secrets.randbelow(1_000_000):06d}"
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return f"Something went wrong on my side. If it happens again, give the owner of this bot the number {reference}."


async def report(interaction: Interaction, error: BaseException) -> None:
    """Tells whoever is behind `interaction` what went wrong, in whatever way is still open."""
    sentence = explain(error)
    if sentence is not None:
        await say(interaction, sentence)


async def say(interaction: Interaction, sentence: str) -> None:
    """Shows `sentence` in place of the answer that `interaction` waits for; never raises."""
    view = notice(sentence)
    response = interaction.response
    try:
        if not response.is_done():
            await response.send_message(view=view, ephemeral=True)
        elif response.type is discord.InteractionResponseType.deferred_channel_message:
            await interaction.edit_original_response(view=view)
        else:
            await interaction.followup.send(view=view, ephemeral=True)
    except UNSENT as failure:
        log.warning("could not tell somebody what went wrong: %s", failure)
