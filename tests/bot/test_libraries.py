"""Opening, closing and forgetting libraries."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from simcord.env import Env

import index
from bot import Settings, Verbatim
from bot.libraries import REMOVED, Libraries
from index import Document

from .conftest import restart
from .helpers import BRIDGE, Server, answer, shown

DAY = timedelta(days=1)
GUILD = 123456789012345678


@pytest.fixture
async def libraries(seeded: Path, tmp_path: Path) -> AsyncIterator[Libraries]:
    shutil.copytree(seeded, tmp_path / "data")
    libraries = Libraries(tmp_path / "data")
    yield libraries
    await libraries.close()


async def give(libraries: Libraries, server: int) -> None:
    """Makes a library for `server`."""
    async with libraries.own(server) as library:
        await libraries.write(library.add, Document("Note", f"A note of server {server}."))


def back_date(libraries: Libraries, server: int, age: timedelta) -> None:
    moment = datetime.now(UTC) - age
    (libraries.folder(server) / REMOVED).write_text(moment.isoformat(), encoding="utf-8")


async def test_reading_makes_no_library_and_writing_does(libraries: Libraries) -> None:
    async with libraries.shelf(GUILD) as shelf:
        assert shelf.own is None and shelf.shared.count() == 1
    assert not libraries.folder(GUILD).exists()
    await give(libraries, GUILD)
    async with libraries.shelf(GUILD) as shelf:
        assert shelf.own is not None and shelf.own.count() == 1
    async with libraries.shelf(None) as shelf:
        assert shelf.own is None


async def test_nobody_reads_who_says_what_where_that_is_off(tmp_path: Path) -> None:
    for statements, unread in ((False, 0), (True, 1)):
        libraries = Libraries(tmp_path, statements=statements)
        async with libraries.own(GUILD) as library:
            await libraries.write(library.add, Document("Note", "“We will stay,” Jane Roe said."))
            assert (library.statements("note"), library.unread()) == ([], unread)
        await libraries.close()


async def test_every_library_is_as_strict_as_the_owner_wants(tmp_path: Path) -> None:
    for number, strictness in enumerate(get_args(index.Strictness)):
        libraries = Libraries(tmp_path / strictness, strictness=strictness)
        async with libraries.own(number) as own, libraries.shared() as shared:
            assert (own._strictness, shared._strictness) == (strictness, strictness)
        await libraries.close()


async def test_who_asks_at_once_shares_one_open_library(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    held = asyncio.Event()

    async def hold() -> index.Library | None:
        async with libraries.shelf(GUILD) as shelf:
            await held.wait()
            return shelf.own

    tasks = [asyncio.create_task(hold()) for _ in range(20)]
    await asyncio.sleep(0.05)
    held.set()
    assert len({id(library) for library in await asyncio.gather(*tasks)}) == 1


async def test_an_idle_library_is_closed_but_never_one_in_use(
    libraries: Libraries, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Path] = []
    real = index.Library.close

    def close(self: index.Library) -> None:
        closed.append(self.folder)
        real(self)

    monkeypatch.setattr(index.Library, "close", close)
    await give(libraries, GUILD)
    async with libraries.shelf(GUILD) as shelf:
        await libraries.close_idle(timedelta(0))
        assert closed == []
        assert await libraries.read(shelf.count) == 2
    await libraries.close_idle(timedelta(minutes=5))
    assert closed == []
    await libraries.close_idle(timedelta(0))
    assert sorted(closed) == sorted([libraries.folder(GUILD), libraries.folder(GUILD).parent.parent / "shared"])
    async with libraries.shelf(GUILD) as shelf:  # and it opens again
        assert await libraries.read(shelf.count) == 2


async def test_closing_and_asking_at_the_same_time(libraries: Libraries) -> None:
    await give(libraries, GUILD)

    async def ask() -> int:
        async with libraries.shelf(GUILD) as shelf:
            return await libraries.read(shelf.count)

    for _ in range(10):
        results = await asyncio.gather(
            *(ask() for _ in range(5)),
            *(libraries.close_idle(timedelta(0)) for _ in range(3)),
            *(ask() for _ in range(5)),
        )
        assert [result for result in results if result is not None] == [2] * 10


async def test_many_questions_at_once_get_the_answers_they_get_alone(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    questions = ["What did Poland say?", "Who is Fico?", "What did the Kremlin say?", "A note of which server?"] * 5
    async with libraries.shelf(GUILD) as shelf:
        alone = {one: await libraries.read(shelf.ask, one, key=None, quotes=2) for one in set(questions)}
        together = await asyncio.gather(*(libraries.read(shelf.ask, one, key=None, quotes=2) for one in questions))
    for question, answer_ in zip(questions, together, strict=True):
        assert [quote.text for quote in answer_.quotes] == [quote.text for quote in alone[question].quotes]


async def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    libraries = Libraries(tmp_path / "file" / "data")
    with pytest.raises(index.StorageError, match="check DATA_DIR"):
        async with libraries.shared():
            raise AssertionError("opened")
    await libraries.close()


async def test_a_library_that_cannot_be_opened_says_so_each_time(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    await libraries.close_idle(timedelta(0))
    for file in libraries.folder(GUILD).iterdir():
        if file.is_file():
            file.write_bytes(b"no database" * 100)
    for _ in range(2):
        with pytest.raises(index.VerbatimError):
            async with libraries.shelf(GUILD):
                raise AssertionError("opened")
    async with libraries.shelf(None) as shelf:  # the shared one is not harmed
        assert shelf.shared.count() == 1


async def test_a_server_that_left_is_deleted_after_a_while_and_not_before(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    await libraries.forget(GUILD)
    assert await libraries.sweep(30 * DAY) == []
    assert libraries.exists(GUILD)
    back_date(libraries, GUILD, 29 * DAY)
    assert await libraries.sweep(30 * DAY) == []
    back_date(libraries, GUILD, 30 * DAY)
    assert await libraries.sweep(30 * DAY) == [GUILD]
    assert not libraries.folder(GUILD).exists()
    assert list(libraries.folder(GUILD).parent.iterdir()) == []


async def test_the_first_mark_counts(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    back_date(libraries, GUILD, 29 * DAY)
    await libraries.forget(GUILD)  # noticed again, at the next start
    back = datetime.fromisoformat((libraries.folder(GUILD) / REMOVED).read_text(encoding="utf-8"))
    assert datetime.now(UTC) - back > 28 * DAY


async def test_coming_back_cancels_it(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    back_date(libraries, GUILD, 31 * DAY)
    await libraries.keep(GUILD)
    assert await libraries.sweep(30 * DAY) == []
    assert libraries.exists(GUILD)
    await libraries.keep(GUILD + 1)  # a server without a library: nothing to do


async def test_a_library_in_use_is_not_deleted(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    back_date(libraries, GUILD, 31 * DAY)
    async with libraries.shelf(GUILD) as shelf:
        assert await libraries.sweep(30 * DAY) == []
        assert await libraries.read(shelf.count) == 2
    assert await libraries.sweep(30 * DAY) == [GUILD]


@pytest.mark.parametrize("name", ["important", "12x", "-5", "٣", "012", "5.bak", ".deleted", "x.deleted"])
async def test_a_folder_that_is_no_servers_is_never_deleted(libraries: Libraries, name: str) -> None:
    folder = libraries.folder(GUILD).parent / name
    folder.mkdir(parents=True)
    (folder / REMOVED).write_text("2001-01-01T00:00:00+00:00", encoding="utf-8")
    (folder / "mine.txt").write_text("keep me", encoding="utf-8")
    await libraries.compare([])
    assert await libraries.sweep(timedelta(0)) == []
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "keep me"


async def test_a_link_is_never_followed_for_deletion(libraries: Libraries, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / REMOVED).write_text("2001-01-01T00:00:00+00:00", encoding="utf-8")
    folder = libraries.folder(GUILD)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(precious, target_is_directory=True)
    assert await libraries.sweep(timedelta(0)) == []
    assert (precious / REMOVED).exists() and folder.is_symlink()


async def test_an_unreadable_mark_deletes_nothing(libraries: Libraries) -> None:
    await give(libraries, GUILD)
    (libraries.folder(GUILD) / REMOVED).write_text("yesterday", encoding="utf-8")
    assert await libraries.sweep(timedelta(0)) == []
    assert libraries.exists(GUILD)


async def test_what_an_earlier_process_left_half_deleted_is_taken_away(libraries: Libraries) -> None:
    half = libraries.folder(GUILD).with_suffix(".deleted")
    half.mkdir(parents=True)
    (half / "store").write_text("half", encoding="utf-8")
    await libraries.sweep(30 * DAY)
    assert not half.exists()


async def test_compare_marks_who_is_gone(libraries: Libraries) -> None:
    for server in (1, 2, 3):
        await give(libraries, server)
    back_date(libraries, 1, 5 * DAY)
    await libraries.compare([1, 2])
    marked = [server for server in (1, 2, 3) if (libraries.folder(server) / REMOVED).exists()]
    assert marked == [3]


async def test_the_whole_bot_forgets_a_server_that_removed_it(server: Server, env: Env, settings: Settings) -> None:
    await server.add(BRIDGE)
    folder = settings.data_dir / "servers" / str(server.guild.id)
    env.backend.remove_guild(server.guild.id)
    await env.settle()
    assert (folder / REMOVED).exists()
    bot = await restart(env, settings)
    assert (folder / REMOVED).exists()
    (folder / REMOVED).write_text("2001-01-01T00:00:00+00:00", encoding="utf-8")
    await bot.libraries.sweep(settings.forget_after)
    assert not folder.exists()


async def test_a_server_that_invited_only_the_commands_keeps_its_library(
    server: Server, env: Env, settings: Settings
) -> None:
    await server.add(BRIDGE)
    assert isinstance(env.bot, Verbatim)
    servers = settings.data_dir / "servers"
    for id in (42, 43):
        shutil.copytree(servers / str(server.guild.id), servers / str(id))
    await env.bot.on_interaction(SimpleNamespace(guild_id=42))  # type: ignore[arg-type]
    await Verbatim._housekeeping.coro(env.bot)
    assert [(servers / str(id) / REMOVED).exists() for id in (server.guild.id, 42, 43)] == [False, False, True]


async def test_a_server_gone_while_the_bot_was_away_is_noticed_and_a_present_one_kept(
    server: Server, env: Env, settings: Settings
) -> None:
    await server.add(BRIDGE)
    await env.bot.close()
    gone = settings.data_dir / "servers" / "42"
    shutil.copytree(settings.data_dir / "servers" / str(server.guild.id), gone)
    present = settings.data_dir / "servers" / str(server.guild.id)
    (present / REMOVED).write_text("2001-01-01T00:00:00+00:00", encoding="utf-8")
    await restart(env, settings)
    assert (gone / REMOVED).exists()
    assert not (present / REMOVED).exists()
    result = await server.alice.slash(server.channel, "ask", question="When will the old bridge be rebuilt?")
    assert "2030" in shown(answer(result))
