"""How good answers are: each figure beside one that was come by in another way."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from index import scoring
from index.evaluation import (
    Bin,
    Paired,
    auroc,
    calibration,
    changes,
    evaluate,
    figures,
    groups,
    mcnemar,
    paired,
    selection,
    times,
)
from index.scoring import NOTHING, Miss, Question, Response, Score, Shown, score

SPAN = "The ferry to the island will run every day."
OTHER = "Nobody asked about the price of bread."


def asked(*gold: str, speaker: str | None = None, **fields: str) -> Question:
    return Question("q", "When does the ferry run?", gold, speaker=speaker, **fields)


def answer(*quotes: Shown | str, answered: bool = True, confidence: float = 0.8) -> Response:
    return Response(answered, confidence, tuple(Shown(own) if isinstance(own, str) else own for own in quotes))


def judged(*pairs: tuple[float, bool]) -> list[Score]:
    """Scores of a confidence, and whether the first quote answers."""
    return [score(asked(SPAN), answer(SPAN if right else OTHER, confidence=sure)) for sure, right in pairs]


# One response


@pytest.mark.parametrize(
    ("question", "response", "misses", "right"),
    [
        (asked(SPAN), answer(SPAN), (), True),
        (asked(), answer(OTHER, answered=False), (), True),
        (asked(SPAN), answer(OTHER, SPAN), ("wrong first quote",), False),
        (asked(SPAN, speaker="Jane Roe"), answer(OTHER, answered=False), ("wrong first quote",), False),
        (asked(SPAN), NOTHING, ("wrong first quote",), False),
        (asked(SPAN), answer(SPAN, answered=False), ("declined though right",), False),
        (asked(), answer(OTHER), ("answered though unanswerable",), False),
        (
            asked(SPAN),
            answer(Shown(f"{OTHER} {SPAN}", (0, len(OTHER)))),
            ("right passage, wrong highlight",),
            True,
        ),
        (asked(SPAN, speaker="Jane Roe"), answer(Shown(SPAN, None, "John Doe")), ("wrong speaker",), True),
        (asked(SPAN, speaker="Jane Roe"), answer(SPAN), ("wrong speaker",), True),
        (
            asked(SPAN, speaker="Jane Roe"),
            answer(Shown(f"{OTHER} {SPAN}", (0, 4), "John Doe"), answered=False),
            ("declined though right", "right passage, wrong highlight", "wrong speaker"),
            False,
        ),
    ],
)
def test_why_it_is_a_miss(question: Question, response: Response, misses: tuple[Miss, ...], right: bool) -> None:
    found = score(question, response)
    assert (found.misses, found.right) == (misses, right)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        (SPAN, 1),
        (f"Before. {SPAN} After.", 1),
        (SPAN[:21], None),  # 21 of 43 characters
        (SPAN[:22], 1),
        (SPAN.upper().replace(" ", "\u00a0\n"), 1),
        (SPAN.ljust(600), 1),
        (SPAN.ljust(601), None),
        ("", None),
        (OTHER, None),
    ],
)
def test_a_quote_answers_that_covers_half_of_a_span(text: str, rank: int | None) -> None:
    assert score(asked(OTHER[:9] + "whatever else this may go on with", SPAN), answer(text)).rank == rank


@pytest.mark.parametrize(
    ("gold", "text", "answers"),
    [
        ("abcdefgh", "abcd", True),
        ("abcdefgh", "abc", False),
        ("abcdefgh", "abc_efgh", True),
        ("abcdefgh", "abc_fgh", False),
        ("\uff26\uff29\uff36\uff25", "five", True),  # wide letters
        ("STRASSE", "straße", True),
        ("e\u0301te\u0301", "Été", True),
    ],
)
def test_what_covers_half(gold: str, text: str, answers: bool) -> None:
    assert score(asked(gold), answer(text)).first is answers


def test_the_rank_is_that_of_the_first_quote_that_answers() -> None:
    found = [score(asked(SPAN), answer(*[OTHER] * number, SPAN, SPAN)) for number in range(5)]
    assert [own.rank for own in found] == [1, 2, 3, 4, 5]
    assert [own.first for own in found] == [True, False, False, False, False]
    assert [own.near for own in found] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("highlight", "focused"),
    [
        (None, True),  # 43 of 129 characters and of 43: F1 = 86 / 172
        ((1, 129), True),
        ((0, 42), False),
        ((43, 86), True),
        ((43, 58), True),  # 15 of 15 and of 43: 30 / 58
        ((43, 57), False),  # 14 of 14 and of 43: 28 / 57
        ((50, 50), False),
        ((0, 0), False),
    ],
)
def test_the_highlight_has_to_be_the_span(highlight: tuple[int, int] | None, focused: bool) -> None:
    text = f"{'a' * 42} {SPAN} {'b' * 42}"
    assert score(asked(SPAN), answer(Shown(text, highlight))).focused is focused


@pytest.mark.parametrize(
    ("wanted", "shown", "named"),
    [
        ("Jane Roe", "Jane Roe", True),
        ("Jane Roe", "ROE", True),
        ("Jane Roe, minister of ferries", "Minister Roe", True),
        ("Jane Roe (for the ministry)", "the ministry", False),
        ("Jane Roe", "Jane Monroe", False),
        ("Jane Roe", None, False),
        ("(nobody)", "nobody", False),
        (None, "Jane Roe", None),
        ("", "Jane Roe", None),
    ],
)
def test_the_last_word_of_a_name_has_to_be_named(wanted: str | None, shown: str | None, named: bool | None) -> None:
    assert score(asked(SPAN, speaker=wanted), answer(Shown(SPAN, None, shown))).named is named


def test_nobody_has_to_be_named_with_a_wrong_quote() -> None:
    assert score(asked(SPAN, speaker="Jane Roe"), answer(Shown(OTHER, None, "Jane Roe"), SPAN)).named is None


@given(st.text("ab ", max_size=30), st.text("abc ", max_size=30))
def test_what_two_texts_have_in_common(span: str, text: str) -> None:
    block = difflib.SequenceMatcher(None, span, text, autojunk=False).find_longest_match()
    assert scoring._common(span, text) == block.size


# Many


def test_figures() -> None:
    named = asked(SPAN, speaker="Jane Roe")
    found = figures(
        [
            score(named, answer(Shown(SPAN, None, "Jane Roe"), confidence=0.9)),
            score(named, answer(SPAN, answered=False, confidence=0.2)),
            score(asked(SPAN), answer(OTHER, SPAN, confidence=0.7)),
            score(asked(SPAN), answer(OTHER, answered=False, confidence=0.5)),
            score(asked(), answer(OTHER, answered=False, confidence=0.5)),
            score(asked(), answer(OTHER, confidence=0.8)),
        ]
    )
    assert (found.count, found.net, found.hit1, found.hit3, found.focus1) == (6, 2 / 6, 2 / 4, 3 / 4, 2 / 4)
    assert (found.speak1, found.kept, found.false) == (1 / 2, 2 / 4, 1 / 2)
    # Of 4 × 2 pairs .9 wins both, .2 none, .7 one, and .5 is as good as one and below the other.
    assert found.auroc == (2 + 0 + 1 + 0.5) / 8


def test_what_nobody_asks_for_has_no_figure() -> None:
    found = figures([score(asked(SPAN), answer(OTHER))])
    assert (found.speak1, found.false, found.auroc) == (None, None, None)
    found = figures([score(asked(), answer(OTHER))])
    assert (found.hit1, found.hit3, found.focus1, found.speak1, found.kept, found.auroc) == (None,) * 6
    assert found.net == 0


def test_groups() -> None:
    fields: list[dict[str, str]] = [
        {"scope": "library", "type": "who"}, {"type": "what"}, {"scope": "article"}, {"scope": "library"},
    ]  # fmt: skip
    scores = [score(asked(SPAN, **own), NOTHING) for own in fields]
    assert [(group.label, len(group.scores)) for group in groups(scores)] == [
        ("ALL", 4), ("scope library", 2), ("no scope", 1), ("scope article", 1),
    ]  # fmt: skip
    assert [(group.label, len(group.scores)) for group in groups(scores, by_type=True)] == [
        ("ALL", 4), ("scope library", 2), ("type who", 1), ("no scope", 1), ("type what", 1), ("scope article", 1),
        ("no type", 2),
    ]  # fmt: skip


confidences = st.lists(st.integers(0, 8).map(lambda eighth: eighth / 8), min_size=1, max_size=20)


@given(confidences, confidences)
def test_auroc_is_that_of_scikit_learn(positive: list[float], negative: list[float]) -> None:
    labels = [1] * len(positive) + [0] * len(negative)
    assert auroc(positive, negative) == pytest.approx(roc_auc_score(labels, positive + negative))


def test_risk_and_coverage_by_hand() -> None:
    """Right, wrong, right, wrong, the surest first: risks of 0, 1/2, 1/3 and 1/2."""
    found = selection(judged((0.3, True), (0.9, True), (0.1, False), (0.6, False)))
    assert found.curve == ((1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, 1 / 3), (1, 1 / 2))
    assert found.aurc == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert found.best == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert found.random == 1 / 2
    assert (found.coverage, found.risk) == (1, 1 / 2)


def test_the_risk_of_what_is_answered() -> None:
    scores = [
        score(asked(SPAN), answer(SPAN)), score(asked(), answer(OTHER)), score(asked(SPAN), answer(SPAN)),
        score(asked(SPAN), answer(SPAN, answered=False)), score(asked(), answer(OTHER, answered=False)),
    ]  # fmt: skip
    assert (selection(scores).coverage, selection(scores).risk) == (3 / 5, 1 / 3)
    declined = selection(scores[3:])
    assert (declined.coverage, declined.risk) == (0, None)


pairs = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(pairs)
def test_equal_confidence_is_the_mean_of_all_orders(pairs: list[tuple[float, bool]]) -> None:
    def area(ordered: Sequence[tuple[float, bool]]) -> float:
        wrong = np.cumsum([not right for _, right in ordered])
        return float(np.mean(wrong / np.arange(1, len(ordered) + 1)))

    sure = sorted((sure for sure, _ in pairs), reverse=True)
    orders = [order for order in permutations(pairs) if [own for own, _ in order] == sure]
    found = selection(judged(*pairs))
    assert found.aurc == pytest.approx(np.mean([area(order) for order in orders]))
    assert found.best == pytest.approx(min(area(order) for order in permutations(pairs)))
    assert found.random == pytest.approx(np.mean([area(order) for order in permutations(pairs)]))


def test_calibration_by_hand() -> None:
    """Twenty questions in ten bins of two; the confidence of bin n is .05 + n/10, and the first five are right."""
    pairs = [(number / 10 + 0.04 + 0.02 * second, number < 5) for number in range(10) for second in range(2)]
    random.Random(3).shuffle(pairs)
    found = calibration(judged(*pairs))
    assert [own.count for own in found.bins] == [2] * 10
    assert [own.confidence for own in found.bins] == pytest.approx([0.05 + number / 10 for number in range(10)])
    assert [own.right for own in found.bins] == [1] * 5 + [0] * 5
    # .95, .85, .75, .65, .55 too low, then .55 to .95 too high
    assert found.error == pytest.approx(2 * (0.95 + 0.85 + 0.75 + 0.65 + 0.55) / 10)


def test_bins_are_of_equal_counts_as_far_as_they_can_be() -> None:
    assert [own.count for own in calibration(judged(*[(0.5, True)] * 23)).bins] == [2, 2, 2, 3, 2, 2, 3, 2, 2, 3]
    assert calibration(judged((0.9, True), (0.2, True))).bins == (Bin(1, 0.2, 1), Bin(1, 0.9, 1))
    assert calibration(judged((0.25, False))).error == 0.25


def test_equal_confidence_is_one_bin_in_effect() -> None:
    """Six of ten are right at a confidence of .5, however they stand in the file."""
    for seed in range(5):
        pairs = [(0.5, number < 60) for number in range(100)]
        random.Random(seed).shuffle(pairs)
        found = calibration(judged(*pairs))
        assert found.error == pytest.approx(0.1)
        assert [own.right for own in found.bins] == pytest.approx([0.6] * 10)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_times(seconds: list[float]) -> None:
    found = times([score(asked(), Response(False, 0, (), own)) for own in seconds] + [score(asked(), NOTHING)])
    assert found is not None
    assert (found.median, found.most) == pytest.approx(tuple(np.quantile(seconds, [0.5, 0.95])))


def test_no_times() -> None:
    assert times([score(asked(), NOTHING)]) is None


def test_all_of_it() -> None:
    scores = judged((0.3, True), (0.9, False))
    found = evaluate(scores)
    assert found.scores == tuple(scores)
    assert (found.selection, found.calibration, found.times) == (selection(scores), calibration(scores), None)
    assert [group.label for group in found.groups] == ["ALL", "no scope"]
    assert [group.label for group in evaluate(scores, by_type=True).groups] == ["ALL", "no scope", "no type"]


# Two sets of answers


def test_what_changed() -> None:
    before = judged((0.5, True), (0.5, True), (0.5, False), (0.5, False), (0.5, False))
    after = judged((0.5, True), (0.5, False), (0.5, True), (0.5, True), (0.5, False))
    gained, lost = changes(before, after)
    assert [(change.before, change.after) for change in gained] == [(before[2], after[2]), (before[3], after[3])]
    assert [(change.before, change.after) for change in lost] == [(before[1], after[1])]
    assert paired(before, after, lambda own: own.first) == Paired(2, 1, 1.0)


@pytest.mark.parametrize(
    ("gained", "lost", "p"), [(0, 0, 1), (1, 0, 1), (5, 0, 2 / 32), (0, 6, 2 / 64), (7, 1, 2 * (1 + 8) / 256)]
)
def test_the_sign_test_by_hand(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == p


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_sign_test_is_that_of_scipy(gained: int, lost: int) -> None:
    expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert mcnemar(gained, lost) == pytest.approx(expected)
