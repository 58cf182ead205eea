"""How good answers are, printed: tables and sentences for people, JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from index.cli.show import count, line
from index.evaluation import Change, Evaluation, Paired, Times, changes, figures, paired
from index.scoring import LONGEST, Score, Shown

COLUMNS = ("net", "hit@1", "hit@3", "focus1", "speak1", "kept", "false", "auroc")
WIDTH = 24  # characters of the column of groups, if none needs more

MEASURES: dict[str, Callable[[Score], bool]] = {
    "net": lambda score: score.right,
    "hit@1": lambda score: score.first,
    "hit@3": lambda score: score.near,
    "focus1": lambda score: score.focused,
}
"""The columns that say yes or no of a question, so that a comparison can count which of them changed."""


# One set of answers


def show_evaluation(found: Evaluation) -> None:
    """The table, and a line each for risk, decisions, calibration and time."""
    labels = [line(group.label) for group in found.groups]
    width = _width(labels)
    print(_row("group", width, "n", COLUMNS))
    for label, group in zip(labels, found.groups, strict=True):
        number, *shares = astuple(figures(group.scores))
        print(_row(label, width, number, map(_share, shares)))
    own = found.selection
    wrong = "" if own.risk is None else f", and the first quote of {own.risk:.1%} of these does not answer"
    print(
        f"\nrisk and coverage  area under the curve (AURC) {own.aurc:.3f}; the best order would have {own.best:.3f}, "
        f"any order {own.random:.3f}"
    )
    print(f"decisions          {own.coverage:.1%} of the questions are answered{wrong}")
    bins = count(len(found.calibration.bins), "bin")
    print(f"calibration        expected calibration error (ECE) {found.calibration.error:.3f} in {bins}")
    print(f"time               {_times(found.times)}")


def show_misses(scores: Sequence[Score], most: int) -> None:
    """Why each of the first `most` misses is one, with what would have been right and what was shown."""
    missed = [score for score in scores if score.misses]
    kinds = Counter(kind for score in missed for kind in score.misses)
    counts = "".join(f"\n   {number:>4} {kind}" for kind, number in kinds.most_common())
    print(f"\nmissed: {len(missed):,} of {count(len(scores), 'question')}{counts}")
    for score in missed[:most]:
        question, response = score.question, score.response
        print(f"\n{line(str(question.id))} [{line(question.type or 'no type')}] {line(question.text)}")
        print(f"   why   {_why(score)}")
        who = f"{line(question.speaker)}: " if question.speaker else ""
        for span in question.gold:
            print(f"   gold  {who}{line(span)}")
        if not question.gold:
            print("   gold  none: the sources do not say")
        decision = "answered" if response.answered else "declined"
        quote = _quoted(response.quotes[0]) if response.quotes else "nothing"
        print(f"   got   {decision} with confidence {response.confidence:.2f}: {quote}")


def evaluation_fields(found: Evaluation) -> dict[str, Any]:
    """The same as JSON has it, with every question."""
    own = found.selection
    return {
        "groups": [
            {
                "by": group.by,
                "name": group.name,
                **dict(zip(("n", *COLUMNS), astuple(figures(group.scores)), strict=True)),
            }
            for group in found.groups
        ],
        "aurc": own.aurc,
        "aurc_best": own.best,
        "aurc_random": own.random,
        "curve": own.curve,
        "coverage": own.coverage,
        "risk": own.risk,
        "ece": found.calibration.error,
        "bins": [asdict(own) for own in found.calibration.bins],
        "seconds": asdict(found.times) if found.times else None,
        "misses": Counter(kind for score in found.scores for kind in score.misses),
        "questions": [_score_fields(score) for score in found.scores],
    }


# Two


def show_comparison(before: Evaluation, after: Evaluation, names: tuple[Path, Path]) -> None:
    """Both tables and what is between them, whether that may be chance, and which questions changed."""
    for letter, path in zip("AB", names, strict=True):
        print(f"{letter} = {line(str(path))}")
    labels = [line(group.label) for group in before.groups]
    width = _width(labels)
    print("\n" + _row("group", width, "n", ("", *COLUMNS)))
    for label, one, other in zip(labels, before.groups, after.groups, strict=True):
        number, *old = astuple(figures(one.scores))
        _, *new = astuple(figures(other.scores))
        print(_row(label, width, number, ("A", *map(_share, old))))
        print(_row("", width, "", ("B", *map(_share, new))))
        print(_row("", width, "", ("B-A", *map(_difference, old, new))))
    print()
    for name, was, now in (
        ("AURC", before.selection.aurc, after.selection.aurc),
        ("ECE", before.calibration.error, after.calibration.error),
    ):
        print(f"{name:<8} A {was:.3f}, B {now:.3f}, B-A {_difference(was, now)} (lower is better)")
    print(f"time     A {_times(before.times)}; B {_times(after.times)}\n")
    for name, test in _tests(before, after).items():
        print(f"{name:<8} {test.gained} gained, {test.lost} lost: p = {test.p:.3g} (exact McNemar test)")
    gained, lost = changes(before.scores, after.scores)
    _show_changes("was right, now wrong", lost)
    _show_changes("was wrong, now right", gained)


def comparison_fields(before: Evaluation, after: Evaluation, names: tuple[Path, Path]) -> dict[str, Any]:
    """The same as JSON has it."""
    gained, lost = changes(before.scores, after.scores)
    return {
        "a": {"file": str(names[0]), **evaluation_fields(before)},
        "b": {"file": str(names[1]), **evaluation_fields(after)},
        "tests": {name: asdict(test) for name, test in _tests(before, after).items()},
        "lost": [change.after.question.id for change in lost],
        "gained": [change.after.question.id for change in gained],
    }


def _tests(before: Evaluation, after: Evaluation) -> dict[str, Paired]:
    return {name: paired(before.scores, after.scores, measure) for name, measure in MEASURES.items()}


def _show_changes(title: str, found: Sequence[Change]) -> None:
    print(f"\n{title}: {len(found):,}")
    for change in found:
        wrong = change.after if change.before.right else change.before
        print(f"   {line(str(wrong.question.id))} {line(wrong.question.text)} ({_why(wrong)})")


# Parts


def _width(labels: Iterable[str]) -> int:
    return max(WIDTH, *(len(label) + 1 for label in labels))


def _row(label: str, width: int, number: object, cells: Iterable[str]) -> str:
    return f"{label:<{width}}{number:>5}" + "".join(f" {cell:>6}" for cell in cells)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _difference(before: float | None, after: float | None) -> str:
    return "-" if before is None or after is None else f"{after - before:+.3f}"


def _times(found: Times | None) -> str:
    if found is None:
        return "not measured"
    return f"{found.median * 1000:,.0f} ms a question (median), 95 of 100 within {found.most * 1000:,.0f} ms"


def _why(score: Score) -> str:
    """What is wrong with it; of a wrong first quote also where the right one is."""
    quotes = score.response.quotes
    if "wrong first quote" not in score.misses:
        return ", ".join(score.misses)
    if not quotes:
        return "nothing is quoted"
    if score.rank is not None:
        return f"wrong first quote, the right one is number {score.rank}"
    if len(quotes[0].text) > LONGEST:
        return f"wrong first quote, as it is longer than {LONGEST} characters"
    return f"wrong first quote, and the right one is not among the {len(quotes)} shown"


def _quoted(quote: Shown) -> str:
    """A quote on one line, its highlight between « and »."""
    start, end = quote.highlight or (0, len(quote.text))
    who = f"{line(quote.speaker)}: " if quote.speaker else ""
    return who + line(f"{quote.text[:start]}«{quote.text[start:end]}»{quote.text[end:]}")


def _score_fields(score: Score) -> dict[str, Any]:
    question, response = score.question, score.response
    return {
        "id": question.id,
        "question": question.text,
        "type": question.type,
        "scope": question.scope,
        "gold": question.gold,
        "gold_speaker": question.speaker,
        "answered": response.answered,
        "confidence": response.confidence,
        "seconds": response.seconds,
        "right": score.right,
        "rank": score.rank,
        "focused": score.focused,
        "named": score.named,
        "misses": score.misses,
        "first": asdict(response.quotes[0]) if response.quotes else None,
    }
