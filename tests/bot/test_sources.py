"""/sources: the list with its buttons, and one source."""

from __future__ import annotations

import pytest
from simcord.backend.errors import SetupError
from simcord.env import Env

from bot import Settings
from index import Document

from .conftest import restart
from .helpers import BRIDGE, TRAM, Server, answer, buttons, components, libraries, markdown, shown

SAMPLE = "European leaders answer Macron on troops for Ukraine"


async def fill(server: Server, number: int) -> None:
    """Gives the server sources Report 0 … Report number-1."""
    async with libraries(server).own(server.guild.id) as library:
        list(library.add_many(Document(f"Report {one}", f"Report number {one} is short.") for one in range(number)))


def titles(message: object) -> list[str]:
    rows = [row for row in components(message) if row["type"] == 9]
    return [row["components"][0]["content"].split("\n")[0].strip("*") for row in rows]


async def test_a_short_list_needs_no_buttons(server: Server) -> None:
    await server.add(BRIDGE)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    assert titles(message) == ["The old bridge", SAMPLE]
    assert "2 sources" in shown(message)
    assert set(buttons(message)) == {"Details"}
    assert "passages · added <t:" in markdown(message) and "· shared" in markdown(message).split("\n")[-1]


async def test_pages_turn_and_their_ends_are_disabled(server: Server) -> None:
    await fill(server, 19)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    assert "20 sources · page 1 of 3" in shown(message)
    first = titles(message)
    assert len(first) == 8

    def disabled() -> dict[str, bool]:
        return {label: one["disabled"] for label, one in buttons(message).items() if label != "Details"}

    assert disabled() == {"« First": True, "‹ Previous": True, "Next ›": False, "Last »": False}
    await server.alice.click(message, label="Next ›")
    message = server.channel.last_message
    second = titles(message)
    assert "page 2 of 3" in shown(message) and len(second) == 8 and not set(first) & set(second)
    assert disabled() == {"« First": False, "‹ Previous": False, "Next ›": False, "Last »": False}
    assert message is not None
    await server.alice.click(message, label="Last »")
    message = server.channel.last_message
    third = titles(message)
    assert third[-1] == SAMPLE and len({*first, *second, *third}) == 20
    assert disabled() == {"« First": False, "‹ Previous": False, "Next ›": True, "Last »": True}
    assert message is not None
    await server.alice.click(message, label="‹ Previous")
    assert titles(server.channel.last_message) == second
    assert server.channel.last_message is not None
    await server.alice.click(server.channel.last_message, label="« First")
    assert titles(server.channel.last_message) == first
    assert len(server.channel.history()) == 1


async def test_only_who_asked_turns_the_pages(server: Server, env: Env) -> None:
    await fill(server, 10)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    result = await server.boss.click(message, label="Next ›")
    assert answer(result).ephemeral
    assert "Only the person who asked" in shown(answer(result))
    assert "page 1 of 2" in shown(server.channel.history(viewer=server.alice)[0])


async def test_the_buttons_survive_a_restart(server: Server, env: Env, settings: Settings) -> None:
    await fill(server, 10)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    await restart(env, settings)
    await server.alice.click(message, label="Next ›")
    assert "page 2 of 2" in shown(server.channel.history()[0])
    result = await server.boss.click(server.channel.history()[0], custom_id=f"source:{server.guild.id}:shared:1")
    assert SAMPLE in shown(answer(result))
    result = await server.boss.click(server.channel.history()[0], label="« First")
    assert "Only the person who asked" in shown(answer(result))


async def test_a_page_that_is_gone_meanwhile_shows_the_last_there_is(server: Server) -> None:
    await fill(server, 19)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    async with libraries(server).own(server.guild.id) as library:
        for source in library.sources():
            library.remove(source.id)
    await server.alice.click(message, label="Last »")
    assert titles(server.channel.last_message) == [SAMPLE]


async def test_details_are_for_whoever_presses(server: Server) -> None:
    await server.add(BRIDGE)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    result = await server.boss.click(message, custom_id=f"source:{server.guild.id}:own:1")
    assert answer(result).ephemeral
    assert shown(answer(result)).startswith("### The old bridge\n")


async def test_details_of_a_removed_source(server: Server) -> None:
    await server.add(BRIDGE)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    async with libraries(server).own(server.guild.id) as library:
        library.remove(library.sources()[0].id)
    result = await server.alice.click(message, custom_id=f"source:{server.guild.id}:own:1")
    assert "That source is not here any more" in shown(answer(result))


async def test_show_tells_what_is_known(server: Server) -> None:
    text = f"---\ntitle: Minutes\nauthor: Clerk *C*\npublished: 2024-02-28\nurl: https://example.org/m\n---\n{TRAM}"
    await server.add(text)
    choices = await server.alice.autocomplete(server.channel, "sources show", "source", "min")
    result = await server.alice.slash(server.channel, "sources show", source=choices[0]["value"])
    message = answer(result)
    assert message.ephemeral
    words = markdown(message).split("\n")
    assert words[:4] == [
        "### Minutes", r"**Author:** Clerk \*C\*", "**Published:** <t:1709121600:D>", r"**Link:** https\://example.org/m"
    ]  # fmt: skip
    assert words[4].endswith("characters, 1 passage")
    assert words[5].startswith("**Added:** <t:") and words[5].endswith(f"by {server.boss.mention}")
    assert words[6].startswith("> ")
    assert "Tram line 7 will run to the harbour" in markdown(message)
    assert buttons(message)["Open"]["url"] == "https://example.org/m"


async def test_an_id_typed_in_another_case(server: Server) -> None:
    for text in (BRIDGE, BRIDGE + "A third paragraph.\n"):
        await server.add(text)
    async with libraries(server).shelf(server.guild.id) as shelf:
        assert [item.source.id for item in shelf.page(0, 2)] == ["the-old-bridge-2", "the-old-bridge"]
        assert shelf.find("The-Old-Bridge").source.id == "the-old-bridge"


async def test_show_cuts_a_long_beginning(server: Server) -> None:
    await server.add("# Long\n\n" + "All work and no play. " * 100)
    message = answer(await server.alice.slash(server.channel, "sources show", source="long"))
    assert shown(message).endswith("…")
    assert len(shown(message).split("\n")[-1]) < 420


async def test_show_a_shared_source_and_none(server: Server, env: Env) -> None:
    message = answer(await server.alice.slash(server.channel, "sources show", source=SAMPLE))
    assert "by the owner of this bot" in shown(message)
    message = answer(await server.alice.slash(server.channel, "sources show", source="nothing"))
    assert "No source here is called “nothing”" in shown(message)
    assert env.errors


async def test_direct_messages_list_and_show_the_shared_sources(server: Server) -> None:
    await server.add(BRIDGE)
    user = server.alice.user
    message = answer(await user.slash("sources list"))
    assert titles(message) == [SAMPLE]
    result = await user.click(message, label="Details")
    assert SAMPLE in shown(answer(result))
    with pytest.raises(SetupError):
        await user.slash("library add")


async def test_an_empty_list_says_how_to_add(server: Server) -> None:
    async with libraries(server).shared() as library:
        library.remove(library.sources()[0].id)
    message = answer(await server.alice.slash(server.channel, "sources list"))
    assert "There are no sources here yet." in shown(message)
    assert "</library add:" in markdown(message)


async def test_sources_that_are_called_the_same_are_told_apart(server: Server) -> None:
    await server.add("# Tram\n\nThe tram is late.")
    await server.add("# Tram\n\nThe tram is early, and the driver sings all day.")
    offered = await server.alice.autocomplete(server.channel, "ask", "source", "tram")
    names = [choice.name if hasattr(choice, "name") else choice["name"] for choice in offered]
    assert len(set(names)) == 2 and all(name.startswith("Tram · 20") and name.endswith(" characters") for name in names)
    result = await server.alice.slash(server.channel, "ask", question="Is the tram late?", source="Tram")
    assert "2 sources are called “Tram”; choose one" in shown(answer(result))
    result = await server.alice.slash(server.channel, "ask", question="Is the tram late?", source="tra")
    assert "2 sources match “tra”; choose one" in shown(answer(result))
    result = await server.alice.slash(server.channel, "ask", question="Is the tram late?", source="bus")
    assert "No source here is called “bus”" in shown(answer(result))
    assert len(server.env.errors) == 3
