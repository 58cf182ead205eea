"""`python -m index evaluate`: what is asked, what is printed, drawn and saved, and what is refused."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from matplotlib.image import imread

from index import Library
from tests.index.commands import ROOT, SAMPLE_ID, Captured, forget_surroundings, run, sentence

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


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def write(path: str, *rows: Any) -> None:
    Path(path).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def question(id: str | int, *gold: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "question": f"Question {id}?", "gold": gold, **fields}


def answer(id: str | int, *texts: str, answered: bool = True, confidence: float = 0.8, **fields: Any) -> dict[str, Any]:
    quotes = [{"text": text, **fields} for text in texts]
    return {"id": id, "answered": answered, "confidence": confidence, "quotes": quotes}


# Asking


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


# Answers from a file


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


# Comparing


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


# Drawing


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


# What is refused


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"id": 2, "question": "b"}', 'line 2: "gold" is to be a list of the exact sentences that answer, [] where'),
        ('{"id": 2, "question": "b", "gold": "b"}', 'line 2: "gold" is to be a list of the exact sentences'),
        ('{"id": 2, "question": "b", "gold": [" "]}', 'line 2: "gold" is to be a list of the exact sentences'),
        ('{"id": 2, "question": "b", "gold": [5]}', 'line 2: "gold" is to be a list of the exact sentences'),
        ('{"id": 2, "gold": []}', 'line 2: "question" is to be a string.'),
        ('{"question": "b", "gold": []}', 'line 2: "id" is to be a string or a whole number.'),
        ('{"id": 1, "question": "b", "gold": []}', "line 2: the id 1 is that of line 1 too; give each line its own."),
        ('{"id": 2, "question": "b", "gold": [], "scope": "all"}', 'line 2: "scope" is to be "article" or "library".'),
        ('{"id": 2, "question": "b", "gold": [], "scope": "article"}', 'line 2: with the scope "article" it needs'),
        ('{"id": 2, "question": "b", "gold": [], "type": 5}', 'line 2: "type" is to be a string.'),
        ('{"id": 2, "question": "b", "gold": [], "speaker": []}', 'line 2: "speaker" is to be a string.'),
        (
            '{"id": 2, "question": "b", "gold": [], "scope": "article", "article_id": "none"}',
            "line 2: There is no source 'none' here",
        ),
        ('{"id": 2, "question"', "line 2 is not JSON: "),
        ('["b"]', "line 2 is no JSON object"),
    ],
)
def test_a_wrong_question(asked: Path, capsys: Captured, line: str, wrong: str) -> None:
    Path("q.jsonl").write_text(f'{{"id": 1, "question": "a", "gold": []}}\n{line}\n', encoding="utf-8")
    status, out, err = run(capsys, "evaluate", "q.jsonl", "--library", asked)
    assert (status, out) == (2, "")
    assert sentence(err).startswith(f"q.jsonl, {wrong}")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"answered": true, "confidence": 1, "quotes": []}', '"id" is to be a string or a whole number.'),
        ('{"id": 1, "confidence": 1, "quotes": []}', '"answered" is to be true or false.'),
        ('{"id": 1, "answered": 1, "confidence": 1, "quotes": []}', '"answered" is to be true or false.'),
        ('{"id": 1, "answered": true, "quotes": []}', '"confidence" is to be a number from 0 to 1.'),
        ('{"id": 1, "answered": true, "confidence": 1.01, "quotes": []}', '"confidence" is to be a number'),
        ('{"id": 1, "answered": true, "confidence": -1, "quotes": []}', '"confidence" is to be a number'),
        ('{"id": 1, "answered": true, "confidence": NaN, "quotes": []}', '"confidence" is to be a number'),
        ('{"id": 1, "answered": true, "confidence": true, "quotes": []}', '"confidence" is to be a number'),
        ('{"id": 1, "answered": true, "confidence": 1}', '"quotes" is to be a list, the best quote first.'),
        ('{"id": 1, "answered": true, "confidence": 1, "quotes": ["a"]}', 'each of "quotes" is to be an object with'),
        ('{"id": 1, "answered": true, "confidence": 1, "quotes": [{}]}', 'each of "quotes" is to be an object with'),
        (
            '{"id": 1, "answered": true, "confidence": 1, "quotes": [{"text": "a", "speaker": 1}]}',
            '"speaker" is to be a string.',
        ),
        *(
            (
                f'{{"id": 1, "answered": true, "confidence": 1, "quotes": [{{"text": "a", "highlight": {span}}}]}}',
                '"highlight" is to be where a part of the quote\'s text begins and ends: [0, 20].',
            )
            for span in ("[0, 2]", "[1, 0]", "[-1, 1]", "[0]", "[]", "[0.0, 1]", "[false, true]", '"01"', "{}")
        ),
        ('{"id": 1, "answered": true, "confidence": 1, "quotes": [], "seconds": -1}', '"seconds" is to be how'),
        ('{"id": 1, "answered": true, "confidence": 1, "quotes": [], "seconds": Infinity}', '"seconds" is to be'),
        (
            f'{{"id": 1, "answered": true, "confidence": 1, "quotes": [], "seconds": 1{"0" * 400}}}',
            '"seconds" is to be',
        ),
        ('{"id": 0, "answered": true, "confidence": 1, "quotes": []}', "the id 0 is that of line 1 too"),
    ],
)
def test_a_wrong_answer(capsys: Captured, line: str, wrong: str) -> None:
    write("q.jsonl", question(1, "Right."))
    Path("a.jsonl").write_text(f"{json.dumps(answer(0))}\n{line}\n", encoding="utf-8")
    for arguments in (["--answers", "a.jsonl"], ["--compare", "a.jsonl", "a.jsonl"]):
        status, out, err = run(capsys, "evaluate", "q.jsonl", *arguments)
        assert (status, out) == (2, "")
        assert sentence(err).startswith(f"a.jsonl, line 2: {wrong}")


def test_files_with_nothing_in_them(asked: Path, capsys: Captured) -> None:
    write("empty.jsonl")
    write("q.jsonl", question(1))
    for arguments, wrong in (
        (["none.jsonl", "--library", asked], "none.jsonl does not exist; check the path."),
        (["empty.jsonl", "--library", asked], "There is no question in empty.jsonl; write "),
        (["empty.jsonl", "--answers", "q.jsonl"], "There is no question in empty.jsonl; write "),
        (["q.jsonl", "--answers", "none.jsonl"], "none.jsonl does not exist; check the path."),
        (["q.jsonl", "--answers", "empty.jsonl"], "There is no answer in empty.jsonl; make some with: "),
        ([".", "--library", asked], ". is a folder; name the files in it"),
    ):
        status, out, err = run(capsys, "evaluate", *arguments)
        assert (status, out) == (2, "")
        assert sentence(err).startswith(wrong)


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
