"""From hits to quotes: which of them are quoted, how much around each is shown, and what of it is lit."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.clutter import is_clutter
from index.errors import SourceMissing
from index.model import Place, Quote, Source, Span, Speaker
from index.ranking import Hit, Said
from index.segment import LONGEST
from index.storage import Storage, Stored
from index.ties import conflict
from index.twins import alike

LOOKED_AT = 12  # sentences for each quote wanted: the same sentence in another source has about the same score
REPEATED = 0.05  # of a score: what a speaker must be better by than another to be quoted again before that one
STEEP = 10.0  # a sentence that scores .07 less counts half as much in the choice of what is shown around a hit
UNREAD = 0.5  # of a score: how far behind the hit a sentence is taken to be whose passage nobody looked into
OTHERS = 0.5  # of what a sentence counts that somebody else says in another paragraph
LITTLE = 0.2  # what a sentence of another paragraph must count to be shown at either end
ASIDE = 0.45  # likewise of what others say in a quote of whom the question means: as near to it as they are
READ_SO, CLEARLY = 0.5, 2 / 3  # the relevance from which a sentence answers, and below what share of it another less
MOSTLY = 0.3  # of a sentence: what somebody else than is meant must say of it to be named as who says it

# How a sentence begins that says little without the one in front of it.
_LEANING = re.compile(
    r"[\"“‘(]?(?:he|she|it|they|this|that|these|those|his|her|its|their|both|such|but|and|so|however)\b", re.IGNORECASE
)

Chosen = Sequence[tuple[Hit, Quote]]


class Line(NamedTuple):
    """A sentence near a hit, by its span and the number of its paragraph; with its own hit where it was scored."""

    span: Span
    paragraph: int
    hit: Hit | None


def quotes(
    hits: Sequence[Hit], storage: Storage, count: int, said: Callable[[Hit], Said | None],
    *, least: float = 0.0, fits: Callable[[Hit], bool] = lambda hit: True, passages: Collection[int] | None = None,
) -> list[Quote]:  # fmt: skip
    """The best `count` quotes: none overlaps another, and one whose sentence stands elsewhere too says where.

    `said` tells which statement a sentence is part of, where its hit does not. Where the question
    means somebody, all quotes but the first are of speakers who fit at `least` so well, and all but the first are of
    what `fits`. Nothing is shown but of the `passages` with these numbers, where they are given. Raises StorageError.
    """
    looked_at = hits[: LOOKED_AT * count]
    sources = storage.many({hit.stored.source for hit in looked_at})
    near = _Near(storage, {(hit.stored.source, hit.span): hit for hit in hits}, passages)
    chosen: list[tuple[Hit, Quote]] = []
    for hit in _varied(looked_at, chosen):
        source = sources.get(hit.stored.source)
        if source is None:  # removed a moment ago
            continue
        if chosen and ((least and not hit.fits(least)) or not fits(hit)):
            continue
        twin = next((i for i, (other, _) in enumerate(chosen) if alike(hit, other)), None)
        if twin is not None:
            other, quote = chosen[twin]
            if hit.stored.source != other.stored.source and all(place.source != source.id for place in quote.also):
                place = Place(source.id, source.title, source.url, *hit.span)
                chosen[twin] = other, replace(quote, also=(*quote.also, place))
        elif len(chosen) < count and not _is_shown(hit.stored.source, hit.span, chosen):
            shown = _pertinent(hit, _widest(hit, *near.around(hit, chosen, least)), least)
            if hit.fits(least):
                shown = _own(hit, shown)
            lit = _theirs(hit, shown, least) or hit
            with suppress(SourceMissing):  # removed this very moment
                text = near.text(hit.stored, shown[0].span[0], shown[-1].span[1])
                whose = lit.said or said(lit)
                if whose is not None and least and whose.quality < least and whose.share < MOSTLY:
                    whose = None  # "Lee counts ten, of whom the court has charged two": of Lee, not of the court
                chosen.append((hit, _quote(lit, shown, source, whose, text)))
    return [quote for _, quote in chosen]


def _varied(hits: Sequence[Hit], chosen: Chosen) -> Iterator[Hit]:
    """The hits, best first, but those of speakers who are quoted already behind others that are nearly as good."""
    waiting = list(hits)
    while waiting:
        quoted = {hit.said.statement.speaker for hit, _ in chosen if hit.said and hit.said.quality}
        best = 0
        if quoted:
            best = max(range(len(waiting)), key=lambda at: waiting[at].score - REPEATED * _is_by(waiting[at], quoted))
        yield waiting.pop(best)


def _is_by(hit: Hit, speakers: Collection[Speaker | None]) -> bool:
    return hit.said is not None and hit.said.statement.speaker in speakers


@dataclass(frozen=True, slots=True)
class _Near:
    """What stands near hits in a storage: `scored` are all hits by their places, `passages` those that may be shown.

    `texts` are those of the sources that had to be read.
    """

    storage: Storage
    scored: dict[tuple[int, Span], Hit]
    passages: Collection[int] | None
    texts: dict[int, str] = field(default_factory=dict)

    def around(self, hit: Hit, chosen: Chosen, least: float) -> tuple[list[Line], list[Line]]:
        """The sentences before a hit and those behind it, in order, that a quote of it can show."""
        before: list[Line] = []
        behind: list[Line] = []
        met = False
        for line in self._lines(hit, chosen):
            ends = line is None or _is_beside(line, hit, least)
            if ends and met:
                break
            if line is None or ends:
                before.clear()
            elif line.span == hit.span:
                met = True
            else:
                (behind if met else before).append(line)
        return (before, behind) if met else ([], [])  # its source may have been cut anew a moment ago

    def _lines(self, hit: Hit, chosen: Chosen) -> Iterator[Line | None]:
        """The sentences near a hit and itself, in order; None for what no quote of it can show or go beyond.

        That is a heading, what stands under another one, what is no text, what is left out, and what the chosen quotes
        show already or say elsewhere.
        """
        source, heading = hit.stored.source, hit.stored.passage.heading
        reach = (max(0, hit.span[1] - LONGEST), hit.span[0] + LONGEST)
        numbers = self.storage.holding([(source, reach)])
        there = {stored.number: stored for stored in self.storage.passages(numbers)}
        for number in numbers:
            stored = there.get(number)
            if stored is None or (self.passages is not None and number not in self.passages):
                yield None
                continue
            passage = stored.passage
            for span, paragraph in zip(passage.sentences, passage.paragraphs, strict=True):
                line = Line(span, paragraph, self.scored.get((source, span)))
                headed = passage.heading != heading or (heading is not None and span[1] <= heading[1])
                barred = headed or _repeats(line, source, chosen) or is_clutter(_sentence(stored, span))
                yield line if span == hit.span or not barred else None

    def text(self, stored: Stored, start: int, end: int) -> str:
        """A slice of the text of a passage's source, which is read whole only where the passage does not have it.

        Raises SourceMissing.
        """
        base, source = stored.passage.start, stored.source
        if base <= start and end <= stored.passage.end:
            return stored.text[start - base : end - base]
        if source not in self.texts:
            self.texts[source] = self.storage.text(source)
        return self.texts[source][start:end]


def _sentence(stored: Stored, span: Span) -> str:
    return stored.text[span[0] - stored.passage.start : span[1] - stored.passage.start]


def _repeats(line: Line, source: int, chosen: Chosen) -> bool:
    """Whether one of the chosen quotes shows a sentence of a source already, or began with one like it."""
    own = line.hit
    return _is_shown(source, line.span, chosen) or (own is not None and any(alike(own, other) for other, _ in chosen))


def _is_shown(source: int, span: Span, chosen: Chosen) -> bool:
    """Whether one of the chosen quotes shows a part of this span."""
    return any(
        source == other.stored.source and span[0] < quote.end and quote.start < span[1] for other, quote in chosen
    )


def _widest(hit: Hit, before: Sequence[Line], behind: Sequence[Line]) -> list[Line]:
    """What is shown of the sentences around a hit: a run with it in which there is most to answer the question.

    As every sentence counts something, only runs need be looked at that no sentence more fits into.
    """
    lines = [*before, Line(hit.span, hit.paragraph, hit), *behind]
    counted = [_counted(line, hit) for line in lines]
    ends = [line.span[1] for line in lines]
    best, most = (len(before), len(before)), (0.0, 0)
    for first in range(len(before), -1, -1):
        start = lines[first].span[0]
        last = bisect_right(ends, start + LONGEST) - 1
        if last < len(before):
            break
        most, best = max((most, best), ((sum(counted[first : last + 1]), ends[last] - start), (first, last)))
    return lines[best[0] : best[1] + 1]


def _pertinent(hit: Hit, lines: Sequence[Line], least: float) -> Sequence[Line]:
    """Without the first and last sentences of other paragraphs that count as little, and are of nobody who is meant.

    What ends in a colon goes with what it announces, what begins with "It" or "But" with what is in front of it, and a
    row of a table with those above it, up to the names of its columns.
    """
    below = _announced(hit, lines)

    def is_idle(line: Line) -> bool:
        if line.paragraph in (hit.paragraph, below) or _counted(line, hit) >= LITTLE:
            return False
        return line.hit is None or not (line.hit.fits(least) or _announces(line.hit))

    first = next(at for at, line in enumerate(lines) if not is_idle(line))
    if hit.row is not None:
        first = _table(hit, lines)
    last = next(at for at in range(len(lines), 0, -1) if not is_idle(lines[at - 1]))
    opening = lines[first].hit
    if first and opening is not None and _LEANING.match(opening.text):
        first -= 1
    return lines[first:last]


def _table(hit: Hit, lines: Sequence[Line]) -> int:
    """Where the rows above one begin, with the names of their columns, which are no hit."""
    first = next(at for at, line in enumerate(lines) if line.span == hit.span)
    while first and (above := lines[first - 1].hit) is not None and above.row is not None:
        first -= 1
    return first - 1 if first and lines[first - 1].hit is None else first


def _announces(hit: Hit) -> bool:
    return hit.text.rstrip().endswith(":")


def _announced(hit: Hit, lines: Sequence[Line]) -> int | None:
    """The paragraph behind that of a hit that ends in a colon, of those that are shown."""
    behind = (line.paragraph for line in lines if line.span[0] > hit.span[0])
    after = next(behind, hit.paragraph)
    return after if _announces(hit) and after != hit.paragraph else None


def _own(hit: Hit, lines: Sequence[Line]) -> Sequence[Line]:
    """Without what others say at either end, in a quote of whom the question means."""
    while True:
        front, back = _others_first(lines, hit), _others_first(lines[::-1], hit)
        cuts = [(front, lines[len(front) :]), (back, lines[: len(lines) - len(back)])]
        spared = [
            (most, left) for run, left in cuts if run and (most := max(_counted(line, hit) for line in run)) < ASIDE
        ]
        if not spared:
            return lines
        _, lines = min(spared, key=lambda cut: cut[0])


def _others_first(lines: Sequence[Line], hit: Hit) -> Sequence[Line]:
    """What of the first lines somebody else says, in another paragraph, with what before it nobody is known to say."""
    for number, line in enumerate(lines, start=1):
        if _is_others(line, hit):
            return lines[:number]
        if line.paragraph == hit.paragraph or (line.hit and line.hit.said and line.hit.said.statement.speaker):
            break
    return ()


def _counted(line: Line, hit: Hit) -> float:
    """How much a sentence counts in a quote of a hit, which itself counts 1."""
    if line.hit is None:
        return math.exp(-STEEP * UNREAD)
    return math.exp(STEEP * (line.hit.score - hit.score)) * (OTHERS if _is_others(line, hit) else 1.0)


def _is_others(line: Line, hit: Hit) -> bool:
    """Whether a sentence in another paragraph is what somebody says, and the hit is what somebody else says."""
    if line.paragraph == hit.paragraph or line.hit is None:
        return False
    speakers = [one.said.statement.speaker for one in (line.hit, hit) if one.said is not None]
    return len(speakers) == 2 and None not in speakers and speakers[0] != speakers[1]


def _is_beside(line: Line, hit: Hit, least: float) -> bool:
    """Whether both are of somebody whom the question means, and not of the same: each has a quote of its own."""
    said = [one.said for one in (line.hit, hit) if one is not None and one.said is not None and one.fits(least)]
    return len(said) == 2 and said[0].statement.speaker != said[1].statement.speaker


def _quote(hit: Hit, lines: Sequence[Line], source: Source, said: Said | None, text: str) -> Quote:
    """The quote that shows these sentences, whose text is this, and lights the one of a hit."""
    start, end = lines[0].span[0], lines[-1].span[1]
    lit = _lit(hit, lines, said)
    highlight = (lit[0] - start, lit[1] - start)
    quote = Quote(
        source.id, source.title, source.url, start, end, text, highlight, hit.paragraph, round(hit.score, 4),
        heading=_headed(hit, source), published=source.published,
    )  # fmt: skip
    speaker = said.statement.speaker if said else None
    if said is None or speaker is None:
        return quote
    kind = said.statement.attribution.kind
    return replace(quote, speaker=speaker.name, description=speaker.description, kind=kind)


def _headed(hit: Hit, source: Source) -> str | None:
    """What stands above a hit, on one line."""
    lines = [line for line in hit.heading.splitlines() if line.casefold() != source.title.casefold()]
    return " › ".join(lines) or None


def _theirs(hit: Hit, lines: Sequence[Line], least: float) -> Hit | None:
    """The best sentence of a quote that is of whom the question means, where the one that it grew from is not."""
    if not least or hit.fits(least):
        return None
    shown = (line.hit for line in lines if line.hit is not None)
    found = [other for other in shown if other.fits(least)]
    best = max(found, key=lambda other: other.score, default=None)
    return None if best is None or _is_clearer(hit, best) else best


def _is_clearer(hit: Hit, other: Hit) -> bool:
    """Whether a sentence was read to answer, and another to do so much less; not where it is another country's."""
    if hit.relevance is None or other.relevance is None:
        return False
    speakers = [one.said.statement.speaker for one in (hit, other) if one.said is not None]
    if conflict(*(speaker.ties if speaker is not None else () for speaker in [*speakers, None, None][:2])):
        return False
    return hit.relevance >= READ_SO and other.relevance < CLEARLY * hit.relevance


def _lit(hit: Hit, lines: Sequence[Line], said: Said | None) -> Span:
    """What of a quote is lit: the sentence, with those on either side that the same statement goes on in.

    One that ends in a colon goes on in the paragraph below.
    """
    spans = [line.span for line in lines]
    begin = end = spans.index(hit.span)
    if said is not None:
        content = said.statement.attribution.content
        while begin > 0 and _inside(spans[begin - 1], content):
            begin -= 1
        while end + 1 < len(spans) and _inside(spans[end + 1], content):
            end += 1
    below = _announced(hit, lines) if spans[end] == hit.span else None
    if below is not None:  # "Start the service:" tells nothing without what comes next.
        end = max(at for at, line in enumerate(lines) if line.paragraph == below)
    return spans[begin][0], spans[end][1]


def _inside(span: Span, content: Sequence[Span]) -> bool:
    """Whether more than half of a sentence belongs to a statement."""
    shared = sum(max(0, min(span[1], last) - max(span[0], first)) for first, last in content)
    return 2 * shared > span[1] - span[0]
