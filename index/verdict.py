"""How sure an answer about speakers is, and what it says where whoever is meant is not quoted.

The sentences here are made of fixed words and of names that the sources give: they tell nothing about facts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from index import places
from index import strictness as strict
from index.cast import FITS, is_named, is_official, keys
from index.model import Speaker, Strictness
from index.ranking import Hit
from index.testimony import Hearing, mentions

WHAT, WHO = "what somebody said", "who said something"
SURELY = 0.7  # how well somebody fits who surely is meant
FIRST = 0.6  # of the best fit: whose first hit counts as theirs
LOOKED_AT = 30  # hits for who else is quoted
ALIKE = 0.3  # cosine of a sentence with the question from which it is about the same
LISTED = 4  # speakers in a note
WEIGHTS = Path(__file__).parent / "weights" / "verdict.json"


def model(hearing: Hearing) -> str:
    """Which of the two models judges a question: what somebody said, or who said something."""
    return WHO if hearing.inquiry.speaker is None else WHAT


def signals(hearing: Hearing, hits: Sequence[Hit]) -> dict[str, float]:
    """What the confidence is made from, each between 0 and 1: how well the first hit fits the question and the topic.

    About what somebody said also `fit`: how well the best of those who are meant fits; `first`: the same where the
    first hit is theirs; `topical`: where anything of theirs has a word of the topic; `vague`: somebody may be meant
    whom the text calls otherwise.
    """
    first = hits[0]
    found = {"sentence_cosine": first.sentence_cosine, "coverage": first.coverage}
    if model(hearing) == WHO:
        return found
    fit = min(max((hearing.quality - FITS) / (SURELY - FITS), 0.0), 1.0)
    theirs = [hit for hit in hits if hit.said is not None and hit.said.quality >= hearing.least > 0]
    leads = first.said is not None and first.said.quality >= FIRST * hearing.quality > 0
    topical = hearing.inquiry.topic is None or any(hit.coverage for hit in theirs)
    return found | {"fit": fit, "first": fit * leads, "topical": fit * topical, "vague": float(hearing.vague)}


def confidence(hearing: Hearing, hits: Sequence[Hit]) -> float:
    """How likely the first quote answers, between 0 and 1: a logistic function of the signals."""
    if not hits:
        return 0.0
    weights = _weights()[model(hearing)]
    value = weights["bias"] + sum(weights[name] * signal for name, signal in signals(hearing, hits).items())
    return 1 / (1 + math.exp(-value))


def threshold(hearing: Hearing, strictness: Strictness = "balanced") -> float:
    """From which confidence on a question counts as answered."""
    return strict.threshold(_weights()[model(hearing)], strictness)


def note(hearing: Hearing, hits: Sequence[Hit]) -> str | None:
    """Where nobody who is meant is quoted: that, and who is quoted on the subject; else None."""
    if not hearing.silent:
        return None
    subject, is_plural = _called(hearing.inquiry.speaker or "")
    verb = "are" if is_plural else "is"
    mentioned = "mentioned but not quoted" if any(mentions(hearing, hit) for hit in hits) else "not quoted"
    where = "in these sources" if hearing.source is None else "in this source"
    others = list(dict.fromkeys(_voices(hearing, hits)))
    on = f"On {hearing.inquiry.topic} they quote" if hearing.inquiry.topic else "They quote"
    listed = f" {on}: {', '.join(others[:LISTED])}{', …' if len(others) > LISTED else '.'}" if others else ""
    return f"{subject} {verb} {mentioned} {where}.{listed}"


def _called(who: str) -> tuple[str, bool]:
    """How somebody is called at the beginning of a sentence, and whether that is a plural."""
    mention = next(iter(places.mentions(who, cased=False)), None)
    if mention is not None and mention.span == (0, len(who)) and keys(who):
        name = places.name(mention.key)
        return name[0].upper() + name[1:], name.endswith("s") and "-" in mention.key
    last = who.rsplit(maxsplit=1)[-1]
    return who[0].upper() + who[1:], last.islower() and last.endswith("s") and not last.endswith(("ss", "us"))


def _voices(hearing: Hearing, hits: Sequence[Hit]) -> Iterator[str]:
    """Who says what is nearest to the topic, as far as they have names."""
    for hit in hits[:LOOKED_AT]:
        speaker = hit.said.statement.speaker if hit.said is not None else None
        about = hearing.inquiry.topic is None or hit.coverage > 0 or hit.sentence_cosine >= ALIKE
        if speaker is not None and about and is_named(speaker) and speaker not in hearing.mute:
            yield _voice(speaker)


def _voice(speaker: Speaker) -> str:
    """A country with who speaks for it, everybody else with a description."""
    countries = [key for key in speaker.ties if len(key) == 2]
    if speaker.description is None:
        return speaker.name
    if len(countries) == 1 and is_official(speaker):
        return f"{places.name(countries[0])} ({speaker.name})"
    return f"{speaker.name} ({speaker.description})"


@cache
def _weights() -> dict[str, dict[str, float]]:
    weights: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights
