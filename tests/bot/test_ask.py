"""Asking the whole bot: /ask, mentions, direct messages."""

from __future__ import annotations

import logging
import threading
from typing import Any

import discord
import pytest
from simcord.env import Env

import bot.shelf as shelf
import index

from .helpers import BRIDGE, Server, answer, bold, buttons, components, libraries, markdown, shown

POLAND = "What did Poland say?"
TUSK = "“Poland does not plan to send its troops to Ukraine,”"


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
    question = "Which soldiers will be sent to Ukraine?"
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
    assert said.endswith("I answer up to 3 questions at once: ask the other 2 again.")
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


async def test_a_mention_is_answered_with_a_reply(server: Server) -> None:
    message = await server.alice.send(server.channel, f"{server.me} {POLAND}")
    reply = server.channel.last_message
    assert reply is not None and reply.reference is not None
    assert reply.reference.message_id == message.id
    assert TUSK in shown(reply)
    assert "###" not in markdown(reply)
    assert ("POST", f"/channels/{server.channel.id}/typing") in [
        (log.method, log.path) for log in server.env.http_requests
    ]


async def test_a_mention_anywhere_in_the_message_and_of_others_by_name(server: Server) -> None:
    await server.alice.send(server.channel, f"What did {server.boss.mention} and Poland say, {server.me}?")
    assert TUSK in shown(server.channel.last_message)


async def test_a_mention_in_a_thread_and_in_a_reply(server: Server, env: Env) -> None:
    start = await server.alice.send(server.channel, "Let us talk")
    channel = env.bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", message=discord.Object(start.id))
    thread = server.channel.threads[0]
    await server.alice.send(thread, f"{server.me} {POLAND}")
    assert TUSK in shown(thread.last_message)
    await server.alice.send(server.channel, f"{server.me} {POLAND}", reply_to=start)
    assert TUSK in shown(server.channel.last_message)


async def test_a_reply_to_an_answer_asks_on(server: Server) -> None:
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    first = server.channel.last_message
    assert first is not None
    await server.alice.send(server.channel, POLAND, reply_to=first)
    reply = server.channel.last_message
    assert reply is not None and reply.id != first.id
    assert TUSK in shown(reply)


async def test_a_bare_mention_says_how_to_ask(server: Server) -> None:
    await server.add(BRIDGE)
    await server.alice.send(server.channel, server.me)
    text = markdown(server.channel.last_message)
    assert "Ask me a question" in text and f"Write {server.me}" in text
    assert "</ask:" in text
    assert "- The old bridge\n- European leaders" in text


async def test_a_bare_mention_names_five_sources_and_counts_the_rest(server: Server) -> None:
    async with libraries(server).own(server.guild.id) as library:
        list(library.add_many(index.Document(f"Report {number}", f"Report number {number}.") for number in range(8)))
    await server.alice.send(server.channel, server.me)
    text = markdown(server.channel.last_message)
    assert text.count("- Report") == 5
    assert "and 4 more: </sources list:" in text


async def test_who_does_not_mean_the_bot_gets_no_answer(server: Server) -> None:
    helper = server.guild.add_member(server.env.create_user("robot", bot=True))
    before = len(server.channel.history())
    await server.alice.send(server.channel, POLAND)
    await server.alice.send(server.channel, "@everyone what did Poland say?")
    await helper.send(server.channel, f"{server.me} {POLAND}")
    hook = server.guild.create_webhook(server.channel)
    await hook.send(f"{server.me} {POLAND}")
    assert len(server.channel.history()) == before + 4


async def test_a_direct_message_asks_the_shared_library_alone(server: Server, env: Env) -> None:
    await server.add(BRIDGE)
    user = server.alice.user
    await user.send_dm(POLAND)
    assert TUSK in shown(user.dm_channel.last_message)
    await user.send_dm("When will the old bridge be rebuilt?")
    assert "2030" not in shown(user.dm_channel.last_message)
    result = await user.slash("ask", question="When will the old bridge be rebuilt?")
    assert "2030" not in shown(answer(result))
    await user.send_dm(server.me)
    text = markdown(user.dm_channel.last_message)
    assert "Just write your question" in text and "bridge" not in text


async def test_nobody_is_pinged(server: Server) -> None:
    await server.add(
        f"The lighthouse opens for @everyone, <@{server.boss.id}> and <@&{server.guild.default_role.id}> on Sunday."
    )
    await server.alice.send(server.channel, f"{server.me} When does the lighthouse open? @everyone <@{server.boss.id}>")
    reply = server.channel.last_message
    assert reply is not None
    assert "@everyone" in shown(reply)
    assert not reply.mention_everyone and not reply.mentions and not reply.role_mentions
    sent = [log.json for log in server.env.http_requests if log.method == "POST" and log.path.endswith("/messages")]
    assert sent[-1] is not None and sent[-1]["allowed_mentions"]["parse"] == []


@pytest.mark.parametrize("settings", [{"ask_cooldown": 20.0}], indirect=True)
async def test_the_cooldown_is_for_each_person_and_ends(server: Server, env: Env) -> None:
    await server.alice.slash(server.channel, "ask", question=POLAND)
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert answer(result).ephemeral
    assert "ask again in 20 seconds" in shown(answer(result))
    assert TUSK in shown(answer(await server.boss.slash(server.channel, "ask", question=POLAND)))
    before = len(server.channel.history())
    for _ in range(3):  # one notice for three messages
        await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert len(server.channel.history()) == before + 4
    assert "ask again in" in shown(server.channel.history()[before + 1])
    await env.advance_time(20)
    assert TUSK in shown(answer(await server.alice.slash(server.channel, "ask", question=POLAND)))
    assert env.errors


def me(env: Env) -> discord.ClientUser:
    assert env.bot.user is not None
    return env.bot.user


async def test_where_it_may_not_write_it_stays_silent(server: Server, env: Env) -> None:
    channel = server.guild.create_text_channel(
        "silent", overwrites={me(env): discord.PermissionOverwrite(send_messages=False)}
    )
    await server.alice.send(channel, f"{server.me} {POLAND}")
    assert len(channel.history()) == 1


async def test_where_it_may_not_read_the_history_it_answers_without_a_reply(server: Server, env: Env) -> None:
    deny = discord.PermissionOverwrite(read_message_history=False)
    channel = server.guild.create_text_channel("forgetful", overwrites={me(env): deny})
    await server.alice.send(channel, f"{server.me} {POLAND}")
    last = channel.last_message
    assert last is not None and last.reference is None
    assert TUSK in shown(last)


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


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes every question fail with an error that is given."""

    def fail(error: Exception) -> None:
        def ask_together(*_: object, **__: object) -> index.Answer:
            raise error

        monkeypatch.setattr(shelf, "ask_together", ask_together)

    return fail


async def test_an_unexpected_error_has_a_number_that_the_log_has_too(
    server: Server, failing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    failing(ZeroDivisionError("secret detail"))
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    text = shown(answer(result))
    assert "secret" not in text
    number = text.rstrip(".").split()[-1]
    assert len(number) == 6 and number.isdigit()
    record = next(record for record in caplog.records if number in record.getMessage())
    assert record.exc_info and record.exc_info[0] is ZeroDivisionError
    await server.alice.send(server.channel, f"{server.me} {POLAND}")
    assert "Something went wrong on my side" in shown(server.channel.last_message)
    assert server.env.errors


async def test_what_only_the_owner_can_mend_is_for_the_log(
    server: Server, failing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    failing(index.StorageError("The disk is full: free some space on *data*."))
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    said = shown(answer(result))
    assert "The library of this server cannot be used at the moment" in said and "disk" not in said
    assert any(record.levelno == logging.ERROR and "disk is full" in record.getMessage() for record in caplog.records)
    assert server.env.errors


async def test_questions_are_not_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await server.alice.slash(server.channel, "ask", question="What did Poland say, quietly?")
    await server.alice.send(server.channel, f"{server.me} What did Poland say, quietly?")
    logged = [record.getMessage() for record in caplog.records]
    assert sum("asked in" in message for message in logged) == 2
    assert not any("quietly" in message for message in logged)


async def test_discord_refusing_an_answer_is_told(server: Server, env: Env) -> None:
    env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500)
    result = await server.alice.slash(server.channel, "ask", question=POLAND)
    assert "Something went wrong on my side" in shown(answer(result))
    assert env.errors


async def test_the_event_loop_is_free_while_a_question_waits(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    loop_thread = threading.get_ident()
    seen: list[int] = []
    real = index.ask_together

    def ask_together(*arguments: Any, **options: Any) -> index.Answer:
        seen.append(threading.get_ident())
        return real(*arguments, **options)

    monkeypatch.setattr(shelf, "ask_together", ask_together)
    await server.alice.slash(server.channel, "ask", question=POLAND)
    assert seen and loop_thread not in seen


async def test_an_answer_links_to_its_source(server: Server) -> None:
    await server.add(BRIDGE, url="https://example.org/a%20b")
    result = await server.alice.slash(server.channel, "ask", question="When will the old bridge be rebuilt?")
    assert buttons(answer(result))["Open"]["url"].startswith("https://example.org/a%20b#:~:text=")
    assert "The old bridge · example.org · paragraph" in shown(answer(result))
