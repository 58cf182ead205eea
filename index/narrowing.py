"""Keeping to the passages that a question's wording lets in: with its phrases, without the words left out.

The search itself knows nothing of it: it is given a storage that finds nothing but these passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from index.encoder import Vectors
from index.errors import SourceMissing
from index.model import Span
from index.storage import Scored, Storage, Stored
from index.terms import stemmed, terms
from index.wording import Wording

if TYPE_CHECKING:
    from index.ranking import Hit

LOOKED_AT = 5_000  # passages with the words of a phrase, or with a word left out, whose texts are looked at
SOURCES = 50  # whose whole texts are looked at for a phrase that runs over the end of a passage
CHUNK = 500  # passages read at once
# What is one character to whoever types a phrase.
ALIKE = ("'’‘‛`´", "-‐‑‒–—", '"“”„‟«»')
SENTENCE_ENDS = re.compile(r"[.!?…:;][\"”’)]*\s")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a wording lets in: `storage` finds nothing else, and `phrases` is where its phrases stand, by passage.

    `missing` are the phrases that stand nowhere, as they are told: they let everything in. `passages` are the numbers
    of those that are let in, None where all are.
    """

    storage: Storage
    phrases: Mapping[int, Sequence[Span]]
    missing: tuple[str, ...] = ()
    passages: frozenset[int] | None = None

    def ordered(self, hits: list[Hit]) -> list[Hit]:
        """The hits with those that have most of a phrase in them first, otherwise in their order."""
        return sorted(hits, key=lambda hit: -self._held(hit)) if self.phrases else hits

    def _held(self, hit: Hit) -> int:
        start, end = hit.span
        return sum(first < end and start < last for first, last in self.phrases.get(hit.stored.number, ()))


class _Narrowed:
    """A storage whose searches find some passages only."""

    def __init__(self, storage: Storage, numbers: frozenset[int]) -> None:
        self._storage = storage
        self._numbers = numbers
        self._all = sorted(numbers)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    def dense(
        self, vector: Vectors, count: int, *, source: int | None = None, among: Sequence[int] | None = None
    ) -> Scored:
        # These passages are of the source that is asked already.
        numbers = self._all if among is None else sorted(self._numbers.intersection(among))
        return self._storage.dense(vector, count, among=numbers)

    def lexical(self, question: str, count: int, *, source: int | None = None) -> Scored:
        return self._storage.lexical(question, count, source=source, among=self._all)


def narrow(wording: Wording, storage: Storage, source: int | None) -> Narrowing:
    """What a wording lets in of a storage, or of one of its sources."""
    if not wording.narrows:
        return Narrowing(storage, {})
    storage.refresh()
    everywhere = [_places(phrase, storage, source) for phrase in wording.phrases]
    missing = [f"“{phrase}”" for phrase, places in zip(wording.phrases, everywhere, strict=True) if not places]
    found = [places for places in everywhere if places]
    allowed: frozenset[int] | None = None
    if found:
        allowed = frozenset.intersection(*map(frozenset, found))
        if not allowed:
            missing.append(f"{' and '.join(f'“{phrase}”' for phrase in wording.phrases)} in one place")
            allowed, found = None, []
    left_out = {number for word in wording.without for number in _with_word(word, storage, source)}
    for phrase in wording.without_phrases:
        left_out.update(_places(phrase, storage, source))
    if allowed is None and not left_out:
        return Narrowing(storage, {}, tuple(missing))
    allowed = frozenset(storage.having("", source=source) if allowed is None else allowed) - left_out
    phrases = {number: [span for places in found for span in places[number]] for number in allowed} if found else {}
    return Narrowing(cast(Storage, _Narrowed(storage, allowed)), phrases, tuple(missing), allowed)


def pattern(phrase: str) -> re.Pattern[str]:
    """What finds a phrase in a text as whole words, case, white space and the shape of quotation marks aside."""
    words = [
        "".join(next((f"[{re.escape(group)}]" for group in ALIKE if sign in group), re.escape(sign)) for sign in word)
        for word in phrase.split()
    ]
    first, last = phrase.strip()[:1], phrase.strip()[-1:]
    before = r"(?<!\w)" if _is_lettered(first) else ""
    after = r"(?!\w)" if _is_lettered(last) else ""
    return re.compile(before + r"\s+".join(words) + after, re.IGNORECASE)


def _is_lettered(sign: str) -> bool:
    """Whether a sign is of a script that sets words apart: letters that have two cases, and digits."""
    return sign.lower() != sign.upper() or sign.isdigit()


def _places(phrase: str, storage: Storage, source: int | None) -> dict[int, list[Span]]:
    """Where a phrase stands, by the numbers of the passages."""
    wanted = pattern(phrase)
    # Where words are not set apart, a phrase may be a part of what the index takes for one.
    words = phrase if all(map(_is_lettered, (phrase[0], phrase[-1]))) else ""
    found: dict[int, list[Span]] = {}
    for stored in _stored(storage, storage.having(words, source=source)):
        start = stored.passage.start
        if spans := [(start + match.start(), start + match.end()) for match in wanted.finditer(stored.text)]:
            found[stored.number] = spans
    return found or _across(phrase, wanted, storage, source)


def _across(phrase: str, wanted: re.Pattern[str], storage: Storage, source: int | None) -> dict[int, list[Span]]:
    """Where a phrase of several sentences runs from one passage into the next."""
    found: dict[int, list[Span]] = {}
    opening = SENTENCE_ENDS.split(phrase, maxsplit=1)
    if len(opening) == 1:
        return found
    sources = {stored.source for stored in _stored(storage, storage.having(opening[0], source=source))}
    for number in sorted(sources)[:SOURCES]:
        try:
            text = storage.text(number)
        except SourceMissing:  # removed a moment ago
            continue
        for match in wanted.finditer(text):
            for passage in storage.holding([(number, match.span())]):
                found.setdefault(passage, []).append(match.span())
    return found


def _with_word(word: str, storage: Storage, source: int | None) -> Iterator[int]:
    """The passages that have a word, by its stem, in what they say: that it stands in their title is not enough."""
    numbers = storage.having(word, source=source)
    for stored in _stored(storage, numbers):
        code = stemmed(stored.language)
        if set(terms(stored.text, code)).issuperset(terms(word, code)):
            yield stored.number
    yield from numbers[LOOKED_AT:]


def _stored(storage: Storage, numbers: Sequence[int]) -> Iterator[Stored]:
    for start in range(0, min(len(numbers), LOOKED_AT), CHUNK):
        yield from storage.passages(numbers[start : min(start + CHUNK, LOOKED_AT)])
