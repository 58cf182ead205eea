"""How sure an answer is: the calibrated probability that its first quote answers the question.

Three logistic functions of a dozen signals each: for what somebody said, for who said something, and for everything
else. `index.training.confidence` fits them; each signal can be read off the question and the quote.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index import places
from index import strictness as strict
from index.cast import FITS
from index.expected import Type, expected
from index.model import Quote, Strictness
from index.question import is_function
from index.ranking import Hit, topic_of
from index.storage import Storage
from index.terms import stemmed, term_set, terms
from index.testimony import Hearing, is_spoken

GENERAL, WHAT, WHO = "general", "what somebody said", "who said something"
SURELY = 0.7  # how well somebody fits who surely is meant
FIRST = 0.6  # of the best fit: whose first hit counts as theirs
MANY = 10  # sentences of whom is meant from which on more tell nothing
WEIGHTS = Path(__file__).parent / "weights" / "confidence.json"

_GROUPS: dict[Type, str] = {
    "money": "number", "percent": "number", "age": "number", "count": "number", "measure": "number",
    "date": "date", "person": "name", "place": "name", "name": "name",
}  # fmt: skip
_NAME = re.compile(r"(?<=\s)[^\W\d_a-z][\w.’'-]*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure an answer is (0 to 1), and whether that is enough to count as answered."""

    confidence: float
    threshold: float

    @property
    def answered(self) -> bool:
        """Whether the question counts as answered."""
        return self.confidence >= self.threshold


def judge(
    question: str, hits: Sequence[Hit], first: Quote | None, storage: Storage, hearing: Hearing | None,
    *, strictness: Strictness = "balanced",
) -> Verdict:  # fmt: skip
    """How sure it is that the `first` quote, which was made of the best of the `hits`, answers a question."""
    weights = _weights()[model(hearing)]
    threshold = strict.threshold(weights, strictness)
    if not hits or first is None:
        return Verdict(0.0, threshold)
    found = signals(question, hits, first, storage, hearing)
    value = weights["bias"] + sum(weights[name] * signal for name, signal in found.items())
    return Verdict(1 / (1 + math.exp(-max(-30.0, min(30.0, value)))), threshold)


def model(hearing: Hearing | None) -> str:
    """Which of the three functions judges a question."""
    if hearing is None:
        return GENERAL
    return WHO if hearing.inquiry.speaker is None else WHAT


def signals(
    question: str, hits: Sequence[Hit], first: Quote, storage: Storage, hearing: Hearing | None
) -> dict[str, float]:
    """What the confidence of an answer is made from, each between 0 and 1 but for the cosine and the lead.

    `cosine` of the question with the best sentence; the share of the question's telling terms, by their rarity, that
    stand in the `passage` or its title, in the `quote`, in anything that was `found`, and of those that stand in no
    source (`absent`); the share of its names that the quote has (`named`); the `lead` in score over other passages.

    Questions in general: `no_number`, `no_date`, `no_name`, where such a thing is asked for and the best sentence
    has none, and `never_number` … where the whole quote has none.
    """
    best = hits[0]
    code = stemmed(best.stored.language)
    asked = topic_of(question, code, storage)
    title = term_set(first.title, code)
    passage = frozenset().union(*(hit.words for hit in hits if hit.stored.number == best.stored.number)) | title
    quoted = term_set(first.text, code)
    everything = frozenset().union(*(hit.words for hit in hits)) | title
    names = asked.only(_names(question, code))
    nowhere = storage.weights(["\0"], code)[0]
    absent = [weight for weight in asked.weights.values() if weight >= nowhere]
    others = max((hit.score for hit in hits if hit.stored.number != best.stored.number), default=0.0)
    found = {
        "cosine": best.sentence_cosine,
        "passage": asked.coverage(passage),
        "quote": asked.coverage(quoted),
        "found": asked.coverage(everything),
        "absent": sum(absent) / asked.total,
        "named": names.coverage(quoted) if names.weights else 1.0,
        "lead": best.score - others,
    }
    if hearing is None:
        return found | _kinds(question, hits, first, code)
    spoken = {"share": best.said.share if best.said else 0.0, "direct": float(_is_direct(best))}
    if hearing.inquiry.speaker is None:
        return found | spoken
    about = asked.without(terms(hearing.inquiry.speaker, code))
    return (
        found
        | spoken
        | _kinds(question, hits, first, code)
        | _theirs(hearing, hits, about.coverage(quoted) if about.weights else 1.0)
    )


def _theirs(hearing: Hearing, hits: Sequence[Hit], topical: float) -> dict[str, float]:
    """What is known of whom a question means: how well the best `fits`, also where the `first` hit is theirs.

    `topical`: where anything of theirs has a word of the topic; `vague`: somebody may be meant whom the text calls
    otherwise; `silent`: somebody is named who says nothing; `another`: the first hit is what somebody else says;
    `spoken`: it is said in so many words; `whether`: the question is whether it was. `topic` is the topic's share in
    the quote, and `nearest`, `covered` and `often` say how near to the question they come, in how many sentences.
    """
    fit = min(max((hearing.quality - FITS) / (SURELY - FITS), 0.0), 1.0)
    theirs = [hit for hit in hits if hit.said is not None and hit.said.quality >= hearing.least > 0]
    said = hits[0].said
    another = said is not None and said.statement.speaker is not None and said.quality < hearing.least
    leads = said is not None and said.quality >= FIRST * hearing.quality > 0
    on_topic = hearing.inquiry.topic is None or any(hit.coverage for hit in theirs)
    return {
        "fits": fit,
        "first": fit * leads,
        "topical": fit * on_topic,
        "vague": float(hearing.vague),
        "silent": float(hearing.silent),
        "topic": topical,
        "nearest": max((hit.sentence_cosine for hit in theirs), default=0.0),
        "covered": max((hit.coverage for hit in theirs), default=0.0),
        "often": min(len(theirs), MANY) / MANY,
        "another": float(another),
        "spoken": float(is_spoken(hits[0])),
        "whether": float(hearing.inquiry.kind == "did-say"),
    }


def _kinds(question: str, hits: Sequence[Hit], first: Quote, code: str) -> dict[str, float]:
    """Where a number, a date or a name is asked for: whether the best sentence has none, and whether the quote has."""
    found = {f"{lack}_{group}": 0.0 for group in ("number", "date", "name") for lack in ("no", "never")}
    wanted = expected(question) if code == "en" else None
    if wanted is not None:
        group = _GROUPS[wanted.type]
        shown = [
            hit for hit in hits if hit.stored.number == hits[0].stored.number and first.start <= hit.span[0] < first.end
        ]
        found[f"no_{group}"] = 1 - wanted.met(hits[0].text)
        found[f"never_{group}"] = 1 - max((wanted.met(hit.text) for hit in shown), default=0.0)
    return found


def _names(question: str, code: str) -> list[str]:
    """The terms of a question's names: words with a capital behind the first, and places however they are typed."""
    found = [_POSSESSIVE.sub("", match[0]) for match in _NAME.finditer(question)]
    found += [question[slice(*mention.span)] for mention in places.mentions(question, cased=False)]
    return [term for name in found for term in terms(name, code) if not is_function(term, code)]


def _is_direct(hit: Hit) -> bool:
    return hit.said is not None and hit.said.statement.attribution.kind != "indirect"


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    weights: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights
