"""How sure an answer must be."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from index import confidence
from index.model import Strictness
from index.strictness import threshold


def test_thresholds_come_from_the_weights_where_they_are_there() -> None:
    weights = {"threshold": 0.5, "threshold_strict": 0.9, "threshold_eager": 0.4}
    assert [threshold(weights, one) for one in ("strict", "balanced", "eager")] == [0.9, 0.5, 0.4]
    assert threshold(weights) == 0.5


def test_without_them_they_lie_halfway_to_certainty_and_to_nothing() -> None:
    assert [threshold({"threshold": 0.6}, one) for one in ("strict", "eager")] == pytest.approx([0.8, 0.3])


@pytest.mark.parametrize("model", [confidence.GENERAL, confidence.WHAT, confidence.WHO])
def test_every_model_has_them_in_order(model: str) -> None:
    weights = json.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["weights"][model]
    eager, balanced, strict = (threshold(weights, one) for one in reversed(get_args(Strictness)))
    assert 0 < eager <= balanced <= strict < 1
