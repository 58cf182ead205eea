"""/speakers and /sources statements: who is quoted and what they say, with their lists, choices and buttons."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from simcord.env import Env

from bot import Settings
from bot.said import mark
from index import Document, Library, Speaker, Voice

from ..index.hashing import PatternReader
from .conftest import restart
from .helpers import Server, answer, buttons, components, libraries, markdown, shown

TROOPS = """# Troops

Poland will not send troops, Polish prime minister Donald Tusk said on Tuesday. The war will go on for long, Jens
Stoltenberg said.

Donald Tusk said the border is safe. He said that it was late. Émile N_oi_r said the tram is late.
"""
TRAM = "# The tram\n\nThe tram comes late, Donald Tusk said in the tram.\n"
SHARED = "# The port\n\nThe port stays open, port minister Ada Quill said. The war will go on, jens stoltenberg said.\n"
LINK = "https://example.org/troops"


def read_by(monkeypatch: pytest.MonkeyPatch, fingerprint: str) -> None:
    """From now on libraries are opened with a reader that knows exactly two forms of speech."""
    monkeypatch.setattr("index.library.Reader", lambda encoder, tagger: PatternReader(fingerprint))


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    read_by(monkeypatch, "pattern@1")


async def empty(server: Server) -> Library:
    """The shared library, without the sample."""
    async with libraries(server).shared() as library:
        for source in library.sources():
            library.forget(source.number)
        return library


@pytest.fixture
async def told(server: Server) -> Server:
    """A server with two sources of its own and a shared one."""
    (await empty(server)).add(document(SHARED))
    await server.add(TROOPS, url=LINK)
    await server.add(TRAM)
    return server


def document(text: str) -> Document:
    return Document(text.split("\n", 1)[0].removeprefix("# "), text.split("\n", 2)[2])


async def crowd(server: Server, number: int) -> None:
    """A source in which Person A, Person B … say something, the first most often."""
    await empty(server)
    people = [f"Person {chr(ord('A') + one)}{chr(ord('a') + one)}" for one in range(number)]
    said = [f"Number {one} is safe, {name} said. " for one, name in enumerate(people) for _ in range(number - one)]
    async with libraries(server).own(server.guild.id) as library:
        library.add(Document("Crowd", "\n\n".join(said)))


def rows(message: Any) -> list[str]:
    """The texts of a card but its head."""
    return [row["content"] for row in components(message) if row["type"] == 10][1:]


async def test_who_is_quoted_in_own_and_shared_sources(told: Server) -> None:
    result = await told.alice.slash(told.channel, "speakers")
    first = next(log for log in reversed(told.env.http_requests) if log.path.endswith("/callback"))
    assert first.json == {"type": 5}  # deferred before anything was looked up
    message = answer(result)
    assert not result.ephemeral
    assert shown(message).startswith("### Who is quoted\n-# 4 speakers\n")
    assert rows(message) == [
        "**Donald Tusk**, Polish prime minister\n-# 3 statements in 2 sources",
        "**Jens Stoltenberg**\n-# 2 statements in 2 sources",
        "**Ada Quill**, port minister\n-# 1 statement in 1 source",
        r"**Émile N\_oi\_r**" + "\n-# 1 statement in 1 source",
    ]
    assert set(buttons(message)) == {"Statements"}


async def test_who_is_quoted_in_one_source(told: Server) -> None:
    choices = await told.alice.autocomplete(told.channel, "speakers", "source", "troo")
    assert [choice["name"] for choice in choices] == ["Troops"]
    for source in (choices[0]["value"], "troops"):
        message = answer(await told.alice.slash(told.channel, "speakers", source=source))
        assert "3 speakers in Troops" in shown(message)
        assert rows(message)[0] == "**Donald Tusk**, Polish prime minister\n-# 2 statements"
    result = await told.alice.slash(told.channel, "speakers", source="no such thing")
    assert "No source here is called “no such thing”" in shown(answer(result))
    assert told.env.errors


async def test_speakers_come_in_pages_that_survive_a_restart(server: Server, env: Env, settings: Settings) -> None:
    await crowd(server, 19)
    message = answer(await server.alice.slash(server.channel, "speakers"))
    assert "19 speakers · page 1 of 3" in shown(message)
    assert rows(message)[0] == "**Person Aa**\n-# 19 statements in 1 source"
    result = await server.boss.click(message, label="Next ›")
    assert answer(result).ephemeral and "Only the person who asked" in shown(answer(result))
    await restart(env, settings)
    await server.alice.click(message, label="Last »")
    message = server.channel.history()[0]
    assert "page 3 of 3" in shown(message)
    assert [row.split("*")[2] for row in rows(message)] == ["Person Qq", "Person Rr", "Person Ss"]
    await server.alice.click(message, label="‹ Previous")
    assert rows(server.channel.history()[0])[0] == "**Person Ii**\n-# 11 statements in 1 source"


async def test_the_pages_of_one_source_stay_with_it(server: Server) -> None:
    await crowd(server, 9)
    await server.add(TRAM)
    message = answer(await server.alice.slash(server.channel, "speakers", source="crowd"))
    assert "9 speakers in Crowd · page 1 of 2" in shown(message)
    await server.alice.click(message, label="Next ›")
    message = server.channel.history()[-1]
    assert rows(message) == ["**Person Ii**\n-# 1 statement"]


async def test_a_button_shows_what_a_speaker_says_to_whoever_presses_it(
    told: Server, env: Env, settings: Settings
) -> None:
    message = answer(await told.alice.slash(told.channel, "speakers"))
    await restart(env, settings)
    pressed = f"voice:{told.guild.id}:all:{mark(Voice(Speaker('Jens Stoltenberg'), 2, 2))}"
    result = await told.boss.click(message, custom_id=pressed)
    assert result.ephemeral
    assert markdown(answer(result)).split("\n") == [
        "### Jens Stoltenberg",
        "-# 2 statements in 2 sources",
        "-# Words without quotation marks are how the source puts it.",
        "-# Troops",
        "> The war will go on for long",
        "-# The port",
        "> The war will go on",
    ]
    assert buttons(answer(result))["Open"]["url"] == f"{LINK}#:~:text=The%20war%20will%20go%20on%20for%20long"
    one = answer(await told.alice.slash(told.channel, "speakers", source="the tram"))
    result = await told.alice.click(one, label="Statements")
    assert markdown(answer(result)).startswith("### Donald Tusk\n-# 1 statement in The tram\n")


async def test_the_pages_behind_that_button_are_for_who_pressed_it(server: Server) -> None:
    await crowd(server, 8)
    message = answer(await server.alice.slash(server.channel, "speakers"))
    pressed = f"voice:{server.guild.id}:all:{mark(Voice(Speaker('Person Aa'), 8, 1))}"
    result = await server.boss.click(message, custom_id=pressed)
    assert "8 statements in 1 source · page 1 of 2" in shown(answer(result))
    assert rows(answer(result)) == ["-# Crowd\n> Number 0 is safe", *["> Number 0 is safe"] * 5]
    await server.boss.click(answer(result), label="Next ›")
    turned = server.channel.history(viewer=server.boss)[-1]
    assert "page 2 of 2" in shown(turned) and rows(turned) == ["-# Crowd\n> Number 0 is safe", "> Number 0 is safe"]
    assert len(server.channel.history(viewer=server.alice)) == 1


async def test_who_says_what_in_a_source(told: Server) -> None:
    choices = await told.alice.autocomplete(told.channel, "sources statements", "source", "troops")
    result = await told.alice.slash(told.channel, "sources statements", source=choices[0]["value"])
    assert not result.ephemeral
    message = answer(result)
    assert shown(message).startswith("### Troops\n-# 5 statements, 3 speakers\n-# Words without quotation marks")
    assert rows(message) == [
        "**Donald Tusk**, Polish prime minister\n> Poland will not send troops",
        "**Jens Stoltenberg**\n> The war will go on for long",
        "**Donald Tusk**\n> said the border is safe",
        "**He**\n> said that it was late",
        r"**Émile N\_oi\_r**" + "\n> said the tram is late",
    ]
    links = [row["url"] for row in components(message) if row["type"] == 2]
    assert links[0] == f"{LINK}#:~:text=Poland%20will%20not%20send%20troops" and len(links) == 5
    async with libraries(told).own(told.guild.id) as library:
        text = library.text(library.sources(matching="troops")[0].id)
    for row in rows(message):
        assert row.split("\n> ")[1] in text


@pytest.mark.parametrize("speaker", ["Donald Tusk", "dönald  TUSK", "tusk", "polish prime"])
async def test_what_one_speaker_says_in_a_source(told: Server, speaker: str) -> None:
    result = await told.alice.slash(told.channel, "sources statements", source="troops", speaker=speaker)
    message = answer(result)
    assert shown(message).startswith("### Donald Tusk\nPolish prime minister\n-# 2 statements in Troops\n")
    assert rows(message) == ["> Poland will not send troops", "> said the border is safe"]


async def test_a_part_of_several_names_means_them_all(told: Server) -> None:
    result = await told.alice.slash(told.channel, "sources statements", source="troops", speaker="n")
    assert "4 statements, 3 speakers matching “n”" in shown(answer(result))
    result = await told.alice.slash(told.channel, "sources statements", source="troops", speaker=" ")
    assert "5 statements, 3 speakers\n" in shown(answer(result))


async def test_a_speaker_who_is_not_quoted_there(told: Server) -> None:
    result = await told.alice.slash(told.channel, "sources statements", source="troops", speaker="Viktor *Orbán*")
    assert markdown(answer(result)) == (
        r"“Viktor \*Orbán\*” is not quoted in **Troops**. Quoted there: **Donald Tusk**,"
        r" **Émile N\_oi\_r** and **Jens Stoltenberg**."
    )


async def test_statements_come_in_pages_that_survive_a_restart(server: Server, env: Env, settings: Settings) -> None:
    await crowd(server, 5)
    message = answer(await server.alice.slash(server.channel, "sources statements", source="crowd", speaker="person"))
    assert "15 statements, 5 speakers matching “person” · page 1 of 3" in shown(message)
    assert rows(message) == [
        "**Person Aa**\n> Number 0 is safe", *["> Number 0 is safe"] * 4, "**Person Bb**\n> Number 1 is safe"
    ]  # fmt: skip
    result = await server.boss.click(message, label="Next ›")
    assert "Only the person who asked" in shown(answer(result))
    await restart(env, settings)
    await server.alice.click(message, label="Next ›")
    message = server.channel.history()[0]
    assert "matching “person” · page 2 of 3" in shown(message)
    assert rows(message)[0] == "**Person Bb**\n> Number 1 is safe"
    assert rows(message)[-1] == "> Number 2 is safe"
    async with libraries(server).own(server.guild.id) as library:
        library.forget(library.sources()[0].number)
    result = await server.alice.click(message, label="Last »")
    assert "That source is not here any more" in shown(result.followups[0])


async def test_a_speaker_who_is_gone_meanwhile(told: Server) -> None:
    message = answer(await told.alice.slash(told.channel, "speakers"))
    await empty(told)
    result = await told.alice.click(
        message, custom_id=f"voice:{told.guild.id}:all:{mark(Voice(Speaker('Ada Quill'), 1, 1))}"
    )
    assert shown(answer(result)).startswith("That speaker is not quoted here. Quoted there: Donald Tusk, ")


async def test_choices_of_speakers_are_those_of_the_source(told: Server) -> None:
    async def offered(current: str, **filled: str) -> list[str]:
        choices = await told.alice.autocomplete(told.channel, "sources statements", "speaker", current, **filled)
        return [choice["name"] for choice in choices]

    everyone = ["Donald Tusk, Polish prime minister", "Émile N_oi_r", "Jens Stoltenberg"]
    assert await offered("", source="Troops") == everyone
    assert await offered("EMILE", source="Troops") == everyone[1:2]
    assert await offered("minister", source="Troops") == everyone[:1]
    assert await offered("quill", source="Troops") == []
    assert await offered("quill", source="the port") == ["Ada Quill, port minister"]
    assert await offered("", source="no such thing") == [] == await offered("")
    choices = await told.alice.autocomplete(told.channel, "sources statements", "speaker", "tusk", source="Troops")
    result = await told.alice.slash(told.channel, "sources statements", source="Troops", speaker=choices[0]["value"])
    assert shown(answer(result)).startswith("### Donald Tusk\n")


async def test_choices_stay_within_what_discord_takes(server: Server) -> None:
    long = "b" * 120
    names = [f"Person {chr(ord('a') + one // 6)}{chr(ord('a') + one % 6)}" for one in range(30)]
    said = [f"It is safe, {name} said." for name in [*names, f"A{long} B{long}", f"A{long} B{long}"]]
    async with libraries(server).own(server.guild.id) as library:
        library.add(Document("Crowd", "\n\n".join(said)))
    choices = await server.alice.autocomplete(server.channel, "sources statements", "speaker", "", source="crowd")
    assert len(choices) == 25
    assert len(choices[0]["name"]) == 100 and choices[0]["name"].endswith("…")
    assert all(len(choice["value"]) <= 100 for choice in choices)
    result = await server.alice.slash(server.channel, "sources statements", source="crowd", speaker=choices[0]["value"])
    assert "2 statements in Crowd" in shown(answer(result))


async def test_where_nobody_is_quoted(server: Server, env: Env) -> None:
    await server.add("# Quiet\n\nIt rained all day.\n")
    for command in ("speakers", "sources statements"):
        result = await server.alice.slash(server.channel, command, source="quiet")
        assert shown(answer(result)) == "Nobody is quoted in Quiet."
    await empty(server)
    assert shown(answer(await server.alice.slash(server.channel, "speakers"))) == (
        "Nobody is quoted in the sources here."
    )


async def test_where_it_was_not_read_yet(
    server: Server, env: Env, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.add("# Quiet\n\nIt rained all day.\n")
    read_by(monkeypatch, "pattern@2")
    await restart(env, settings)
    result = await server.alice.slash(server.channel, "speakers", source="quiet")
    assert "Nobody is quoted in Quiet as far as it is known: the owner" in shown(answer(result))
    assert "`python -m index check`" in markdown(answer(result))


@pytest.mark.parametrize("settings", [{"statements": False}], indirect=True)
async def test_where_it_is_switched_off(server: Server) -> None:
    await server.add(TRAM)
    for command in ("speakers", "sources statements"):
        result = await server.alice.slash(server.channel, command, source="the tram")
        assert "Nobody is quoted in The tram, because the owner of this bot has switched off" in shown(answer(result))


async def test_where_there_is_no_source_at_all(server: Server) -> None:
    await empty(server)
    message = answer(await server.alice.slash(server.channel, "speakers"))
    assert "There are no sources here yet." in shown(message) and "</library add:" in markdown(message)


async def test_direct_messages_know_the_shared_speakers_alone(told: Server) -> None:
    user = told.alice.user
    message = answer(await user.slash("speakers"))
    assert [row.split("\n")[0] for row in rows(message)] == ["**Ada Quill**, port minister", "**jens stoltenberg**"]
    result = await user.click(message, custom_id=f"voice:0:all:{mark(Voice(Speaker('Jens Stoltenberg'), 2, 2))}")
    assert rows(answer(result)) == ["-# The port\n> The war will go on"]
    result = await user.slash("sources statements", source="troops")
    assert "No source here is called" in shown(answer(result))
    assert told.env.errors


async def test_the_event_loop_is_free_meanwhile(told: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    for name in ("speakers", "statements"):
        real = getattr(Library, name)

        def slow(*arguments: Any, real: Any = real, **options: Any) -> Any:
            seen.append(threading.get_ident())
            return real(*arguments, **options)

        monkeypatch.setattr(Library, name, slow)
    message = answer(await told.alice.slash(told.channel, "speakers"))
    await told.alice.click(message, custom_id=components(message)[5]["custom_id"])
    await told.alice.slash(told.channel, "sources statements", source="troops")
    await told.alice.autocomplete(told.channel, "sources statements", "speaker", "", source="Troops")
    assert len(seen) >= 6 and threading.get_ident() not in seen


async def test_how_to_ask_names_who_is_quoted_most(told: Server) -> None:
    await told.alice.send(told.channel, told.me)
    text = markdown(told.channel.last_message)
    assert "*What did Donald Tusk say?*" in text and "</speakers:" in text
    await empty(told)
    async with libraries(told).own(told.guild.id) as library:
        for source in library.sources():
            library.forget(source.number)
        library.add(Document("Quiet", "It rained all day."))
    await told.alice.send(told.channel, told.me)
    text = markdown(told.channel.last_message)
    assert "*What did the mayor say?*" in text and "</speakers:" not in text
