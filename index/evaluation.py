"""How good answers are: figures of many scores, and of the same questions answered twice. No files, no library."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import comb
from typing import Literal

from index.scoring import Score

BINS = 10

By = Literal["scope", "type"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of a group of questions; None where no question of it counts.

    Of all: `net` did what they should. Of those with gold: `hit1` and `hit3` have an answer as first or among the
    first three quotes, `focus1` highlight it, `kept` were answered; of those hit that ask for a speaker, `speak1` name
    the right one. Of those without gold, `false` were answered. `auroc` is how well the confidence tells those with
    gold from those without: the chance that of one each the one with gold has the higher, a tie counting half.
    """

    count: int
    net: float | None
    hit1: float | None
    hit3: float | None
    focus1: float | None
    speak1: float | None
    kept: float | None
    false: float | None
    auroc: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that share a scope or a type (None where they name none); all of them where `by` is None."""

    by: By | None
    name: str | None
    scores: tuple[Score, ...]

    @property
    def label(self) -> str:
        """What it is called in a table."""
        if self.by is None:
            return "ALL"
        return f"no {self.by}" if self.name is None else f"{self.by} {self.name}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Risk and coverage: how often the first quote does not answer, of the questions it is surest of.

    A risk-coverage curve (El-Yaniv & Wiener 2010, On the foundations of noise-free selective classification; Geifman &
    El-Yaniv 2017, Selective classification for deep neural networks): `curve` has a point (coverage, risk) for each
    number of questions, the surest first. `aurc` is the area under it, their mean risk; `best` is what a confidence
    that sorts without a mistake would reach with the same first quotes, `random` one that means nothing.
    `coverage` and `risk` are those of the questions that it did answer, the risk None where it answered none.
    """

    aurc: float
    best: float
    random: float
    curve: tuple[tuple[float, float], ...]
    coverage: float
    risk: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of about the same confidence: how many, its mean, and the share whose first quote answers."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The expected calibration error: how far confidence is from how often the first quote answers.

    The mean over bins, weighted by their counts (Naeini, Cooper & Hauskrecht 2015, Obtaining well calibrated
    probabilities using Bayesian binning; Guo et al. 2017, On calibration of modern neural networks), here bins of
    equally many questions, the least sure first.
    """

    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that a question took: the median, and what 95 of 100 stay below."""

    median: float
    most: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is known of one set of answers."""

    scores: tuple[Score, ...]
    groups: tuple[Group, ...]
    selection: Selection
    calibration: Calibration
    times: Times | None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that one set of answers gets right and the other does not."""

    before: Score
    after: Score


@dataclass(frozen=True, slots=True)
class Paired:
    """Of the same questions twice: how many were gained and lost, and how likely that is by chance alone.

    `p` is McNemar's test in its exact form, a two-sided sign test of those that changed.
    """

    gained: int
    lost: int
    p: float


def evaluate(scores: Sequence[Score], *, by_type: bool = False) -> Evaluation:
    """All that is known of one question or more; groups by type only if `by_type`."""
    own = groups(scores, by_type=by_type)
    return Evaluation(tuple(scores), tuple(own), selection(scores), calibration(scores), times(scores))


def figures(scores: Sequence[Score]) -> Figures:
    """The figures of a group of questions."""
    yes = [score for score in scores if score.answerable]
    no = [score for score in scores if not score.answerable]
    return Figures(
        count=len(scores),
        net=_share(score.right for score in scores),
        hit1=_share(score.first for score in yes),
        hit3=_share(score.near for score in yes),
        focus1=_share(score.focused for score in yes),
        speak1=_share(score.named for score in yes if score.named is not None),
        kept=_share(score.response.answered for score in yes),
        false=_share(score.response.answered for score in no),
        auroc=auroc([score.response.confidence for score in yes], [score.response.confidence for score in no]),
    )


def groups(scores: Sequence[Score], *, by_type: bool = False) -> list[Group]:
    """All questions, those of each scope and, if `by_type`, those of each type, in the order of their first ones."""
    found: dict[tuple[By | None, str | None], list[Score]] = {(None, None): []}
    for own in scores:
        found[None, None].append(own)
        found.setdefault(("scope", own.question.scope), []).append(own)
        if by_type:
            found.setdefault(("type", own.question.type), []).append(own)
    return [Group(by, name, tuple(members)) for (by, name), members in found.items()]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The chance that one of `positive` is above one of `negative`, a tie counting half; None where one is empty."""
    if not positive or not negative:
        return None
    ordered = sorted(negative)
    twice = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in positive)
    return twice / (2 * len(positive) * len(negative))


def selection(scores: Sequence[Score]) -> Selection:
    """Risk and coverage of one question or more."""
    count = len(scores)
    errors = accumulate(1 - right for _, right in reversed(_evened(scores)))
    curve = tuple((number / count, wrong / number) for number, wrong in enumerate(errors, start=1))
    wrong = sum(not score.first for score in scores)
    answered = [score for score in scores if score.response.answered]
    return Selection(
        aurc=sum(risk for _, risk in curve) / count,
        best=sum(max(0, number - (count - wrong)) / number for number in range(1, count + 1)) / count,
        random=wrong / count,
        curve=curve,
        coverage=len(answered) / count,
        risk=_share(not score.first for score in answered),
    )


def calibration(scores: Sequence[Score]) -> Calibration:
    """Confidence beside how often the first quote answers, for one question or more."""
    evened = _evened(scores)
    edges = [number * len(evened) // BINS for number in range(BINS + 1)]
    bins = tuple(
        Bin(len(members), _mean([sure for sure, _ in members]), _mean([right for _, right in members]))
        for members in (evened[begin:end] for begin, end in pairwise(edges))
        if members  # fewer questions than bins leave some empty
    )
    error = sum(own.count * abs(own.confidence - own.right) for own in bins) / len(evened)
    return Calibration(error, bins)


def times(scores: Sequence[Score]) -> Times | None:
    """How long questions took; None where nobody looked at the clock."""
    seconds = sorted(score.response.seconds for score in scores if score.response.seconds is not None)
    return Times(_quantile(seconds, 0.5), _quantile(seconds, 0.95)) if seconds else None


def _evened(scores: Sequence[Score]) -> list[tuple[float, float]]:
    """Confidence and whether the first quote answers, the least sure first.

    Those that are equally sure each count with their mean, or the order of the questions would change the figures.
    """
    judged = sorted((score.response.confidence, score.first) for score in scores)
    evened = []
    for sure, members in groupby(judged, key=lambda pair: pair[0]):
        right = [float(first) for _, first in members]
        evened += [(sure, _mean(right))] * len(right)
    return evened


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value that a share of the values is below, between two of them if need be."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


# Two sets of answers


def changes(before: Sequence[Score], after: Sequence[Score]) -> tuple[list[Change], list[Change]]:
    """Of the same questions twice: which were wrong and now are right, and which were right and now are wrong."""
    pairs = [Change(old, new) for old, new in zip(before, after, strict=True)]
    gained = [pair for pair in pairs if pair.after.right and not pair.before.right]
    lost = [pair for pair in pairs if pair.before.right and not pair.after.right]
    return gained, lost


def paired(before: Sequence[Score], after: Sequence[Score], measure: Callable[[Score], bool]) -> Paired:
    """How a measure that is true or false of each question changed."""
    pairs = [(measure(old), measure(new)) for old, new in zip(before, after, strict=True)]
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    return Paired(gained, lost, mcnemar(gained, lost))


def mcnemar(gained: int, lost: int) -> float:
    """How likely so uneven a split of the questions that changed is where each falls to either side as a coin does.

    McNemar 1947, Note on the sampling error of the difference between correlated proportions; exact, two-sided.
    """
    changed = gained + lost
    tail = sum(comb(changed, number) for number in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << changed))
