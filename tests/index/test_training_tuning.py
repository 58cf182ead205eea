"""Tuning the confidence: what it learns from questions that are hard to tell from those without an answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from index import confidence
from index.confidence import GENERAL, SILENT, WHAT
from index.training import tuning
from index.training.tuning import Case

BEFORE = {"quote": 1.0, "relevance": 2.0, "bias": -1.0}


def case(quote: float, relevance: float, right: bool, *, answerable: bool = True, **signals: float) -> Case:
    return Case(GENERAL, {"quote": quote, "relevance": relevance, **signals}, right, answerable)


def drawn(count: int) -> list[Case]:
    """Questions that the quote tells nothing about, and reading all: so unlike what the weights before say."""
    chance = np.random.default_rng(1)
    cases = []
    for _ in range(count):
        quote, relevance = chance.uniform(size=2)
        cases.append(case(quote, relevance, bool(chance.uniform() < 1 / (1 + np.exp(3 - 8 * relevance)))))
    return cases


def test_the_weights_are_held_near_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuning.fitted([], BEFORE) == BEFORE
    away = []
    for pull in (1e6, 100.0, 1.0):
        monkeypatch.setattr(tuning, "PULL", pull)
        away.append(tuning.fitted(drawn(100), BEFORE)["relevance"] - BEFORE["relevance"])
    assert away[0] == pytest.approx(0, abs=1e-3)
    assert 0.1 < away[1] < away[2] / 2


def test_many_questions_move_them_to_where_a_regression_is() -> None:
    cases = drawn(20_000)
    features = np.array([[one.signals["quote"], one.signals["relevance"]] for one in cases])
    reference = LogisticRegression(C=1e6).fit(features, [one.right for one in cases])
    found = tuning.fitted(cases, BEFORE)
    assert [found["quote"], found["relevance"]] == pytest.approx(reference.coef_[0], abs=0.2)
    assert found["bias"] == pytest.approx(reference.intercept_[0], abs=0.1)


def test_whom_nobody_quotes_teaches_nothing() -> None:
    cases = drawn(50)
    silent = [case(1.0, 1.0, False, silent=1.0) for _ in range(500)]
    assert tuning.fitted([*cases, *silent], BEFORE) == tuning.fitted(cases, BEFORE)


@pytest.mark.parametrize(("left_open", "answered", "expected"), [(70, 70, 30 / 70), (10, 90, 1.0), (0, 5, 1.0)])
def test_questions_without_an_answer_are_a_share_of_all(left_open: int, answered: int, expected: float) -> None:
    cases = [case(0, 0, False, answerable=False)] * left_open + [case(0, 0, True)] * answered
    counts = tuning._counts(cases)
    assert set(counts[left_open:]) == {1.0}
    assert counts[:left_open] == pytest.approx([expected] * left_open)


def test_scores() -> None:
    weights = {GENERAL: BEFORE, WHAT: {"relevance": 4.0, "silent": 0.0, "bias": 2.0}}
    cases = [
        case(0.0, 1.0, True),  # .73, answered rightly
        case(0.0, 1.0, False),  # .73, answered wrongly
        case(0.0, 0.0, True),  # .27, declined
        case(1.0, 1.0, False, answerable=False),  # .88, answered
        Case(WHAT, {"relevance": 1.0, "silent": 1.0}, False, False),  # at most SILENT
        Case(None, {}, False, False),
    ]
    assert tuning._confidence(cases[4], weights) == SILENT
    assert tuning.scores(cases, weights, 0.5) == {"net": 0.5, "kept": 0.667, "false": 0.333, "auroc": 0.667}


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two folders of a question with an answer and one without: the weights are written, the thresholds stay."""
    path = tmp_path / "confidence.json"
    path.write_bytes(confidence.WEIGHTS.read_bytes())
    monkeypatch.setattr(confidence, "WEIGHTS", path)
    for name, town in (("a", "Alder"), ("b", "Brook")):
        (tmp_path / name).mkdir()
        text = f"The mill of {town} burned in May. The owner wept."
        article = {"id": name, "title": "Fire", "text": text}
        (tmp_path / name / "articles.jsonl").write_text(json.dumps(article), encoding="utf-8")
        asked = [
            {"question": "When did the mill burn?", "gold": [text.partition(" The owner")[0]]},
            {"question": "When did the mill open?", "gold": []},
        ]
        rows = (json.dumps({**row, "scope": "article", "article_id": name}) for row in asked)
        (tmp_path / name / "questions.jsonl").write_text("\n".join(rows), encoding="utf-8")
    before = json.loads(path.read_text(encoding="utf-8"))
    assert tuning.main([str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after["thresholds"] == before["thresholds"]
    assert after["weights"][GENERAL] != before["weights"][GENERAL]
    assert after["weights"][WHAT] == before["weights"][WHAT]
    assert after["card"] == before["card"] | {"tuned": json.loads(capsys.readouterr().out)}
    assert after["card"]["tuned"]["data"] == ["a: 2 questions", "b: 2 questions"]
    assert set(after["card"]["tuned"]["scores"]["a"]["after"]) == {"net", "kept", "false", "auroc"}
