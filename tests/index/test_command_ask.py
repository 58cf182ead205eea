"""The command line: asking."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from index import Library
from tests.index.commands import Captured, forget_surroundings, run, sentence


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


def test_ask(asked: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "ask", "--library", asked, "--quotes", "1", "What did Poland say about troops?")
    assert (status, err) == (0, "")
    assert "“Poland does not plan to send its troops to Ukraine,” Polish Prime Minister Donald Tusk said" in out
    assert out.splitlines()[-1].startswith(
        "— European leaders answer Macron on troops for Ukraine › Poland and the Czech Republic · paragraph "
    )
    assert "\x1b" not in out


def test_ask_json_is_exact(asked: Path, capsys: Captured) -> None:
    words = ["Where", "are", "the", "troops", "of", "Poland?"]
    status, out, err = run(capsys, "ask", "--library", asked, "--json", "--quotes", 4, *words)
    assert (status, err, out.count("\n")) == (0, "", 1)
    answer = json.loads(out)
    assert (answer["question"], len(answer["quotes"])) == (" ".join(words), 4)
    assert 0 <= answer["confidence"] <= 1
    with Library.open(asked, create=False) as opened:
        for quote in answer["quotes"]:
            assert opened.text(quote["source"])[quote["start"] : quote["end"]] == quote["text"]
            begin, end = quote["highlight"]
            assert 0 <= begin < end <= len(quote["text"])
            assert quote.keys() == {
                "source", "title", "url", "start", "end", "text", "highlight", "paragraph", "score", "speaker",
                "description", "kind", "also", "heading", "published",
            }  # fmt: skip


def test_whoever_asks_what_somebody_said_gets_nobody_else(asked: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "--quotes", 4, "What did Poland say?")
    assert {quote["speaker"] for quote in json.loads(out)["quotes"]} == {"Donald Tusk"}


def test_ask_one_source(asked: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "--source", "the-bridge-opens", "What did Poland say?")
    assert {quote["source"] for quote in json.loads(out)["quotes"]} == {"the-bridge-opens"}
    status, out, err = run(capsys, "ask", "--library", asked, "--source", "none", "What?")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("There is no source 'none' here")


def test_ask_what_the_sources_do_not_say(asked: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "ask", "--library", asked, "How do I bake sourdough bread with rye flour?")
    lines = out.splitlines()
    assert (status, err, lines[:3]) == (
        0, "", ["The sources do not say.", "No source mentions “sourdough”.", "Closest passage:"],
    )  # fmt: skip
    assert sum(line.startswith("— ") for line in lines) == 1


def test_ask_with_a_slip(asked: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "ask", "--library", asked, "--quotes", "1", "what did marcon say about trops")
    assert out.splitlines()[:2] == [
        "Showing results for “what did macron say about troops”",
        "Emmanuel Macron, French President:",
    ]
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "what did marcon say about trops")
    answer = json.loads(out)
    assert answer["question"] == "what did marcon say about trops"
    assert answer["corrected"] == "what did macron say about troops"
    assert answer["quotes"][0]["speaker"] == "Emmanuel Macron"


def test_ask_with_a_phrase(asked: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", 'Who said "nothing should be ruled out"?')
    answer = json.loads(out)
    assert (answer["answered"], answer["quotes"][0]["speaker"]) == (True, "Emmanuel Macron")
    _, out, _ = run(capsys, "ask", "--library", asked, "Who said “everything should be ruled out”?")
    assert out.splitlines()[:3] == [
        "The sources do not say.", "No source contains “everything should be ruled out”.", "Closest passage:",
    ]  # fmt: skip


def test_ask_without_a_word(asked: Path, capsys: Captured) -> None:
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "--quotes", 4, "Who sends troops? -Tusk -NATO")
    texts = [quote["text"] for quote in json.loads(out)["quotes"]]
    assert texts and not any("Tusk" in text or "NATO" in text for text in texts)


def test_ask_several_questions(asked: Path, capsys: Captured) -> None:
    several = "What did Poland say? And what did the bridge cost?"
    status, out, err = run(capsys, "ask", "--library", asked, "--quotes", "1", several)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert [line for line in lines if line.startswith("> ")] == [
        "> What did Poland say?",
        "> What did the bridge cost?",
    ]
    assert "Donald Tusk" in lines[1] and any("12 million euros" in line for line in lines[3:])
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", several)
    assert out.count("\n") == 1
    both = json.loads(out)
    assert [one["question"] for one in both] == ["What did Poland say?", "What did the bridge cost?"]
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "What did Poland say?")
    assert json.loads(out)["quotes"] == both[0]["quotes"]
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "What did Poland say?", "what did the bridge cost")
    assert [one["question"] for one in json.loads(out)] == ["What did Poland say?", "what did the bridge cost"]
    _, out, _ = run(capsys, "ask", "--library", asked, "--json", "What", "did", "Poland", "say?")
    assert json.loads(out)["question"] == "What did Poland say?"


def test_ask_a_file_splits_no_line(tmp_path: Path, asked: Path, capsys: Captured) -> None:
    line = {"id": 1, "question": "What did Poland say? And what did the bridge cost?"}
    (tmp_path / "q.jsonl").write_text(json.dumps(line), encoding="utf-8")
    _, out, _ = run(capsys, "ask", "--library", asked, "--jsonl", "q.jsonl")
    assert out.count("\n") == 1 and json.loads(out)["id"] == 1


def test_ask_strictly_and_eagerly(asked: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(question: str, *options: str) -> bool:
        _, out, _ = run(capsys, "ask", "--library", asked, "--json", *options, question)
        return bool(json.loads(out)["answered"])

    with Library.open(asked, create=False) as library:
        answers = {
            one: library.ask(one) for one in ("What of mines?", "bridge", "soldiers Brno", "How old is the tower?")
        }
        for question, answer in answers.items():
            strict, eager = (library.ask(question, strictness=one) for one in ("strict", "eager"))
            assert (strict.confidence, strict.quotes) == (eager.confidence, eager.quotes) == (
                answer.confidence, answer.quotes,
            )  # fmt: skip
            assert eager.answered >= answer.answered >= strict.answered
            for name, one in (("strict", strict), ("eager", eager), ("balanced", answer)):
                assert answered(question, "--strictness", name) == one.answered
            monkeypatch.setenv("STRICTNESS", "eager")
            assert answered(question) == eager.answered
            assert answered(question, "--strictness", "strict") == strict.answered
            monkeypatch.delenv("STRICTNESS")
    assert len({library_answer.answered for library_answer in answers.values()}) == 2
    monkeypatch.setenv("STRICTNESS", "lax")
    status, out, err = run(capsys, "ask", "--library", asked, "What?")
    assert (status, out) == (2, "")
    assert sentence(err).startswith("STRICTNESS is 'lax', but has to be strict, balanced or eager")
    monkeypatch.delenv("STRICTNESS")
    status, _, err = run(capsys, "ask", "--library", asked, "--strictness", "lax", "What?")
    assert status == 2 and "strictness" in sentence(err)


@pytest.mark.parametrize("question", ["", "?", "\udcff\ud800", "\0", "x" * 100_000, "[bold]AND NOT (", "-- --"])
def test_ask_anything(asked: Path, capsys: Captured, question: str) -> None:
    status, out, err = run(capsys, "ask", "--library", asked, "--json", "--", question)
    assert (status, err) == (0, "")
    json.loads(out)


def test_ask_an_empty_library(tmp_path: Path, capsys: Captured) -> None:
    Library.open(tmp_path / "lib").close()
    status, out, err = run(capsys, "ask", "--library", "lib", "What?")
    assert (status, out) == (0, "The sources do not say.\n")
    assert sentence(err).startswith("This library has no sources yet")


def test_ask_the_sample_while_there_is_no_library(tmp_path: Path, capsys: Captured) -> None:
    status, out, err = run(capsys, "ask", "--json", "What did Poland say?")
    assert status == 0
    assert json.loads(out)["quotes"][0]["source"] == "sample"
    assert sentence(err) == f"There is no library in {Path('data/shared')} yet: a sample article answers."
    assert list(tmp_path.iterdir()) == []


def test_ask_reads_questions(asked: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "Who spoke in Prague?\n  What did the bridge cost?  \n\nNever read?\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    status, out, err = run(capsys, "ask", "--library", asked, "--quotes", "1")
    assert (status, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("> ")] == [
        "> Who spoke in Prague?", "> What did the bridge cost?",
    ]  # fmt: skip
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    _, out, _ = run(capsys, "ask", "--library", asked, "--json")
    assert [json.loads(line)["question"] for line in out.splitlines()] == [
        "Who spoke in Prague?", "What did the bridge cost?",
    ]  # fmt: skip


def test_ask_prompts_on_a_terminal(asked: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("Who spoke in Prague?\n"))
    status, out, err = run(capsys, "ask", "--library", asked, "--json")
    assert (status, err) == (0, "Question: Question: ")
    assert json.loads(out)["question"] == "Who spoke in Prague?"


def test_ask_a_file(tmp_path: Path, asked: Path, capsys: Captured) -> None:
    questions: list[dict[str, Any]] = [{"id": f"q{n}", "question": f"Who sends {n} troops?"} for n in range(40)]
    questions[7] = {"id": 7, "question": "What did it cost?", "source": "the-bridge-opens", "gold": ["x"]}
    (tmp_path / "q.jsonl").write_text("\n\n".join(map(json.dumps, questions)), encoding="utf-8")
    status, out, err = run(capsys, "ask", "--library", asked, "--quotes", "2", "--jsonl", "q.jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err, [row["id"] for row in rows]) == (0, "", [question["id"] for question in questions])
    with Library.open(asked, create=False) as opened:
        for row, question in zip(rows, questions, strict=True):
            answer = opened.ask(question["question"], source=question.get("source"), quotes=2)
            assert row["answered"] == answer.answered
            assert [quote["start"] for quote in row["quotes"]] == [quote.start for quote in answer.quotes]
            for quote in row["quotes"]:
                assert opened.text(quote["source"])[quote["start"] : quote["end"]] == quote["text"]
    assert {quote["source"] for quote in rows[7]["quotes"]} == {"the-bridge-opens"}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"id": 2, "question": "b", "source": "none"}', "line 2: There is no source 'none' here"),
        ('{"id": 2, "question": 5}', 'line 2: "question" is to be a string.'),
        ('{"question": "b"}', 'line 2: "id" is to be a string or a whole number.'),
        ('{"id": 2, "question": "b", "source": 5}', 'line 2: "source" is to be the id of a source.'),
        ("b", "line 2 is not JSON: Expecting value at column 1."),
    ],
)
def test_ask_a_file_with_a_wrong_line(tmp_path: Path, asked: Path, capsys: Captured, line: str, wrong: str) -> None:
    (tmp_path / "q.jsonl").write_text(f'{{"id": 1, "question": "a"}}\n{line}\n')
    status, out, err = run(capsys, "ask", "--library", asked, "--jsonl", "q.jsonl")
    assert (status, out) == (2, "")
    assert sentence(err).startswith(f"q.jsonl, {wrong}")


def test_ask_a_file_without_questions(tmp_path: Path, asked: Path, capsys: Captured) -> None:
    (tmp_path / "q.jsonl").write_text("\n")
    for arguments, wrong in (
        (["q.jsonl"], "There is no question in q.jsonl"),
        (["n.jsonl"], "n.jsonl does not exist"),
        (["q.jsonl", "What?"], "A question and --jsonl do not go together"),
    ):
        status, out, err = run(capsys, "ask", "--library", asked, "--jsonl", *arguments)
        assert (status, out) == (2, "")
        assert sentence(err).startswith(wrong)
