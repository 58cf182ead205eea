"""From text to paragraphs, sentences and passages: slices only, every offset into the text as it is.

Sentence boundaries come from `sentencex` (rules for some 240 languages). What it calls one sentence may still be too
long to quote; such a one is cut at the best boundary inside it, so that every sentence here can be shown whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sentencex

from index.layout import BAR, guessed, paragraphs, skip_space, stripped
from index.model import Passage, Span
from index.roles import wordset

LONGEST_HEADING = 300  # characters of what a reader of files calls a heading, more than anybody writes above a text
LONGEST = 600  # characters: no sentence, and so no quote of whole sentences, is longer
TOKENIZE_AT_ONCE = 512  # sentences
WINDOW = 10_000  # characters given to sentencex at once: its time is quadratic where quote marks abound

PieceSpans = Callable[[Sequence[str]], list[list[Span]]]
"""For each text the spans of its word pieces: how a model's tokenizer counts."""

_CUTS = tuple(  # the best place for a cut first: sentence end, clause end, comma, any space
    re.compile(pattern)
    for pattern in (r"[.!?…。！？][\"'”’»)\]]*\s+", r"[;:–—]\s+|\s[–—]\s", r"[,、，]\s+|[。！？、，]", r"\s+")
)
# What goes with what follows: "3.", "b)", "Article 3."
_MARKER = re.compile(
    r"(?:(?:Article|Art\.|Section|Chapter|Rule|Clause|Paragraph|Part|Step|Week|Day|Lesson|Question|Appendix|Item|No\.)"
    r"[^\S\n])?(?:\d{1,3}|[a-zA-Z])[.)]"
)
_LONGEST_MARKER = 15
# A line that begins with a time and a capital: "19:20 Stay home".
_TIMED = re.compile(
    r"^[^\S\n]*(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[^\S\n]?[ap]m)?[^\S\n]+(?:[–—-][^\S\n]+)?[^\W\d_a-z][^\n]*\n",
    re.MULTILINE,
)
# "Dogs. They stay outside.", as people begin a paragraph with what it is about; not "He left. Then it rained."
_LABEL = re.compile(r"[^\W\d_a-z][\w’'/&-]*(?:[^\S\n][\w’'/&-]+)?\.")
_LONGEST_LABEL = 60
_EMPHASIS = "*_"  # where it was left in a text, as chats have it: "**Dogs.** They stay outside."
_EMPHASIS_ENDS = re.compile(r"(\*{1,3}|_{1,3})(?:\s+|$)")
_QUOTES_END = re.compile(r"[.!?…](?:[’'][”\"]|[”\"][’'])(\s+)(?=[^\W\d_a-z])")
# An answer that tells too little without what comes next: "No. Every server has its own.", "Ann: Yes. We do."
_ANSWER = re.compile(
    r"(?:[^\W\d_a-z][\w.’' -]{0,40}:[^\S\n]+)?"
    r"(?:Yes|No|Yep|Nope|Yeah|Nah|Sure|Of course|Absolutely|Definitely|Correct|Exactly|Sadly not|Unfortunately not"
    r"|Not (?:yet|really|quite|always|necessarily|at the moment|any ?more|at all)|Sometimes|(?:It|That) depends)[.!]"
)
_ANOTHERS = re.compile(r"[“\"«‘]|[^\W\d_a-z][\w.’' -]{0,40}:\s")  # what somebody else says
_TELLING = wordset(
    "i you he she it we they this that these those there here who what which yes no not never none nothing nobody ok am"
    " is are was were be been has have had do does did will would can could may might must shall should so then maybe"
    " perhaps sure thank thanks please sorry right wrong true false enough okay hello hi welcome good great exactly"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph (`number` from 1), cut into sentences, with the number of word pieces of each."""

    number: int
    sentences: tuple[Span, ...]
    pieces: tuple[int, ...]
    level: int  # of a heading, 0 of all else

    @property
    def is_heading(self) -> bool:
        return self.level > 0


def sentences(text: str, span: Span, language: str = "en") -> list[Span]:
    """The spans of the sentences of one paragraph, in order, without white space around them; none above `LONGEST`.

    A row of a table is one, and so is a label with the sentence behind it.
    """
    span = stripped(text, *span)
    if span[1] - span[0] <= LONGEST and _is_row(text, span):
        return [span]
    found: list[Span] = []
    for start, end in (window for part in _apart(text, span) for window in _windows(text, part)):
        for boundary in sentencex.get_sentence_boundaries(language, text[start:end]):
            sentence = stripped(text, start + boundary["start_index"], start + boundary["end_index"])
            if found and (mark := _EMPHASIS_ENDS.match(text, *sentence)) and found[-1][1] == sentence[0]:
                found[-1] = (found[-1][0], mark.end(1))
                sentence = (mark.end(), sentence[1])
            labelled = language == "en" and len(found) == 1 and _labels(text, found[0], sentence)
            if labelled or _answers(text, found, sentence) or (found and _goes_on(text, found[-1], sentence)):
                found[-1] = (found[-1][0], sentence[1])
            elif sentence[0] < sentence[1]:
                found.append(sentence)
    return [part for sentence in found for whole in _behind_quotes(text, sentence) for part in _cut(text, whole)]


def _apart(text: str, span: Span) -> Iterator[Span]:
    """A paragraph cut behind the lines that begin with a time, as those of a live blog: "19:20 Stay home"."""
    start, end = span
    for line in _TIMED.finditer(text, start, end):
        if line.end() < end:
            yield start, line.end()
            start = line.end()
    yield start, end


def _is_row(text: str, span: Span) -> bool:
    words = text[slice(*span)]
    return BAR in words and "\n" not in words


def _labels(text: str, before: Span, sentence: Span) -> bool:
    """Whether a few words with a full stop before a sentence are but what it is about."""
    if before[1] - before[0] > _LONGEST_LABEL or "\n" in text[before[1] : sentence[0]]:
        return False
    words = text[slice(*before)].strip(_EMPHASIS)
    return bool(_LABEL.fullmatch(words)) and _TELLING.isdisjoint(words[:-1].lower().split())


def _answers(text: str, found: Sequence[Span], sentence: Span) -> bool:
    """Whether the last sentence found is a mere yes or no on the same line as one that goes on."""
    if not found or "\n" in text[found[-1][1] : sentence[0]] or _ANOTHERS.match(text, *sentence):
        return False
    return _ANSWER.fullmatch(text, *found[-1]) is not None


def _goes_on(text: str, before: Span, sentence: Span) -> bool:
    """Whether a sentence goes on what stops for other reasons: the number of a step, a question in a table's cell."""
    numbered = before[1] - before[0] <= _LONGEST_MARKER and _MARKER.fullmatch(text, *before)
    return bool(numbered) or text.startswith("| ", sentence[0])


def passages(
    text: str, piece_spans: PieceSpans, *, headings: Sequence[Span] = (), levels: Sequence[int] = (),
    language: str = "en", limit: int = 200,
) -> list[Passage]:  # fmt: skip
    """Cut a text into passages of at most `limit` word pieces, each of whole sentences, none across a heading.

    A passage is a paragraph, or several neighbouring short ones, or a part of a long one. `headings` are the spans
    known to be headings, and `levels` theirs; without any, short lines that stand alone and end in no punctuation are
    taken for them.
    """
    known = sorted(zip(headings, levels or [1] * len(headings), strict=True))
    return list(_pack(_units(text, piece_spans, known, language, limit), limit, levelled=bool(levels)))


def _units(
    text: str, piece_spans: PieceSpans, headings: Sequence[tuple[Span, int]], language: str, limit: int
) -> list[_Unit]:
    spans = paragraphs(text)
    levels = _levels(text, spans, headings)
    split = [sentences(text, span, language) for span in spans]
    flat = [sentence for group in split for sentence in group]
    counts = iter(_fit(text, flat, piece_spans, limit))
    units = []
    for number, (group, level) in enumerate(zip(split, levels, strict=True), start=1):
        fitted = [part for _ in group for part in next(counts)]
        units.append(_Unit(number, tuple(span for span, _ in fitted), tuple(count for _, count in fitted), level))
    return units


def _pack(units: Sequence[_Unit], limit: int, *, levelled: bool) -> Iterator[Passage]:
    """Fill passages with whole units while they fit; a heading opens a new one and goes with what follows it.

    A heading that stands right under another joins it; where levels are known, only under one of a higher level.
    """
    heading: Span | None = None
    open_ones: list[tuple[int, Span]] = []  # the headings that the next passage stands under, with their levels
    held: list[tuple[Span, int]] = []
    size = 0
    holds_text = False  # so that two headings in a row stay together

    def flush() -> Iterator[Passage]:
        nonlocal held, size, holds_text
        if held:
            yield Passage(tuple(span for span, _ in held), tuple(number for _, number in held), heading, above())
        held, size, holds_text = [], 0, False

    def above() -> tuple[Span, ...]:
        return tuple(span for _, span in open_ones if heading is not None and span[1] <= heading[0])

    for unit in units:
        if unit.is_heading and holds_text:
            yield from flush()
        if holds_text and size + sum(unit.pieces) > limit:
            yield from flush()
        if unit.is_heading:
            begins = unit.sentences[0][0]
            if heading is not None and held and (not levelled or open_ones[-1][0] < unit.level):
                begins = heading[0]
            else:
                yield from flush()  # an empty section
            heading = (begins, unit.sentences[-1][1])
            open_ones = [one for one in open_ones if one[0] < unit.level]
            open_ones.append((unit.level, (unit.sentences[0][0], unit.sentences[-1][1])))
        for sentence, pieces in zip(unit.sentences, unit.pieces, strict=True):
            if held and size + pieces > limit:
                yield from flush()
            held.append((sentence, unit.number))
            size += pieces
            holds_text = holds_text or not unit.is_heading
    yield from flush()


def _fit(text: str, spans: Sequence[Span], piece_spans: PieceSpans, limit: int) -> Iterator[list[tuple[Span, int]]]:
    """For each sentence its parts of at most `limit` word pieces, with their sizes: nearly always the sentence."""
    for (start, end), pieces in _with_pieces(text, spans, piece_spans):
        parts: list[tuple[Span, int]] = []
        first, begin = 0, start
        while len(pieces) - first > limit:
            last = pieces[first + limit][0]  # the offset at which the next part must have begun
            cut = _best_cut(text, begin, max(begin + 1, start + last))
            within = next(i for i in range(first, len(pieces) + 1) if i == len(pieces) or start + pieces[i][0] >= cut)
            if within == first:  # one piece longer than the cut allows: it stays whole
                within, cut = first + 1, start + pieces[first][1]
            parts.append((stripped(text, begin, cut), within - first))
            first, begin = within, skip_space(text, cut, end)
        parts.append(((begin, end), len(pieces) - first))
        yield [part for part in parts if part[0][0] < part[0][1]]


def _with_pieces(text: str, spans: Sequence[Span], piece_spans: PieceSpans) -> Iterator[tuple[Span, list[Span]]]:
    """Each sentence with the spans of its word pieces, of which those of a long text together would fill the memory."""
    for start in range(0, len(spans), TOKENIZE_AT_ONCE):
        part = spans[start : start + TOKENIZE_AT_ONCE]
        yield from zip(part, piece_spans([text[begin:end] for begin, end in part]), strict=True)


def _levels(text: str, spans: Sequence[Span], known: Sequence[tuple[Span, int]]) -> list[int]:
    """Of each paragraph the level of the heading that it is, 0 where it is none."""
    if known:
        ends = [end for (_, end), _ in known]
        # The first heading that ends behind a paragraph's start is the only one that can begin before its end.
        first = [bisect_right(ends, start) for start, _ in spans]
        return [
            known[at][1] if at < len(known) and known[at][0][0] < end and _is_short(known[at][0]) else 0
            for at, (_, end) in zip(first, spans, strict=True)
        ]
    return [int(heads) for heads in guessed(text, spans)]


def _is_short(heading: Span) -> bool:
    """Whether what is called a heading is none that would be repeated with all that stands below it for nothing."""
    return heading[1] - heading[0] <= LONGEST_HEADING


def _windows(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    while end - start > WINDOW:
        cut = _best_cut(text, start, start + WINDOW)
        yield start, cut
        start = cut
    yield start, end


def _behind_quotes(text: str, span: Span) -> Iterator[Span]:
    """A span cut behind quotes that end inside others, where the rules see no end: He said: "I was told 'No.'" Then…"""
    start, end = span
    for found in _QUOTES_END.finditer(text, start, end):
        yield start, found.start(1)
        start = found.end()
    yield start, end


def _cut(text: str, span: Span) -> Iterator[Span]:
    """A span in parts of at most `LONGEST` characters, cut where a reader would pause."""
    start, end = span
    while end - start > LONGEST:
        cut = _best_cut(text, start, start + LONGEST)
        part = stripped(text, start, cut)
        if part[0] < part[1]:
            yield part
        start = skip_space(text, cut, end)
    if start < end:
        yield start, end


def _best_cut(text: str, start: int, end: int) -> int:
    """Where to cut `text[start:end]`: after the last good boundary of its second half, at `end` when there is none."""
    for pattern in _CUTS:
        places = [match.end() for match in pattern.finditer(text, start + (end - start) // 2, end)]
        if places:
            return places[-1]
    return end
