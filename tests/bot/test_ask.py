"""Asking the whole bot with /ask."""

from __future__ import annotations

import pytest
from simcord.env import Env

import index

from .helpers import BRIDGE, POLAND, TUSK, Server, answer, bold, buttons, components, libraries, markdown, shown


async def test_ask_quotes_the_sample(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert not result.ephemeral
    first = next(log for log in server.env.http_requests if log.path.endswith("/callback"))
    assert first.json == {"type": 5}  # deferred before anything was looked up
    message = answer(result)
    assert message.flags.components_v2
    assert shown(message).startswith(f"### {POLAND}\n")
    assert any(TUSK in words for words in bold(message))
    assert "European leaders answer Macron on troops for Ukraine › Poland and the Czech Republic · paragraph" in shown(
        message
    )


async def test_every_quote_is_a_slice_of_its_source(server: Server) -> None:
    async with libraries(server).shared() as library:
        source = library.text(library.sources()[0].id)
    result = await server.alice.slash(server.channel, "ask", question="Who said what about troops?", quotes=5)
    quotes = [row["content"] for row in components(answer(result)) if row["type"] == 10 and "> " in row["content"]]
    assert quotes
    for quote in quotes:
        words = [line.removeprefix("> ") for line in quote.split("\n") if line.startswith("> ")]
        assert "\n".join(words).replace("**", "") in source


async def test_private_answers_are_for_the_asker_alone(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question=POLAND, private=True)
    assert result.ephemeral and answer(result).ephemeral
    assert TUSK in shown(answer(result))


@pytest.mark.parametrize("quotes", [1, 2, 5])
async def test_as_many_quotes_as_asked_for(server: Server, quotes: int) -> None:
    question = "What did the leaders say about troops?"
    result = await server.alice.slash(server.channel, "ask", question=question, quotes=quotes)
    places = [line for line in markdown(answer(result)).split("\n") if "paragraph" in line and line.startswith("-# ")]
    assert len(places) == quotes


async def test_quotes_far_behind_the_first_are_shown_only_to_who_asks_for_them(server: Server) -> None:
    question = "How many euros would the Netherlands contribute?"
    asked = await server.alice.slash(server.channel, "ask", question=question, quotes=3)
    assert shown(answer(asked)).count("paragraph") == 3
    result = await server.alice.slash(server.channel, "ask", question=question)
    assert shown(answer(result)).count("paragraph") == 1
    assert "100 million euros" in shown(answer(result))


async def test_what_no_source_says_is_said_plainly_with_the_closest_passage(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question="Who invented the bicycle pump?")
    text = shown(answer(result))
    assert "The sources here do not say." in text
    assert "Closest passage" in text
    assert text.count("paragraph") == 1


async def test_a_corrected_question_is_shown_as_such(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question="what did marcon say about trops")
    lines = markdown(answer(result)).split("\n")
    assert lines[0] == "### what did marcon say about trops"
    assert lines[1] == "-# Showing results for “what did macron say about troops”"
    assert lines[2].startswith("**Emmanuel Macron**")
    await server.alice.send(server.channel, f"{server.me} what did marcon say about trops")
    assert shown(server.channel.last_message).startswith("-# Showing results for “what did macron say about troops”\n")


async def test_a_phrase_that_no_source_has_is_named(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question='Who said "@everyone *goes* home"?')
    said = shown(answer(result))
    assert "The sources here do not say.\nNo source contains “@everyone *goes* home”." in said
    assert "\\@everyone \\*goes\\* home" in markdown(answer(result))
    found = await server.alice.slash(server.channel, "ask", question="Who said “nothing should be ruled out”?")
    assert any("nothing should be ruled out" in words for words in bold(answer(found)))


async def test_what_no_source_mentions_is_named(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question="Does Viktor Orban skate on Lake Balaton?")
    assert "No source mentions Viktor Orban" in shown(answer(result))


async def test_a_question_in_another_language_is_told_why(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question="Wer hat die Brücke über den Fluss gebaut?")
    said = shown(answer(result))
    assert "The sources are in English and this model knows little of other languages: try asking in English." in said
    assert "fragen Sie am besten auf Englisch." in said


async def test_several_questions_are_answered_one_after_the_other(server: Server) -> None:
    several = "What did Poland say? And who warned of a direct conflict?"
    result = await server.alice.slash(server.channel, "ask", question=several, quotes=5)
    said = shown(answer(result))
    first, second = said.index("What did Poland say?\n"), said.index("Who warned of a direct conflict?\n")
    assert first < said.index("Donald Tusk") < second < said.index("Dmitry Peskov")
    assert several not in said
    assert sum(row["type"] == 17 for row in components(answer(result))) == 2  # a container for each
    await server.alice.send(server.channel, f"{server.me} {several}")
    message = server.channel.last_message
    assert "What did Poland say?\n" in shown(message) and "Dmitry Peskov" in shown(message)


async def test_more_than_three_questions_are_too_many(server: Server) -> None:
    many = "What did Poland say? What did Slovakia say? What did Germany say? What did NATO say? What did Moscow say?"
    result = await server.alice.slash(server.channel, "ask", question=many, quotes=5)
    said = shown(answer(result))
    assert [said.count(f"What did {who} say?") for who in ("Poland", "Slovakia", "Germany", "NATO")] == [1, 1, 1, 0]
    assert said.endswith("I answer up to 3 questions of one message: ask the last 2 in another.")
    assert len(components(answer(result))) <= 40


async def test_own_and_shared_sources_answer_together(server: Server) -> None:
    await server.add(BRIDGE)
    own = await server.alice.slash(server.channel, "ask", question="When will the old bridge be rebuilt?")
    assert any("rebuilt by 2030" in words for words in bold(answer(own)))
    shared = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert TUSK in shown(answer(shared))


async def test_one_source_can_be_asked_by_choice_and_by_name(server: Server) -> None:
    await server.add(BRIDGE)
    choices = await server.alice.autocomplete(server.channel, "ask", "source", "brid")
    assert [choice["name"] for choice in choices] == ["The old bridge"]
    for source in (choices[0]["value"], "the OLD bridge", "bridge"):
        result = await server.alice.slash(server.channel, "ask", question=POLAND, source=source)
        assert "The old bridge · paragraph" in shown(answer(result))
        assert TUSK not in shown(answer(result))


async def test_an_exact_title_goes_before_those_that_contain_it(server: Server) -> None:
    async with libraries(server).own(server.guild.id) as library:
        list(library.add_many(index.Document(f"Report {number}", f"Report number {number}.") for number in range(30)))
    result = await server.alice.slash(server.channel, "sources show", source="report 1")
    assert shown(answer(result)).startswith("### Report 1\n")
    result = await server.alice.slash(server.channel, "sources show", source="report-2")
    assert shown(answer(result)).startswith("### Report 2\n")


@pytest.mark.parametrize("source", ["no such thing", "own:1", "shared:99", "shared:²", "own:", ":", "*"])
async def test_an_unknown_source_is_refused_in_a_sentence(server: Server, source: str) -> None:
    result = await server.alice.slash(server.channel, "ask", question=POLAND, source=source)
    said = shown(answer(result))
    assert "No source here is called" in said or "That source is not here any more" in said
    assert server.env.errors


async def test_autocomplete_offers_what_is_here(server: Server) -> None:
    await server.add("Some words. " * 3, title="x" * 200)
    choices = await server.alice.autocomplete(server.channel, "ask", "source", "")
    assert [len(choice["name"]) for choice in choices] == [
        100,
        len("European leaders answer Macron on troops for Ukraine"),
    ]
    assert choices[0]["name"].endswith("…")
    assert await server.alice.autocomplete(server.channel, "ask", "source", "zebra") == []


async def test_autocomplete_never_offers_more_than_discord_takes(server: Server) -> None:
    async with libraries(server).own(server.guild.id) as library:
        list(library.add_many(index.Document(f"Report {number}", f"Report number {number}.") for number in range(30)))
    assert len(await server.alice.autocomplete(server.channel, "ask", "source", "")) == 25
    assert len(await server.alice.autocomplete(server.channel, "ask", "source", "report 2")) == 11


@pytest.mark.parametrize("question", [" ", "🙂🙂", "?!", "…", "\u200b"])
async def test_a_question_without_words_is_turned_away_kindly(server: Server, question: str) -> None:
    result = await server.alice.slash(server.channel, "ask", question=question)
    assert answer(result).ephemeral
    assert "Ask me in words" in shown(answer(result))
    assert server.env.errors


@pytest.mark.parametrize(
    "question",
    [
        "Poland " * 571,
        "x" * 4000,
        "**__`@everyone`__**\n# <@1> " * 100,
        "Was sagte Polen? " * 200,
        "波兰说了什么" * 600,
    ],
)
async def test_very_long_and_odd_questions_are_answered(server: Server, question: str) -> None:
    result = await server.alice.slash(server.channel, "ask", question=question)
    first = components(answer(result))[1]["content"]
    assert first.startswith("### ") and len(first) < 300
    assert len(markdown(answer(result))) <= 4000


async def test_no_sources_at_all(server: Server, env: Env) -> None:
    async with libraries(server).shared() as library:
        library.remove(library.sources()[0].id)
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert "There are no sources here yet." in shown(answer(result))
    assert "</library add:" in markdown(answer(result))
    await server.alice.send(server.channel, server.me)
    assert "There are no sources here yet." in shown(server.channel.last_message)
    await server.alice.user.send_dm(POLAND)
    assert "The owner of this bot shares none" in shown(server.alice.user.dm_channel.last_message)


async def test_an_answer_links_to_its_source(server: Server) -> None:
    await server.add(BRIDGE, url="https://example.org/a%20b")
    result = await server.alice.slash(server.channel, "ask", question="When will the old bridge be rebuilt?")
    assert buttons(answer(result))["Open"]["url"].startswith("https://example.org/a%20b#:~:text=")
    assert "The old bridge · example.org · paragraph" in shown(answer(result))
