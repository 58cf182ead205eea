"""Who says what in a source, and what one speaker says, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from index import Voice

from ..said import MARK, Said, Statements, statements
from ..shelf import Item
from ..text import clip, day, line, located, quoted
from .card import TEXT_LIMIT, Card, linked, named, notice, rule, small
from .persistent import HERE, Pressed
from .source import counted, titled
from .turn import Turn, turning

if TYPE_CHECKING:
    from ..client import Verbatim

ALL = "all"
WHERE = rf"(?P<where>{ALL}|(?:own|shared):[0-9]{{1,9}})"  # the source that a button is for
STATE = rf":{WHERE}:(?P<wanted>.*)"
NAMED = 5  # speakers that are named where the one asked for is not quoted
PARAPHRASED = "Words without quotation marks are how the source puts it."
VERBATIM = "word for word"  # below direct speech without such marks ("Tusk: no troops")
_MARKS = tuple("\"'“”„‟‘’‚‛«»‹›「」『』")


def said_card(listing: Statements, server: int, user: int, *, reading: bool) -> Card:
    """The card for `listing`; only `user` may turn it. `reading` tells whether new sources are read for statements."""
    page = listing.page
    if not page.total:
        return notice(_nothing(listing, reading))
    head = _head(listing)
    if any(said.statement.attribution.kind != "direct" for said in page.items):
        head += f"\n{small(PARAPHRASED)}"
    leads = list(_leads(listing))
    room = TEXT_LIMIT - len(head) - sum(map(len, leads))
    longest = _longest([len(_words(said, TEXT_LIMIT)) for said in page.items], room)
    items: list[ui.Item[Any]] = [ui.TextDisplay(head), rule()]
    for lead, said in zip(leads, page.items, strict=True):
        items.append(linked(lead + _words(said, longest), located(said.item.source.url, said.stretch)))
    where = listing.item.key if listing.item else ALL
    return Card(*items, *SaidButton.below(page, server, user, f":{where}:{listing.wanted or ''}"))


def silence(item: Item | None, *, reading: bool, unread: bool) -> str:
    """Why nobody is quoted in a source or, where `item` is None, in any."""
    where = f"in **{titled(item.source, 100)}**" if item else "in the sources here"
    if not reading:
        return f"Nobody is quoted {where}, because the owner of this bot has switched off finding out who says what."
    if unread:
        return (
            f"Nobody is quoted {where} as far as it is known: the owner of this bot can run `python -m index check`"
            " to have everything read for who says what."
        )
    return f"Nobody is quoted {where}."


def _nothing(listing: Statements, reading: bool) -> str:
    if not listing.wanted or not listing.quoted:
        return silence(listing.item, reading=reading, unread=listing.unread)
    wanted = "That speaker" if MARK.fullmatch(listing.wanted) else f"“{line(listing.wanted, 100)}”"
    where = f"in **{titled(listing.item.source, 100)}**" if listing.item else "here"
    return f"{wanted} is not quoted {where}. Quoted there: {_names(listing.quoted)}."


def _names(voices: Sequence[Voice]) -> str:
    names = [named(voice.speaker.name, None) for voice in voices[:NAMED]]
    if len(voices) > NAMED:
        names.append(f"{len(voices) - NAMED:,} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _head(listing: Statements) -> str:
    count = counted(listing.page.total, "statement")
    speakers = listing.speakers
    if len(speakers) == 1:
        speaker = speakers[0].speaker
        where = titled(listing.item.source, 100) if listing.item else counted(speakers[0].sources, "source")
        lines = [f"### {line(speaker.name, 100)}", small(f"{count} in {where}{listing.page.of()}")]
        if speaker.description:
            lines.insert(1, line(speaker.description, 200))
        return "\n".join(lines)
    if speakers or listing.quoted:
        count += f", {counted(len(speakers or listing.quoted), 'speaker')}"
    if listing.wanted:
        count += f" matching “{line(listing.wanted, 100)}”"
    heading = titled(listing.item.source, 100) if listing.item else "Who says what"
    return f"### {heading}\n{small(count + listing.page.of())}"


def _leads(listing: Statements) -> Iterator[str]:
    """What stands above each statement: who says it, or in which source, where that is not as before."""
    before = ""
    for said in listing.page.items:
        if len(listing.speakers) != 1:
            lead = _speaker(said)
        elif listing.item is None:
            lead = small(" · ".join(filter(None, [titled(said.item.source, 100), day(said.item.source.published)])))
        else:
            lead = ""
        yield f"{lead}\n" if lead != before else ""
        before = lead


def _speaker(said: Said) -> str:
    speaker = said.statement.speaker
    if speaker is not None:
        return named(speaker.name, speaker.description)
    return named(said.written, None) if said.written else "*Somebody*"


def _words(said: Said, room: int) -> str:
    unmarked = not any(part.startswith(_MARKS) or part.endswith(_MARKS) for part in said.parts)
    below = f"\n{small(VERBATIM)}" if unmarked and said.statement.attribution.kind == "direct" else ""
    words = clip(" … ".join(said.parts), TEXT_LIMIT)  # what no card has room for need not be laid out
    return quoted(words, (0, 0), room - len(below)) + below


def _longest(lengths: Sequence[int], room: int) -> int:
    """How long a text may be so that all of these lengths together, each cut to that, have room."""
    for taken, length in enumerate(sorted(lengths)):
        share = room // (len(lengths) - taken)
        if length > share:
            return share
        room -= length
    return max(lengths)


async def said_here(
    bot: Verbatim, server: int | None, user: int, *, key: str | None, wanted: str | None, number: int = 0
) -> Card:
    """The card for page `number` of what is said in the source `key`, or in all here. Raises SourceMissing."""
    async with bot.libraries.shelf(server) as shelf:
        listing = await bot.libraries.read(statements, shelf, key, wanted, number)
    return said_card(listing, server or 0, user, reading=bot.settings.statements)


class SaidButton(Turn, template=turning("said", STATE)):
    """Turns the list of statements to another page."""

    name = "said"

    async def card(self, bot: Verbatim, server: int | None) -> Card:
        state = re.fullmatch(STATE, self.state)
        assert state is not None  # it is part of the template
        key, wanted = None if state["where"] == ALL else state["where"], state["wanted"] or None
        return await said_here(bot, server, self.user, key=key, wanted=wanted, number=self.target)


class VoiceButton(Pressed, template=rf"voice:{HERE}:{WHERE}:(?P<mark>{MARK.pattern})"):
    """Shows what one speaker says, in one source or in all, to whoever presses it."""

    def __init__(self, server: int, where: str, mark: str) -> None:
        self.server, self.where, self.mark = server, where, mark
        custom_id = f"voice:{server}:{where}:{mark}"
        super().__init__(ui.Button(style=discord.ButtonStyle.secondary, label="Statements", custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["server"]), match["where"], match["mark"])

    async def press(self, interaction: discord.Interaction[Verbatim]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        key = None if self.where == ALL else self.where
        card = await said_here(interaction.client, interaction.guild_id, interaction.user.id, key=key, wanted=self.mark)
        await interaction.edit_original_response(view=card)
