"""From candidates to quotes: which sentence answers, how much around it is shown, how sure that is.

A sentence's score is a convex combination of four signals, each between 0 and 1 on its own, so that scores of different
questions and libraries compare: the cosines of the question with the sentence and with its passage, the share of the
question's terms (by their rarity) that the sentence has, and the passage's BM25 over the most that BM25 could be.
Convex combination beats reciprocal rank fusion where scores mean something (Bruch et al. 2023).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.encoder import Vectors
from index.lexical import stemmed, terms
from index.model import Place, Quote, Source, Span
from index.segment import LONGEST
from index.store import Stored

# Chosen on the training questions among a dozen settings: flat around here. They add up to 1.
SENTENCE_COSINE, PASSAGE_COSINE, PASSAGE_BM25, COVERAGE = 0.42, 0.20, 0.20, 0.18
BM25_CEILING = 2.2  # k1 + 1: what a term's inverse document frequency is multiplied with at most
CANDIDATES = 40  # passages asked of each index
READ = 16  # passages whose sentences are scored: more changed no answer of the training questions
ALIKE = 0.85  # Jaccard similarity of two sentences' terms from which they are the same sentence
WEIGHTS = Path(__file__).parent / "weights" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence with the signals that speak for it. `position` is its place among its passage's sentences."""

    stored: Stored
    position: int
    score: float
    sentence_cosine: float
    passage_cosine: float
    passage_bm25: float
    coverage: float
    words: frozenset[str]

    @property
    def span(self) -> Span:
        """The sentence's span in its source's text."""
        return self.stored.passage.sentences[self.position]


class Frequencies(Protocol):
    """Gives the inverse document frequency of each term of a language."""

    def __call__(self, terms: Sequence[str], code: str, /) -> list[float]:
        """One number a term."""


def select(
    vector: Vectors, passages: Sequence[Stored], bm25: dict[int, float], question: str, frequencies: Frequencies
) -> list[Hit]:
    """The sentences of the most promising passages, best first. `bm25` holds the scores of those found lexically."""
    if not passages:
        return []
    codes = {stored.source: stemmed(stored.language) for stored in passages}
    questions = {code: _weighted(question, code, frequencies) for code in set(codes.values())}
    cosines = np.stack([stored.vector for stored in passages]) @ vector
    shares = [
        bm25.get(stored.number, 0.0) / max(BM25_CEILING * sum(questions[codes[stored.source]].values()), 1e-9)
        for stored in passages
    ]
    order = np.argsort(-(cosines + np.array(shares)), kind="stable")[:READ]
    sentence_cosines = np.concatenate([passages[i].sentence_vectors for i in order]) @ vector
    hits, row = [], 0
    for i in order.tolist():
        stored = passages[i]
        code = codes[stored.source]
        above = PASSAGE_COSINE * float(cosines[i]) + PASSAGE_BM25 * shares[i]
        for position, (start, end) in enumerate(stored.passage.sentences):
            cosine = float(sentence_cosines[row])
            row += 1
            if _is_heading(stored, position):
                continue
            base = stored.passage.start
            words = frozenset(terms(stored.text[start - base : end - base], code))
            coverage = _coverage(words, questions[code])
            score = above + SENTENCE_COSINE * cosine + COVERAGE * coverage
            hits.append(Hit(stored, position, score, cosine, float(cosines[i]), shares[i], coverage, words))
    return sorted(hits, key=lambda hit: (-hit.score, hit.span, hit.stored.number))


def quotes(hits: Sequence[Hit], sources: dict[int, Source], count: int) -> list[Quote]:
    """The best `count` quotes: none overlaps another, and one whose sentence stands elsewhere too says where."""
    scores = {(hit.stored.number, hit.position): hit.score for hit in hits}
    chosen: list[tuple[Hit, Quote]] = []
    for hit in hits:
        source = sources.get(hit.stored.source)
        if source is None:  # removed a moment ago
            continue
        twin = next((i for i, (other, _) in enumerate(chosen) if _alike(hit, other)), None)
        if twin is not None:
            other, quote = chosen[twin]
            if hit.stored.source != other.stored.source and all(place.source != source.id for place in quote.also):
                place = Place(source.id, source.title, source.url, *hit.span)
                chosen[twin] = other, replace(quote, also=(*quote.also, place))
            continue
        if len(chosen) == count:
            continue  # for the places where the chosen ones also stand
        quote = _quote(hit, source, scores)
        if not any(quote.source == other.source and quote.start < other.end and other.start < quote.end
                   for _, other in chosen):  # fmt: skip
            chosen.append((hit, quote))
    return [quote for _, quote in chosen]


def confidence(hits: Sequence[Hit]) -> float:
    """How likely the first quote answers, between 0 and 1: a logistic function of the best sentence's signals."""
    if not hits:
        return 0.0
    weights = _confidence_weights()
    value = weights["bias"] + sum(weights[name] * signal for name, signal in signals(hits).items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def threshold() -> float:
    """From which confidence on a question counts as answered."""
    return _confidence_weights()["threshold"]


def signals(hits: Sequence[Hit]) -> dict[str, float]:
    """What the confidence is made from: the signals of the best sentence, and the best of each among all."""
    best = hits[0]
    return {
        "sentence_cosine": best.sentence_cosine,
        "passage_cosine": best.passage_cosine,
        "passage_bm25": best.passage_bm25,
        "coverage": best.coverage,
        "best_cosine": max(hit.sentence_cosine for hit in hits),
        "best_coverage": max(hit.coverage for hit in hits),
    }


def _quote(hit: Hit, source: Source, scores: dict[tuple[int, int], float]) -> Quote:
    stored, passage = hit.stored, hit.stored.passage
    first, last = _grown(hit, scores)
    start, end = passage.sentences[first][0], passage.sentences[last][1]
    text = stored.text[start - passage.start : end - passage.start]
    highlight = (hit.span[0] - start, hit.span[1] - start)
    return Quote(
        source.id, source.title, source.url, start, end, text, highlight, passage.paragraphs[hit.position],
        round(hit.score, 4),
    )  # fmt: skip


def _grown(hit: Hit, scores: dict[tuple[int, int], float]) -> tuple[int, int]:
    """The first and last sentence shown: always the better neighbour next, while the whole stays short enough."""
    sentences = hit.stored.passage.sentences
    first = last = hit.position
    while True:
        neighbours = [
            (scores.get((hit.stored.number, position), 0.0), position > last, position)
            for position, length in (
                (last + 1, sentences[min(last + 1, len(sentences) - 1)][1] - sentences[first][0]),
                (first - 1, sentences[last][1] - sentences[max(first - 1, 0)][0]),
            )
            if 0 <= position < len(sentences) and length <= LONGEST and not _is_heading(hit.stored, position)
        ]
        if not neighbours:
            return first, last
        _, after, position = max(neighbours)
        first, last = (first, position) if after else (position, last)


def _is_heading(stored: Stored, position: int) -> bool:
    """Whether a sentence is the passage's heading, with text below it: it introduces, and is not what is quoted."""
    heading = stored.passage.heading
    if heading is None:
        return False
    return stored.passage.sentences[position][1] <= heading[1] < stored.passage.sentences[-1][1]


def _alike(one: Hit, other: Hit) -> bool:
    shared = len(one.words & other.words)
    return shared > 2 and shared >= ALIKE * len(one.words | other.words)


def _weighted(question: str, code: str, frequencies: Frequencies) -> dict[str, float]:
    """The question's terms with their rarity."""
    unique = list(dict.fromkeys(terms(question, code)))
    return dict(zip(unique, frequencies(unique, code), strict=True))


def _coverage(words: frozenset[str], question: dict[str, float]) -> float:
    total = sum(question.values())
    return sum(weight for term, weight in question.items() if term in words) / total if total else 0.0


@cache
def _confidence_weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights
