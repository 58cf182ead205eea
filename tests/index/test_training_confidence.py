"""What the confidence is fitted to, of questions of another kind."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from statistics import mean

import pytest

from index import Document, Library
from index import confidence as judging
from index.confidence import GENERAL, WHAT, WHO
from index.local import Local
from index.training import confidence
from index.training.examples import Asked, Question

from .hashing import HashEncoder
from .news import SentenceReader

SANK = "The ferry sank in May."


def test_half_as_many_questions_without_an_answer_as_with_one_are_taken(tmp_path: Path) -> None:
    answered = [Question(f"when sank the ferry {n}", None, "ferry", (SANK,)) for n in range(40)]
    others = [Question(f"where is ferry number {n}", None, "", ()) for n in range(200)]
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder()) as library:
        library.add(Document(title="A ferry", text=SANK, id="ferry"))
        library.add(Document(title="Another ferry", text="Another ferry is green."))
        every = confidence._of_another_kind(Asked("boats", library, [*answered, *others]))
        few = confidence._of_another_kind(Asked("boats", library, [*answered, *others[:5]]))
    written = [example for example in every if example.written]
    with_answer = [example for example in written if example.answerable]
    assert {example.question for example in with_answer} == {question.text for question in answered}
    assert all(example.right and example.weight == confidence.ALSO for example in with_answer)
    assert len(written) - len(with_answer) == 23  # 20 on average
    made = [example for example in every if not example.written]
    assert len(made) == len(answered)
    assert not any(example.right or example.answerable for example in made)
    assert sum(not example.answerable and example.written for example in few) == 5


def test_what_was_not_said_is_asked_for(tmp_path: Path) -> None:
    text = "Anna Berg said in 1999 that the ferry sank. Nils Dahl promised another ferry."
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="A ferry", text=text, id="ferry"))
        asked = Asked("news", library, [])

        def made(question: str) -> list[confidence.Example]:
            asked_for = Question(question, None, "ferry", ("the ferry sank",))
            found = confidence._of_what_was_not_said(asked, asked_for, ["taxes"], 0.5)
            return [example for _, example in found]

        whether, year, deed, *others = made("What did Anna Berg say about the ferry?")
        assert whether.question == "Did Anna Berg say the ferry?"
        assert whether.right and whether.answerable and whether.signals["whether"] == 1
        assert year.question.startswith("What did Anna Berg say about the ferry in 19")
        assert "1999" not in year.question and year.signals["numbered"] == 0 and year.signals["as_asked"] == 1
        assert deed.question in {f"What did Anna Berg {act} about the ferry?" for act in confidence.DEEDS}
        assert deed.signals["numbered"] == 1 and deed.signals["as_asked"] == 0
        assert [other.question for other in others] == [
            "Did Anna Berg say taxes?", "What did Anna Berg say about taxes?",
        ]  # fmt: skip
        assert whether.signals["whether_told"] == 1 and whether.signals["relevance"] != 0 != year.signals["relevance"]
        assert [other.signals["whether_told"] for other in others] == [0, 0]
        assert year.signals["whether_told"] == 0
        for example in (year, deed, *others):
            assert not (example.right or example.answerable or example.written)
            assert example.weight == 0.25 * confidence.MADE[WHAT]
        acts = {
            act
            for number in range(40)
            for example in made(f"What did Nils Dahl say about ferry {number}?")
            for act in confidence.DEEDS
            if act in example.question
        }
        assert acts == {"warn", "deny"}  # as he did promise


def test_a_level_makes_written_questions_right_on_average() -> None:
    """Beside as many made ones without an answer as written ones, of which half are right, whatever their signal."""
    chance = random.Random(1)

    def example(number: int, *, written: bool) -> confidence.Example:
        right = written and number % 2 == 0
        return confidence.Example(str(number), {"x": chance.random()}, right, right, 1.0, written)

    examples = [example(number, written=number < 200) for number in range(400)]
    plain, levelled = (confidence._fit(examples, levelled=wanted) for wanted in (False, True))
    assert mean(plain.held_out[:200]) == pytest.approx(0.25, abs=0.03)
    assert mean(levelled.held_out[:200]) == pytest.approx(0.5, abs=1e-4)
    assert levelled.weights["x"] == plain.weights["x"]
    odds = [p / (1 - p) for p in (plain.held_out[7], levelled.held_out[7])]
    assert levelled.weights["bias"] - plain.weights["bias"] == pytest.approx(math.log(odds[1] / odds[0]), abs=1e-3)


def test_of_what_nobody_said_enough_counts_however_much_is_made() -> None:
    def example(*, answerable: bool, written: bool, weight: float = 1.0) -> confidence.Example:
        return confidence.Example("", {"x": 0.0}, answerable, answerable, weight, written)

    written = [example(answerable=True, written=True)] * 15 + [example(answerable=False, written=True)]
    made = [example(answerable=False, written=False, weight=weight) for weight in (0.5, 1.5, 2.0)]
    balanced = confidence._balanced([*written, *made])
    assert balanced[:16] == written
    assert sum(one.weight for one in balanced if not one.answerable) / sum(
        one.weight for one in balanced
    ) == pytest.approx(confidence.UNSAID, abs=0.011)
    assert balanced[18].weight == pytest.approx(4 * balanced[16].weight)
    enough = [*written, *[example(answerable=False, written=True)] * 5, *made]
    assert [one.weight for one in confidence._balanced(enough)[-3:]] == [0, 0, 0]
    assert confidence._balanced(written) == written


def test_who_said_something_is_fitted_alone_and_the_rest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = tmp_path / "confidence.json"
    weights.write_text(judging.WEIGHTS.read_text(encoding="utf-8"), encoding="utf-8")
    before = json.loads(weights.read_text(encoding="utf-8"))
    monkeypatch.setattr(judging, "WEIGHTS", weights)
    folder = tmp_path / "boats"
    folder.mkdir()
    said = [f"Anna Berg {n} said that ferry {n} sank in May." for n in range(12)]
    articles = [{"id": f"a{n}", "title": f"Ferry {n}", "text": f"{one}\n\nIt rained."} for n, one in enumerate(said)]
    questions = [
        {"question": f"who said that ferry {n} sank", "scope": "library", "article_id": f"a{n}", "gold": [one]}
        for n, one in enumerate(said)
    ]
    for name, rows in (("articles", articles), ("questions", questions)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert confidence.main(["--who", str(folder)]) == 0
    after = json.loads(weights.read_text(encoding="utf-8"))
    assert json.loads(capsys.readouterr().out) == after
    assert set(after["weights"][WHO]) == {"quote", "lead", "relevance", "cosine", "bias"}
    assert after["card"]["scores"][WHO]["questions"] == 12
    assert after["card"]["who"]["data"] == ["boats"]
    for model in (WHAT, GENERAL):
        assert after["weights"][model] == before["weights"][model]
    assert after["thresholds"] == before["thresholds"]
    for command in ([], [str(folder), "--who", str(folder)]):
        with pytest.raises(SystemExit):
            confidence.main(command)


def test_a_set_is_called_as_its_questions_or_its_folder() -> None:
    assert confidence._name(Path("wiki/articles.jsonl"), Path("train/wiki-questions.jsonl")) == "wiki-questions"
    assert confidence._name(Path("out/web/articles.jsonl"), Path("out/web/questions.jsonl")) == "web"
