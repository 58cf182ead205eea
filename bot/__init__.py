"""Verbatim on Discord. `create_bot` makes the bot; everything else here is how it works inside."""

from __future__ import annotations

from .client import Verbatim
from .settings import Settings

__all__ = ["Settings", "Verbatim", "create_bot"]


def create_bot(settings: Settings) -> Verbatim:
    """The bot as `settings` describe it, not connected yet. It shards when Discord asks for it."""
    return Verbatim(settings)
