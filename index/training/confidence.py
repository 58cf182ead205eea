"""Fit the confidence: `python -m index.training.confidence FOLDER...` writes `index/weights/confidence.json`.

`index.training.examples` says what a FOLDER holds. It learns from the questions that are not about speakers (those have
a confidence of their own, see `index.training.verdict`). The label of a question is whether its first quote covers half
of a gold slice. The threshold keeps nine in ten of the training questions whose first quote is right.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index import ranking
from index.training.examples import Asked, main


def fit(folders: Sequence[Asked]) -> str:
    """Fit on the questions of folders and write the weights; what was written."""
    examples = [example for folder in folders for example in _examples(folder)]
    names = list(examples[0][0])
    features = np.array([[signals[name] for name in names] for signals, _ in examples])
    labels = np.array([label for _, label in examples])
    model = LogisticRegression(C=10.0, max_iter=10_000)
    held_out = cross_val_predict(model, features, labels, cv=5, method="predict_proba")[:, 1]
    threshold = np.quantile(held_out[labels], 0.1)
    model.fit(features, labels)
    weights = {name: round(float(value), 4) for name, value in zip(names, model.coef_[0], strict=True)}
    weights |= {"bias": round(float(model.intercept_[0]), 4), "threshold": round(float(threshold), 2)}
    card = {
        "what": "Logistic regression from ranking signals to the probability that the first quote answers.",
        "data": [folder.name for folder in folders],
        "licence": "Weights: MIT. The articles and questions are not redistributed.",
        "command": "python -m index.training.confidence FOLDER...",
        "seed": "none: the solver is deterministic",
        "questions": len(examples),
        "auroc_cross_validated": round(float(roc_auc_score(labels, held_out)), 3),
        "declined_of_the_wrong": round(float((held_out < threshold)[~labels].mean()), 3),
        "decided_rightly_cross_validated": round(float(((held_out >= threshold) == labels).mean()), 3),
    }
    text = json.dumps({"card": card, "weights": weights}, indent=2)
    ranking.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    return text


def _examples(folder: Asked) -> Iterator[tuple[dict[str, float], bool]]:
    for question in folder.questions:
        hits, hearing = folder.library.search(question.text, source=question.source)
        if hits and hearing is None:
            quotes = folder.library.quotes(hits, 1)
            yield ranking.signals(hits), folder.is_right(question, quotes)


if __name__ == "__main__":
    sys.exit(main(__doc__, fit))
