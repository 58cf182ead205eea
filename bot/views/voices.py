"""Who is quoted, page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from discord import ui

from index import Voice

from ..said import Voices, mark, voices
from .card import Card, named, notice, rule, small
from .said import ALL, WHERE, VoiceButton, silence
from .source import counted, titled
from .turn import Turn, turning

if TYPE_CHECKING:
    from ..client import Verbatim


def voices_card(listing: Voices, server: int, user: int, *, reading: bool, hint: str) -> Card:
    """The card for `listing`; only `user` may turn it. `reading` tells whether new sources are read for statements,
    `hint` how sources are added, where there are none.
    """
    item, page = listing.item, listing.page
    if not listing.sources:
        return notice(f"**There are no sources here yet.**\n{hint}")
    if not page.total:
        return notice(silence(item, reading=reading, unread=listing.unread))
    where = item.key if item else ALL
    count = counted(page.total, "speaker") + (f" in {titled(item.source, 100)}" if item else "")
    items: list[ui.Item[Any]] = [ui.TextDisplay(f"### Who is quoted\n{small(count + page.of())}"), rule()]
    for voice in page.items:
        button = VoiceButton(server, where, mark(voice))
        items.append(ui.Section(_line(voice, alone=item is not None), accessory=button))
    return Card(*items, *VoicesButton.below(page, server, user, f":{where}"))


def _line(voice: Voice, *, alone: bool) -> str:
    """A speaker in two lines of a list; of one source `alone` it need not be said in how many."""
    count = counted(voice.statements, "statement")
    if not alone:
        count += f" in {counted(voice.sources, 'source')}"
    return f"{named(voice.speaker.name, voice.speaker.description)}\n{small(count)}"


async def voices_here(bot: Verbatim, server: int | None, user: int, *, key: str | None, number: int = 0) -> Card:
    """The card for page `number` of who is quoted in the source `key`, or in all here. Raises SourceMissing."""
    async with bot.libraries.shelf(server) as shelf:
        listing = await bot.libraries.read(voices, shelf, key, number)
    reading, hint = bot.settings.statements, bot.adding_hint(server)
    return voices_card(listing, server or 0, user, reading=reading, hint=hint)


class VoicesButton(Turn, template=turning("speakers", f":{WHERE}")):
    """Turns the list of speakers to another page."""

    name = "speakers"

    async def card(self, bot: Verbatim, server: int | None) -> Card:
        state = re.fullmatch(f":{WHERE}", self.state)
        assert state is not None  # it is part of the template
        key = None if state["where"] == ALL else state["where"]
        return await voices_here(bot, server, self.user, key=key, number=self.target)
