"""Asking the whole bot without a command: mentions, replies, direct messages."""

from __future__ import annotations

from types import SimpleNamespace

import discord
import pytest
from simcord.env import Env

import index
from bot import Verbatim
from bot.cogs.ask import Ask

from .helpers import BRIDGE, POLAND, TUSK, Server, answer, libraries, markdown, shown


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


async def said_by(server: Server, text: str, **options: object) -> str | None:
    """What the bot answers to a message, None where it says nothing."""
    before = len(server.channel.history())
    await server.alice.send(server.channel, text, **options)  # type: ignore[arg-type]
    new = server.channel.history()[before + 1 :]
    return markdown(server.channel.last_message) if new else None


async def test_help_is_given_and_thanks_are_not_answered(server: Server) -> None:
    assert "Ask me a question" in (await said_by(server, f"{server.me} help!") or "")
    assert "Ask me a question" in (await said_by(server, f"{server.me} what can you do?") or "")
    assert await said_by(server, f"{server.me} thanks!") is None
    assert "Ask me a question" in (await said_by(server, f"{server.me} <:pog:123>") or "")
    result = await server.alice.slash(server.channel, "ask", question="help")
    assert "Ask me a question" in markdown(answer(result))


async def test_a_reply_goes_on_from_the_answer(server: Server) -> None:
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    first = server.channel.last_message
    assert first is not None
    text = await said_by(server, "and Poland?", reply_to=first) or ""
    assert text.startswith("### What did Poland say?\n") and TUSK in text.replace("**", "")
    second = server.channel.last_message
    assert second is not None
    text = await said_by(server, "what else did he say?", reply_to=second) or ""
    assert text.startswith("### what else did Donald Tusk say?\n**Donald Tusk**")
    assert "Tusk" in (await said_by(server, "who said that?", reply_to=second) or "")
    assert await said_by(server, "lol", reply_to=second) is None


async def test_a_picture_beneath_an_answer_is_not_answered(server: Server) -> None:
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    first = server.channel.last_message
    assert first is not None
    for text in ("👍", "??", "<:pog:123>", "https://example.com/dance.gif"):
        assert await said_by(server, text, reply_to=first) is None
    assert "Ask me a question" in (await said_by(server, f"{server.me} <:pog:123>", reply_to=first) or "")


async def test_a_reply_goes_on_with_the_source_that_was_asked(server: Server) -> None:
    await server.add(BRIDGE)
    result = await server.alice.slash(server.channel, "ask", question="What did Mayor Jane Doe say?", source="own:1")
    text = await said_by(server, f"{server.me} and Poland?", reply_to=answer(result)) or ""
    assert text.startswith("### What did Poland say?\n") and "do not say" in text
    assert TUSK in (await said_by(server, f"{server.me} What did Poland say?", reply_to=answer(result)) or "").replace(
        "**", ""
    )


async def test_the_name_of_a_hidden_channel_is_not_told(server: Server) -> None:
    hidden = {server.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    for name, overwrites in (("plans", None), ("secrets", hidden)):
        channel = server.guild.create_text_channel(name, overwrites=overwrites)  # type: ignore[arg-type]
        result = await server.alice.slash(server.channel, "ask", question=f"What did <#{channel.id}> say?")
        assert (name in markdown(answer(result))) is (name == "plans")


async def test_a_reply_in_another_channel_goes_on_from_nothing(server: Server) -> None:
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    first = server.channel.last_message
    assert first is not None
    assert isinstance(server.env.bot, Verbatim)
    cog = server.env.bot.get_cog("Ask")
    assert isinstance(cog, Ask)
    message = SimpleNamespace(reference=discord.MessageReference(message_id=first.id, channel_id=first.channel.id))
    message.channel = first.channel
    assert cog._before(message) is not None  # type: ignore[arg-type]
    message.channel = SimpleNamespace(id=first.channel.id + 1)
    assert cog._before(message) is None  # type: ignore[arg-type]


async def test_only_so_many_answers_are_remembered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cogs.ask.REMEMBERED", 1)
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    first = server.channel.last_message
    await server.alice.send(server.channel, f"{server.me} What did Slovakia say?")
    second = server.channel.last_message
    assert first is not None and second is not None
    assert "### What did Poland say?" in (await said_by(server, f"{server.me} and Poland?", reply_to=second) or "")
    assert "### What did Poland say?" not in (await said_by(server, f"{server.me} and Poland?", reply_to=first) or "")


async def test_what_was_removed_is_not_said_again(server: Server) -> None:
    await server.add(BRIDGE)
    await server.alice.send(server.channel, f"{server.me} What did Mayor Jane Doe say?")
    first = server.channel.last_message
    assert first is not None and "rebuilt by 2030" in shown(first)
    question = answer(await server.boss.slash(server.channel, "library remove", source="bridge"))
    await server.boss.click(question, label="Remove")
    assert "rebuilt" not in (await said_by(server, f"{server.me} who said that?", reply_to=first) or "")


async def test_whoever_is_mentioned_is_asked_for(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question=f"What did <@{server.boss.id}> say about troops?")
    assert TUSK not in shown(answer(result))
    assert "boss-" in markdown(answer(result))
    result = await server.alice.slash(
        server.channel, "ask", question="What did <@123456789012345678> say about troops?"
    )
    assert TUSK not in shown(answer(result))


async def test_an_answer_to_a_command_is_gone_on_from(server: Server) -> None:
    result = await server.alice.slash(server.channel, "ask", question="What did Slovakia say?")
    text = await said_by(server, f"{server.me} and Poland?", reply_to=answer(result)) or ""
    assert text.startswith("### What did Poland say?\n")


async def test_the_role_of_the_bot_means_the_bot(server: Server, env: Env) -> None:
    created = server.guild.create_role("Verbatim")
    assert await said_by(server, f"<@&{created.id}> {POLAND}") is None
    role = env.bot.guilds[0].get_role(created.id)
    assert role is not None
    role.tags = discord.RoleTags({"bot_id": str(me(env).id)})  # as Discord's own of each bot are
    text = await said_by(server, f"<@&{created.id}> {POLAND}") or ""
    # What a message says comes with a mention of the bot itself only.
    assert text.startswith(
        "That is my role, and Discord does not show me what you wrote: choose the entry with my picture"
    )
    other = server.guild.create_role("Others")
    assert await said_by(server, f"<@&{other.id}> {POLAND}") is None


async def test_what_discord_writes_is_not_searched_for(server: Server) -> None:
    question = f"<:pog:1234567890> {POLAND} https://example.com/foo-bar"
    result = await server.alice.slash(server.channel, "ask", question=question)
    assert markdown(answer(result)).startswith(f"### {POLAND}\n")
    assert TUSK in shown(answer(result))
    role = server.guild.create_role("Mods")
    text = await said_by(server, f"{server.me} what did <@&{role.id}> say?") or ""
    assert "Mods is not quoted in these sources." in text


async def test_a_message_can_be_asked_by_its_menu(server: Server) -> None:
    message = await server.boss.send(server.channel, f"anybody know this? {POLAND}")
    result = await server.alice.context_menu(server.channel, "Ask the sources", message)
    assert TUSK in shown(answer(result))
    empty = await server.boss.send(server.channel, "!!!")
    result = await server.alice.context_menu(server.channel, "Ask the sources", empty)
    assert result.ephemeral and "Ask me in words" in markdown(answer(result))
    assert len(server.env.errors) == 1  # that one
