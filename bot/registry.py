"""Telling Discord about the commands: only when they changed, because Discord allows few such calls a day."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]


class Registry:
    """The commands that Discord knows, remembered in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ids: dict[str, int] = {}

    async def sync(self, tree: Tree, application: int) -> bool:
        """Registers the commands of `tree` where they differ from those registered last; True when it did.

        A failure is logged: the commands that Discord has go on working.
        """
        payload = [command.to_dict(tree) for command in tree.get_commands()]
        digest = hashlib.sha256(json.dumps([application, payload], sort_keys=True).encode()).hexdigest()
        if self._known(digest):
            return False
        try:
            commands = await tree.sync()
        except discord.HTTPException as error:
            log.error("Discord did not take the commands: %s", error)
            return False
        self._ids = {command.name: command.id for command in commands}
        log.info("registered %d commands with Discord", len(commands))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps({"sha256": digest, "ids": self._ids}), encoding="utf-8")
        except OSError as error:
            log.error("the registered commands could not be remembered: %s", error)
        return True

    def _known(self, digest: str) -> bool:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            if known["sha256"] != digest:
                return False
            self._ids = {str(name): int(number) for name, number in known["ids"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False
        return True

    def mention(self, command: str) -> str:
        """Markdown of a command ("library add") that Discord shows as a link to it."""
        number = self._ids.get(command.split(maxsplit=1)[0])
        return f"</{command}:{number}>" if number else f"`/{command}`"
