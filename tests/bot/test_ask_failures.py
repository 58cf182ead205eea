"""What the whole bot does where asking fails, is too often, or takes time."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest
from simcord.env import Env

import bot.shelf as shelf
import index

from .helpers import POLAND, TUSK, Server, answer, shown


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
