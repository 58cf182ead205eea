"""Fit the confidence of answers about speakers: `python -m index.training.verdict FOLDER...`.

It writes `index/weights/verdict.json`; `index.training.examples` says what a FOLDER holds. Two models: for what
somebody said, and for who said something. The label of a question is whether its first quote covers half of a gold
slice. As the training questions about who said something all have an answer, each is also asked of the other folders,
where nothing answers it.
The thresholds are the lowest that decline a share of the questions without an answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from index import verdict
from index.training.examples import Asked, main

DECLINED = {verdict.WHAT: 5 / 6, verdict.WHO: 2 / 3}  # of the questions without an answer, at least


class _Example(NamedTuple):
    """A question as it was asked of one folder: which it is, its signals, whether it was answered rightly at all."""

    question: str
    signals: dict[str, float]
    right: bool
    answerable: bool


def fit(folders: Sequence[Asked]) -> str:
    """Fit both models on the questions of folders and write the weights; what was written."""
    examples: dict[str, list[_Example]] = {verdict.WHAT: [], verdict.WHO: []}
    for folder in folders:
        for model, example in _examples(folder, folders):
            examples[model].append(example)
    fitted = {model: _fit(own, DECLINED[model]) for model, own in examples.items()}
    card = {
        "what": "Logistic regressions from signals of a question about speakers to the probability that the first quote"
        " answers: for what somebody said, and for who said something.",
        "data": [folder.name for folder in folders],
        "licence": "Weights: MIT. The articles and questions are not redistributed.",
        "command": "python -m index.training.verdict FOLDER...",
        "seed": "none: the solver is deterministic",
        "scores": {model: scores for model, (_, scores) in fitted.items()},
    }
    weights = {model: own for model, (own, _) in fitted.items()}
    text = json.dumps({"card": card, "weights": weights}, indent=2)
    verdict.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    return text


def _examples(folder: Asked, folders: Sequence[Asked]) -> Iterator[tuple[str, _Example]]:
    for question in folder.questions:
        hits, hearing = folder.library.search(question.text, source=question.source)
        if hearing is None or not hits:
            continue
        model = verdict.model(hearing)
        quotes = folder.library.quotes(hits, 1)
        right = folder.is_right(question, quotes)
        yield model, _Example(question.text, verdict.signals(hearing, hits), right, bool(question.gold))
        if model == verdict.WHO:
            for other in folders:
                hits, hearing = other.library.search(question.text)
                if other is not folder and hearing is not None and hits:
                    yield model, _Example(question.text, verdict.signals(hearing, hits), False, False)


def _fit(examples: Sequence[_Example], declined: float) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of a model with its threshold, and how it does in cross-validation."""
    names = list(examples[0].signals)
    features = np.array([[example.signals[name] for name in names] for example in examples])
    right = np.array([example.right for example in examples])
    answerable = np.array([example.answerable for example in examples])
    groups = [example.question for example in examples]
    model = LogisticRegression(C=10.0, max_iter=10_000)
    held_out = cross_val_predict(model, features, right, groups=groups, cv=GroupKFold(10), method="predict_proba")[:, 1]
    model.fit(features, right)
    # Between what is declined and what is not: shares are of few questions, and values repeat.
    values = np.unique(held_out)
    between = (values[1:] + values[:-1]) / 2
    threshold = next(value for value in between if (held_out[~answerable] < value).mean() >= declined)
    weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)}
    weights |= {"bias": round(float(model.intercept_[0]), 4), "threshold": round(float(threshold), 4)}
    scores = {
        "questions": len(examples),
        "auroc": float(roc_auc_score(answerable, held_out)),
        "unanswerable_declined": float((held_out < threshold)[~answerable].mean()),
        "answerable_kept": float((held_out >= threshold)[answerable].mean()),
        "net": float(np.where(answerable, right & (held_out >= threshold), held_out < threshold).mean()),
    }
    return weights, {name: round(score, 3) for name, score in scores.items()}


if __name__ == "__main__":
    sys.exit(main(__doc__, fit))
