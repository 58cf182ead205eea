"""What `python -m index evaluate --plot` draws."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from matplotlib.image import imread

from index import Library
from tests.index.commands import QUESTIONS, Captured, answer, forget_surroundings, question, run, sentence, write


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def test_plot(capsys: Captured) -> None:
    write("q.jsonl", *(question(number, "Right.") for number in range(30)), question("no"))
    write(
        "a.jsonl", *(answer(number, "Right." if number % 3 else "No.", confidence=number / 30) for number in range(30))
    )
    status, out, _ = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--plot", "all.PNG")
    assert (status, out.count("\n")) == (0, 8)
    picture = imread(io.BytesIO(Path("all.PNG").read_bytes()), format="png")
    height, width = picture.shape[:2]
    assert width > height > 500
    for half in (picture[:, : width // 2], picture[:, width // 2 :]):
        assert (half[..., 2] > half[..., 0] + 0.3).mean() > 0.001  # something blue is drawn
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["a.jsonl", "all.PNG", "q.jsonl"]


@pytest.mark.parametrize("answered", [True, False])
def test_plot_of_one_question(capsys: Captured, answered: bool) -> None:
    write("q.jsonl", question(1, "Right."))
    write("a.jsonl", answer(1, "Right.", answered=answered, confidence=1))
    assert run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--plot", "one.png")[0] == 0
    assert Path("one.png").read_bytes().startswith(b"\x89PNG")


def test_no_plot_without_matplotlib(asked: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object, **__: object) -> None:
        raise AssertionError("what cannot be drawn is known before anything is asked")

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr(Library, "ask", ask)
    write("q.jsonl", *QUESTIONS)
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--library", asked, "--plot", "p.png")
    assert (status, out) == (1, "")
    assert sentence(err) == (
        'A picture needs matplotlib, which is not installed; install it with: pip install "verbatim-bot[plot]"'
    )
