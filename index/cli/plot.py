"""A picture of how sure the answers are and how often they are right. It needs matplotlib, which is an extra."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import ExtraMissing
from index.evaluation import Bin, Calibration, Selection

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RIGHT, REFERENCE, NOW = "#1f5fa8", "#8a8a8a", "#c2410c"


def require() -> None:
    """Raise ExtraMissing where nothing can be drawn: to be known before thousands of questions are asked."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise ExtraMissing(
            'A picture needs matplotlib, which is not installed; install it with: pip install "verbatim-bot[plot]"'
        ) from error


def picture(calibration: Calibration, selection: Selection, count: int) -> bytes:
    """A PNG of a reliability diagram with a risk-coverage curve beside it. Raises ExtraMissing."""
    require()
    from matplotlib.figure import Figure  # not pyplot, which looks for a screen and keeps what it drew

    figure = Figure(figsize=(12, 7), dpi=120, layout="constrained")
    left, right = figure.subplots(1, 2)
    _reliability(left, calibration)
    _risk(right, selection)
    for axes in (left, right):
        axes.set_xlim(0, 1)
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False)  # where nothing is drawn
    figure.suptitle(f"{count:,} question{'' if count == 1 else 's'}")
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _reliability(axes: Axes, calibration: Calibration) -> None:
    """For each bin the share that is right over the mean confidence, with how many questions are in it."""
    sure = [own.confidence for own in calibration.bins]
    right = [own.right for own in calibration.bins]
    axes.plot([0, 1], [0, 1], linestyle="--", color=REFERENCE, label="as often right as it is sure")
    axes.vlines(sure, right, sure, color=NOW, alpha=0.45, linewidth=3, label="what it is off by")
    axes.plot(sure, right, marker="o", color=RIGHT, label="a bin, with its number of questions")
    for together in _runs(calibration.bins):
        middle = together[len(together) // 2]
        above = middle.right >= middle.confidence  # where the line to the diagonal is not
        axes.annotate(
            ", ".join(str(own.count) for own in together), (middle.confidence, middle.right),
            xytext=(0, 8 if above else -8), textcoords="offset points", ha="center",
            va="bottom" if above else "top", fontsize=9,
        )  # fmt: skip
    axes.set_ylim(-0.1, 1.1)  # room for the counts
    axes.set_title(f"Reliability: expected calibration error {calibration.error:.3f}")
    axes.set_xlabel("confidence")
    axes.set_ylabel("share whose first quote answers")


def _runs(bins: Sequence[Bin]) -> list[list[Bin]]:
    """The bins, those together whose counts would be written over each other."""
    runs: list[list[Bin]] = []
    for own in bins:
        last = runs[-1][-1] if runs else None
        if last and own.confidence - last.confidence < 0.06 and abs(own.right - last.right) < 0.05:
            runs[-1].append(own)
        else:
            runs.append([own])
    return runs


def _risk(axes: Axes, selection: Selection) -> None:
    """The share that is wrong over the share of questions that are answered, the surest first."""
    coverage = [coverage for coverage, _ in selection.curve]
    risk = [risk for _, risk in selection.curve]
    best = [max(0.0, 1 - (1 - selection.random) / share) for share in coverage]
    top = 1.1 * max(*risk, *best, 0.05)
    axes.plot(coverage, risk, color=RIGHT, label=f"by confidence: area {selection.aurc:.3f}")
    axes.plot(coverage, best, linestyle=":", color=REFERENCE, label=f"in the best order: area {selection.best:.3f}")
    axes.axhline(selection.random, linestyle="--", color=REFERENCE, label=f"in any order: area {selection.random:.3f}")
    if selection.risk is not None:
        axes.plot(
            [selection.coverage], [selection.risk], marker="D", linestyle="", color=NOW, clip_on=False, zorder=3,
            label="those that it does answer",
        )  # fmt: skip
        top = max(top, 1.1 * selection.risk)
    axes.set_ylim(-0.02 * top, top)  # a risk of 0 is not to vanish behind the axis
    axes.set_title(f"Risk and coverage: area under the curve {selection.aurc:.3f}")
    axes.set_xlabel("coverage: share of the questions, the surest first")
    axes.set_ylabel("risk: share whose first quote does not answer")
