"""The form for a source that is pasted instead of uploaded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from .. import errors

Interaction = discord.Interaction[Any]
Submit = Callable[[Interaction, str, str, str], Awaitable[None]]

TITLE_LIMIT = 200


class PasteForm(ui.Modal, title="Add a source"):
    """Asks for title, text and link, and hands them to `submit` in this order."""

    def __init__(self, submit: Submit, *, title: str, link: str) -> None:
        super().__init__(timeout=3600)
        self._submit = submit
        self.heading = ui.TextInput[Any](
            custom_id="title", max_length=TITLE_LIMIT, default=title, placeholder="Minutes of the March meeting"
        )
        self.words = ui.TextInput[Any](
            custom_id="text", style=discord.TextStyle.paragraph, max_length=4000, placeholder="Paste the text here"
        )
        self.link = ui.TextInput[Any](
            custom_id="url", max_length=2000, default=link, required=False, placeholder="https://example.org/minutes"
        )
        self.add_item(ui.Label(text="Title", component=self.heading))
        hint = "Up to 4,000 characters. Upload longer texts as a file."
        self.add_item(ui.Label(text="Text", description=hint, component=self.words))
        self.add_item(ui.Label(text="Link", description="Where it can be read, if anywhere.", component=self.link))

    async def on_submit(self, interaction: Interaction, /) -> None:
        await self._submit(interaction, self.heading.value, self.words.value, self.link.value)

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        await errors.report(interaction, error)
