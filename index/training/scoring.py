"""How good attributions are: characters of content, matched statements and right speakers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from index.model import Attribution, Span

ALIKE = 0.5  # share of the union that two contents must have in common to be the same


def score(documents: Iterable[tuple[str, Sequence[dict[str, Any]], Sequence[Attribution]]]) -> dict[str, float]:
    """Of texts with the attributions labelled in them and those found.

    `content_f1` counts characters, `direct_recall` those of direct speech; `matched_f1` attributions whose contents
    have half of their union in common, one to one; `speaker` is the share of those matched whose speaker overlaps the
    labelled one; `attribution_f1` counts those matched with the right speaker, or none to be named.
    """
    common = found_size = gold_size = direct_common = direct_size = 0
    found_count = gold_count = matched = named = named_right = right = 0
    for text, gold, found in documents:
        labelled = [_characters(text, attribution["content"]) for attribution in gold]
        said = [_characters(text, attribution.content) for attribution in found]
        all_labelled, all_said = _union(labelled), _union(said)
        quoted = _union([own for own, label in zip(labelled, gold, strict=True) if label.get("kind") == "direct"])
        common += len(all_labelled & all_said)
        found_size += len(all_said)
        gold_size += len(all_labelled)
        direct_common += len(quoted & all_said)
        direct_size += len(quoted)
        found_count += len(found)
        gold_count += len(gold)
        for one, other in _pairs(said, labelled):
            matched += 1
            speakers = gold[other]["source"]
            fits = not speakers or _overlaps(found[one].speaker, speakers)
            named += bool(speakers)
            named_right += bool(speakers) and fits
            right += fits
    return {
        "content_f1": _f1(common, found_size, gold_size),
        "direct_recall": round(direct_common / max(1, direct_size), 4),
        "matched_f1": _f1(matched, found_count, gold_count),
        "speaker": round(named_right / max(1, named), 4),
        "attribution_f1": _f1(right, found_count, gold_count),
    }


def _characters(text: str, spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for begin, end in spans for place in range(begin, end) if not text[place].isspace()}


def _union(parts: Sequence[set[int]]) -> set[int]:
    return set().union(*parts)


def _pairs(said: Sequence[set[int]], labelled: Sequence[set[int]]) -> Iterable[tuple[int, int]]:
    """Which of those found is which of those labelled: the most alike first, each once."""
    alike = sorted(
        (
            (len(own & other) / len(own | other), i, j)
            for i, own in enumerate(said)
            for j, other in enumerate(labelled)
            if own & other
        ),
        reverse=True,
    )
    taken: set[int] = set()
    given: set[int] = set()
    for share, i, j in alike:
        if share >= ALIKE and i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            yield i, j


def _overlaps(span: Span | None, spans: Iterable[Sequence[int]]) -> bool:
    return span is not None and any(span[0] < end and begin < span[1] for begin, end in spans)


def _f1(common: int, found: int, gold: int) -> float:
    return round(2 * common / max(1, found + gold), 4)
