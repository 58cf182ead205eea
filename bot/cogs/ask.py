"""Asking: /ask, a mention, a direct message, a message's menu."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from index import Answer, Voice, follow, split

from .. import asked, errors
from ..shelf import Item, Shelf
from ..views.answer import MOST_QUESTIONS, MOST_QUOTES, QUOTES_EACH, answer_cards
from ..views.card import Card, notice
from ..views.howto import NAMED, howto_card
from .choices import everything

if TYPE_CHECKING:
    from ..client import Verbatim

log = logging.getLogger(__name__)

QUOTES = 3
MENTIONED = 3  # users whose names a question may need
REMEMBERED = 2_000  # answers that a reply may go on from
MENU = "Ask the sources"
KINDS = (discord.MessageType.default, discord.MessageType.reply)
# Discord tells an application what a message says that mentions it, but not where it is its role that is mentioned.
ROLE = "That is my role, and Discord does not show me what you wrote: choose the entry with my picture, or use {ask}."


class _Told(NamedTuple):
    """An answer, and the source that was asked where it was one."""

    answer: Answer
    source: str | None


class Ask(commands.Cog):
    """Everything that puts a question to the libraries."""

    def __init__(self, bot: Verbatim) -> None:
        self.bot = bot
        self._answers: OrderedDict[int, _Told] = OrderedDict()  # by the message that shows them
        self._menu = app_commands.ContextMenu(name=MENU, callback=self.ask_message)

    async def cog_load(self) -> None:
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="ask", description="Ask the sources; they answer word for word")
    @app_commands.describe(
        question="What you want to know, for example: What did Poland say about troops? Who warned of war?",
        source="Ask only this source",
        quotes="How many quotes at most (up to 3 good ones if left out)",
        private="Show the answer only to you",
    )
    @app_commands.autocomplete(source=everything)
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: str,
        source: str | None = None,
        quotes: app_commands.Range[int, 1, MOST_QUOTES] | None = None,
        private: bool = False,
    ) -> None:
        await self._respond(interaction, question, source, quotes, private=private)

    async def ask_message(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Puts somebody's message to the sources: what it says comes with the command, and needs no intent."""
        await self._respond(interaction, message.content, None, None, private=False, users=message.mentions)

    async def _respond(
        self,
        interaction: discord.Interaction[Any],
        text: str,
        source: str | None,
        quotes: int | None,
        *,
        private: bool,
        users: Sequence[discord.abc.User] = (),
    ) -> None:
        _check(asked.plain(text, partial(_name, interaction.guild, self._called(users), ())))
        wait = self.bot.cooldown.wait(interaction.user.id)
        if wait:
            raise errors.OnCooldown(wait)
        await interaction.response.defer(ephemeral=private, thinking=True)
        async with self.bot.working(partial(errors.say, interaction)):
            called = self._called(users)
            called |= await _fetched(interaction.guild, [one for one in asked.users(text) if one not in called])
            question = asked.plain(text, partial(_name, interaction.guild, called, ()))
            if asked.wish(question) == "help" and source is None:
                await interaction.edit_original_response(view=await self._howto(interaction.guild_id))
                return
            card, answer = await self._answer(interaction.guild_id, question, source, quotes, heading=True)
            shown = await interaction.edit_original_response(view=card)
            self._remember(shown.id, answer, source)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        assert self.bot.user is not None
        if message.author.bot or message.webhook_id or message.type not in KINDS:
            return
        by_role = any(_is_own(role, self.bot.user.id) for role in message.role_mentions)
        if (
            message.guild is not None
            and not by_role
            and not any(user.id == self.bot.user.id for user in message.mentions)
        ):
            return
        if not _may_write(message):
            log.info("asked in channel %s, where the bot may not write", message.channel.id)
            return
        try:
            await self._reply_to(message)
        except Exception as error:
            sentence = errors.explain(error)
            if sentence is not None:
                await _tell(message, sentence)

    async def _reply_to(self, message: discord.Message) -> None:
        server = message.guild.id if message.guild else None
        question = self._question(message)
        wish = asked.wish(question)
        if wish == "nothing" or (not _has_words(question) and self._is_pinged_only(message)):
            return  # nobody wants an answer to "thanks!", nor to a picture beneath an answer
        if not message.content and not message.mentions and message.guild is not None:
            raise errors.Refused(ROLE.format(ask=self.bot.registry.mention("ask")))
        wait = self.bot.cooldown.wait(message.author.id)
        if wait:
            if self.bot.cooldown.tell(message.author.id):
                raise errors.OnCooldown(wait)
            return
        if not question or wish == "help":
            await _reply(message, await self._howto(server))
            return
        _check(question)
        async with self.bot.working(partial(_tell, message)), AsyncExitStack() as stack:
            with suppress(*errors.UNSENT):  # an answer without it is better than none
                await stack.enter_async_context(message.channel.typing())
            following, source = await self._following(server, message, question)
            card, answer = await self._answer(server, following, source, None, heading=following != question)
            shown = await _reply(message, card)
            self._remember(shown.id, answer, source)

    def _is_pinged_only(self, message: discord.Message) -> bool:
        """Whether a message means the bot only as it replies to one of the bot's, which pings by itself."""
        assert self.bot.user is not None
        return (
            message.guild is not None
            and message.reference is not None
            and self.bot.user.id not in asked.users(message.content)
            and not any(_is_own(role, self.bot.user.id) for role in message.role_mentions)
        )

    def _question(self, message: discord.Message) -> str:
        """What a message asks: without the mention of the bot, other mentions by name."""
        assert self.bot.user is not None
        own = [role.id for role in message.role_mentions if _is_own(role, self.bot.user.id)]
        return asked.plain(message.content, partial(_name, message.guild, self._called(message.mentions), own))

    def _called(self, users: Sequence[discord.abc.User]) -> dict[int, str]:
        """How some users are called, the bot itself by nothing."""
        assert self.bot.user is not None
        return {user.id: user.display_name for user in users} | {self.bot.user.id: ""}

    async def _following(self, server: int | None, message: discord.Message, question: str) -> tuple[str, str | None]:
        """What a message asks, in words that stand by themselves where it replies to an answer; and of which source.

        That is the one that was asked, where it goes on from that. Not where the source of the answer was removed: its
        words are not to be shown again.
        """
        before = self._before(message)
        if before is None:
            return question, None
        async with self.bot.libraries.shelf(server) as shelf:
            following = await self.bot.libraries.read(_followed, shelf, question, before.answer)
        return following, before.source if following != question else None

    def _before(self, message: discord.Message) -> _Told | None:
        """The answer that a message replies to; none of another channel, from which it may be forwarded."""
        reference = message.reference
        if reference is None or reference.channel_id != message.channel.id:
            return None
        return self._answers.get(reference.message_id or 0)

    def _remember(self, message: int, answer: Answer | None, source: str | None) -> None:
        """Keep what a message answers, and of which source, for replies that go on from it; the oldest goes."""
        if answer is not None:
            self._answers[message] = _Told(answer, source)
            if len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)

    async def _answer(
        self, server: int | None, question: str, source: str | None, quotes: int | None, *, heading: bool
    ) -> tuple[Card, Answer | None]:
        """The card for what a message asks, and the last answer on it."""
        libraries = self.bot.libraries
        async with libraries.shelf(server) as shelf:
            questions = await libraries.read(split, question)
            first = questions[:MOST_QUESTIONS]
            most = min(quotes or QUOTES, QUOTES_EACH[len(first)])
            answers = await libraries.read(_ask, shelf, first, source, most)
        if answers is None:
            return notice(f"**There are no sources here yet.**\n{self.bot.adding_hint(server)}"), None
        if quotes is None:
            answers = [answer.leading() for answer in answers]
        for answer in answers:
            log.info(
                "asked in %s: %d quotes, confidence %.2f, %s",
                server or "a direct message",
                len(answer.quotes),
                answer.confidence,
                "answered" if answer.answered else "not answered",
            )
        return answer_cards(answers, heading=heading, more=len(questions) - len(first)), answers[-1]

    async def _howto(self, server: int | None) -> Card:
        assert self.bot.user is not None
        libraries = self.bot.libraries
        async with libraries.shelf(server) as shelf:
            items, total, voices = await libraries.read(_first, shelf)
        return howto_card(
            items,
            total,
            voices,
            mention=self.bot.user.mention if server else "",
            ask=self.bot.registry.mention("ask"),
            listing=self.bot.registry.mention("sources list"),
            speakers=self.bot.registry.mention("speakers"),
            hint=self.bot.adding_hint(server),
        )


def _ask(shelf: Shelf, questions: Sequence[str], source: str | None, quotes: int) -> list[Answer] | None:
    """The answers, or None where there is nothing to ask. Blocks."""
    if not shelf.count():
        return None
    return [shelf.ask(question, key=source, quotes=quotes) for question in questions]


def _followed(shelf: Shelf, question: str, before: Answer) -> str:
    """What a question asks that goes on from an answer whose first quote's source is still there. Blocks."""
    return follow(question, before) if all(map(shelf.holds, before.quotes[:1])) else question


def _first(shelf: Shelf) -> tuple[list[Item], int, list[Voice]]:
    return shelf.page(0, NAMED), shelf.count(), shelf.speakers()


def _check(question: str) -> None:
    """Raises Refused where there is not a single word to look for."""
    if not _has_words(question):
        raise errors.Refused("Ask me in words, please, for example: What did the mayor say about the bridge?")


def _has_words(question: str) -> bool:
    return any(character.isalnum() for character in question)


def _is_own(role: discord.Role, bot: int) -> bool:
    """Whether a role is the one that Discord made for the bot, which its list offers under the same name."""
    return role.tags is not None and role.tags.bot_id == bot


def _name(
    server: discord.Guild | None,
    users: Mapping[int, str],
    own: Sequence[int],
    kind: Literal["user", "role", "channel"],
    number: int,
) -> str | None:
    """How a user, a role or a channel is called; None for the bot's `own` roles and whatever is not known.

    `users` are those whom a message came with; of others the server knows some.
    """
    if kind == "user":
        member = server.get_member(number) if server is not None and number not in users else None
        return member.display_name if member is not None else users.get(number)
    if server is None or number in own:
        return None
    if kind == "role":
        role = server.get_role(number)
        return role.name if role else None
    channel = server.get_channel_or_thread(number)
    return channel.name if channel is not None and _is_open(channel) else None


def _is_open(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether everybody on the server may know of a channel: what it is called is shown to whoever reads along."""
    if isinstance(channel, discord.Thread) and channel.is_private():
        return False
    try:
        return channel.permissions_for(channel.guild.default_role).view_channel
    except discord.ClientException:  # a thread whose channel is not known
        return False


async def _fetched(server: discord.Guild | None, users: Sequence[int]) -> dict[int, str]:
    """How some users are called, of whom nobody else tells: Discord is asked, who needs no intent."""
    names: dict[int, str] = {}
    if server is None:
        return names
    for number in users[:MENTIONED]:
        if server.get_member(number) is None:
            with suppress(discord.HTTPException):
                names[number] = (await server.fetch_member(number)).display_name
    return names


def _may_write(message: discord.Message) -> bool:
    if message.guild is None:
        return True
    if isinstance(message.channel, discord.Thread):
        return _permissions(message).send_messages_in_threads
    return _permissions(message).send_messages


def _permissions(message: discord.Message) -> discord.Permissions:
    assert message.guild is not None
    channel = message.channel
    if isinstance(channel, discord.DMChannel | discord.GroupChannel | discord.PartialMessageable):
        return discord.Permissions.text()
    try:
        return channel.permissions_for(message.guild.me)
    except discord.ClientException:  # a thread whose channel is not known
        return discord.Permissions.text()


async def _reply(message: discord.Message, card: Card) -> discord.Message:
    """Answers `message`, as a reply where the bot may see what it replies to; pings nobody."""
    if message.guild is not None and not _permissions(message).read_message_history:
        return await message.channel.send(view=card)
    reference = message.to_reference(fail_if_not_exists=False)
    return await message.channel.send(view=card, reference=reference, mention_author=False)


async def _tell(message: discord.Message, sentence: str) -> None:
    """Replies with `sentence`; never raises."""
    try:
        await _reply(message, notice(sentence))
    except errors.UNSENT as error:
        log.warning("could not tell somebody what went wrong: %s", error)
