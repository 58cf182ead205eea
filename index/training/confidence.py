"""Fit the confidence: `python -m index.training.confidence FOLDER... --also ARTICLES QUESTIONS --also ...`.

It writes `index/weights/confidence.json`; `index.training.examples` says what a FOLDER holds. The label of a question
is whether its first quote covers half of a gold slice. As too few of the questions have no answer, each is asked again
where it has none: of the other folders, of the article that is next best, and without the passages that answer it; one
about what somebody said also with a year that is not named, for a warning, promise or denial that is not told, and
with topics of other folders; asked whether they said it, it may have its answer.
`--also` are the articles and questions of another kind of text, and of another with each time that it is given, all
asked over all of its articles: that a question is asked of one article must not tell whether it has an answer.
`--own` are folders of `index.training.own`, whose questions are harder: they teach less and set no threshold.
`--who FOLDER...` instead fits anew the function of who said something alone, from these folders, and leaves the others
and the thresholds as they are.
The packaged reader has learned from all of them and is surer about them than it would be of others, so that each folder
is to be asked with one that has not: `--readers`. (Asked of another folder, a question is read by one that knows it,
though not with the sentences there.)
The thresholds are the lowest that decline a share of the folders' questions without an answer, in cross-validation.
"""

from __future__ import annotations

import argparse
import json
import random
import re
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
from index.answering import Found
from index.inquiry import understand
from index.model import Strictness
from index.ranking import Hit
from index.relevance import Relevance
from index.testimony import is_as_asked
from index.training.examples import Asked, Question, opened

# What questions count that are made, beside one that was written so, by who judges them. Of those about speakers enough
# are written without an answer: with .07 the confidence in them was too low, and told them apart less well. Hardly any
# are about who said something, so that so many must be made that a share of all have no answer (see `_balanced`).
MADE = {confidence.GENERAL: 0.07, confidence.WHAT: 0.02, confidence.WHO: 1.0}
UNSAID = 0.2  # of those about who said something, as of the others that are written
ALSO, ALSO_MADE = 0.05, 1 / 7  # those of `--also`, of which there are many, and what their made ones count of others'
OWN = 0.25  # those of `--own`, so that the confidence in others stays right
UNANSWERABLE = 0.5  # questions without an answer that are taken of `--also` for each that has one, if there are so many
DECLINED: dict[Strictness, float] = {"eager": 0.7, "balanced": 5 / 6, "strict": 0.95}
YEARS = range(1900, 2000)  # that news of these days hardly names
SAY, DEEDS = re.compile(r"\bsay\b"), ("warn", "promise", "deny")  # what is asked for instead of what was said
REGULARISATION = 0.1  # C of the logistic regression, of signals with unit variance


class Example(NamedTuple):
    """A question as it was asked: which it is, its signals, whether the first quote answers it, whether any could."""

    question: str
    signals: dict[str, float]
    right: bool
    answerable: bool
    weight: float
    written: bool  # not made by asking elsewhere

    @property
    def counts(self) -> bool:
        """Whether it is a question of the folders as it was written."""
        return self.written and self.weight == 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit all three, write weights and card, print them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--who", nargs="+", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--also", nargs=2, type=Path, action="append", default=[], metavar=("ARTICLES", "QUESTIONS"))
    parser.add_argument("--own", nargs="*", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the libraries there, for the next time")
    parser.add_argument(
        "--readers", type=Path, metavar="DIR", help="NAME.safetensors for each folder, which did not learn from it"
    )
    chosen = parser.parse_args(arguments)
    if bool(chosen.folders) == bool(chosen.who):
        parser.error("give folders, or those of --who")
    if chosen.who:
        return _refit_who(chosen.who, chosen.keep)

    def reader(name: str) -> Relevance | None:
        return Relevance(chosen.readers / f"{name}.safetensors") if chosen.readers else None

    examples: dict[str, list[Example]] = {model: [] for model in (confidence.GENERAL, confidence.WHAT, confidence.WHO)}
    with ExitStack() as stack:
        folders = stack.enter_context(opened(chosen.folders, keep=chosen.keep, reader=reader))
        own = stack.enter_context(opened(chosen.own, keep=chosen.keep, reader=reader))
        for folder, weight in (*((folder, 1.0) for folder in folders), *((folder, OWN) for folder in own)):
            for model, example in _of_folder(folder, folders, weight):
                examples[model].append(example)
        for articles, questions in chosen.also:
            (also,) = stack.enter_context(
                opened([articles.parent], questions_file=questions, keep=chosen.keep, reader=reader)
            )
            examples[confidence.GENERAL] += _of_another_kind(also)
    examples[confidence.WHO] = _balanced(examples[confidence.WHO])
    fitted = {model: _fit(own, levelled=model == confidence.WHAT) for model, own in examples.items()}
    held_out = [pair for model, own in examples.items() for pair in zip(own, fitted[model].held_out, strict=True)]
    thresholds = _thresholds(held_out)
    card = {
        "what": "Logistic regressions from signals of a question and its answer to the probability that the first quote"
        " answers: for what somebody said, for who said something, for other questions.",
        "data": [folder.name for folder in (*folders, *own)] + [_name(*files) for files in chosen.also],
        "licence": "Weights: MIT. The articles and questions are not redistributed.",
        "command": "python -m index.training.confidence FOLDER... --own FOLDER... --also ARTICLES QUESTIONS... "
        "--readers DIR",
        "seed": 1,
        "scores": {"all": _scores(held_out, thresholds["balanced"])}
        | {
            model: _scores(list(zip(own, fitted[model].held_out, strict=True)), thresholds["balanced"])
            for model, own in examples.items()
        },
    }
    weights = {model: fit.weights for model, fit in fitted.items()}
    text = json.dumps({"card": card, "weights": weights, "thresholds": thresholds}, indent=2)
    confidence.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _refit_who(paths: Sequence[Path], keep: Path | None) -> int:
    """Fit the function of who said something anew, and say so in the card."""
    with opened(paths, keep=keep) as folders:
        found = [pair for folder in folders for pair in _of_folder(folder, folders, 1.0)]
    examples = _balanced([example for model, example in found if model == confidence.WHO])
    fit = _fit(examples)
    stored = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))
    stored["weights"][confidence.WHO] = fit.weights
    scores = _scores(list(zip(examples, fit.held_out, strict=True)), stored["thresholds"]["balanced"])
    made = np.array([value for example, value in zip(examples, fit.held_out, strict=True) if not example.written])
    scores["made_declined"] = round(float((made < stored["thresholds"]["balanced"]).mean()), 3)
    stored["card"]["scores"][confidence.WHO] = scores
    stored["card"]["who"] = {
        "data": [path.name for path in paths],
        "note": "Read by the packaged reader, which has learned from some of them, but not from f0 and f1.",
        "command": "python -m index.training.confidence --who FOLDER...",
    }
    text = json.dumps(stored, indent=2)
    confidence.WEIGHTS.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _balanced(examples: Sequence[Example]) -> list[Example]:
    """The examples, those that are made counting so much that a share of all, `UNSAID`, have no answer."""
    written = sum(example.weight for example in examples if example.written)
    unsaid = sum(example.weight for example in examples if example.written and not example.answerable)
    made = sum(example.weight for example in examples if not example.written)
    factor = max(0.0, UNSAID * written - unsaid) / (1 - UNSAID) / made if made else 0.0
    return [one if one.written else one._replace(weight=one.weight * factor) for one in examples]


def _name(articles: Path, questions: Path) -> str:
    """What a set is called: as its questions' file, or as the folder of a file that is called like all others."""
    return articles.parent.name if questions.stem == "questions" else questions.stem


def _of_folder(folder: Asked, folders: Sequence[Asked], weight: float) -> Iterator[tuple[str, Example]]:
    """Its questions as they are, and those with an answer where they have none, of `folders` among others."""
    library = folder.library
    inquiries = [understand(question.text) for other in folders if other is not folder for question in other.questions]
    others = [inquiry.topic for inquiry in inquiries if inquiry.kind != "general" and inquiry.topic]
    for question in folder.questions:
        found = library.search(question.text, source=question.source)
        quotes = library.quotes(found, 1)
        right = folder.is_right(question, quotes)
        yield from _example(folder, question, found, quotes, right=right, weight=weight, written=True)
        if not question.gold:
            continue
        for other in folders:
            if other is not folder:
                yield from _asked_where_nothing_answers(other, question, None, weight)
        yield from _without_gold(folder, question, weight)
        if others and understand(question.text).speaker is not None:
            yield from _of_what_was_not_said(folder, question, others, weight)
        everywhere = library.hits(question.text)
        next_best = (library.numbered(hit.stored.source).id for hit in everywhere)
        elsewhere = next((id for id in next_best if id != question.article), None)
        if elsewhere is not None:
            yield from _asked_where_nothing_answers(folder, question, elsewhere, weight)


def _of_another_kind(also: Asked) -> list[Example]:
    chance = random.Random(1)  # noqa: S311 - nothing to keep secret
    answerable = sum(bool(question.gold) for question in also.questions)
    share = UNANSWERABLE * answerable / max(1, len(also.questions) - answerable)
    examples: list[Example] = []
    for question in also.questions:
        if not question.gold and chance.random() > share:
            continue
        found = also.library.search(question.text)
        if found.hearing is not None:
            continue
        quotes = also.library.quotes(found, 1)
        right = also.is_right(question, quotes)
        made = list(_example(also, question, found, quotes, right=right, weight=ALSO, written=True))
        if question.gold:
            made += _without_gold(also, question, ALSO_MADE)
        examples += [example for _, example in made]
    return examples


def _asked_where_nothing_answers(
    folder: Asked, question: Question, source: str | None, weight: float
) -> Iterator[tuple[str, Example]]:
    found = folder.library.search(question.text, source=source)
    quotes = folder.library.quotes(found, 1)
    yield from _example(folder, question._replace(gold=()), found, quotes, right=False, weight=weight)


def _without_gold(folder: Asked, question: Question, weight: float) -> Iterator[tuple[str, Example]]:
    number, places = folder.library.source(question.article).number, folder.places(question)

    def keep(hit: Hit) -> bool:
        passage = hit.stored.passage
        return hit.stored.source != number or not any(
            start < passage.end and passage.start < end for start, end in places
        )

    found = folder.library.search(question.text, source=question.source, keep=keep)
    found = found._replace(passages=frozenset(hit.stored.number for hit in found.hits))
    quotes = folder.library.quotes(found, 1)
    yield from _example(folder, question._replace(gold=()), found, quotes, right=False, weight=weight)


def _of_what_was_not_said(
    folder: Asked, question: Question, others: Sequence[str], weight: float
) -> Iterator[tuple[str, Example]]:
    """What somebody said asked otherwise: whether, of a year, for a deed and about topics that there are none of.

    `others` are topics of other folders.
    """
    chance = random.Random(question.text)  # noqa: S311 - nothing to keep secret
    library, text = folder.library, folder.library.text(question.article)
    inquiry = understand(question.text)
    who, about = inquiry.speaker, chance.choice(others)
    whether = f"Did {who} say {inquiry.topic}?" if inquiry.topic else None
    year = chance.choice([str(year) for year in YEARS if str(year) not in text])
    deed = SAY.sub(chance.choice(DEEDS), question.text, count=1) if SAY.search(question.text) else None
    dated = f"{question.text.rstrip(' ?.!')} in {year}?"
    variants = (whether, dated, deed, f"Did {who} say {about}?", f"What did {who} say about {about}?")
    for other in filter(None, variants):
        found = library.search(other, source=question.source)
        heard = found.hearing
        if heard is None or heard.inquiry.speaker is None:
            continue
        if other == deed and any(is_as_asked(heard, hit) for hit in found.hits if heard.is_theirs(hit)):
            continue
        quotes = library.quotes(found, 1)
        asked = question._replace(text=other, gold=question.gold if other == whether else ())
        right = folder.is_right(asked, quotes)
        yield from _example(folder, asked, found, quotes, right=right, weight=weight / 2)


def _example(
    folder: Asked, question: Question, found: Found, quotes: Sequence[Quote],
    *, right: bool, weight: float, written: bool = False,
) -> Iterator[tuple[str, Example]]:  # fmt: skip
    if found.hits and quotes:
        signals = confidence.signals(question.text, found.hits, quotes[0], folder.library.storage, found.hearing)
        model = confidence.model(found.hearing)
        counts = weight if written else weight * MADE[model]
        yield model, Example(question.text, signals, right, bool(question.gold), counts, written)


class Fit(NamedTuple):
    """The weights of a function, and the probability that it gave each example when it had not learned from it."""

    weights: dict[str, float]
    held_out: Sequence[float]


def _fit(examples: Sequence[Example], *, levelled: bool = False) -> Fit:
    """The function, and with `levelled` its bias so that questions as they are written are judged right on average.

    What is made teaches how signals tell answers apart, but is without an answer more often than people's questions.
    (General questions are written on texts of several kinds, for each of which another bias would be right.)
    """
    names = list(examples[0].signals)
    features = np.array([[example.signals[name] for name in names] for example in examples])
    right = np.array([example.right for example in examples])
    weight = np.array([example.weight for example in examples])
    held_out = np.zeros(len(examples))
    for learned, tested in GroupKFold(10).split(features, right, [example.question for example in examples]):
        slopes, bias = _regression(features[learned], right[learned], weight[learned])
        held_out[tested] = 1 / (1 + np.exp(-(features[tested] @ slopes + bias)))
    slopes, bias = _regression(features, right, weight)
    most = np.array([confidence.SILENT if example.signals.get("silent") else 1.0 for example in examples])
    held_out = np.minimum(held_out, most)
    if levelled:
        more = _level(held_out, right, weight * [example.written for example in examples])
        held_out, bias = np.minimum(_raised(held_out, more), most), bias + more
    weights = {name: round(float(value), 4) for name, value in zip(names, slopes, strict=True)}
    return Fit(weights | {"bias": round(bias, 4)}, held_out.tolist())


def _level(given: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """What to add to the log-odds of probabilities for their weighted mean to be the share of what is right."""
    low, high = -5.0, 5.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if weight @ (_raised(given, middle) - right) < 0 else (low, middle)
    return low


def _raised(given: NDArray[np.float64], more: float) -> NDArray[np.float64]:
    """Probabilities with something added to their log-odds."""
    odds = given * np.exp(more)
    raised: NDArray[np.float64] = odds / (odds + 1 - given)
    return raised


def _thresholds(held_out: Sequence[tuple[Example, float]]) -> dict[Strictness, float]:
    values = sorted({value for _, value in held_out})
    unanswerable = np.array([value for example, value in held_out if example.counts and not example.answerable])
    return {
        strictness: round(next(value for value in values if (unanswerable < value).mean() >= share), 4)
        for strictness, share in DECLINED.items()
    }


def _scores(held_out: Sequence[tuple[Example, float]], threshold: float) -> dict[str, float]:
    """Of the folders' questions as they were written, in cross-validation."""
    counted = [pair for pair in held_out if pair[0].counts]
    value = np.array([value for _, value in counted])
    right = np.array([example.right for example, _ in counted])
    answerable = np.array([example.answerable for example, _ in counted])
    scores = {
        "questions": len(counted),
        "made": sum(not example.written for example, _ in held_out),
        "kept": float((value[answerable] >= threshold).mean()),
        "net": float(np.where(answerable, right & (value >= threshold), value < threshold).mean()),
        "calibration_error": _calibration_error(value, right),
    }
    if not answerable.all():
        scores["auroc"] = float(roc_auc_score(answerable, value))
        scores["declined"] = float((value[~answerable] < threshold).mean())
    return {name: round(score, 3) for name, score in scores.items()}


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


def _calibration_error(held_out: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    parts = np.array_split(np.argsort(held_out), 10)
    return float(sum(abs(held_out[part].mean() - right[part].mean()) * len(part) for part in parts) / len(held_out))


if __name__ == "__main__":
    sys.exit(main())
