"""Tune the confidence to harder questions: `python -m index.training.tuning FOLDER... [--readers DIR]`.

`index.training.confidence` fits it to questions that are mostly easy to tell from those without an answer. This learns
from folders (see `index.training.examples`) of questions each of which has one nearly like it beside it that the
article leaves open, and writes to the same `index/weights/confidence.json`. They are few, and other than what people
ask in that half of them have no answer: so the functions that are there are held near what they are (a normal prior
around the weights), and questions without an answer count so much that they are `OPEN` of all. The thresholds stay.

A folder that the packaged reader has learned from is to be asked with one that has not (`--readers`), as it would be
surer about it than about others. The scores are of each folder with functions that were tuned to the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from index import confidence
from index.confidence import GENERAL, SILENT, WHAT, WHO
from index.relevance import Relevance
from index.training.examples import Asked, opened

PULL = 10.0  # towards the weights that are there: as much as so many questions, for signals of unit variance
SPREAD = 0.05  # of a signal at least, as one that hardly varies tells nothing about its weight
OPEN = 0.3  # questions without an answer, of all
MODELS = (GENERAL, WHAT, WHO)

Weights = Mapping[str, float]


class Case(NamedTuple):
    """A question as it was asked: who judges it, its signals, whether the first quote answers it, whether any could.

    `model` is None where nothing was found.
    """

    model: str | None
    signals: Weights
    right: bool
    answerable: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Tune all three functions, write weights and card, print the scores."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the libraries there, for the next time")
    parser.add_argument("--readers", type=Path, metavar="DIR", help="NAME.safetensors for folders that it learned from")
    chosen = parser.parse_args(arguments)

    def reader(name: str) -> Relevance | None:
        path = chosen.readers / f"{name}.safetensors" if chosen.readers else None
        return Relevance(path) if path is not None and path.exists() else None

    with opened(chosen.folders, keep=chosen.keep, reader=reader) as folders:
        cases = {folder.name: list(cases_of(folder)) for folder in folders}
    stored = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))
    threshold: float = stored["thresholds"]["balanced"]
    stored["card"]["tuned"] = {
        "data": [f"{name}: {len(own)} questions" for name, own in cases.items()],
        "command": "python -m index.training.tuning FOLDER... --readers DIR",
        "scores": {
            name: {
                "before": scores(own, stored["weights"], threshold),
                "after": scores(own, _tuned(_others(cases, name), stored["weights"]), threshold),
            }
            for name, own in cases.items()
        },
    }
    stored["weights"] = _tuned([case for own in cases.values() for case in own], stored["weights"])
    confidence.WEIGHTS.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored["card"]["tuned"], indent=2))
    return 0


def cases_of(folder: Asked) -> Iterator[Case]:
    """A folder's questions as they are written."""
    library = folder.library
    for question in folder.questions:
        found = library.search(question.text, source=question.source)
        quotes = library.quotes(found, 1)
        if not found.hits or not quotes:
            yield Case(None, {}, False, bool(question.gold))
            continue
        signals = confidence.signals(question.text, found.hits, quotes[0], library.storage, found.hearing)
        right = folder.is_right(question, quotes)
        yield Case(confidence.model(found.hearing), signals, right, bool(question.gold))


def fitted(cases: Sequence[Case], before: Weights) -> dict[str, float]:
    """The weights of a function and its bias that tell cases apart best, held near those of `before`.

    Cases that name somebody who says nothing are left out: how sure those are at most is no matter of weights.
    """
    told = [case for case in cases if not case.signals.get("silent")]
    names = [name for name in before if name != "bias"]
    start = np.array([before[name] for name in [*names, "bias"]])
    if not told:
        return dict(before)
    features = np.array([[*(case.signals[name] for name in names), 1.0] for case in told])
    right = np.array([case.right for case in told], dtype=float)
    counts = _counts(told)
    spreads = np.append(features[:, :-1].std(axis=0) + SPREAD, 1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = features @ weights
        away = (weights - start) * spreads
        surprise = counts @ (np.logaddexp(0, values) - right * values) + PULL / 2 * away @ away
        slope = features.T @ (counts * (1 / (1 + np.exp(-values)) - right)) + PULL * away * spreads
        return float(surprise), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 4) for name, weight in zip([*names, "bias"], found, strict=True)}


def _counts(cases: Sequence[Case]) -> NDArray[np.float64]:
    """How much each case counts: one, those without an answer less where they are more than `OPEN` of all."""
    left_open = np.array([not case.answerable for case in cases])
    wanted = OPEN / (1 - OPEN) * (~left_open).sum()
    return np.where(left_open, min(1.0, wanted / max(1, left_open.sum())), 1.0)


def _tuned(cases: Sequence[Case], before: Mapping[str, Weights]) -> dict[str, dict[str, float]]:
    return {model: fitted([case for case in cases if case.model == model], before[model]) for model in MODELS}


def _others(cases: Mapping[str, Sequence[Case]], name: str) -> list[Case]:
    return [case for other, own in cases.items() if other != name for case in own]


def scores(cases: Sequence[Case], weights: Mapping[str, Weights], threshold: float) -> dict[str, float]:
    """As `index evaluate` has them: of all questions of a folder, answered from a threshold on."""
    sure = np.array([_confidence(case, weights) for case in cases])
    right, answerable = (np.array([getattr(case, name) for case in cases]) for name in ("right", "answerable"))
    answered = sure >= threshold
    found = {
        "net": np.where(answerable, right & answered, ~answered).mean(),
        "kept": answered[answerable].mean(),
        "false": answered[~answerable].mean(),
        "auroc": roc_auc_score(answerable, sure),
    }
    return {name: round(float(score), 3) for name, score in found.items()}


def _confidence(case: Case, weights: Mapping[str, Weights]) -> float:
    if case.model is None:
        return 0.0
    own = weights[case.model]
    value = own["bias"] + sum(own[name] * signal for name, signal in case.signals.items())
    sure = float(1 / (1 + np.exp(-value)))
    return min(sure, SILENT) if case.signals.get("silent") else sure


if __name__ == "__main__":
    sys.exit(main())
