"""`python -m index evaluate`: what is asked and saved, which answers are scored, and what does not go."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index import Library
from tests.index.commands import (
    BRIDGE_ID,
    QUESTIONS,
    ROOT,
    Captured,
    answer,
    forget_surroundings,
    question,
    run,
    sentence,
    write,
)


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def test_it_asks_every_question(asked: Path, capsys: Captured) -> None:
    write("q.jsonl", *QUESTIONS)
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--library", asked, "--by-type")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[:7] == [
        "group                       n    net  hit@1  hit@3 focus1 speak1   kept  false  auroc",
        "ALL                         3  1.000  1.000  1.000  1.000  1.000  1.000  0.000  1.000",
        "scope article               1  1.000  1.000  1.000  1.000      -  1.000      -      -",
        "type detail                 1  1.000  1.000  1.000  1.000      -  1.000      -      -",
        "scope library               2  1.000  1.000  1.000  1.000  1.000  1.000  0.000  1.000",
        "type speaker                1  1.000  1.000  1.000  1.000  1.000  1.000      -      -",
        "type none                   1  1.000      -      -      -      -      -  0.000      -",
    ]
    # The first quotes of the surest two answer: risks of 0, 0 and 1/3.
    assert lines[8:10] == [
        "risk and coverage  area under the curve (AURC) 0.111; the best order would have 0.111, any order 0.333",
        "decisions          66.7% of the questions are answered, and the first quote of 0.0% of these does not answer",
    ]
    assert re.fullmatch(r"calibration        expected calibration error \(ECE\) 0\.\d{3} in 3 bins", lines[10])
    assert re.fullmatch(r"time               [\d,]+ ms a question \(median\), 95 of 100 within [\d,]+ ms", lines[11])
    assert len(lines) == 12


def test_what_it_saves_is_what_ask_says(asked: Path, capsys: Captured) -> None:
    write("q.jsonl", *QUESTIONS)
    write("ask.jsonl", {**QUESTIONS[0], "source": BRIDGE_ID}, *QUESTIONS[1:])
    _, first, _ = run(capsys, "evaluate", "q.jsonl", "--library", asked, "--save", "saved.jsonl")
    _, answers, _ = run(capsys, "ask", "--library", asked, "--jsonl", "ask.jsonl")
    saved = [json.loads(row) for row in Path("saved.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(0 < row.pop("seconds") < 60 for row in saved)
    assert saved == [json.loads(row) for row in answers.splitlines()]
    assert {quote["source"] for quote in saved[0]["quotes"]} == {BRIDGE_ID}
    assert run(capsys, "evaluate", "q.jsonl", "--answers", "saved.jsonl") == (0, first, "")
    Path("answers.jsonl").write_text(answers, encoding="utf-8")
    status, second, err = run(capsys, "evaluate", "q.jsonl", "--answers", "answers.jsonl")
    assert (status, err) == (0, "")
    assert second.splitlines() == [*first.splitlines()[:-1], "time               not measured"]


def test_as_many_quotes_as_it_is_told(asked: Path, capsys: Captured) -> None:
    write("q.jsonl", QUESTIONS[1])
    for arguments, most in (((), 3), (("--quotes", 7), 7)):
        run(capsys, "evaluate", "q.jsonl", "--library", asked, "--save", "saved.jsonl", *arguments)
        quotes = json.loads(Path("saved.jsonl").read_text(encoding="utf-8"))["quotes"]
        with Library.open(asked, create=False) as library:
            expected = library.ask(QUESTIONS[1]["question"], quotes=most).quotes
        assert [quote["text"] for quote in quotes] == [quote.text for quote in expected]


def test_an_empty_library(tmp_path: Path, capsys: Captured) -> None:
    Library.open(tmp_path / "lib").close()
    write("q.jsonl", *QUESTIONS[1:])
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--library", "lib")
    assert status == 0
    assert out.splitlines()[1].split() == [
        "ALL",
        "2",
        "0.500",
        "0.000",
        "0.000",
        "0.000",
        "-",
        "0.000",
        "0.000",
        "0.500",
    ]
    assert sentence(err).startswith("This library has no sources yet")


def test_answers_that_miss_questions_or_are_to_none(capsys: Captured) -> None:
    write("q.jsonl", *(question(number, "Right.") for number in range(6)), question("no"))
    write("a.jsonl", answer(0, "Right."), answer("else", "Right."))
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl")
    assert (status, out.splitlines()[1].split()) == (
        0, ["ALL", "7", "0.286", "0.167", "0.167", "0.167", "-", "0.167", "0.000", "0.583"],
    )  # fmt: skip
    assert err == (
        "a.jsonl misses 6 questions, counted as not answered with confidence 0: 1, 2, 3, ….\n"
        "a.jsonl has 1 answer to no question here, left out: else.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--compare", "a", "b", "--answers", "c"], "--compare and --answers do not go together; give one of them."),
        (["--compare", "a", "b", "--plot", "c.png"], "--compare and --plot do not go together"),
        (["--compare", "a", "b", "--misses"], "--compare and --misses do not go together"),
        (["--compare", "a", "b", "--library", "c"], "--compare and --library do not go together"),
        (["--answers", "a", "--save", "b"], "--answers and --save do not go together"),
        (["--answers", "a", "--quotes", "3"], "--answers and --quotes do not go together"),
        (["--answers", "a", "--library", "b"], "--answers and --library do not go together"),
        (["--save", "none/a.jsonl"], "There is no folder none for a.jsonl; make it, or name another one."),
        (["--plot", "none/a.png"], "There is no folder none for a.png; make it, or name another one."),
        (["--save", "./q.jsonl"], "q.jsonl has the questions, which --save would overwrite; name another file for it."),
        (["--save", "."], ". is no ordinary file; name another one for --save."),
        (["--plot", "a.jpg"], "Argument --plot: give a file whose name ends in .png"),
        (["--misses", "0"], "Argument --misses: give a number from 1 on"),
        (["--misses", "q.jsonl"], "Argument --misses: give a number from 1 on"),
        (["--compare", "a"], "Argument --compare: expected 2 arguments"),
    ],
)
def test_what_does_not_go(asked: Path, capsys: Captured, arguments: list[str], wrong: str) -> None:
    write("q.jsonl", question(1))
    given = ["evaluate", "q.jsonl", *arguments]
    status, out, err = run(capsys, *given)
    assert (status, out) == (2, "")
    assert sentence(err).startswith(wrong)
    assert [path.name for path in Path.cwd().iterdir()] == ["q.jsonl"]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="no devices here")
def test_a_device_is_not_replaced_by_a_file(asked: Path, capsys: Captured) -> None:
    write("q.jsonl", question(1))
    status, _, err = run(capsys, "evaluate", "q.jsonl", "--library", asked, "--save", "/dev/null")
    assert (status, Path("/dev/null").is_char_device()) == (2, True)
    assert sentence(err) == "/dev/null is no ordinary file; name another one for --save."


def test_nothing_is_loaded_that_is_not_needed(tmp_path: Path) -> None:
    write("q.jsonl", question(1, "Right."))
    write("a.jsonl", answer(1, "Right."))
    code = (
        "import sys; from index.cli.command import main\n"
        "main(['evaluate', 'q.jsonl', '--answers', 'a.jsonl', '--misses'])\n"
        "heavy = {'sklearn', 'scipy', 'matplotlib', 'torch', 'faiss'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout[:5]) == (0, "group"), done.stderr
