"""When: a question that asks for the latest, or for a time, looks first at the sources of that time.

An English expression ("latest", "yesterday", "last week", "in March", "on 3 May") becomes a wish: the newest, or some
days. It adds a little to the scores of sentences by when their source was published, and takes a little from others:
"in 2024" may as well stand in the sentence itself, so a wish decides between sentences that are about as good, and
leaves none out. Days are those of the calendar here; time zones are not told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.ranking import Hit
    from index.storage import Storage

WEIGHT = 0.03  # of a score, given to what is wished for and taken from what is not
LATER = timedelta(days=1)  # until which the news of one day is published
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_MONTH = (
    rf"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' if name[3:] else name for name in MONTHS)}|sept)\b\.?(?!['’-])"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_NEWEST = re.compile(r"(?<!\bat the )\b(?:latest|newest|most recent(?:ly)?)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(?<!\busa )\b(?:today|yesterday|(?:this|last) (?:week|month|year))\b", re.IGNORECASE)
# From the most exact to the least: what one finds, the next does not look at.
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bon (?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\bon (?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"\bon {_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"\b(?:in|during) {_MONTH}(?:,? (?:of )?{_YEAR})?",
        rf"\b(?:in|during) {_YEAR}(?![-–.,]\d)",
    )
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question wishes of its sources: the newest where no days are given, else those from `first` to `last`."""

    first: date | None = None
    last: date | None = None


NEWEST = Wish()


class Dates:
    """When the sources of a storage in one state were published, as far as somebody asked."""

    def __init__(self, storage: Storage) -> None:
        self.state = storage.state
        self._known: dict[int, date | None] = {}

    def of(self, numbers: Iterable[int], storage: Storage) -> dict[int, date]:
        """The days of sources by their numbers; those without a date are left out."""
        wanted = set(numbers)
        for number, source in storage.many(wanted - self._known.keys()).items():
            self._known[number] = day(source.published)
        return {number: found for number in wanted if (found := self._known.get(number)) is not None}


def weighed(
    hits: Sequence[Hit], wish: Wish, days: Mapping[int, date], leads: Callable[[Hit], bool] = lambda hit: False
) -> list[Hit]:
    """The hits with the scores that a wish gives them, best first; `days` are those of their sources.

    Those that `leads` tells stay before all others. Where the sources are all of one day, or none is of the days wished
    for, nothing changes.
    """
    values = _values({hit.stored.source: days[hit.stored.source] for hit in hits if hit.stored.source in days}, wish)
    if not values:
        return list(hits)
    found = [hit._replace(score=hit.score + WEIGHT * values.get(hit.stored.source, 0.0)) for hit in hits]
    return sorted(found, key=lambda hit: (not leads(hit), -hit.score))


def _values(days: Mapping[int, date], wish: Wish) -> dict[int, float]:
    """For each source how far it is what is wished for, from -1 to 1."""
    if wish.first is not None and wish.last is not None:
        inside = {source: wish.first <= found <= wish.last for source, found in days.items()}
        # Where there is none, it is the text that tells of that time.
        return (
            {source: 1.0 if is_inside else -1.0 for source, is_inside in inside.items()} if any(inside.values()) else {}
        )
    order = sorted(set(days.values()))  # by rank: one very old source makes the others no equals
    if len(order) < 2:
        return {}
    rank = {found: 2 * at / (len(order) - 1) - 1 for at, found in enumerate(order)}
    return {source: rank[found] for source, found in days.items()}


def day(published: str | None) -> date | None:
    """The day of an ISO 8601 date or time; None for anything else, as a source's date is whatever its document says."""
    try:
        return date.fromisoformat((published or "")[: len("2024-01-31")])
    except ValueError:
        return None


@lru_cache(1024)
def wished(question: str, now: date) -> Wish | None:
    """What a question wishes of its sources, now being a day; None where it names no time.

    A day or a month without its year is the last one that has begun.
    """
    if found := _RELATIVE.search(question):
        return _relative(found[0].lower(), now)
    for pattern in _NAMED:
        if match := pattern.search(question):
            wish = _named(match.groupdict(), now)
            if wish is not None:
                return wish
    return NEWEST if _NEWEST.search(question) else None


def _relative(words: str, now: date) -> Wish:
    if words == "today":
        return Wish(now, now)
    if words == "yesterday":
        return Wish(now - timedelta(days=1), now - timedelta(days=1) + LATER)
    which, unit = words.split()
    if unit == "week":
        begin = now - timedelta(days=now.weekday())
        before = begin - timedelta(days=7)
    elif unit == "month":
        begin = now.replace(day=1)
        before = (begin - timedelta(days=1)).replace(day=1)
    else:
        begin = now.replace(month=1, day=1)
        before = begin.replace(year=max(begin.year - 1, 1))
    return Wish(begin, now) if which == "this" else Wish(before, begin - timedelta(days=1))


def _named(parts: Mapping[str, str | None], now: date) -> Wish | None:
    """The days of a date as it is written; None where the calendar has none."""
    year = int(parts["year"] or 0)
    month = int(parts.get("number") or 0)
    if name := parts.get("month"):
        month = next(at for at, full in enumerate(MONTHS, 1) if full.startswith(name.lower()[:3]))
    if not month:
        return Wish(date(year, 1, 1), date(year, 12, 31))
    # The 29th of February comes back after eight years at most.
    for candidate in [year] if year else range(now.year, max(now.year - 9, 0), -1):
        try:
            first = date(candidate, month, int(parts.get("day") or 1))
        except ValueError:
            continue
        if year or first <= now:
            if parts.get("day"):
                return Wish(first, first + LATER)
            following = date(candidate + month // 12, month % 12 + 1, 1)
            return Wish(first, following - timedelta(days=1))
    return None
