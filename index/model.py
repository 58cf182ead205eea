"""The nouns: what travels between the parts of Verbatim. Frozen dataclasses, nothing else.

Offsets count characters (Python ``str``) of a source's stored text; every span is half-open, ``[start, end)``.
Times are ISO 8601 strings: those made here are UTC to the second, those of a source are as its document gave them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Span = tuple[int, int]
Kind = Literal["direct", "indirect", "mixed"]
Strictness = Literal["strict", "balanced", "eager"]

LEADING = 0.6  # of the first quote's score, from which on another is worth showing


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file and what `Library.add` takes: canonical text and what is known about it.

    `headings` are the spans of `text` that are headings, in order; no passage runs across one. `levels` are theirs, 1
    the highest; () where all are of one.
    `language` is an ISO 639-1 code, or None where nobody said.
    `note` is a sentence for the person who adds it ("read as windows-1252"), or None.
    """

    title: str
    text: str
    id: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    headings: tuple[Span, ...] = ()
    levels: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One stored document, without its text (`Library.text` gives that).

    `number` is a small integer, unique in its library and never used again: short enough for a button.
    `characters` and `passages` say how long the text is; `sha256` is the hexadecimal digest of its UTF-8 bytes.
    """

    id: str
    number: int
    title: str
    url: str | None
    author: str | None
    published: str | None
    language: str
    added_by: str | None
    added_at: str
    sha256: str
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document: the source, and whether it is new or was there already."""

    source: Source
    new: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one source: the unit of retrieval.

    `sentences` are their spans in the source's text, in order, and `paragraphs` the number of the paragraph that each
    stands in, counted from 1. `heading` is the span of the heading that the passage stands under, or None, and `above`
    are those of higher levels that this stands under, the highest first.
    """

    sentences: tuple[Span, ...]
    paragraphs: tuple[int, ...]
    heading: Span | None = None
    above: tuple[Span, ...] = ()

    @property
    def headings(self) -> tuple[Span, ...]:
        """All headings that it stands under, the nearest last."""
        return (*self.above, self.heading) if self.heading is not None else ()

    @property
    def start(self) -> int:
        """Where its first sentence begins."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where its last sentence ends."""
        return self.sentences[-1][1]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words of a source that somebody is said to have said, as the tagger finds them: spans of the source's text.

    `content` is what was said, in order and without overlaps, in several parts where other words interrupt it.
    `speaker` is who says it there ("he", "the chancellor"), `cue` what tells that it is said ("said", "according to").
    `score` (0 to 1) says how sure the tagger is.
    """

    content: tuple[Span, ...]
    kind: Kind
    speaker: Span | None = None
    cue: Span | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something in a source: the fullest name and the description that the source gives.

    `ties` are the places and organisations that both tie the speaker to: ISO 3166 alpha-2 codes of countries, and for
    everything else the keys of `index.places` ("EU", "NATO").
    """

    name: str
    description: str | None = None
    ties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what: an attribution with its speaker resolved within the source, None where nobody is named."""

    attribution: Attribution
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as a library lists it: how many statements, in how many sources."""

    speaker: Speaker
    statements: int
    sources: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where else the words of a quote stand: a span of another source."""

    source: str
    title: str
    url: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of a source that is shown: ``library.text(quote.source)[start:end] == text``, always.

    `highlight` is the span inside `text` that answers. `paragraph` counts the source's paragraphs from 1.
    `speaker`, `description` and `kind` are filled when the quote is a statement. `score` orders the quotes of an
    answer, higher is better. `also` are the places in other sources where the same sentence stands. `heading` is what
    stands above it in its source, several in a row joined by "›", unless that is but the title.
    `published` is when the source was, as it says itself.
    """

    source: str
    title: str
    url: str | None
    start: int
    end: int
    text: str
    highlight: Span
    paragraph: int
    score: float
    speaker: str | None = None
    description: str | None = None
    kind: Kind | None = None
    also: tuple[Place, ...] = ()
    heading: str | None = None
    published: str | None = None

    def narrowed(self) -> Quote:
        """The quote without the paragraphs beside the highlight's: for what is near, and no answer."""
        begin, end = self.highlight
        first = self.text.rfind("\n\n", 0, begin)
        first = first + 2 if first >= 0 else 0
        last = self.text.find("\n\n", end)
        last = last if last >= 0 else len(self.text)
        return replace(
            self, start=self.start + first, end=self.start + last, text=self.text[first:last],
            highlight=(begin - first, end - first),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The question and its quotes, best first.

    `confidence` (0 to 1) says how sure it is that the first quote answers; `answered` is the decision made from it.
    An answer that is not `answered` still carries the nearest quotes, which then are no answer.
    `note` is a sentence for whoever asked ("Hungary is not quoted in these sources."), or None.
    `corrected` is the question as it was answered, where words of it were taken for misspelt; `missing` is what of a
    question that is not answered stands in no source: phrases in their quotation marks, names, numbers, rare words.
    """

    question: str
    quotes: tuple[Quote, ...]
    confidence: float
    answered: bool
    note: str | None = None
    corrected: str | None = None
    missing: tuple[str, ...] = ()

    def shown(self) -> tuple[Quote, ...]:
        """The quotes to show: all of an answer, and of what is none the nearest passage, as short as it tells."""
        return self.quotes if self.answered else tuple(quote.narrowed() for quote in self.quotes[:1])

    def leading(self) -> Answer:
        """The answer less the quotes that are far behind the first: for whoever asks for no number of quotes.

        They are one in ten, and of 1,716 questions that had their answer among the first three, one lost it.
        """
        first, others = self.quotes[:1], self.quotes[1:]
        near = tuple(quote for quote in others if quote.score >= LEADING * first[0].score)
        return replace(self, quotes=(*first, *near))


@dataclass(frozen=True, slots=True)
class Report:
    """What `Library.check` found: how much is stored, what was wrong (one sentence each), what was mended."""

    sources: int
    passages: int
    problems: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """True when nothing is wrong that was not mended."""
        return not self.problems
