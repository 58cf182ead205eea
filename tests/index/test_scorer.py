"""The table of `evaluate` beside that of another program which scores the same files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index import Document, Library
from tests.index.commands import Captured, forget_surroundings, run

WORDS = [
    "The", "ferry", "to", "the", "island", "runs", "daily", ",", "said", "Jane", "Roe", ".", "“", "Ist", "die",
    "Straße", "\ufb01xed", "?", "”", "\u00a0", "\n", "ÉTÉ", "NATO",
]  # fmt: skip


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def scorer(shared: Path) -> Path:
    """The other program, which is not part of the project."""
    program = shared.parent / "bin" / "score.py"
    if not program.is_file():
        pytest.skip("the scorer is not beside this checkout")
    return program


@pytest.mark.parametrize("seed", range(10))
def test_random_files(scorer: Path, capsys: Captured, seed: int) -> None:
    chance = random.Random(seed)
    questions = list(_questions(chance))
    write("q.jsonl", questions)
    write("a.jsonl", _answers(chance, questions))
    assert_same_table(scorer, capsys, Path("q.jsonl"), Path("a.jsonl"))


def test_real_questions(scorer: Path, shared: Path, tmp_path: Path, capsys: Captured) -> None:
    with Library.open(tmp_path / "library") as library:
        text = (shared / "troops" / "article.txt").read_text(encoding="utf-8")
        library.add(Document("Troops", text, id="troops"))
    questions = shared / "troops" / "questions.jsonl"
    arguments = ("evaluate", questions, "--by-type")
    _, asked, err = run(capsys, *arguments, "--library", "library", "--save", "a.jsonl")
    assert err == ""
    assert run(capsys, *arguments, "--answers", "a.jsonl") == (0, asked, "")
    assert_same_table(scorer, capsys, questions, Path("a.jsonl"))


def assert_same_table(scorer: Path, capsys: Captured, questions: Path, answers: Path) -> None:
    given = [sys.executable, str(scorer), str(questions), str(answers), "--by-type"]
    done = subprocess.run(given, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    status, out, _ = run(capsys, "evaluate", questions, "--answers", answers, "--by-type")
    assert status == 0
    theirs = [row.replace("scope None", "no scope").replace("type None", "no type") for row in done.stdout.splitlines()]
    assert [row.split() for row in out.split("\n\n")[0].splitlines()] == [row.split() for row in theirs]


def write(path: str, rows: Any) -> None:
    Path(path).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _questions(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(60):
        row: dict[str, Any] = {
            "id": chance.choice([number, f"q{number}"]),
            "question": "What?",
            "type": chance.choice(["who", "what", None]),
            "article_id": "a",
            "gold": [_text(chance, 12) for _ in range(chance.choice([0, 1, 1, 1, 3]))],
        }
        if chance.random() < 0.8:
            row["scope"] = chance.choice(["article", "library"])
        if chance.random() < 0.6:
            row["speaker"] = chance.choice(["Jane Roe", "Roe, minister", "the NATO (alliance)", "(nobody)", "", None])
        yield row


def _answers(chance: random.Random, questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Answers to most of the questions, with quotes that cover nothing, a part or all of their gold."""
    for question in questions:
        if chance.random() < 0.9:
            quotes = [_quote(chance, question["gold"]) for _ in range(chance.choice([0, 1, 3, 5]))]
            confidence = chance.choice([0, 1, round(chance.random(), 1)])
            answered = chance.random() < 0.7
            yield {"id": question["id"], "answered": answered, "confidence": confidence, "quotes": quotes}


def _quote(chance: random.Random, gold: list[str]) -> dict[str, Any]:
    text = _text(chance, 10)
    if gold and chance.random() < 0.7:
        span = chance.choice(gold)
        cut = span[chance.randrange(len(span)) :] if chance.random() < 0.5 else span
        wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in cut)
        text = chance.choice(
            [
                cut,
                wide,
                cut.ljust(600, "-"),
                cut.ljust(601, "-"),
                cut.swapcase(),
                f"{text} {cut}",
                f"{cut} {text}",
                cut.replace(" ", "\n\n"),
            ]
        )
    quote: dict[str, Any] = {"text": text, "source": "a"}
    if chance.random() < 0.8:
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        quote["highlight"] = chance.choice([None, [start, end], [0, len(text)], [0, 0]])
    if chance.random() < 0.8:
        quote["speaker"] = chance.choice([None, "Jane Roe", "ROE", "NATO", "the alliance", ""])
    return quote


def _text(chance: random.Random, most: int) -> str:
    """At least one word that is not white space."""
    return " ".join(["Ferry", *(chance.choice(WORDS) for _ in range(chance.randint(0, most)))])
