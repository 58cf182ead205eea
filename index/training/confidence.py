"""Fit the confidence: `python -m index.training.confidence FOLDER... --also ARTICLES QUESTIONS`.

It writes `index/weights/confidence.json`; `index.training.examples` says what a FOLDER holds. The label of a question
is whether its first quote covers half of a gold slice. As too few of the questions have no answer, each is asked again
where it has none: of the other folders, of the article that is next best, and without the passages that answer it.
`--also` are the articles and questions of another kind of text, all asked over all of its articles: that a question is
asked of one article must not tell whether it has an answer.
The thresholds are the lowest that decline a share of the questions without an answer, in cross-validation.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index import Quote, confidence
from index.model import Strictness
from index.ranking import Hit
from index.testimony import Hearing
from index.training.examples import Asked, Question, opened

# What questions count that are made, beside one that was written so. All in all a third have no answer then, as when
# people ask; were it more, the confidence would be too low.
MADE = 0.07
ALSO, ALSO_MADE = 0.05, 0.01  # those of `--also`, of which there are many
UNANSWERABLE = 0.25  # share of the questions without an answer of `--also` that are taken
DECLINED: dict[Strictness, float] = {"eager": 0.6, "balanced": 0.8, "strict": 0.95}
REGULARISATION = 0.1  # C of the logistic regression, of signals with unit variance


class Example(NamedTuple):
    """A question as it was asked: which it is, its signals, whether the first quote answers it, whether any could."""

    question: str
    signals: dict[str, float]
    right: bool
    answerable: bool
    weight: float
    written: bool  # not made by asking elsewhere


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit all three, write weights and card, print them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--also", nargs=2, type=Path, metavar=("ARTICLES", "QUESTIONS"))
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the libraries there, for the next time")
    chosen = parser.parse_args(arguments)
    examples: dict[str, list[Example]] = {model: [] for model in (confidence.GENERAL, confidence.WHAT, confidence.WHO)}
    with ExitStack() as stack:
        folders = stack.enter_context(opened(chosen.folders, keep=chosen.keep))
        for folder in folders:
            for model, example in _of_folder(folder, folders):
                examples[model].append(example)
        if chosen.also:
            (also,) = stack.enter_context(
                opened([chosen.also[0].parent], questions_file=chosen.also[1], keep=chosen.keep)
            )
            examples[confidence.GENERAL] += _of_another_kind(also)
    fitted = {model: _fit(own) for model, own in examples.items()}
    card = {
        "what": "Logistic regressions from signals of a question and its answer to the probability that the first quote"
        " answers: for what somebody said, for who said something, for other questions.",
        "data": [folder.name for folder in folders] + ([chosen.also[1].stem] if chosen.also else []),
        "licence": "Weights: MIT. The articles and questions are not redistributed.",
        "command": "python -m index.training.confidence FOLDER... --also ARTICLES QUESTIONS",
        "seed": 1,
        "scores": {model: scores for model, (_, scores) in fitted.items()},
    }
    text = json.dumps({"card": card, "weights": {model: weights for model, (weights, _) in fitted.items()}}, indent=2)
    confidence.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _of_folder(folder: Asked, folders: Sequence[Asked]) -> Iterator[tuple[str, Example]]:
    """Its questions as they are, and those with an answer where they have none."""
    library = folder.library
    for question in folder.questions:
        hits, hearing = library.search(question.text, source=question.source)
        quotes = library.quotes(hits, 1, hearing)
        right = folder.is_right(question, quotes)
        yield from _example(folder, question, hits, hearing, quotes, right=right, weight=1.0, written=True)
        if not question.gold:
            continue
        for other in folders:
            if other is not folder:
                yield from _asked_where_nothing_answers(other, question, None, MADE)
        yield from _without_gold(folder, question, hits, hearing, MADE)
        everywhere = library.hits(question.text)
        next_best = (library.numbered(hit.stored.source).id for hit in everywhere)
        elsewhere = next((id for id in next_best if id != question.article), None)
        if elsewhere is not None:
            yield from _asked_where_nothing_answers(folder, question, elsewhere, MADE)


def _of_another_kind(also: Asked) -> list[Example]:
    chance = random.Random(1)  # noqa: S311 - nothing to keep secret
    found: list[Example] = []
    for question in also.questions:
        if not question.gold and chance.random() > UNANSWERABLE:
            continue
        hits, hearing = also.library.search(question.text)
        if hearing is not None:
            continue
        quotes = also.library.quotes(hits, 1)
        right = also.is_right(question, quotes)
        made = list(_example(also, question, hits, hearing, quotes, right=right, weight=ALSO, written=True))
        if question.gold:
            made += _without_gold(also, question, hits, hearing, ALSO_MADE)
        found += [example for _, example in made]
    return found


def _asked_where_nothing_answers(
    folder: Asked, question: Question, source: str | None, weight: float
) -> Iterator[tuple[str, Example]]:
    hits, hearing = folder.library.search(question.text, source=source)
    quotes = folder.library.quotes(hits, 1, hearing)
    yield from _example(folder, question._replace(gold=()), hits, hearing, quotes, right=False, weight=weight)


def _without_gold(
    folder: Asked, question: Question, hits: Sequence[Hit], hearing: Hearing | None, weight: float
) -> Iterator[tuple[str, Example]]:
    number, places = folder.library.source(question.article).number, folder.places(question)
    left = [
        hit
        for hit in hits
        if hit.stored.source != number
        or not any(start < hit.stored.passage.end and hit.stored.passage.start < end for start, end in places)
    ]
    quotes = folder.library.quotes(left, 1, hearing)
    yield from _example(folder, question._replace(gold=()), left, hearing, quotes, right=False, weight=weight)


def _example(
    folder: Asked, question: Question, hits: Sequence[Hit], hearing: Hearing | None, quotes: Sequence[Quote],
    *, right: bool, weight: float, written: bool = False,
) -> Iterator[tuple[str, Example]]:  # fmt: skip
    if hits and quotes:
        signals = confidence.signals(question.text, hits, quotes[0], folder.library.storage, hearing)
        yield (
            confidence.model(hearing),
            Example(question.text, signals, right, bool(question.gold), weight, written),
        )


def _fit(examples: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of a model with its thresholds, and how it does on what was written, in cross-validation."""
    names = list(examples[0].signals)
    features = np.array([[example.signals[name] for name in names] for example in examples])
    right = np.array([example.right for example in examples])
    answerable = np.array([example.answerable for example in examples])
    weight = np.array([example.weight for example in examples])
    held_out = np.zeros(len(examples))
    for learned, tested in GroupKFold(10).split(features, right, [example.question for example in examples]):
        slopes, bias = _regression(features[learned], right[learned], weight[learned])
        held_out[tested] = _probability(features[tested] @ slopes + bias)
    values = np.unique(held_out)
    between = (values[1:] + values[:-1]) / 2

    counted = np.array([example.written for example in examples]) & (weight == 1) & ~answerable
    unanswerable = held_out[counted if counted.any() else ~answerable]
    strictest = {
        strictness: next(value for value in between if (unanswerable < value).mean() >= share)
        for strictness, share in DECLINED.items()
    }
    slopes, bias = _regression(features, right, weight)
    weights = {name: round(float(value), 4) for name, value in zip(names, slopes, strict=True)} | {
        "bias": round(bias, 4), "threshold": round(float(strictest["balanced"]), 4),
        "threshold_strict": round(float(strictest["strict"]), 4),
        "threshold_eager": round(float(strictest["eager"]), 4),
    }  # fmt: skip
    written = np.array([example.written for example in examples]) & (weight == 1)
    none, some = written & ~answerable, written & answerable
    scores = {
        "questions": int(written.sum()),
        "made": int((~written).sum()),
        "auroc": float(roc_auc_score(answerable[written], held_out[written])) if none.any() else None,
        "declined": float((held_out[none] < strictest["balanced"]).mean()) if none.any() else None,
        "kept": float((held_out[some] >= strictest["balanced"]).mean()),
        "calibration_error": _calibration_error(held_out[written], right[written]),
    }
    return weights, {name: round(score, 3) for name, score in scores.items() if score is not None}


def _regression(
    features: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Slopes and bias, for signals as they are; what is regularised are those of signals with unit variance."""
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation[deviation == 0] = 1.0
    model = LogisticRegression(C=REGULARISATION, max_iter=10_000)
    model.fit((features - mean) / deviation, right, sample_weight=weight)
    slopes: NDArray[np.float64] = model.coef_[0] / deviation
    return slopes, float(model.intercept_[0] - slopes @ mean)


def _probability(value: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-value)), dtype=np.float64)


def _calibration_error(held_out: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    parts = np.array_split(np.argsort(held_out), 10)
    return float(sum(abs(held_out[part].mean() - right[part].mean()) * len(part) for part in parts) / len(held_out))


if __name__ == "__main__":
    sys.exit(main())
