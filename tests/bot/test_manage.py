"""/library: adding, renaming, removing; who may, and what goes wrong."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from simcord.backend.errors import SetupError
from simcord.env import Env

import bot.cogs.manage as manage
from bot import Settings
from index import Added, Document, Library, readers

from .conftest import restart
from .helpers import BRIDGE, TRAM, Server, answer, buttons, libraries, markdown, shown


async def sources(server: Server) -> list[str]:
    """The titles of the server's own sources."""
    async with libraries(server).shelf(server.guild.id) as shelf:
        return [source.title for source in shelf.own.sources()] if shelf.own else []


async def test_a_file_becomes_a_source(server: Server) -> None:
    result = await server.add(BRIDGE)
    assert result.ephemeral
    assert shown(answer(result)).startswith("Added The old bridge with 1 passage. Ask about it with")
    assert await sources(server) == ["The old bridge"]


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        ("notes.txt", b"The tram runs to the harbour.", "Notes"),
        ("page.html", b"<html><title>The tram</title><body><p>The tram runs to the harbour daily.</p>", "The tram"),
        ("NOTES.TXT", "Die Straßenbahn fährt zum Hafen.".encode("cp1252"), "NOTES"),
    ],
)
async def test_the_kinds_of_files(server: Server, name: str, data: bytes, title: str) -> None:
    result = await server.boss.slash(server.channel, "library add", file=(name, data))
    assert f"Added {title} with 1 passage" in shown(answer(result))


async def test_title_and_link_can_be_given(server: Server) -> None:
    await server.add(BRIDGE, title="  Minutes \n of *May* ", url=" https://example.org/may ")
    message = answer(await server.alice.slash(server.channel, "sources show", source="minutes"))
    assert shown(message).startswith("### Minutes of *May*\n")
    assert buttons(message)["Open"]["url"] == "https://example.org/may"


async def test_the_same_text_again_is_no_second_source(server: Server) -> None:
    await server.add(BRIDGE)
    result = await server.add(BRIDGE, title="Something else")
    assert "That text is here already, as The old bridge. Nothing was added." in shown(answer(result))
    assert await sources(server) == ["The old bridge"]


async def test_pasted_text_through_the_form(server: Server) -> None:
    form = await server.boss.slash(server.channel, "library add", title="Tram")
    assert form.modal is not None
    labels = [row["label"] for row in form.modal["components"]]
    assert labels == ["Title", "Text", "Link"]
    assert form.modal["components"][0]["component"]["value"] == "Tram"
    values = {"title": "The tram", "text": TRAM, "url": "https://example.org/tram"}
    result = await server.boss.submit_modal(form, values)
    assert "Added The tram with 1 passage" in shown(answer(result))
    reply = await server.alice.slash(server.channel, "ask", question="Where will tram line 7 run?")
    assert "run to the harbour from September" in shown(answer(reply))
    assert buttons(answer(reply))["Open"]["url"].startswith("https://example.org/tram#:~:text=Tram%20line%207")


async def test_the_form_refuses_what_cannot_be_a_source(server: Server, env: Env) -> None:
    form = await server.boss.slash(server.channel, "library add")
    result = await server.boss.submit_modal(form, {"title": "Nothing", "text": "  \n "})
    assert answer(result).ephemeral
    assert "." in shown(answer(result)) and "went wrong on my side" not in shown(answer(result))
    form = await server.boss.slash(server.channel, "library add")
    result = await server.boss.submit_modal(form, {"title": "Link", "text": TRAM, "url": "javascript:alert(1)"})
    assert "That link is no web address" in shown(answer(result))
    assert await sources(server) == []
    assert env.errors


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (f"https://example.org/{'x' * 600}", "That link has more than the 512 characters that Discord opens"),
        ("http://wiki/tram", "That link is no web address I can show"),
    ],
)
async def test_what_was_pasted_is_not_lost_for_a_link_that_cannot_be_opened(
    server: Server, link: str, why: str
) -> None:
    form = await server.boss.slash(server.channel, "library add")
    result = await server.boss.submit_modal(form, {"title": "Tram", "text": TRAM, "url": link})
    text = shown(answer(result))
    assert "Added Tram with 1 passage" in text and why in text and "It was left out." in text
    async with libraries(server).shelf(server.guild.id) as shelf:
        assert [source.url for source in shelf.own.sources()] == [None]  # type: ignore[union-attr]


async def test_a_link_needs_no_scheme(server: Server) -> None:
    form = await server.boss.slash(server.channel, "library add")
    await server.boss.submit_modal(form, {"title": "Tram", "text": TRAM, "url": "example.org:8080/tram"})
    message = answer(await server.boss.slash(server.channel, "sources show", source="tram"))
    assert buttons(message)["Open"]["url"] == "https://example.org:8080/tram"


async def test_a_form_sent_after_the_permission_is_gone(server: Server, env: Env) -> None:
    form = await server.boss.slash(server.channel, "library add")
    demote(server)
    result = await server.boss.submit_modal(form, {"title": "Tram", "text": TRAM})
    assert "Only members with the Manage Server permission" in shown(answer(result))
    assert await sources(server) == []
    assert env.errors


def demote(server: Server) -> None:
    """Takes the manager's permission away."""
    member = server.env.backend.get_guild(server.guild.id).members[server.boss.id]
    member.role_ids.clear()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"file": ("virus.exe", b"MZ")}, "I cannot read virus.exe: upload one of .htm, .html, .markdown, .md, .txt"),
        ({"file": ("empty.txt", b" \n")}, "empty.txt"),
        ({"file": ("a.txt", b"words"), "url": "ftp://example.org"}, "That link is no web address I can show"),
        ({"file": ("a.txt", b"words"), "url": "http://wiki/rules"}, "That link is no web address I can show"),
        ({"file": ("a.txt", b"words"), "url": f"https://example.org/{'ж' * 90}"}, "more than the 512 characters"),
    ],
)
async def test_what_cannot_be_added(server: Server, env: Env, options: dict[str, Any], said: str) -> None:
    result = await server.boss.slash(server.channel, "library add", **options)
    assert answer(result).ephemeral
    assert said in shown(answer(result))
    assert "went wrong on my side" not in shown(answer(result))
    assert await sources(server) == []
    assert env.errors


@pytest.mark.parametrize("settings", [{"max_upload_mb": 1}], indirect=True)
async def test_a_file_that_is_too_large_is_not_even_downloaded(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise AssertionError("downloaded")

    monkeypatch.setattr(discord.Attachment, "read", read)
    result = await server.boss.slash(server.channel, "library add", file=("big.txt", b"x" * (2**20 + 1)))
    assert "big.txt has 1.0 MB, more than the 1 MB accepted here" in shown(answer(result))
    assert env.errors


async def test_members_do_not_see_the_commands_and_may_not_run_them(server: Server, env: Env) -> None:
    for command in ("library add", "library remove", "library rename"):
        with pytest.raises(SetupError, match="default-member-permissions"):
            await server.alice.slash(server.channel, command)
    # A server can open a command to everybody: the bot itself still asks for the permission.
    commands = {command.name: command.id for command in await env.bot.tree.fetch_commands()}  # type: ignore[attr-defined]
    server.guild.set_command_permissions(commands["library"], {server.alice: True})
    result = await server.alice.slash(server.channel, "library add", file=("a.txt", b"words"))
    assert "Only members with the Manage Server permission" in shown(answer(result))
    await server.add(BRIDGE)
    assert await server.alice.autocomplete(server.channel, "library remove", "source", "") == []
    assert env.errors


async def test_rename(server: Server, env: Env) -> None:
    await server.add(BRIDGE)
    choices = await server.boss.autocomplete(server.channel, "library rename", "source", "")
    assert [choice["name"] for choice in choices] == ["The old bridge"]  # nothing that is shared
    key = choices[0]["value"]
    result = await server.boss.slash(server.channel, "library rename", source=key, title=" The *new* bridge ")
    assert "The old bridge is now called The *new* bridge." in shown(answer(result))
    assert await sources(server) == ["The *new* bridge"]
    result = await server.boss.slash(server.channel, "library rename", source=key, title="\u200b \u200b")
    assert "at least one visible character" in shown(answer(result))
    assert env.errors


@pytest.mark.parametrize("command", ["library rename", "library remove"])
async def test_shared_sources_cannot_be_changed(server: Server, env: Env, command: str) -> None:
    options = {"title": "Mine"} if command == "library rename" else {}
    result = await server.boss.slash(server.channel, command, source="shared:1", **options)
    assert "is shared by the owner of this bot" in shown(answer(result))
    async with libraries(server).shared() as library:
        assert library.count() == 1
    assert env.errors


async def test_removing_asks_first(server: Server) -> None:
    await server.add(BRIDGE)
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    assert "Remove “The old bridge”?" in shown(question)
    await server.boss.click(question, label="Keep it")
    assert await sources(server) == ["The old bridge"]
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    result = await server.boss.click(question, label="Remove")
    assert result.acknowledged
    last = server.channel.history(viewer=server.boss)[-1]
    assert shown(last) == "The old bridge is removed." and not buttons(last)
    assert await sources(server) == []


async def test_a_source_added_anew_may_replace_the_older_one(server: Server, env: Env, settings: Settings) -> None:
    await server.add(BRIDGE)
    again = answer(await server.add(BRIDGE))
    assert "That text is here already" in shown(again) and not buttons(again)
    await server.add(TRAM)
    newer = answer(await server.add(BRIDGE.replace("2030", "2034").replace("# The old", "# THE OLD")))
    assert "Added THE OLD bridge with 1 passage." in shown(newer)
    assert "An older source of that title is here too" in shown(newer)
    await server.boss.click(newer, label="Keep both")
    assert await sources(server) == ["THE OLD bridge", "The tram line", "The old bridge"]
    newest = answer(await server.add(BRIDGE.replace("2030", "2036").replace("# The old", "# THE OLD")))
    await restart(env, settings)
    await server.boss.click(newest, label="Remove the older one")
    last = server.channel.history(viewer=server.boss)[-1]
    assert "is removed; another source of that title stays." in shown(last) and not buttons(last)
    assert await sources(server) == ["THE OLD bridge", "The tram line", "The old bridge"]
    reply = shown(answer(await server.alice.slash(server.channel, "ask", question="When will the bridge be rebuilt?")))
    assert "2036" in reply and "2034" not in reply


async def test_the_confirmation_survives_a_restart(server: Server, env: Env, settings: Settings) -> None:
    await server.add(BRIDGE)
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    await restart(env, settings)
    await server.boss.click(question, label="Remove")
    assert await sources(server) == []


async def test_the_confirmation_checks_the_permission_again(server: Server) -> None:
    await server.add(BRIDGE)
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    demote(server)
    result = await server.boss.click(question, label="Remove")
    assert "Only members with the Manage Server permission" in shown(answer(result))
    assert await sources(server) == ["The old bridge"]


async def test_pressing_twice_says_that_it_is_gone(server: Server) -> None:
    await server.add(BRIDGE)
    first = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    second = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    await server.boss.click(first, label="Remove")
    result = await server.boss.click(second, label="Remove")
    assert "That source is not here any more" in shown(result.followups[0])


async def test_nothing_to_remove(server: Server, env: Env) -> None:
    result = await server.boss.slash(server.channel, "library remove", source="bridge")
    assert "No source here is called “bridge”" in shown(answer(result))
    assert not libraries(server).exists(server.guild.id)
    assert env.errors


async def test_progress_is_shown_and_questions_go_on_meanwhile(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    real = Library.add

    def slow(self: Library, *arguments: Any, progress: Any, **options: Any) -> Added:
        progress(3, 12)
        assert gate.wait(30)
        return real(self, *arguments, progress=progress, **options)

    monkeypatch.setattr(Library, "add", slow)
    monkeypatch.setattr(manage, "PAUSE", 0)
    env.settle_timeout = 1.5
    with pytest.raises(TimeoutError):  # the source is still being read
        await server.add(BRIDGE)
    progress = server.channel.history(viewer=server.boss)[-1]
    assert shown(progress) == "Reading The old bridge: 3 of 12 passages"
    with pytest.raises(TimeoutError):
        await server.alice.slash(server.channel, "ask", question="What did Poland say?")
    assert "“Poland does not plan" in shown(server.channel.last_message)
    gate.set()
    await env.settle(timeout=60)
    final = next(one for one in server.channel.history(viewer=server.boss) if one.id == progress.id)
    assert "Added The old bridge" in shown(final)


@asynccontextmanager
async def slowly(server: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """While this lasts, whatever source is added is not finished."""
    gate, real = threading.Event(), Library.add

    def slow(self: Library, *arguments: Any, **options: Any) -> Added:
        assert gate.wait(30)
        return real(self, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Library, "add", slow)
        patch.setattr(server.env, "settle_timeout", 1.5)
        try:
            yield
        finally:
            gate.set()
    await server.env.settle(timeout=60)


async def test_whoever_adds_waits_for_another_source_and_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slowly(server, monkeypatch):
        for name in ("one.txt", "two.txt"):
            with pytest.raises(TimeoutError):
                await server.boss.slash(server.channel, "library add", file=(name, name.encode()))
        last = server.channel.history(viewer=server.boss)[-1]
        assert shown(last) == "Waiting for another source to be finished…"
    assert len(await sources(server)) == 2


async def test_a_source_is_removed_while_another_is_added(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    await server.add(BRIDGE)
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    async with slowly(server, monkeypatch):
        with pytest.raises(TimeoutError):
            await server.boss.slash(server.channel, "library add", file=("tram.txt", TRAM.encode()))
        with pytest.raises(TimeoutError):  # that of the source which is being added
            await server.boss.click(question, label="Remove")
        assert await sources(server) == []
    assert len(await sources(server)) == 1


async def test_titles_that_cannot_be_seen_are_named_by_their_ids(server: Server) -> None:
    async with libraries(server).own(server.guild.id) as library:
        for id in ("first", "second"):
            library.add(Document(title="\u200b", text=f"The {id} text.", id=id))
    choices = await server.boss.autocomplete(server.channel, "library remove", "source", "")
    assert all(choice["name"] for choice in choices)
    card = answer(await server.boss.slash(server.channel, "library remove", source="first"))
    assert "Remove “first”?" in shown(card)


async def test_a_server_has_only_so_many_sources_waiting(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise AssertionError("downloaded")

    monkeypatch.setattr(manage, "MOST_ADDING", 1)
    await server.add(BRIDGE)
    await server.boss.slash(server.channel, "library add", file=("tram.txt", TRAM.encode()))
    assert len(await sources(server)) == 2  # one after the other
    async with slowly(server, monkeypatch):
        with pytest.raises(TimeoutError):
            await server.boss.slash(server.channel, "library add", file=("one.txt", b"One more."))
        monkeypatch.setattr(discord.Attachment, "read", read)
        with pytest.raises(TimeoutError):  # that of the other
            await server.add(BRIDGE)
        assert "Several sources are being added already" in shown(server.channel.history(viewer=server.boss)[-1])
    assert len(await sources(server)) == 3
    assert env.errors


async def test_a_file_is_parsed_where_it_holds_no_question_up(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real = readers.read_bytes

    def parse(data: bytes, name: str) -> Document:
        threads.append(threading.current_thread().name)
        return real(data, name)

    monkeypatch.setattr(readers, "read_bytes", parse)
    await server.add(BRIDGE)
    assert len(threads) == 1 and threads[0].startswith("library-write")


@pytest.mark.parametrize("failure", [aiohttp.ServerDisconnectedError(), ConnectionResetError()])
async def test_progress_that_cannot_be_shown_does_not_break_the_work_off(failure: Exception) -> None:
    news, shown_once = asyncio.Event(), asyncio.Event()
    news.set()

    async def show() -> None:
        shown_once.set()
        raise failure

    async def work() -> str:
        await shown_once.wait()
        await asyncio.sleep(0.01)
        return "done"

    assert await manage._watch(work(), news, show) == "done"


async def test_a_note_of_the_reader_is_passed_on(server: Server) -> None:
    data = "Die Brücke wird gebaut – größer.".encode("cp1252")
    note = readers.read_bytes(data, "bridge.txt").note
    result = await server.boss.slash(server.channel, "library add", file=("bridge.txt", data))
    assert note is not None and note in shown(answer(result))


async def test_the_end_of_a_long_work_is_told_even_when_the_answer_has_expired(
    server: Server, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    env.inject_error("PATCH", "/webhooks/*/messages/@original", status=401, code=50027, message="Invalid Webhook Token")
    await server.add(BRIDGE)
    assert "Added The old bridge" in shown(server.channel.last_message)


async def test_markdown_in_a_title_is_only_text(server: Server) -> None:
    title = "# **@everyone** [x](https://evil.example) <@1>"
    result = await server.add(BRIDGE, title=title)
    assert f"Added {title} with" in shown(answer(result))
    for command in ("sources list", "sources show", "library remove"):
        options = {} if command == "sources list" else {"source": "own:1"}
        message = answer(await server.boss.slash(server.channel, command, **options))
        assert title in shown(message)
        assert "evil" not in str([button.get("url") for button in buttons(message).values()])
    assert "@everyone" not in markdown(message).replace(r"\@everyone", "")


async def test_progress_is_shown_now_and_then_only(server: Server, env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Library.add

    def chatty(self: Library, *arguments: Any, progress: Any, **options: Any) -> Added:
        for done in range(200):
            progress(done, 200)
        return real(self, *arguments, progress=progress, **options)

    monkeypatch.setattr(Library, "add", chatty)
    await server.add(BRIDGE)
    assert not [log for log in env.http_requests if "Reading" in str(log.json)]
