"""What the lines of a text are: paragraphs, parts of one that is wrapped by hand, items of a list, or headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.model import Span

BAR = " | "  # between the cells of a table's row

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE = re.compile(r"[^\n]+")
_TERMINAL = re.compile(r"[.!?…:;,。！？\"'”’»)]\s*$")
_STOP = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")  # where a sentence ends
_INNER = re.compile(r"[^\W\d_]{3}[.!?…][\"'”’»)\]]*[^\S\n]+[^\W\d_a-z]")  # where one ends and another begins
_OPEN = re.compile(r"[,;(/–—-]\s*$")  # where none does
# "- Eggs", "3. Stir", "2.4 Anyone may", "Lab: Friday", "turnip_lord: hi", "Captain - chosen in May", or words in
# columns: "Tuesday   20:00   Hall".
_ITEM = re.compile(
    r"(?:[-*•‣·+–—]|\(?(?:\d{1,3}|[a-zA-Z])[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S"
    r"|[^\W\d_a-z](?:[^\s:|]|[^\S\n](?!\s)){0,39}:[^\S\n]+\S"
    r"|[a-z](?=[\w.-]*[\d_.])[\w.-]{1,31}(?:\s\[[^\[\]]{1,30}\])?:[^\S\n]+\S"
    r"|[^\W\d_a-z][\w’' /()-]{0,39}?[^\S\n][–—-][^\S\n]\S"
    r"|[^\s.!?][^\n]*?[^\s.!?](?:[^\S\n]{3,}|\t+)\S"
)
_HANDLE = re.compile(r"[a-z][\w.-]{1,31}(?:\s\[[^\[\]]{1,30}\])?:\s")  # who says a line of a chat
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s")
# A question right above its answer.
_ASKED = re.compile(r"(?:\A|\n[^\S\n]*\n)[^\S\n]*([^\n]{2,99}\?)[^\S\n]*\n(?=[^\S\n]*\S)")
_SPOKEN = re.compile(r":\s|[“”\"«»]")  # of what somebody asks
ASKED = 3  # such questions of a text that is a list of them
NARROWEST, WIDEST = 50, 120  # characters of lines that are wrapped by hand
MOSTLY = 0.6  # of the line breaks of a paragraph: those that go on, where it is wrapped
LONGEST_HEADING = 100  # characters
LONGEST_LABEL, LABEL_WORDS = 60, 8  # characters and words of a heading right above its text


def paragraphs(text: str) -> list[Span]:
    """The spans of the paragraphs, without the white space around them.

    Blank lines separate paragraphs, and within what they separate line breaks do where it is neither wrapped by hand
    nor whole sentences. A text without a blank line has a paragraph a line, unless it is wrapped.
    """
    parts, start = [], 0
    for match in _BLANK_LINES.finditer(text):
        parts.append((start, match.start()))
        start = match.end()
    parts = [part for part in (stripped(text, *part) for part in (*parts, (start, len(text)))) if part[0] < part[1]]
    if len(parts) == 1:
        return parts if _is_wrapped(text) else _lines(text, parts[0])
    asked = _asked(text)
    return [paragraph for part in parts for paragraph in _apart(text, part, asked)]


def guessed(text: str, spans: Sequence[Span]) -> list[bool]:
    """Of each paragraph whether it may be a heading: short, without a full stop, and no item of a list.

    In a list of questions and answers they are the questions.
    """
    asked = _asked(text)
    flat = all(_is_next(text, one, other) for one, other in pairwise(spans))
    items = [_kind(text, span) for span in spans]
    return [
        spans[place][0] in asked
        or (
            place + 1 < len(spans)
            and _may_head(text, spans[place])
            and (flat or place == 0 or not _is_next(text, spans[place - 1], spans[place]))
            and not (items[place] and items[place] in (items[place + 1], items[place - 1] if place else ""))
            and (flat or not _is_next(text, spans[place], spans[place + 1]) or _labels(text, *spans[place : place + 2]))
        )
        for place in range(len(spans))
    ]


def stripped(text: str, start: int, end: int) -> Span:
    """A span without the white space around it."""
    start = skip_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def skip_space(text: str, start: int, end: int) -> int:
    """Where the white space ends that begins somewhere."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _lines(text: str, span: Span) -> list[Span]:
    lines = (stripped(text, *match.span()) for match in _LINE.finditer(text, *span))
    return [line for line in lines if line[0] < line[1]]


@lru_cache(1)  # for both who ask about one text
def _asked(text: str) -> frozenset[int]:
    """Where the questions begin that stand right above their answers, if there are several."""
    starts = [found.start(1) for found in _ASKED.finditer(text) if not _SPOKEN.search(found[1])]
    return frozenset(starts if len(starts) >= ASKED else ())


def _apart(text: str, span: Span, asked: Collection[int]) -> Iterator[Span]:
    """What stands between two blank lines, cut where its lines do not go on with each other."""
    lines = _lines(text, span)
    if lines[0][0] in asked or (len(lines) > 1 and _may_head(text, lines[0]) and _labels(text, *lines[:2])):
        yield lines.pop(0)
    begin = lines[0][0]
    if not _is_prose(text, lines):
        listed = _is_list(text, lines)
        width = max(end - start for start, end in lines)
        for before, line in pairwise(lines):
            if (listed and _is_item(text, line)) or not _goes_on(text, before, line, width):
                yield begin, before[1]
                begin = line[0]
    yield begin, lines[-1][1]


def _is_prose(text: str, lines: Sequence[Span]) -> bool:
    """Whether lines are sentences, whole or wrapped by hand, and no list."""
    if len(lines) < 2:
        return True
    if _is_list(text, lines) or all(BAR in text[slice(*line)] for line in lines):
        return False
    if all(_STOP.search(text[slice(*line)]) for line in lines[:-1]):
        return True
    width = max(end - start for start, end in lines)
    going_on = sum(_goes_on(text, before, line, width) for before, line in pairwise(lines))
    return going_on >= MOSTLY * (len(lines) - 1) or _is_wrapped(text[lines[0][0] : lines[-1][1]])


def _is_list(text: str, lines: Sequence[Span]) -> bool:
    """Whether half of the lines at least are items. (One line of prose may begin like an item.)"""
    items = sum(_is_item(text, line) for line in lines)
    return items > 1 and 2 * items >= len(lines)


def _kind(text: str, line: Span) -> str:
    """Which kind of an item a line is, "" where it is none; all but numbered ones are of one."""
    if not _is_item(text, line):
        return ""
    return "numbered" if _NUMBERED.match(text, *line) else "other"


def _is_item(text: str, line: Span) -> bool:
    return _ITEM.match(text, *line) is not None


def _goes_on(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether a line goes on with the sentence of the one before: that had no room for its first word, or is open.

    A line that ends one sentence and then another without a full stop is prose that goes on.
    """
    words = text[slice(*before)]
    if BAR in words and BAR in text[slice(*line)]:
        return False  # rows of a table
    if text[line[0]].islower() or _OPEN.search(words) or (_INNER.search(words) and not _STOP.search(words)):
        return True
    return NARROWEST <= width <= WIDEST and not _fits(text, before, line, width)


def _fits(text: str, before: Span, line: Span, width: int) -> bool:
    """Whether the first word of a line would have fitted on the one before."""
    word = text[slice(*line)].split(maxsplit=1)[0]
    return before[1] - before[0] + 1 + len(word) <= width


def _may_head(text: str, span: Span) -> bool:
    """Whether a paragraph is short enough for a heading, and neither a sentence nor a row of a table."""
    words = text[slice(*span)]
    return (
        len(words) <= LONGEST_HEADING
        and "\n" not in words
        and BAR not in words
        and not _TERMINAL.search(words)
        and not _HANDLE.match(words)
        and any(map(str.isalpha, words))
    )


def _labels(text: str, line: Span, below: Span) -> bool:
    """Whether a line right above another says what that is about: it is short, and the other is of another kind."""
    words, others = text[slice(*line)], text[slice(*below)].split("\n", maxsplit=1)[0]
    short = len(words) <= LONGEST_LABEL and len(words.split()) <= LABEL_WORDS and not _INNER.search(words)
    if not short or others[0].islower():
        return False
    width = max(len(words), len(others))
    if width >= NARROWEST and not _fits(text, line, below, width):
        return False
    if _is_item(text, line):
        return line[0] == 0 and not _is_item(text, below)  # "BIO 101: Mosses", and not "Lab: Friday"
    unlike = _is_item(text, below) or _STOP.search(others) or 2 * len(others) >= 3 * len(words)
    return bool(unlike or line[0] == 0 or (_has_digit(others) and not _has_digit(words)))


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))


def _is_next(text: str, span: Span, other: Span) -> bool:
    """Whether no blank line stands between two paragraphs."""
    return text.count("\n", span[1], other[0]) < 2


def _is_wrapped(text: str) -> bool:
    """Whether line breaks stand inside sentences: most lines are of one length and end without punctuation."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    if len(lines) < 3:
        return False
    longest = max(map(len, lines))
    full = [line for line in lines[:-1] if len(line) >= 0.7 * longest]
    open_ended = [line for line in lines[:-1] if line and not _TERMINAL.search(line)]
    return longest <= WIDEST and len(full) >= MOSTLY * (len(lines) - 1) and len(open_ended) >= MOSTLY * (len(lines) - 1)
