"""Each failure becomes one sentence, in the documented order."""

from __future__ import annotations

import logging
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.errors import OnCooldown, Refused, ShuttingDown, explain
from index import (
    LibraryBusy,
    LibraryMissing,
    LibraryTooNew,
    ModelMismatch,
    ModelUnavailable,
    ReadError,
    StorageError,
    VerbatimError,
)


class Response:
    """As much of an HTTP response as discord.py's exceptions look at."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, "reason"


def http(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    return kind(Response(status), {"code": code, "message": "message"})


def invoked(error: Exception) -> app_commands.CommandInvokeError:
    command: Any = type("Command", (), {"name": "ask"})()
    return app_commands.CommandInvokeError(command, error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ReadError("The file *x* is empty."), r"The file \*x\* is empty."),
        (invoked(ReadError("The file is empty.")), "The file is empty."),
        (Refused("Use **this**."), "Use **this**."),
        (OnCooldown(0.2), "One question at a time, please: ask again in a second."),
        (OnCooldown(4.1), "One question at a time, please: ask again in 5 seconds."),
        (
            app_commands.MissingPermissions(["manage_guild"]),
            "Only members with the Manage Server permission can do that.",
        ),
        (app_commands.CheckFailure(), "You may not do that here."),
        (http(discord.NotFound, 404, 10062), None),
        (http(discord.HTTPException, 401, 50027), None),
    ],
)  # fmt: skip
def test_sentences(error: BaseException, said: str | None) -> None:
    assert explain(error) == said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (app_commands.NoPrivateMessage(), "in a server only"),
        (app_commands.CommandNotFound("old", []), "Reload Discord"),
        (http(discord.Forbidden, 403, 50013), "Ask a moderator"),
        (ShuttingDown(), "ask again in a minute"),
    ],
)
def test_sentences_say_what_to_do(error: BaseException, words: str) -> None:
    assert words in (explain(error) or "")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (LibraryBusy, "is being changed by another program: try again in a moment."),
        (LibraryMissing, "the owner of this bot finds the reason in the log."),
        (LibraryTooNew, "the owner of this bot finds the reason in the log."),
        (ModelMismatch, "the owner of this bot finds the reason in the log."),
        (ModelUnavailable, "the owner of this bot finds the reason in the log."),
        (StorageError, "the owner of this bot finds the reason in the log."),
    ],
)
def test_members_read_nothing_about_the_host(
    kind: type[VerbatimError], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = explain(invoked(kind("There is no room in '/srv/secret/7'.")))
    assert said is not None and said.endswith(words) and "secret" not in said
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "/srv/secret/7" in caplog.text


def test_what_a_member_can_mend_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert explain(ReadError("Not this.")) == "Not this."
    assert not caplog.records


def test_an_unexpected_error_keeps_its_cause_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    first, second = explain(KeyError("secret")), explain(invoked(KeyError("secret")))
    assert first and second and first != second
    for said, record in zip((first, second), caplog.records, strict=True):
        assert "secret" not in said
        assert said.rstrip(".").split()[-1] in record.getMessage()
        assert record.exc_info and isinstance(record.exc_info[1], KeyError)
