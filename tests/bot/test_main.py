"""`python -m bot` in a process of its own, as far as it gets without Discord."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("DISCORD_TOKEN", "DATA_DIR", "SHARED_SOURCES", "ASK_COOLDOWN", "LOG_LEVEL", "LOG_FORMAT", "EMBEDDING_MODEL")


def run(folder: Path, *arguments: str, code: str | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES}
    environment |= {"PYTHONPATH": str(ROOT), **settings}
    command = ["-c", code] if code else ["-m", "bot"]
    return subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_a_token_both_ways_are_told(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "DISCORD_TOKEN" in result.stderr and ".env.example" in result.stderr and "--preview" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ASK_COOLDOWN=soon\nLOG_FORMAT=xml\n", encoding="utf-8")
    result = run(tmp_path)
    assert result.returncode == 2
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["ASK_COOLDOWN", "LOG_FORMAT"]


def test_the_preview_names_what_is_missing(tmp_path: Path) -> None:
    code = "import sys; sys.modules['simcord'] = None; from bot.__main__ import main; sys.exit(main(['--preview']))"
    result = run(tmp_path, code=code)
    assert result.returncode == 2
    assert 'pip install ".[preview]"' in result.stderr
    assert "Traceback" not in result.stderr


def test_listing_the_options_loads_no_model(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom bot.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert 'torch' not in sys.modules and 'simcord' not in sys.modules"
    )
    result = run(tmp_path, code=code)
    assert result.returncode == 0, result.stderr
    assert "--preview" in result.stdout and "--port" in result.stdout


TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
# The real start, with Discord's place taken by a port of this machine, and without the model.
START = """
import sys
import discord.http
import index
index.Encoder.load = lambda self: None
discord.http.Route.BASE = "http://127.0.0.1:{port}/api"
from bot.__main__ import main
sys.exit(main([]))
"""


def test_no_way_to_discord_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = run(tmp_path, code=START.format(port=port), DISCORD_TOKEN=TOKEN)
    assert result.returncode == 1
    assert "the bot could not run: Cannot connect to host" in result.stderr
    assert "Traceback" not in result.stderr and TOKEN not in result.stderr


def test_a_token_that_discord_refuses(tmp_path: Path) -> None:
    with discord_at(
        b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    ) as port:
        result = run(tmp_path, code=START.format(port=port), DISCORD_TOKEN=TOKEN)
    assert result.returncode == 1
    assert "Discord does not accept DISCORD_TOKEN" in result.stderr
    assert "Traceback" not in result.stderr and TOKEN not in result.stderr


def test_discord_that_answers_something_else(tmp_path: Path) -> None:
    page = b"<html>" + b"Access denied\n" * 50
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    with discord_at(head.encode() + page) as port:
        result = run(tmp_path, code=START.format(port=port), DISCORD_TOKEN=TOKEN)
    assert result.returncode == 1
    assert "the bot could not run: Discord answers 403 Forbidden; try again later" in result.stderr
    assert "Traceback" not in result.stderr and "denied" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_it_in_order(tmp_path: Path) -> None:
    with discord_at(None) as port:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": TOKEN}
        process = subprocess.Popen(
            [sys.executable, "-c", START.format(port=port)],
            cwd=tmp_path,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        CALLED.wait(60)
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert "Traceback" not in error


CALLED = threading.Event()


@contextmanager
def discord_at(answer: bytes | None) -> Iterator[int]:
    """A port that answers every request with `answer`, or never where that is None."""
    CALLED.clear()
    server = socket.create_server(("127.0.0.1", 0))
    held = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connection.recv(65536)
            held.append(connection)
            CALLED.set()
            if answer is not None:
                connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        for connection in held:
            connection.close()
