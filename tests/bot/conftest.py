"""The real bot on a simulated Discord, with the real library and one model for all tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from simcord.env import Env

import index
from bot import Settings, Verbatim, create_bot
from bot.seed import seed

from .helpers import Server


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample in the shared library, made once: encoding takes most of a test's time."""
    data = tmp_path_factory.mktemp("seeded")
    index.shared_encoder().load()
    with index.Library.open(data / "shared") as library:
        seed(library, None, lambda done, total: None)
    return data


@pytest.fixture
def settings(seeded: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings with a data folder of the test's own; `@pytest.mark.parametrize("settings", [{…}], indirect=True)`
    changes some."""
    data = tmp_path / "data"
    shutil.copytree(seeded, data)
    return replace(Settings(data_dir=data, ask_cooldown=0), **getattr(request, "param", {}))


@pytest.fixture
def bot(settings: Settings) -> Verbatim:
    return create_bot(settings)


@pytest.fixture
async def env(bot: Verbatim) -> AsyncIterator[Env]:
    """A running bot. What it raises and a test does not look at fails the test."""
    env = Env(bot, shard_count=1, settle_timeout=60)
    await env.start()
    try:
        yield env
    finally:
        await env.bot.close()
        await env.shutdown()
    if env.error_cursor > env._errors_acknowledged:
        env.raise_errors()


async def restart(env: Env, settings: Settings) -> Verbatim:
    """Ends the bot and starts another on the same data, as after an update."""
    await env.bot.close()
    bot = create_bot(settings)
    await env.restart_bot(bot)
    return bot


@pytest.fixture
async def server(env: Env) -> Server:
    """A server with a channel, a member and a manager."""
    server = Server(env, "Town")
    await env.settle()
    return server
