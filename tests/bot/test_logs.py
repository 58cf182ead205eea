"""The log: two formats, and no token in either."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bot import Settings, logs

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, one in levels.items():
        logging.getLogger(name).setLevel(one)


def test_readable_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start(Settings())
    logging.getLogger("bot.x").info("Hello %s", "Ä")
    logging.getLogger("bot.x").debug("not this")
    logging.getLogger("discord.gateway").info("nor this")
    logging.getLogger("discord.gateway").warning("but this")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "INFO    bot.x: Hello Ä",
        "WARNING discord.gateway: but this",
    ]


def test_json_lines_with_the_cause(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start(Settings(log_format="json"))
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("bot.x").exception("line one\nline two")
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    entry = json.loads(line)
    assert entry["level"] == "ERROR" and entry["logger"] == "bot.x" and entry["message"] == "line one\nline two"
    assert "ZeroDivisionError" in entry["error"]
    assert entry["time"].endswith("+00:00")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_token_never_gets_out(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.start(Settings(token=TOKEN, log_format=log_format, log_level="DEBUG"))  # type: ignore[arg-type]
    try:
        raise ValueError(f"bad header: Bot {TOKEN}")
    except ValueError:
        logging.getLogger("discord.http").exception("sent %s", {"Authorization": TOKEN})
    logging.getLogger("x").debug("debug is on")
    error = capsys.readouterr().err
    assert TOKEN not in error
    assert error.count("[token]") == 2 and "debug is on" in error
