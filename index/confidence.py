"""How sure an answer is: the calibrated probability that its first quote answers the question.

Three logistic functions of some signals each: for what somebody said, for who said something, and for everything
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
from typing import NamedTuple

from index import doubts, numerals, offices, places, recency
from index.cast import FITS, SURELY
from index.expected import Type, expected
from index.model import Quote, Strictness
from index.question import is_function
from index.ranking import Hit, Topic, topic_of
from index.storage import Storage
from index.terms import stemmed, term_set, terms
from index.testimony import Hearing, is_as_asked, tells_deed
from index.ties import conflict
from index.twins import alike

GENERAL, WHAT, WHO = "general", "what somebody said", "who said something"
FIRST = 0.6  # of the best fit: whose first hit counts as theirs
# At most, where somebody is named who says nothing in the sources: one in seven of such training questions is answered
# all the same (somebody is called otherwise there), and the answer says that they are not quoted.
SILENT = 0.14
# Of a question the share that the quote must have where whom it means may be called otherwise; or what reading told
# (see `_relevance`), which is a probability of .66.
CALLED, ANSWERS = 0.65, 0.114
UNREAD = 0.7  # the relevance of what was not read together with the question: that of most
SURELY_NOT = 0.003  # the relevance below which nothing is told apart
HALF = 0.5  # of what is asked for: who tells a deed with that much of it is not doubted for what reading did not see
ALONE = 0.14  # the lead of a sentence beside which there is no other passage: that of most
WEIGHTS = Path(__file__).parent / "weights" / "confidence.json"

_GROUPS: dict[Type, str] = {
    "reason": "reason",
    "money": "number", "percent": "number", "age": "number", "count": "number", "measure": "number",
    "date": "date", "person": "name", "place": "name", "name": "name",
}  # fmt: skip
_NAME = re.compile(r"(?<=\s)[^\W\d_a-z][\w.’'-]*")
_MONTH = re.compile(rf"(?i)\b(?:{'|'.join(recency.MONTHS)})\b")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Judgement:
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
) -> Judgement:  # fmt: skip
    """How sure it is that the `first` quote, which was made of the best of the `hits`, answers a question."""
    weights, thresholds = _learned().weights[model(hearing)], _learned().thresholds
    if not hits or first is None:
        return Judgement(0.0, thresholds[strictness])
    found = signals(question, hits, first, storage, hearing)
    value = weights["bias"] + sum(weights[name] * signal for name, signal in found.items())
    confidence = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
    doubted = hearing is not None and (_is_doubtful(hearing, found) or _is_of_another_country(hearing, hits[0]))
    if doubted or doubts.of_another_year(question, hits[0], storage):
        confidence = min(confidence, SILENT)
    return Judgement(confidence, thresholds[strictness])


def _is_doubtful(hearing: Hearing, found: Mapping[str, float]) -> bool:
    """Whether it is doubtful that anything is said by whom a question means.

    They are named and say nothing; or they may be called otherwise, and the quote does not call them so either, nor was
    it read to answer; or who fits best holds another office, or that of another country.
    """
    if found.get("silent"):
        return True
    if hearing.vague:
        return found["quote"] < CALLED and found["relevance"] < ANSWERS
    who, meant = (
        hearing.inquiry.speaker or "",
        [one for one, fit in hearing.qualities.items() if fit >= hearing.quality],
    )
    return 0 < hearing.quality < SURELY and all(offices.differs(who, speaker) for speaker in meant)


def _is_of_another_country(hearing: Hearing, best: Hit) -> bool:
    """Whether somebody of another country says the best hit than of the one whose words are asked for.

    Not where it tells of that one.
    """
    if best.said is None or best.said.statement.speaker is None or hearing.is_theirs(best):
        return False
    asked = {mention.key for mention in places.mentions(hearing.inquiry.speaker or "", cased=False)}
    named = {mention.key for mention in places.mentions(best.text)} if asked else set()
    return asked.isdisjoint(named) and conflict(asked, best.said.statement.speaker.ties)


def model(hearing: Hearing | None) -> str:
    """Which of the three functions judges a question."""
    if hearing is None:
        return GENERAL
    return WHO if hearing.inquiry.speaker is None else WHAT


def signals(
    question: str, hits: Sequence[Hit], first: Quote, storage: Storage, hearing: Hearing | None
) -> dict[str, float]:
    """What the confidence of an answer is made from. What is no such signal here was tried, and told nothing more.

    The share of the question's telling terms, by their rarity, that the `quote`, its heading or date has, the `lead` of
    the best sentence in score over those of passages without it, and its `relevance`, where it was read. About what
    somebody said, what is known of whom the question means (see `_theirs`), and whether the best sentence tells the
    deed in words that is asked for (`as_asked`), and how much of the topic anything of theirs has (`about`); where it
    is asked if they said something, how much of that the quote has (`whether_told`), as reading tells less there. Else
    the `cosine` of the question with the best sentence, and at least an even `relevance` where it tells the very deed
    that is asked for (“warned”). Of both, but not of who said something, the share of its numbers that stand around the
    quote (`numbered`). In general also the share of the question's names that the quote has (`named`), `no_number`,
    `no_date`, `no_name` and `no_reason`, where such a thing is asked for and the best sentence has none, and how much
    another sentence was better but for that (`lift`).
    """
    best = hits[0]
    code = stemmed(best.stored.language)
    asked = topic_of(question, code, storage)
    published = _published(best, storage) if numerals.numbers(question) or _MONTH.search(question) else ""
    quoted = term_set(f"{best.heading}\n{best.columns}\n{published}\n{first.text}", code)
    around = "\n".join([first.text, best.stored.text, best.heading, first.title, published])
    same = {hit.stored.number for hit in hits if alike(hit, best)}
    rivals = [hit.score for hit in hits if hit.stored.number not in same]
    lead = best.score - max(rivals) if rivals else ALONE
    found = {"quote": asked.coverage(quoted), "lead": lead, "relevance": _relevance(best)}
    if hearing is not None and hearing.inquiry.speaker is not None:
        own = "\n".join([best.heading, best.columns, published, *_own(hearing, hits, first)])
        found["quote"] = asked.coverage(term_set(own, code))
        theirs = _theirs(hearing, hits)
        subject = topic_of(hearing.inquiry.topic or "", code, storage)
        return found | theirs | {
            "whether_told": theirs["whether"] * subject.coverage(quoted),
            "about": _about(hearing, hits, subject),
            "as_asked": float(is_as_asked(hearing, best)),
            "numbered": numerals.told(question, around),
        }  # fmt: skip
    found["cosine"] = best.sentence_cosine
    if hearing is not None:
        if found["quote"] >= HALF and tells_deed(hearing, best):
            found["relevance"] = max(found["relevance"], 0.0)
        return found
    names = asked.only(_names(question, code))
    found["named"] = names.coverage(quoted) if names.weights else 1.0
    lift = min(best.bonus, max(hit.score - hit.bonus for hit in hits) - (best.score - best.bonus))
    return found | {"lift": lift, "numbered": numerals.told(question, around)} | _lacking(question, best, code)


def _published(best: Hit, storage: Storage) -> str:
    """When the source of a hit was published, as a date and with the month's name, "" where nobody knows."""
    source = storage.many([best.stored.source]).get(best.stored.source)  # it may have been removed a moment ago
    date = ((source.published if source is not None else None) or "")[:10]
    return f"{date} {recency.MONTHS[int(date[5:7]) - 1]}" if _DATE.fullmatch(date) else date


def _relevance(best: Hit) -> float:
    """The log-odds that a sentence answers, by what reading it together with the question told; at most 1 (or -1)."""
    probability = UNREAD if best.relevance is None else best.relevance
    bounded = min(max(probability, SURELY_NOT), 1 - SURELY_NOT)
    return math.log(bounded / (1 - bounded)) / math.log((1 - SURELY_NOT) / SURELY_NOT)


def _theirs(hearing: Hearing, hits: Sequence[Hit]) -> dict[str, float]:
    """What is known of whom a question means: how well the best fits, where the `first` hit is theirs.

    The same where anything of theirs has a word of the topic (`topical`); whether somebody may be meant whom the text
    calls otherwise (`vague`), whether somebody is named who says nothing (`silent`), the cosine of the question with
    the `nearest` of what they say, and whether it asks if they said something (`whether`).
    """
    fit = min(max((hearing.quality - FITS) / (SURELY - FITS), 0.0), 1.0)
    theirs = list(filter(hearing.is_theirs, hits))
    said = hits[0].said
    leads = said is not None and said.quality >= FIRST * hearing.quality > 0
    on_topic = hearing.inquiry.topic is None or any(hit.coverage for hit in theirs)
    return {
        "first": fit * leads,
        "topical": fit * on_topic,
        "vague": float(hearing.vague),
        "silent": float(hearing.silent),
        "nearest": max((hit.sentence_cosine for hit in theirs), default=0.0),
        "whether": float(hearing.inquiry.kind == "did-say"),
    }


def _about(hearing: Hearing, hits: Sequence[Hit], subject: Topic) -> float:
    """The share of what somebody is asked about that stands in anything of theirs; 1 where they are asked for all."""
    words = frozenset[str]().union(*(hit.words for hit in filter(hearing.is_theirs, hits)))
    return subject.coverage(words) if subject.weights else 1.0


def _own(hearing: Hearing, hits: Sequence[Hit], first: Quote) -> list[str]:
    """The sentences of a quote that are not somebody else's than is meant: what others say is told beside it."""
    shown = (hit for hit in hits if hit.stored.source == hits[0].stored.source)
    within = (hit for hit in shown if first.start <= hit.span[0] and hit.span[1] <= first.end)
    return [hit.text for hit in within if hit.span == hits[0].span or hit.said is None or hearing.is_theirs(hit)]


def _lacking(question: str, best: Hit, code: str) -> dict[str, float]:
    """Whether a number, a date, a name or a reason is asked for, and the best sentence has none."""
    found = {"no_number": 0.0, "no_date": 0.0, "no_name": 0.0, "no_reason": 0.0}
    wanted = expected(question) if code == "en" else None
    if wanted is not None:
        found[f"no_{_GROUPS[wanted.type]}"] = 1 - wanted.met(best.text)
    return found


def _names(question: str, code: str) -> list[str]:
    """The terms of a question's names: words with a capital behind the first, and places however they are typed."""
    found = [_POSSESSIVE.sub("", match[0]) for match in _NAME.finditer(question)]
    found += [question[slice(*mention.span)] for mention in places.mentions(question, cased=False)]
    return [term for name in found for term in terms(name, code) if not is_function(term, code)]


class _Learned(NamedTuple):
    """The weights of each function with its bias, and from which confidence on a question counts as answered."""

    weights: Mapping[str, Mapping[str, float]]
    thresholds: Mapping[Strictness, float]


@cache
def _learned() -> _Learned:
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return _Learned(read["weights"], read["thresholds"])
