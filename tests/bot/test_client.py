"""Start and stop of the bot, and what Discord is told of it."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.env import Env

import bot.client as client
import bot.shelf as shelf
import index
from bot import Settings, create_bot

from .conftest import restart
from .helpers import BRIDGE, POLAND, Server, answer, shown


def registrations(env: Env) -> int:
    return sum(log.method == "PUT" and log.path.endswith("/commands") for log in env.http_requests)


def test_no_privileged_intent_and_nothing_unused(settings: Settings) -> None:
    intents = create_bot(settings).intents
    assert {name for name, on in intents if on} == {"guilds", "guild_messages", "dm_messages"}
    assert intents.value & ~discord.Intents.default().value == 0


def test_it_shards_when_discord_asks_for_it(settings: Settings) -> None:
    bot = create_bot(settings)
    assert isinstance(bot, discord.AutoShardedClient)
    assert bot.shard_count is None  # asked from Discord at connecting


async def test_it_works_without_any_privileged_intent(settings: Settings) -> None:
    env = Env(create_bot(settings), shard_count=2, approved_intents=discord.Intents.none(), settle_timeout=60)
    await env.start()
    server = Server(env, "Strict")
    await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert "Poland does not plan" in shown(server.channel.last_message)
    await server.alice.user.send_dm(POLAND)
    assert "Poland does not plan" in shown(server.alice.user.dm_channel.last_message)
    await env.bot.close()
    await env.shutdown()
    env.raise_errors()


async def test_what_discord_is_told_of_the_commands(env: Env) -> None:
    commands = {name: command for (name, _), command in env.backend.commands[None].items()}
    assert set(commands) == {"ask", "sources", "speakers", "library", "Ask the sources"}
    assert commands["Ask the sources"]["type"] == 3  # of messages
    assert int(commands["library"]["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
    assert commands["library"]["contexts"] == [0]  # servers only
    assert {option["name"] for option in commands["library"]["options"]} == {"add", "remove", "rename"}
    for name in ("ask", "sources", "speakers"):
        assert commands[name]["default_member_permissions"] is None
        assert commands[name]["contexts"] == [0, 1]  # servers and direct messages
        assert commands[name]["integration_types"] == [0]  # added to servers, not to single users
    assert [option["name"] for option in commands["ask"]["options"]] == ["question", "source", "quotes", "private"]


async def test_commands_are_registered_only_when_they_changed(env: Env, settings: Settings) -> None:
    assert registrations(env) == 1
    await restart(env, settings)
    assert registrations(env) == 1
    file = settings.data_dir / "commands.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**known, "sha256": "another version's"}), encoding="utf-8")
    await restart(env, settings)
    assert registrations(env) == 2
    file.write_text("{broken", encoding="utf-8")
    await restart(env, settings)
    assert registrations(env) == 3


async def test_a_command_is_written_as_a_link_also_after_a_restart(
    server: Server, env: Env, settings: Settings
) -> None:
    bot = await restart(env, settings)
    number = next(command.id for command in await bot.tree.fetch_commands() if command.name == "library")
    assert bot.registry.mention("library add") == f"</library add:{number}>"
    assert bot.registry.mention("unknown") == "`/unknown`"


async def test_discord_refusing_the_commands_stops_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    env = Env(create_bot(settings), shard_count=1, settle_timeout=60)
    env.inject_error("PUT", "/applications/*/commands", status=500)
    await env.start()
    assert "Discord did not take the commands" in caplog.text
    server = Server(env, "Town")
    await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert "Poland does not plan" in shown(server.channel.last_message)
    await env.bot.close()
    await env.shutdown()


async def test_a_data_folder_that_cannot_be_written_is_said(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.data_dir / "file").write_text("not a folder", encoding="utf-8")
    env = Env(create_bot(replace(settings, data_dir=settings.data_dir / "file" / "data")), shard_count=1)
    await env.start()
    assert "the registered commands could not be remembered" in caplog.text
    assert "check DATA_DIR" in caplog.text
    server = Server(env, "Town")
    await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert "cannot be used at the moment: the owner of this bot" in shown(server.channel.last_message)
    await env.bot.close()
    await env.shutdown()


class Slow:
    """Questions that wait until they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        real = index.ask_together

        def ask_together(*arguments: Any, **options: Any) -> index.Answer:
            self.begun.set()
            assert self.go.wait(30)
            return real(*arguments, **options)

        monkeypatch.setattr(shelf, "ask_together", ask_together)

    async def ask(self, server: Server) -> asyncio.Task[Any]:
        """A question that is being answered when this returns."""
        task = asyncio.create_task(server.alice.slash(server.channel, "ask", question=POLAND))
        await asyncio.to_thread(self.begun.wait, 30)
        return task


async def test_answers_under_way_are_finished_when_it_is_stopped(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    asked = await slow.ask(server)
    closing = asyncio.create_task(env.bot.close())
    await asyncio.sleep(0.1)
    assert not closing.done()
    slow.go.set()
    await closing
    assert "Poland does not plan" in shown(answer(await asked))


async def test_answers_that_take_too_long_say_so(server: Server, env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "GRACE", 0.2)
    slow = Slow(monkeypatch)
    asked = await slow.ask(server)
    await asyncio.wait_for(env.bot.close(), 10)
    slow.go.set()
    assert "I am being restarted and could not finish this" in shown(answer(await asked))
    assert all(isinstance(error, index.StorageError) for error in env.errors)  # its thread found the library closed


async def test_who_asks_while_it_is_being_stopped_is_told(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = env.bot
    assert isinstance(bot, client.Verbatim)
    bot._stopping.set()
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert "I am being restarted" in shown(answer(result))
    await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert "I am being restarted" in shown(server.channel.last_message)
    assert env.errors


async def test_adding_is_broken_off_when_it_is_stopped_and_leaves_nothing(
    server: Server, env: Env, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    real = index.Library.add

    def slow(self: index.Library, *arguments: Any, **options: Any) -> index.Added:
        begun.set()
        assert go.wait(30)
        return real(self, *arguments, **options)

    monkeypatch.setattr(index.Library, "add", slow)
    monkeypatch.setattr(client, "GRACE", 5.0)
    adding = asyncio.create_task(server.add(BRIDGE))
    await asyncio.to_thread(begun.wait, 30)
    closing = asyncio.create_task(env.bot.close())
    await asyncio.sleep(0.1)
    go.set()
    await closing
    assert "I am being restarted and could not finish this" in shown(answer(await adding))
    with index.Library.open(settings.data_dir / "servers" / str(server.guild.id)) as library:
        assert library.count() == 0 and library.check().clean
    assert env.errors


async def test_closing_twice_is_harmless(env: Env) -> None:
    await env.bot.close()
    await env.bot.close()


async def test_a_model_that_cannot_be_loaded_is_said_at_the_start(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: index.Encoder) -> None:
        raise index.ModelUnavailable("The model “nothing” cannot be loaded: check EMBEDDING_MODEL.")

    monkeypatch.setattr(index.Encoder, "load", load)
    env = Env(create_bot(settings), shard_count=1)
    await env.start()
    assert any(
        record.levelno == logging.ERROR and "check EMBEDDING_MODEL" in record.getMessage() for record in caplog.records
    )
    await env.bot.close()
    await env.shutdown()


async def test_a_shared_library_that_cannot_be_filled_stops_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise index.StorageError("The disk is full: free some space.")

    monkeypatch.setattr(client, "seed", fail)
    env = Env(create_bot(replace(settings, shared_sources=())), shard_count=1)
    await env.start()
    assert "The disk is full" in caplog.text
    await env.bot.close()
    await env.shutdown()
