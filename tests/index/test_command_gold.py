"""Files of questions and answers that `python -m index evaluate` refuses, and the line that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.index.commands import Captured, answer, forget_surroundings, question, run, sentence, write


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_surroundings(tmp_path, monkeypatch)


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
