"""Several libraries as one: a server's own and the one that all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import missing, voices
from index.library import Library
from index.model import Answer, Place, Quote, Strictness, Voice
from index.spelling import respelt


def ask_together(
    libraries: Sequence[Library], question: str, *, quotes: int = 3, strictness: Strictness | None = None
) -> Answer:
    """One answer from several libraries: the best quotes of all, as sure as the surest. Raises what `ask` raises."""

    def ask(text: str) -> Answer:
        return _merged(
            text, [library.ask_as_written(text, quotes=quotes, strictness=strictness) for library in libraries], quotes
        )

    return respelt(question, libraries, ask)


def _merged(question: str, answers: Sequence[Answer], quotes: int) -> Answer:
    literal = [answer for answer in answers if not any(part.startswith("“") for part in answer.missing)]
    decided = [answer for answer in answers if answer.answered] or literal or answers
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
    if any(answer.answered for answer in answers):
        return Answer(question, best, confidence, True)
    return _explained(Answer(question, best, confidence, False), [answer for answer in answers if answer.quotes])


def _explained(answer: Answer, answers: Sequence[Answer]) -> Answer:
    """Why none of some answers is one: what holds for all of them.

    Who is not quoted in one library may be quoted in the other, and what one lacks the other may have.
    """
    lacking = [other.missing for other in answers]
    if all(lacking):
        common = tuple(part for part in lacking[0] if all(part in other for other in lacking)) if lacking else ()
        return replace(answer, missing=common, note=missing.note(common))
    notes = [other.note or "" for other in answers if not other.missing]
    note = max(notes, key=len) if len(notes) == len(answers) and all(notes) else None  # it names the most
    return replace(answer, note=note)


def speakers_together(libraries: Sequence[Library], *, matching: str = "") -> list[Voice]:
    """Who is quoted in several libraries, as `Library.speakers` lists those of one."""
    found = voices.together(voice for library in libraries for voice in library.speakers())
    return voices.matching(found, matching)
