"""How sure an answer must be: a threshold for each strictness."""

from __future__ import annotations

from collections.abc import Mapping

from index.model import Strictness


def threshold(weights: Mapping[str, float], strictness: Strictness = "balanced") -> float:
    """From which confidence on a question counts as answered, by the weights of its confidence.

    Where these have no threshold for it, a strict one is halfway to certainty and an eager one half the balanced one.
    """
    balanced = weights["threshold"]
    if strictness == "strict":
        return weights.get("threshold_strict", (balanced + 1) / 2)
    if strictness == "eager":
        return weights.get("threshold_eager", balanced / 2)
    return balanced
