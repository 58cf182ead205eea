"""A server never sees another server's sources: not in answers, choices, lists, buttons or errors."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import ui
from simcord.env import Env

from bot.said import mark
from bot.shelf import Item
from bot.views.card import Card
from bot.views.pager import DetailsButton, PageButton
from bot.views.persistent import Pressed
from bot.views.removal import removal_card
from bot.views.said import SaidButton, VoiceButton
from bot.views.voices import VoicesButton
from index import Speaker, Voice

from ..index.hashing import PatternReader
from .helpers import BRIDGE, TRAM, Server, answer, components, libraries, markdown, shown


@pytest.fixture
async def other(env: Env, server: Server) -> Server:
    """A second server. Both have a source of their own with the number 1."""
    other = Server(env, "Harbour")
    await server.add(BRIDGE)
    await other.add(TRAM)
    return other


def everything(env: Env, server: Server) -> str:
    """All that was ever shown in a server, as it was sent."""
    return "\n".join(str(row) for message in server.channel.history() for row in components(message))


async def test_answers_choices_and_lists(server: Server, other: Server, env: Env) -> None:
    question = "When will the old bridge be rebuilt, and where will tram line 7 run?"
    for own, theirs in ((server, "Tram line 7"), (other, "old hall")):
        await own.alice.slash(own.channel, "ask", question=question, quotes=5)
        await own.alice.send(own.channel, f"{own.me} {question}")
        await own.alice.send(own.channel, own.me)
        await own.alice.slash(own.channel, "sources list")
        await own.alice.slash(own.channel, "sources show", source="own:1")
        text = everything(env, own)
        assert theirs not in text
    assert "rebuilt by 2030" in everything(env, server)
    assert "run to the harbour" in everything(env, other)
    names = [choice["name"] for choice in await other.alice.autocomplete(other.channel, "ask", "source", "")]
    assert "The tram line" in names and "The old bridge" not in names
    names = [choice["name"] for choice in await other.boss.autocomplete(other.channel, "library remove", "source", "")]
    assert names == ["The tram line"]


@pytest.mark.parametrize("name", ["The old bridge", "the-old-bridge", "own:2"])
async def test_a_name_of_another_servers_source_means_nothing(other: Server, env: Env, name: str) -> None:
    for command in ("sources show", "library remove"):
        result = await other.boss.slash(other.channel, command, source=name)
        assert "here" in shown(answer(result)) and "hall" not in markdown(answer(result))
    result = await other.boss.slash(other.channel, "ask", question="When will it be rebuilt?", source=name)
    assert "2030" not in markdown(answer(result))
    assert env.errors


async def transplant(env: Env, target: Server, view: ui.LayoutView) -> discord.Message:
    """A message in `target` with buttons made for another server, as if somebody had carried them over."""
    channel = env.bot.get_channel(target.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return await channel.send(view=view)


async def test_buttons_of_another_server_do_nothing(server: Server, other: Server, env: Env) -> None:
    async with libraries(server).shelf(server.guild.id) as shelf:
        item = shelf.find("own:1")
    boss = other.boss.id
    row: ui.ActionRow[Any] = ui.ActionRow(
        DetailsButton(server.guild.id, "own", 1), PageButton("next", 1, server.guild.id, boss)
    )
    message = await transplant(env, other, Card(row))
    for custom_id in (f"source:{server.guild.id}:own:1", f"sources:{server.guild.id}:{boss}:next:1"):
        result = await other.boss.click(message, custom_id=custom_id)
        assert shown(answer(result)) == "This button belongs to another server."
    message = await transplant(env, other, removal_card(Item("own", item.source), server.guild.id, boss))
    result = await other.boss.click(message, label="Remove")
    assert shown(answer(result)) == "This button belongs to another server."
    for place in (server, other):
        async with libraries(server).shelf(place.guild.id) as shelf:
            assert shelf.own is not None and shelf.own.count() == 1


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says what is read by a reader that knows exactly two forms of speech."""
    monkeypatch.setattr("index.library.Reader", lambda encoder, tagger: PatternReader())


@pytest.fixture
async def quoted(spoken: None, server: Server, other: Server) -> tuple[Server, Server]:
    """Two servers whose source with the number 2 quotes somebody, each somebody else, and one whom both quote."""
    async with libraries(server).shared() as library:
        library.forget(library.sources()[0].number)
    await server.add("# Hall\n\nThe hall stays, Jane Doe said. The sun shines, Ada Quill said.\n")
    await other.add("# Quay\n\nThe quay stays, Rob Roe said. The rain falls, Ada Quill said.\n")
    return server, other


async def test_speakers_and_what_they_say(quoted: tuple[Server, Server], env: Env) -> None:
    for own in quoted:
        await own.alice.slash(own.channel, "speakers")
        for source in ("own:2", "hall", "quay"):
            await own.alice.slash(own.channel, "speakers", source=source)
            for speaker in ("Jane Doe", "Rob Roe", "Ada Quill"):
                await own.alice.slash(own.channel, "sources statements", source=source, speaker=speaker)
        await own.alice.send(own.channel, own.me)
    server, other = quoted
    ours, theirs = everything(env, server), everything(env, other)
    assert (
        "**Jane Doe**" in ours and "The hall stays" in ours and "**Rob Roe**" in theirs and "The rain falls" in theirs
    )
    assert "Roe**" not in ours and "quay stays" not in ours and "rain falls" not in ours
    assert "Doe**" not in theirs and "hall stays" not in theirs and "sun shines" not in theirs
    counts = [row for row in theirs.split("\n") if "**Ada Quill**" in row and "in 1 source'" in row]
    assert counts and not any("2 statements" in row for row in counts)
    assert env.errors


async def test_choices_of_speakers(quoted: tuple[Server, Server]) -> None:
    for own, name in zip(quoted, ("Jane Doe", "Rob Roe"), strict=True):
        for source, names in (("own:2", {name, "Ada Quill"}), ("own:1", set())):
            choices = await own.alice.autocomplete(own.channel, "sources statements", "speaker", "", source=source)
            assert {choice["name"] for choice in choices} == names
    other = quoted[1]
    assert await other.alice.autocomplete(other.channel, "sources statements", "speaker", "", source="hall") == []


async def test_buttons_of_speakers_of_another_server(quoted: tuple[Server, Server], env: Env) -> None:
    server, other = quoted
    here, boss = server.guild.id, other.boss.id
    jane = mark(Voice(Speaker("Jane Doe"), 1, 1))
    carried: list[Pressed] = [
        VoiceButton(here, "all", jane), VoiceButton(here, "own:2", jane),
        VoicesButton("next", 0, here, boss, ":all"), SaidButton("next", 0, here, boss, f":own:2:{jane}"),
    ]  # fmt: skip
    message = await transplant(env, other, Card(ui.ActionRow(*carried)))
    for button in carried:
        result = await other.boss.click(message, custom_id=button.custom_id)
        assert shown(answer(result)) == "This button belongs to another server."
    there = other.guild.id  # the mark of somebody whom only the other server quotes
    carried = [VoiceButton(there, "all", jane), VoiceButton(there, "own:2", jane)]
    message = await transplant(env, other, Card(ui.ActionRow(*carried)))
    for button in carried:
        result = await other.boss.click(message, custom_id=button.custom_id)
        said = shown(answer(result))
        assert said.startswith("That speaker is not quoted") and "Jane" not in said and "hall" not in said.lower()


async def test_buttons_of_a_server_do_nothing_in_direct_messages(server: Server, env: Env) -> None:
    await server.add(BRIDGE)
    user = server.alice.user
    await user.send_dm("hello?")
    member = await env.bot.fetch_user(user.id)
    view = Card(ui.ActionRow[Any](DetailsButton(server.guild.id, "own", 1), DetailsButton(0, "own", 1)))
    message = await member.send(view=view)
    result = await user.click(message, custom_id=f"source:{server.guild.id}:own:1")
    assert shown(answer(result)) == "This button belongs to another server."
    result = await user.click(message, custom_id="source:0:own:1")
    assert "bridge" not in markdown(answer(result)).lower()


async def test_each_server_has_its_own_folder(server: Server, other: Server) -> None:
    folders = libraries(server)
    assert folders.folder(server.guild.id) != folders.folder(other.guild.id)
    assert folders.exists(server.guild.id) and folders.exists(other.guild.id)
    for folder in folders.folder(server.guild.id).rglob("*"):
        if folder.is_file():
            assert b"harbour from September" not in folder.read_bytes()
