"""What answers look like: layout only. Buttons look things up again when they are pressed."""

from __future__ import annotations

from typing import Any

from discord import ui

from .pager import DetailsButton, PageButton
from .removal import KeepButton, RemoveButton
from .said import SaidButton, VoiceButton
from .voices import VoicesButton

BUTTONS: tuple[type[ui.DynamicItem[Any]], ...] = (
    PageButton, DetailsButton, RemoveButton, KeepButton, SaidButton, VoiceButton, VoicesButton
)  # fmt: skip
