"""From candidates to sentences: which of them answers.

A sentence's score is a weighted sum of four signals, each between 0 and 1 on its own, so that scores of different
questions and libraries compare: the cosines of the question with the sentence and with its passage, the share of the
question's telling terms (by their rarity) that the sentence has, and the passage's BM25 over the most that those terms
could give. Something is added for terms that only the sentence before or the source's title has, and where a number, a
date or a name is asked for and the sentence has one; a sentence that asks itself loses something, and what follows on
it counts as near as it.
A convex combination beats reciprocal rank fusion where scores mean something (Bruch et al. 2023).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple

from index import tables
from index.asking import asks, follows, is_courtesy
from index.encoder import Vectors
from index.expected import Type, expected
from index.model import Source, Span, Statement
from index.numerals import numbered
from index.question import telling, topic
from index.storage import Storage, Stored
from index.tables import Cells, Row
from index.terms import stemmed, term_set

# Chosen on the training questions among a dozen settings: flat around here.
SENTENCE_COSINE, PASSAGE_COSINE, PASSAGE_BM25, COVERAGE = 0.42, 0.20, 0.10, 0.18
CONTEXT = 0.10  # for terms of the question that only the sentence before has: "In 2013, there were 35 of them."
TITLED = 0.16  # for those that only its source's title has: "what is new in the editor" says of which program by that
HEADING, FIRST = 0.12, 0.03  # where the heading is what the question asks; more for the first sentence under it
NUMBERED = 0.12  # where the question's numbers stand in a heading: "2.4", not "2.3"
SURE = 0.5  # how much a question is like what may be a heading, for that to count as one
# What counts for a sentence that has what the question expects; a measure decides nothing, as most have some.
EXPECTED: dict[Type, float] = {
    "count": 0.08, "money": 0.08, "percent": 0.08, "age": 0.08,
    "person": 0.05, "place": 0.04, "name": 0.04, "date": 0.03,
}  # fmt: skip
ASKING = 0.10  # against a sentence that asks itself, which may be the very question
BM25_CEILING = 2.2  # k1 + 1: what a term's inverse document frequency is multiplied with at most
CANDIDATES = 30  # passages asked of each index
FEW = 2  # words that tell what a question is about, of which one of the passages that are read must have most
READ = 10  # passages whose sentences are scored: more changed one answer in a hundred, and none for the better


class Said(NamedTuple):
    """The statement that a sentence is part of.

    `quality` (0 to 1) says how well its speaker is whom a question means, 0 where it means nobody, and `share` how much
    of the sentence the statement is.
    """

    statement: Statement
    quality: float
    share: float


class Hit(NamedTuple):
    """A sentence with the signals that speak for it. `position` is its place among its passage's sentences.

    `sentence_cosine` is that of the question with it, or with the question in the text that it follows on if that is
    nearer (where whom a question means is known, always with it).

    `bonus` is what of its score it got for what the question expects, before it was read, and `said` is the statement
    that it is part of, where the question is about speakers. `relevance` is the probability that it answers the
    question, where both were read together, and `heading` what stands above its passage, a line each, the nearest last.
    `row` is what it is of a table.
    A tuple, as a question makes a hundred of them, and frozen dataclasses take five times as long.
    """

    stored: Stored
    position: int
    score: float
    sentence_cosine: float
    coverage: float
    words: frozenset[str]
    bonus: float = 0.0
    said: Said | None = None
    relevance: float | None = None
    heading: str = ""
    row: Row | None = None

    @property
    def span(self) -> Span:
        """The sentence's span in its source's text."""
        return self.stored.passage.sentences[self.position]

    @property
    def paragraph(self) -> int:
        """The number of the sentence's paragraph in its source."""
        return self.stored.passage.paragraphs[self.position]

    @property
    def columns(self) -> str:
        """The names of the columns that it has cells of, a line each."""
        return "\n".join(self.row.columns) if self.row is not None else ""

    @property
    def text(self) -> str:
        """The sentence."""
        return self._at(self.position)

    @property
    def asked(self) -> str:
        """The question that it follows on, "" where there is none."""
        passage = self.stored.passage
        question = follows(self.stored.text, passage, self.position)
        return "" if question is None else self._at(question)

    def fits(self, least: float) -> bool:
        """Whether somebody says it who fits at least so well whom a question means; nobody does where that is 0."""
        return self.said is not None and self.said.quality >= least > 0

    def _at(self, position: int) -> str:
        start, end = self.stored.passage.sentences[position]
        return self.stored.text[start - self.stored.passage.start : end - self.stored.passage.start]


@dataclass(frozen=True, slots=True)
class Topic:
    """The terms of a question that tell what it is about, with their rarity, as one language has them."""

    weights: dict[str, float]
    total: float

    def coverage(self, words: frozenset[str]) -> float:
        """The share of the topic that these words have."""
        return sum([weight for term, weight in self.weights.items() if term in words]) / self.total

    def only(self, terms: Collection[str]) -> Topic:
        """The topic less all other terms."""
        return self.without(self.weights.keys() - set(terms))

    def without(self, terms: Collection[str]) -> Topic:
        """The topic less some of its terms; the share of one without terms is always 0."""
        weights = {term: weight for term, weight in self.weights.items() if term not in terms}
        return _topic(weights)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the indexes say of passages, by their numbers: cosines, and shares of the most that BM25 could give.

    `topics` are what the question is about in each language that the storage knows, and `worded` the passages that have
    most of it where that is a word or two.
    """

    topics: dict[str, Topic]
    cosines: dict[int, float]
    shares: dict[int, float]
    worded: Sequence[int] = ()

    def best(self, count: int) -> list[int]:
        """The most promising passages, and those that have the few words that tell anything."""
        order = sorted(self.cosines, key=lambda number: (-self.cosines[number] - self.share(number), number))
        return list(dict.fromkeys([*order[: count - len(self.worded)], *self.worded, *order]))[:count]

    def share(self, number: int) -> float:
        """The share of a passage; 0 where it has no word of the question, or too little of them."""
        return self.shares.get(number, 0.0)


def select(question: str, encoded: Future[Vectors], storage: Storage, source: int | None = None) -> list[Hit]:
    """The sentences of the most promising passages, best first; of one source only where it is given.

    What needs not the question's vector is done before it is waited for, here and in what this calls.
    """
    found = candidates(question, encoded, storage, source)
    vector = encoded.result()
    hits: list[Hit] = []
    passages = storage.passages(found.best(READ))
    heads = headings(passages, found.topics, storage)
    begun = tables.before(passages, storage)
    sources = storage.many({stored.source for stored in passages})
    for stored in passages:
        above = PASSAGE_COSINE * found.cosines[stored.number] + PASSAGE_BM25 * found.share(stored.number)
        code = stemmed(stored.language)
        topic = found.topics.get(code)
        if topic is not None:  # else its language came a moment ago
            head = heads.get(stored.number, "")
            above += NUMBERED * numbered(question, head)
            title = _titled(sources.get(stored.source), topic, code)
            hits.extend(
                _scored(sentences(stored, vector, topic, head, begun.get(stored.number, ())), topic, above, title)
            )
    return _as_expected(question, ordered(hits))


def _titled(source: Source | None, topic: Topic, code: str) -> frozenset[str]:
    """The terms of a topic that a source's title has; none where the source was removed a moment ago."""
    return term_set(source.title, code) & topic.weights.keys() if source is not None else frozenset()


def _scored(hits: Iterable[Hit], topic: Topic, above: float, title: frozenset[str]) -> Iterator[Hit]:
    """The sentences of a passage, in order, with their scores.

    `above` is what their passage counts, and `title` what their source's title has of the topic.
    """
    before: Hit | None = None
    head, asked = frozenset[str](), 0.0
    asking: dict[int, float] = {}  # the cosines of the sentences that ask, by their places
    for hit in hits:
        if before is None and hit.heading:
            code = stemmed(hit.stored.language)
            head, asked = term_set(hit.heading, code), _likeness(topic, hit.heading, code)
        near = head
        if before is not None and hit.paragraph == before.paragraph:
            near = head | before.words
        if hit.columns:
            near = near | term_set(hit.columns, stemmed(hit.stored.language))
        told = topic.coverage(hit.words | near) - hit.coverage if near else 0.0
        question = follows(hit.stored.text, hit.stored.passage, hit.position) if asking else None
        cosine = max(hit.sentence_cosine, asking[question]) if question in asking else hit.sentence_cosine
        score = above + SENTENCE_COSINE * cosine + COVERAGE * hit.coverage + CONTEXT * told
        if title:
            score += TITLED * topic.coverage(title - hit.words - near)
        score += asked * (HEADING + (FIRST if before is None and _opens(hit.stored) else 0.0))
        text = hit.text
        is_question = asks(text)
        # What somebody adds to their question is no answer to it either.
        adds = (
            question is None and hit.position - 1 in asking and before is not None and before.paragraph == hit.paragraph
        )
        if is_question or adds or is_courtesy(text):
            score -= ASKING
        yield hit._replace(score=score, sentence_cosine=cosine)
        if is_question:
            asking[hit.position] = hit.sentence_cosine
        before = hit


def tells_nothing(hit: Hit) -> bool:
    """Whether a sentence asks, or is one of those that people begin and end their turns with."""
    text = hit.text
    return asks(text) or is_courtesy(text)


def _as_expected(question: str, hits: list[Hit]) -> list[Hit]:
    """The hits, those before that could lead and have what the question expects."""
    wanted = expected(question)
    more = EXPECTED.get(wanted.type, 0.0) if wanted is not None else 0.0
    if wanted is None or not more:
        return hits
    leading = [hit for hit in hits if hit.score + more > hits[0].score and stemmed(hit.stored.language) == "en"]
    bonuses = {id(hit): more * wanted.met(hit.text) for hit in leading}
    return ordered(
        hit._replace(score=hit.score + bonus, bonus=bonus) if (bonus := bonuses.get(id(hit), 0.0)) else hit
        for hit in hits
    )


def candidates(question: str, encoded: Future[Vectors], storage: Storage, source: int | None = None) -> Candidates:
    """The passages that both indexes find for a question; of one source only where it is given."""
    storage.refresh()
    topics = {code: topic_of(question, code, storage) for code in storage.languages()}
    if not topics:
        return Candidates({}, {}, {})
    ceiling = BM25_CEILING * max(topic.total for topic in topics.values())
    lexical = storage.lexical(question, CANDIDATES, source=source)
    # Of "how often can i bump" most words tell nothing, though few passages of a small library have them.
    few = max(len(topic.weights) for topic in topics.values()) <= FEW
    worded = [number for number, _ in storage.lexical(telling(question), FEW, source=source)] if few else []
    shares = {number: min(score / ceiling, 1.0) for number, score in lexical}
    vector = encoded.result()
    cosines = dict(storage.dense(vector, CANDIDATES, source=source))
    missing = [number for number in dict.fromkeys((*shares, *worded)) if number not in cosines]
    cosines.update(zip(missing, storage.cosines(vector, missing), strict=True))
    return Candidates(topics, cosines, shares, worded)


def headings(passages: Sequence[Stored], topics: Mapping[str, Topic], storage: Storage) -> dict[int, str]:
    """The headings that passages stand under, by the passages' numbers, of those that have one; a line each.

    A line that is but taken for a heading counts only where it is much like the question, whose `topics` these are.
    """
    headed = [stored for stored in passages if stored.passage.heading is not None]
    elsewhere = [
        (stored.source, span) for stored in headed for span in stored.passage.headings if span[0] < stored.passage.start
    ]
    holding: dict[int, list[Stored]] = {}  # by source
    for stored in (*headed, *(storage.passages(storage.holding(elsewhere)) if elsewhere else ())):
        holding.setdefault(stored.source, []).append(stored)
    marked = {source for source in holding if storage.headings(source)[0]}
    found: dict[int, str] = {}
    for stored in headed:
        words = "\n".join(_slice(span, holding[stored.source]) for span in stored.passage.headings)
        heading = "\n".join(filter(None, (" ".join(line.split()) for line in words.splitlines())))
        is_question = heading.endswith("?")  # of a list of them, which is no mere guess
        if heading and (is_question or stored.source in marked or _is_asked(stored, heading, topics)):
            found[stored.number] = heading
    return found


def _is_asked(stored: Stored, heading: str, topics: Mapping[str, Topic]) -> bool:
    code = stemmed(stored.language)
    return code in topics and _likeness(topics[code], heading, code) >= SURE


def _slice(span: Span, passages: Iterable[Stored]) -> str:
    """The words at a span of a source's text, of which some passages are known."""
    for stored in passages:
        base = stored.passage.start
        if base <= span[0] and span[1] <= stored.passage.end:
            return stored.text[span[0] - base : span[1] - base]
    return ""  # cut anew a moment ago


def sentences(
    stored: Stored, vector: Vectors, topic: Topic, heading: str = "", begun: Sequence[Cells] = ()
) -> Iterator[Hit]:
    """The sentences of a passage with their signals, their scores still 0, but for what only names columns.

    `heading` is what stands above it, and `begun` are the rows before it of a table that it goes on with.
    """
    similarities = (stored.sentence_vectors @ vector).tolist()
    base, code = stored.passage.start, stemmed(stored.language)
    words = [term_set(stored.text[start - base : end - base], code) for start, end in stored.passage.sentences]
    rows = tables.rows(stored, begun)
    for position, own in enumerate(words):
        row = rows.get(position)
        if not _is_heading(stored, position) and (row is None or not row.names_columns):
            yield Hit(stored, position, 0.0, similarities[position], topic.coverage(own), own, heading=heading, row=row)


def ordered(hits: Iterable[Hit]) -> list[Hit]:
    """The best first; of equally good ones, the first stored."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.stored.number, hit.position))


def _is_heading(stored: Stored, position: int) -> bool:
    """Whether a sentence is the passage's heading, with text below it: it introduces, and is not what is quoted."""
    heading = stored.passage.heading
    if heading is None:
        return False
    return stored.passage.sentences[position][1] <= heading[1] < stored.passage.sentences[-1][1]


def _opens(stored: Stored) -> bool:
    """Whether a passage begins with its heading."""
    return stored.passage.heading is not None and stored.passage.heading[0] >= stored.passage.start


def _likeness(asked: Topic, heading: str, code: str) -> float:
    """How much a question and a heading are the same: the share of either that the other has, multiplied."""
    lines = heading.splitlines()
    own = [frozenset(topic(words, code)) for words in (heading, *lines[-1:])]  # all of it, and the nearest alone
    return max(asked.coverage(one) * len(one & asked.weights.keys()) / max(1, len(one)) for one in own)


def topic_of(question: str, code: str, storage: Storage) -> Topic:
    """What a question is about, as a language has it."""
    telling = topic(question, code)
    return _topic(dict(zip(telling, storage.weights(telling, code), strict=True)))


def _topic(weights: dict[str, float]) -> Topic:
    return Topic(weights, sum(weights.values()) or 1.0)
