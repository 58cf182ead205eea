"""Several libraries as one: a server's own and the one that all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import voices
from index.library import Library
from index.model import Answer, Place, Quote, Voice


def ask_together(libraries: Sequence[Library], question: str, *, quotes: int = 3) -> Answer:
    """One answer from several libraries: the best quotes of all, as sure as the surest. Raises what `ask` raises."""
    answers = [library.ask(question, quotes=quotes) for library in libraries]
    decided = [answer for answer in answers if answer.answered] or answers
    merged: dict[str, Quote] = {}  # by the words of the highlight
    for quote in sorted((quote for answer in decided for quote in answer.quotes), key=lambda quote: -quote.score):
        begin, end = quote.highlight
        words = " ".join(quote.text[begin:end].casefold().split())
        if words in merged:
            place = Place(quote.source, quote.title, quote.url, quote.start + begin, quote.start + end)
            merged[words] = replace(merged[words], also=(*merged[words].also, place, *quote.also))
        else:
            merged[words] = quote
    confidence = max((answer.confidence for answer in answers), default=0.0)
    best = tuple(merged.values())[:quotes]
    answered = any(answer.answered for answer in answers)
    # Who is not quoted in one library may be quoted in the other: a note holds where all that have sources have one.
    notes = [answer.note or "" for answer in answers if answer.quotes]
    note = max(notes, key=len) if notes and not answered and all(notes) else None  # it names the most who are quoted
    return Answer(question, best, confidence, answered, note)


def speakers_together(libraries: Sequence[Library], *, matching: str = "") -> list[Voice]:
    """Who is quoted in several libraries, as `Library.speakers` lists those of one."""
    found = voices.together(voice for library in libraries for voice in library.speakers())
    return voices.matching(found, matching)
