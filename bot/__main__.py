"""`python -m bot`: run the bot, or try it in a browser with `--preview`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys

import aiohttp
import discord

from index import VerbatimError, shared_encoder

from . import create_bot, logs, settings
from .settings import Settings, SettingsError

log = logging.getLogger(__name__)

TWO_WAYS = """\
There is no DISCORD_TOKEN, so I cannot connect to Discord. Two ways from here:
1. Run the bot: copy .env.example to .env, put your bot's token there (it comes from the Bot page of your
   application on https://discord.com/developers/applications), then start me again.
2. Try it without Discord: python -m bot --preview
   shows the same bot, with a sample server, in your browser."""


def main(arguments: list[str] | None = None) -> int:
    """Runs what the command line asks for; the exit status: 0, 1 when it failed, 2 when it cannot start."""
    options = _parser().parse_args(arguments)
    try:
        wanted = settings.load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    logs.start(wanted)
    if options.preview:
        from . import preview

        return preview.run(wanted, options.port, keep=bool(os.environ.get("DATA_DIR")))
    if wanted.token is None:
        print(TWO_WAYS, file=sys.stderr)
        return 2
    try:
        asyncio.run(_serve(wanted, wanted.token))
    except discord.LoginFailure:
        print(
            "Discord does not accept DISCORD_TOKEN: make a new one on the Bot page and put it in .env.", file=sys.stderr
        )
        return 1
    except (VerbatimError, OSError, aiohttp.ClientError, discord.DiscordException) as error:
        log.error("the bot could not run: %s", _reason(error))
        return 1
    return 0


def _reason(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):  # its own text may be a whole page
        return f"Discord answers {error.status} {error.response.reason}; try again later"
    return str(error) or type(error).__name__


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Verbatim, the bot that answers word for word.")
    parser.add_argument("--preview", action="store_true", help="try the bot in a local browser page, without Discord")
    parser.add_argument("--port", type=int, default=0, help="port of the preview page (any free one if left out)")
    return parser


async def _serve(wanted: Settings, token: str) -> None:
    """Runs the bot until it is told to stop (Ctrl-C, SIGTERM), then lets it finish what it has begun."""
    bot = create_bot(wanted)
    stop = asyncio.Event()
    stop_on_signals(stop)
    connection = asyncio.create_task(bot.start(token))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({connection, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if connection.done():
            connection.result()  # raises what ended it
    finally:
        stopped.cancel()
        await bot.close()
        connection.cancel()
        await asyncio.gather(connection, return_exceptions=True)
        shared_encoder().close()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Sets `stop` on SIGINT and SIGTERM instead of ending the process."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


if __name__ == "__main__":
    sys.exit(main())
