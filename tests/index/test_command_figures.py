"""What `python -m index evaluate` prints: tables, misses, JSON, and two sets of answers side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.index.commands import Captured, answer, forget_surroundings, question, run, sentence, write


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def test_a_label_is_on_one_line_and_the_table_as_wide_as_it(capsys: Captured) -> None:
    write("q.jsonl", question(1, "Right.", type="a\x1b[31m\n" + "long" * 10))
    write("a.jsonl", answer(1, "Right."))
    _, out, _ = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--by-type")
    head, *rows = out.splitlines()[:4]
    assert {len(row) for row in (head, *rows)} == {len(head)}
    assert rows[2].startswith("type a�[31m " + "long" * 10 + "     1  1.000")


def test_misses(capsys: Captured) -> None:
    text = "“The ferry will run,” she said. It was late."
    write(
        "q.jsonl",
        question("right", "Right."),
        question("third", "It is this one.", "Or this.", type="what"),
        question("far", "It is this one."),
        question("long", "It is this one."),
        question("nothing", "It is this one."),
        question("shy", "Right."),
        question("bold"),
        question("lit", text[:32], speaker="Jane Roe"),
    )
    write(
        "a.jsonl",
        answer("right", "Right."),
        answer("third", "Wrong.\nIt is.\x1b[2J", "Wrong.", "It is this one.", confidence=0.7),
        answer("far", "Wrong.", "Wrong."),
        answer("long", "It is this one." + " " * 600),
        answer("nothing", answered=False, confidence=0),
        answer("shy", "Right.", answered=False, confidence=0.25, highlight=[0, 5]),
        answer("bold", "Wrong."),
        answer("lit", text, highlight=[33, 44], speaker="John Doe"),
    )
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--misses")
    assert (status, err) == (0, "")
    assert out.split("\n\n", 2)[2] == (
        "missed: 7 of 8 questions\n"
        "      4 wrong first quote\n"
        "      1 declined though right\n"
        "      1 answered though unanswerable\n"
        "      1 right passage, wrong highlight\n"
        "      1 wrong speaker\n"
        "\nthird [what] Question third?\n"
        "   why   wrong first quote, the right one is number 3\n"
        "   gold  It is this one.\n"
        "   gold  Or this.\n"
        "   got   answered with confidence 0.70: «Wrong. It is.�[2J»\n"
        "\nfar [no type] Question far?\n"
        "   why   wrong first quote, and the right one is not among the 2 shown\n"
        "   gold  It is this one.\n"
        "   got   answered with confidence 0.80: «Wrong.»\n"
        "\nlong [no type] Question long?\n"
        "   why   wrong first quote, as it is longer than 600 characters\n"
        "   gold  It is this one.\n"
        "   got   answered with confidence 0.80: «It is this one. »\n"
        "\nnothing [no type] Question nothing?\n"
        "   why   nothing is quoted\n"
        "   gold  It is this one.\n"
        "   got   declined with confidence 0.00: nothing\n"
        "\nshy [no type] Question shy?\n"
        "   why   declined though right\n"
        "   gold  Right.\n"
        "   got   declined with confidence 0.25: «Right».\n"
        "\nbold [no type] Question bold?\n"
        "   why   answered though unanswerable\n"
        "   gold  none: the sources do not say\n"
        "   got   answered with confidence 0.80: «Wrong.»\n"
        "\nlit [no type] Question lit?\n"
        "   why   right passage, wrong highlight, wrong speaker\n"
        "   gold  Jane Roe: “The ferry will run,” she said.\n"
        "   got   answered with confidence 0.80: John Doe: “The ferry will run,” she said. I«t was late.»\n"
    )
    _, out, _ = run(capsys, "evaluate", "q.jsonl", "--misses", 2, "--answers", "a.jsonl")
    assert re.findall(r"^(\w+) \[", out, re.MULTILINE) == ["third", "far"]
    assert "missed: 7 of 8 questions" in out


def test_no_misses(capsys: Captured) -> None:
    write("q.jsonl", question(1, "Right."))
    write("a.jsonl", answer(1, "Right."))
    _, out, _ = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--misses")
    assert out.endswith("\n\nmissed: 0 of 1 question\n")


def test_json(capsys: Captured) -> None:
    write("q.jsonl", question("a", "Right.", type="what", speaker="Jane Roe"), question("b"))
    write("a.jsonl", {**answer("a", "Wrong.", "Right.", confidence=0.5), "seconds": 2}, answer("b", confidence=0.25))
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--answers", "a.jsonl", "--json")
    assert (status, err, out.count("\n")) == (0, "", 1)
    found = json.loads(out)
    counts = {"n": 2, "net": 0, "hit@1": 0, "hit@3": 1, "focus1": 0, "speak1": None, "kept": 1, "false": 1, "auroc": 1}
    assert found["groups"][:2] == [{"by": None, "name": None, **counts}, {"by": "scope", "name": None, **counts}]
    assert [(group["by"], group["name"]) for group in found["groups"][2:]] == [("type", "what"), ("type", None)]
    assert {name: found[name] for name in ("aurc", "aurc_best", "aurc_random", "curve", "coverage", "risk")} == {
        "aurc": 1, "aurc_best": 1, "aurc_random": 1, "curve": [[0.5, 1], [1, 1]], "coverage": 1, "risk": 1,
    }  # fmt: skip
    assert (found["ece"], found["seconds"]) == (0.375, {"median": 2, "most": 2})
    assert found["bins"] == [{"count": 1, "confidence": 0.25, "right": 0}, {"count": 1, "confidence": 0.5, "right": 0}]
    assert found["misses"] == {"wrong first quote": 1, "answered though unanswerable": 1}
    assert found["questions"][0] == {
        "id": "a", "question": "Question a?", "type": "what", "scope": None, "gold": ["Right."],
        "gold_speaker": "Jane Roe", "answered": True, "confidence": 0.5, "seconds": 2, "right": False, "rank": 2,
        "focused": False, "named": None, "misses": ["wrong first quote"],
        "first": {"text": "Wrong.", "highlight": None, "speaker": None},
    }  # fmt: skip
    assert found["questions"][1]["first"] is None


def test_compare(capsys: Captured) -> None:
    write("q.jsonl", *(question(name, "Right.") for name in ("both", "lost", "shy", "gained")), question("no"))
    write(
        "a.jsonl",
        *(answer(name, "Right.") for name in ("both", "lost", "shy")),
        *(answer(name, "Wrong.", "Right.") for name in ("gained", "no")),
    )
    write(
        "b.jsonl",
        *(answer(name, "Right.") for name in ("both", "gained")),
        answer("lost", "Wrong."),
        answer("shy", "Right.", answered=False),
        answer("no", "Wrong.", answered=False, confidence=0.2),
    )
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--compare", "a.jsonl", "b.jsonl")
    assert (status, err) == (0, "")
    assert out == (
        "A = a.jsonl\n"
        "B = b.jsonl\n"
        "\n"
        "group                       n           net  hit@1  hit@3 focus1 speak1   kept  false  auroc\n"
        "ALL                         5      A  0.600  0.750  1.000  0.750      -  1.000  1.000  0.500\n"
        "                                   B  0.600  0.750  0.750  0.750      -  0.750  0.000  1.000\n"
        "                                 B-A +0.000 +0.000 -0.250 +0.000      - -0.250 -1.000 +0.500\n"
        "no scope                    5      A  0.600  0.750  1.000  0.750      -  1.000  1.000  0.500\n"
        "                                   B  0.600  0.750  0.750  0.750      -  0.750  0.000  1.000\n"
        "                                 B-A +0.000 +0.000 -0.250 +0.000      - -0.250 -1.000 +0.500\n"
        "\n"
        "AURC     A 0.400, B 0.280, B-A -0.120 (lower is better)\n"
        "ECE      A 0.200, B 0.080, B-A -0.120 (lower is better)\n"
        "time     A not measured; B not measured\n"
        "\n"
        "net      2 gained, 2 lost: p = 1 (exact McNemar test)\n"
        "hit@1    1 gained, 1 lost: p = 1 (exact McNemar test)\n"
        "hit@3    0 gained, 1 lost: p = 1 (exact McNemar test)\n"
        "focus1   1 gained, 1 lost: p = 1 (exact McNemar test)\n"
        "\n"
        "was right, now wrong: 2\n"
        "   lost Question lost? (wrong first quote, and the right one is not among the 1 shown)\n"
        "   shy Question shy? (declined though right)\n"
        "\n"
        "was wrong, now right: 2\n"
        "   gained Question gained? (wrong first quote, the right one is number 2)\n"
        "   no Question no? (answered though unanswerable)\n"
    )
    found = json.loads(run(capsys, "evaluate", "q.jsonl", "--compare", "a.jsonl", "b.jsonl", "--json")[1])
    assert (found["lost"], found["gained"]) == (["lost", "shy"], ["gained", "no"])
    assert found["tests"]["hit@3"] == {"gained": 0, "lost": 1, "p": 1}
    assert (found["a"]["file"], found["a"]["aurc"], found["b"]["file"]) == ("a.jsonl", 0.4, "b.jsonl")


def test_compare_says_how_likely_it_is_chance(capsys: Captured) -> None:
    write("q.jsonl", *(question(number, "Right.", type="what") for number in range(6)))
    write("a.jsonl", *(answer(number, "Wrong.") for number in range(6)))
    write("b.jsonl", *(answer(number, "Right.") for number in range(5)))
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--by-type", "--compare", "a.jsonl", "b.jsonl")
    assert (status, sentence(err)) == (
        0, "b.jsonl misses 1 question, counted as not answered with confidence 0: 5.",
    )  # fmt: skip
    assert "net      5 gained, 0 lost: p = 0.0625 (exact McNemar test)\n" in out  # 2 / 32
    assert "\ntype what                   6      A  0.000" in out
