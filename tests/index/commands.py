"""What the tests of the command line share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index import SAMPLE, Library
from index.cli import command
from index.cli.command import main
from index.readers import read_path

ROOT = Path(__file__).parents[2]
SAMPLE_ID = "european-leaders-answer-macron-on-troops"
BRIDGE = "The bridge opens\n\nThe new bridge over the Warta opened on Monday. It cost 12 million euros.\n"
BRIDGE_ID = "the-bridge-opens"
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "cost", "question": "What did the new bridge cost?", "type": "detail", "scope": "article",
        "article_id": BRIDGE_ID, "gold": ["It cost 12 million euros."],
    },
    {
        "id": "poland", "question": "What did Poland say about troops?", "type": "speaker", "scope": "library",
        "article_id": SAMPLE_ID, "speaker": "Donald Tusk",
        "gold": ["“Poland does not plan to send its troops to Ukraine,” Polish Prime Minister Donald Tusk said"],
    },
    {
        "id": 3, "question": "How do I bake sourdough bread with rye flour?", "type": "none", "scope": "library",
        "gold": [],
    },
]  # fmt: skip

Captured = pytest.CaptureFixture[str]


def forget_surroundings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the current folder an empty one and the environment say nothing; what `.env` sets is forgotten after."""
    monkeypatch.chdir(folder)
    for name in command.SETTINGS:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def library_to_ask(folder: Path) -> Path:
    """A library with the sample and a short text."""
    text = folder / "bridge.txt"
    text.write_text(BRIDGE, encoding="utf-8")
    assert main(["add", "--library", str(folder / "library"), str(SAMPLE), str(text)]) == 0
    return folder / "library"


def library_to_change(folder: Path) -> Path:
    """A library of one source."""
    text = folder / "bridge.txt"
    text.write_text(BRIDGE, encoding="utf-8")
    with Library.open(folder / "library") as library:
        library.add(read_path(text))
    return folder / "library"


def run(capsys: Captured, *arguments: object) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command."""
    capsys.readouterr()
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    given = [sys.executable, "-m", "index", *map(str, arguments)]
    return subprocess.run(
        given, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120, check=False, **options
    )


def sentence(err: str) -> str:
    """Standard error, when it is one sentence on one line."""
    assert err.endswith("\n") and err.count("\n") == 1 and "Traceback" not in err
    return err[:-1]


def write(path: str, *rows: Any) -> None:
    """Write JSON lines."""
    Path(path).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def question(id: str | int, *gold: str, **fields: Any) -> dict[str, Any]:
    """A line of a file of questions, with the gold that answers it."""
    return {"id": id, "question": f"Question {id}?", "gold": gold, **fields}


def answer(id: str | int, *texts: str, answered: bool = True, confidence: float = 0.8, **fields: Any) -> dict[str, Any]:
    """A line of a file of answers, with quotes of these texts."""
    quotes = [{"text": text, **fields} for text in texts]
    return {"id": id, "answered": answered, "confidence": confidence, "quotes": quotes}
