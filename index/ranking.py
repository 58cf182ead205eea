"""From candidates to quotes: which sentence answers, how much around it is shown, how sure that is.

A sentence's score is a convex combination of four signals, each between 0 and 1 on its own, so that scores of different
questions and libraries compare: the cosines of the question with the sentence and with its passage, the share of the
question's telling terms (by their rarity) that the sentence has, and the passage's BM25 over the most that those terms
could give.
Convex combination beats reciprocal rank fusion where scores mean something (Bruch et al. 2023).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from index.encoder import Vectors
from index.model import Place, Quote, Source, Span
from index.question import topic
from index.segment import LONGEST
from index.storage import Storage
from index.store import Stored
from index.terms import stemmed, term_set

# Chosen on the training questions among a dozen settings: flat around here. They add up to 1.
SENTENCE_COSINE, PASSAGE_COSINE, PASSAGE_BM25, COVERAGE = 0.42, 0.20, 0.20, 0.18
BM25_CEILING = 2.2  # k1 + 1: what a term's inverse document frequency is multiplied with at most
CANDIDATES = 30  # passages asked of each index
READ = 10  # passages whose sentences are scored: more changed one answer in a hundred, and none for the better
LOOKED_AT = 12  # sentences for each quote wanted: the same sentence in another source has about the same score
ALIKE = 0.85  # Jaccard similarity of two sentences' terms from which they are the same sentence
WEIGHTS = Path(__file__).parent / "weights" / "confidence.json"


class Hit(NamedTuple):
    """A sentence with the signals that speak for it. `position` is its place among its passage's sentences.

    A tuple, as a question makes a hundred of them, and frozen dataclasses take five times as long.
    """

    stored: Stored
    position: int
    score: float
    sentence_cosine: float
    coverage: float
    passage_coverage: float
    words: frozenset[str]

    @property
    def span(self) -> Span:
        """The sentence's span in its source's text."""
        return self.stored.passage.sentences[self.position]


@dataclass(frozen=True, slots=True)
class _Topic:
    """The terms of a question that tell what it is about, with their rarity, as one language has them."""

    weights: dict[str, float]
    total: float

    def coverage(self, words: frozenset[str]) -> float:
        """The share of the topic that these words have."""
        return sum([weight for term, weight in self.weights.items() if term in words]) / self.total


def select(question: str, vector: Vectors, storage: Storage, source: int | None = None) -> list[Hit]:
    """The sentences of the most promising passages, best first; of one source only where it is given."""
    storage.refresh()
    topics = {code: _topic(question, code, storage) for code in storage.languages()}
    if not topics:
        return []
    ceiling = BM25_CEILING * max(topic.total for topic in topics.values())
    lexical = storage.lexical(question, CANDIDATES, source=source)
    shares = {number: min(score / ceiling, 1.0) for number, score in lexical}
    cosines = dict(storage.dense(vector, CANDIDATES, source=source))
    missing = [number for number in shares if number not in cosines]
    cosines.update(zip(missing, storage.cosines(vector, missing), strict=True))
    promising = sorted(cosines, key=lambda number: (-cosines[number] - shares.get(number, 0.0), number))[:READ]
    hits: list[Hit] = []
    for stored in storage.passages(promising):
        above = PASSAGE_COSINE * cosines[stored.number] + PASSAGE_BM25 * shares.get(stored.number, 0.0)
        code = stemmed(stored.language)
        if code in topics:  # else its language came a moment ago
            hits.extend(_hits(stored, vector, above, code, topics[code]))
    return sorted(hits, key=lambda hit: (-hit.score, hit.stored.number, hit.position))


def _hits(stored: Stored, vector: Vectors, above: float, code: str, topic: _Topic) -> Iterator[Hit]:
    """The sentences of a passage that has the score `above` itself."""
    similarities = (stored.sentence_vectors @ vector).tolist()
    base = stored.passage.start
    words = [term_set(stored.text[start - base : end - base], code) for start, end in stored.passage.sentences]
    passage_coverage = topic.coverage(frozenset().union(*words))
    for position, own in enumerate(words):
        if not _is_heading(stored, position):
            coverage = topic.coverage(own)
            score = above + SENTENCE_COSINE * similarities[position] + COVERAGE * coverage
            yield Hit(stored, position, score, similarities[position], coverage, passage_coverage, own)


def quotes(hits: Sequence[Hit], sources: dict[int, Source], count: int) -> list[Quote]:
    """The best `count` quotes: none overlaps another, and one whose sentence stands elsewhere too says where."""
    by_place = {(hit.stored.number, hit.position): hit for hit in hits}
    chosen: list[tuple[Hit, Quote]] = []
    for hit in hits[: LOOKED_AT * count]:
        source = sources.get(hit.stored.source)
        if source is None:  # removed a moment ago
            continue
        twin = next((i for i, (other, _) in enumerate(chosen) if _alike(hit, other)), None)
        if twin is not None:
            other, quote = chosen[twin]
            if hit.stored.source != other.stored.source and all(place.source != source.id for place in quote.also):
                place = Place(source.id, source.title, source.url, *hit.span)
                chosen[twin] = other, replace(quote, also=(*quote.also, place))
        elif len(chosen) < count and not _shown(hit, chosen):
            chosen.append((hit, _quote(hit, source, by_place, chosen)))
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
    """What the confidence is made from: the fit of the best sentence, and the share of the question in its passage."""
    return {"sentence_cosine": hits[0].sentence_cosine, "passage_coverage": hits[0].passage_coverage}


def _quote(
    hit: Hit, source: Source, by_place: dict[tuple[int, int], Hit], chosen: Sequence[tuple[Hit, Quote]]
) -> Quote:
    stored, passage = hit.stored, hit.stored.passage
    first, last = _grown(hit, by_place, chosen)
    start, end = passage.sentences[first][0], passage.sentences[last][1]
    text = stored.text[start - passage.start : end - passage.start]
    highlight = (hit.span[0] - start, hit.span[1] - start)
    paragraph = passage.paragraphs[hit.position]
    return Quote(source.id, source.title, source.url, start, end, text, highlight, paragraph, round(hit.score, 4))


def _grown(hit: Hit, by_place: dict[tuple[int, int], Hit], chosen: Sequence[tuple[Hit, Quote]]) -> tuple[int, int]:
    """The first and last sentence shown: always the better neighbour next, while the whole stays short enough.

    It stops at headings and at what the chosen quotes show already.
    """
    sentences = hit.stored.passage.sentences
    first = last = hit.position
    while True:
        neighbours = []
        for position in (last + 1, first - 1):
            neighbour = by_place.get((hit.stored.number, position))
            if neighbour is None or _shown(neighbour, chosen):
                continue
            length = sentences[max(last, position)][1] - sentences[min(first, position)][0]
            if length <= LONGEST and not any(_alike(neighbour, other) for other, _ in chosen):
                neighbours.append((neighbour.score, position))
        if not neighbours:
            return first, last
        _, position = max(neighbours)
        first, last = min(first, position), max(last, position)


def _shown(hit: Hit, chosen: Sequence[tuple[Hit, Quote]]) -> bool:
    """Whether one of the chosen quotes shows a part of this sentence."""
    start, end = hit.span
    return any(
        hit.stored.source == other.stored.source and start < quote.end and quote.start < end for other, quote in chosen
    )


def _is_heading(stored: Stored, position: int) -> bool:
    """Whether a sentence is the passage's heading, with text below it: it introduces, and is not what is quoted."""
    heading = stored.passage.heading
    if heading is None:
        return False
    return stored.passage.sentences[position][1] <= heading[1] < stored.passage.sentences[-1][1]


def _alike(one: Hit, other: Hit) -> bool:
    fewer, more = len(one.words), len(other.words)
    if fewer > more:
        fewer, more = more, fewer
    if fewer < 3 or fewer < ALIKE * more:  # most pairs, without a look at the words
        return False
    shared = len(one.words & other.words)
    return shared >= ALIKE * (fewer + more - shared)


def _topic(question: str, code: str, storage: Storage) -> _Topic:
    telling = topic(question, code)
    weights = dict(zip(telling, storage.weights(telling, code), strict=True))
    return _Topic(weights, sum(weights.values()) or 1.0)


@cache
def _confidence_weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights
