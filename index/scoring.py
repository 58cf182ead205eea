"""How good one answer is, beside a question whose right answers are known.

A question's gold are the exact spans of the sources that answer it, none where the sources do not say. The first quote
answers when it covers half of one; of a question that has no gold, no quote does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.model import Span

LONGEST = 600  # characters of a quote; who shows more than that has not found the place
COVERED = 0.5  # share of a gold span that a quote has to cover
FOCUSED = 0.5  # F1 of a highlight's characters and those of a gold span
TOP = 3  # quotes that hit@3 looks at

Miss = Literal[
    "wrong first quote",
    "declined though right",
    "answered though unanswerable",
    "right passage, wrong highlight",
    "wrong speaker",
]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what answers it: exact spans of sources, none where they do not say.

    `source` is the only one it is asked of, None for all. `speaker` is who has to be named with the first quote.
    """

    id: str | int
    text: str
    gold: tuple[str, ...]
    type: str | None = None
    scope: str | None = None
    source: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as it was shown; without `highlight` all of it counts as highlighted."""

    text: str
    highlight: Span | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came back for a question, and how many seconds that took where somebody looked at the clock."""

    answered: bool
    confidence: float
    quotes: tuple[Shown, ...]
    seconds: float | None = None


NOTHING = Response(answered=False, confidence=0.0, quotes=())
"""What a question has that was not answered at all."""


@dataclass(frozen=True, slots=True)
class Score:
    """How good one response is.

    `rank` is that of the first quote that answers, from 1, None where none does. `focused` says whether the first
    quote's highlight is the answer, `named` whether its speaker is the right one, None where nobody asks.
    """

    question: Question
    response: Response
    rank: int | None
    focused: bool
    named: bool | None

    @property
    def answerable(self) -> bool:
        """Whether the sources say."""
        return bool(self.question.gold)

    @property
    def first(self) -> bool:
        """Whether the first quote answers."""
        return self.rank == 1

    @property
    def near(self) -> bool:
        """Whether one of the first three quotes answers."""
        return self.rank is not None and self.rank <= TOP

    @property
    def right(self) -> bool:
        """Whether it did what it should: answer with the first quote, or decline where the sources do not say."""
        return self.response.answered and self.first if self.answerable else not self.response.answered

    @property
    def misses(self) -> tuple[Miss, ...]:
        """What is wrong with it. Where the first quote is wrong, nothing else is looked at."""
        if not self.answerable:
            return ("answered though unanswerable",) if self.response.answered else ()
        if not self.first:
            return ("wrong first quote",)
        found: list[Miss] = []
        if not self.response.answered:
            found.append("declined though right")
        if not self.focused:
            found.append("right passage, wrong highlight")
        if self.named is False:
            found.append("wrong speaker")
        return tuple(found)


def score(question: Question, response: Response) -> Score:
    """How good a response is."""
    ranks = (rank for rank, quote in enumerate(response.quotes, start=1) if _answers(quote.text, question.gold))
    rank = next(ranks, None)
    top = response.quotes[0] if response.quotes else None
    focused = top is not None and _focus(top, question.gold) >= FOCUSED
    named = None
    if question.gold and question.speaker and top is not None and rank == 1:
        named = _is_called(top.speaker or "", question.speaker)
    return Score(question, response, rank, focused, named)


def _answers(text: str, gold: Sequence[str]) -> bool:
    """Whether a quote covers half of a gold span."""
    quoted = _plain(text)
    return len(text) <= LONGEST and any(_common(span, quoted) >= COVERED * len(span) for span in map(_plain, gold))


def _focus(quote: Shown, gold: Sequence[str]) -> float:
    """F1 of the characters of a highlight and those of the gold span that it fits best."""
    lit = _plain(quote.text[slice(*quote.highlight)] if quote.highlight else quote.text)
    return max((_f1(_common(span, lit), len(lit), len(span)) for span in map(_plain, gold)), default=0.0)


def _f1(common: int, found: int, wanted: int) -> float:
    # By way of both shares: 2 * common / (found + wanted) is rounded otherwise, and what lies on the edge would not be
    # judged as it is where the definition is written out.
    if not common:
        return 0.0
    precision, recall = common / found, common / wanted
    return 2 * precision * recall / (precision + recall)


def _is_called(speaker: str, name: str) -> bool:
    """Whether the last word of a name, without what follows a comma or a parenthesis, is part of a speaker's."""
    words = _words(re.split(r"[,(]", name)[0])
    return bool(words) and words[-1] in _words(speaker)


def _common(span: str, text: str) -> int:
    """The length of the longest run of characters that both have."""
    longest = 0
    for start in range(len(span)):
        while start + longest < len(span) and span[start : start + longest + 1] in text:
            longest += 1
    return longest


def _plain(text: str) -> str:
    """A text without what does not matter: case, width of letters, kinds of white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(text))
