"""Questions that name a time: what they wish for, and what that does to the order of hits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from index import Document, Library, Passage, recency
from index.ranking import Hit
from index.recency import NEWEST, WEIGHT, Dates, Wish, day, weighed, wished
from index.storage import Stored

from .hashing import opened

NOW = date(2024, 5, 15)  # a Wednesday


def days(first: str, last: str) -> Wish:
    return Wish(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("What is the latest on the harbour?", NEWEST),
        ("Which vote was the most recent?", NEWEST),
        ("who spoke most recently about taxes", NEWEST),
        ("the newest plan for the bridge", NEWEST),
        ("What happened today?", days("2024-05-15", "2024-05-15")),
        ("What did the mayor say Yesterday?", days("2024-05-14", "2024-05-15")),
        ("What was decided this week?", days("2024-05-13", "2024-05-15")),
        ("What was decided last week?", days("2024-05-06", "2024-05-12")),
        ("How many came this month?", days("2024-05-01", "2024-05-15")),
        ("How many came last month?", days("2024-04-01", "2024-04-30")),
        ("How many came this year?", days("2024-01-01", "2024-05-15")),
        ("How many came last year?", days("2023-01-01", "2023-12-31")),
        ("Who resigned in March?", days("2024-03-01", "2024-03-31")),
        ("who resigned in may", days("2024-05-01", "2024-05-31")),
        ("Who resigned in June?", days("2023-06-01", "2023-06-30")),
        ("Who resigned in December?", days("2023-12-01", "2023-12-31")),
        ("Who resigned in December 2021?", days("2021-12-01", "2021-12-31")),
        ("Who resigned during Feb. 2024?", days("2024-02-01", "2024-02-29")),
        ("Who resigned in 2022?", days("2022-01-01", "2022-12-31")),
        ("What was said on 3 May?", days("2024-05-03", "2024-05-04")),
        ("What was said on the 3rd of May?", days("2024-05-03", "2024-05-04")),
        ("What was said on May 3rd, 2023?", days("2023-05-03", "2023-05-04")),
        ("What was said on Sept 3?", days("2023-09-03", "2023-09-04")),
        ("What was said on 2024-04-30?", days("2024-04-30", "2024-05-01")),
        ("What was said on 29 February?", days("2024-02-29", "2024-03-01")),
        ("What was the latest vote in 2022?", days("2022-01-01", "2022-12-31")),
    ],
)
def test_what_a_question_wishes(question: str, wish: Wish) -> None:
    assert wished(question, NOW) == wish


@pytest.mark.parametrize(
    "question",
    [
        "What did Poland say?", "It has to be paid at the latest when?", "May the mayor resign?",
        "Who marches in front?",
        "What happened in 1066?", "Who lives in 20245 Hamburg?", "What is on 31 February?", "Who works in Mar-a-Lago?",
        "What stood in May's letter?", "What does USA Today say?", "Who met in 2022-23?", "The week before last?", "",
    ],
)  # fmt: skip
def test_a_question_that_names_no_time_wishes_nothing(question: str) -> None:
    assert wished(question, NOW) is None


def test_a_leap_day_is_the_last_that_there_was() -> None:
    assert wished("What was said on 29 February?", date(2023, 5, 1)) == days("2020-02-29", "2020-03-01")
    assert wished("What was said on 29 February?", date(2024, 2, 1)) == days("2020-02-29", "2020-03-01")


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ("2024-05-03", date(2024, 5, 3)), ("2024-05-03T23:10:00+02:00", date(2024, 5, 3)),
        ("2024-05-03 8:00", date(2024, 5, 3)),
        ("2024-13-03", None), ("May 2024", None), ("2024", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_the_day_of_a_source(published: str | None, found: date | None) -> None:
    assert day(published) == found


# The order

DAYS = {1: date(2024, 5, 1), 2: date(2024, 5, 8), 3: date(2024, 5, 9)}


def hits(*scores: float) -> list[Hit]:
    """A hit of each source, numbered from 1."""
    passage = Passage(((0, 4),), (1,))
    return [
        Hit(Stored(n, n, "en", "One.", passage, np.zeros((1, 2), np.float32)), 0, score, 0.5, 0.25, frozenset())
        for n, score in enumerate(scores, 1)
    ]


def order(found: list[Hit]) -> list[tuple[int, float]]:
    return [(hit.stored.source, round(hit.score, 6)) for hit in found]


def test_the_newest_come_first_of_those_that_are_about_as_good() -> None:
    assert order(weighed(hits(0.53, 0.51, 0.5, 0.49), NEWEST, DAYS)) == [
        (3, 0.5 + WEIGHT), (2, 0.51), (1, 0.53 - WEIGHT), (4, 0.49),
    ]  # fmt: skip


def test_what_is_much_better_stays_first() -> None:
    assert [source for source, _ in order(weighed(hits(0.6, 0.51, 0.5), NEWEST, DAYS))] == [1, 3, 2]


def test_those_of_the_days_wished_for_come_first() -> None:
    found = weighed(hits(0.55, 0.5, 0.53, 0.52), days("2024-05-02", "2024-05-08"), DAYS)
    assert order(found) == [(2, 0.5 + WEIGHT), (1, 0.55 - WEIGHT), (4, 0.52), (3, 0.53 - WEIGHT)]


@pytest.mark.parametrize(
    ("wish", "known"),
    [
        (NEWEST, {}),
        (NEWEST, {2: date(2024, 5, 8)}),
        (NEWEST, dict.fromkeys(DAYS, date(2024, 5, 8))),
        (days("2024-05-02", "2024-05-08"), {}),
        (days("2022-01-01", "2022-12-31"), DAYS),
    ],
)
def test_nothing_changes_where_dates_tell_nothing(wish: Wish, known: dict[int, date]) -> None:
    given = hits(0.5, 0.5, 0.4)[::-1]
    assert weighed(given, wish, known) == given


def test_who_leads_leads_whatever_the_date() -> None:
    found = weighed(hits(0.53, 0.51, 0.5), NEWEST, DAYS, lambda hit: hit.stored.source < 3)
    assert [source for source, _ in order(found)] == [2, 1, 3]


# In a library


@pytest.fixture
def talks(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "talks") as library:
        for name, published in (("old", "2024-01-10"), ("new", "2024-03-04T09:00:00Z"), ("undated", None)):
            text = f"The ferry talks went on in the {name} harbour."
            library.add(Document("Talks", text, id=name, published=published))
        yield library


def first(library: Library, question: str) -> str:
    return library.hits(question)[0].text.split()[-2]


def test_a_library_looks_first_at_the_time_that_is_named(talks: Library) -> None:
    assert first(talks, "What is the latest on the ferry talks?") == "new"
    assert first(talks, "How did the ferry talks go in March 2024?") == "new"
    assert first(talks, "How did the ferry talks go on 10 January 2024?") == "old"
    assert first(talks, "How did the ferry talks go yesterday in the old harbour?") == "old"


def test_relative_times_count_from_today(talks: Library) -> None:
    before = (date.today() - timedelta(days=1)).isoformat()
    talks.add(Document("Talks", "The ferry talks went on in the last harbour.", id="last", published=before))
    assert first(talks, "How did the ferry talks go yesterday?") == "last"


def test_dates_are_those_of_the_sources_as_they_are_now(talks: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def added() -> dict[str, float]:
        """What the wish adds to the sentence of each source, as a share of the most that it can."""
        wish = {hit.text.split()[-2]: hit.score for hit in talks.hits("What is the latest on the ferry talks?")}
        with monkeypatch.context() as patch:
            patch.setattr(recency, "WEIGHT", 0.0)
            none = {hit.text.split()[-2]: hit.score for hit in talks.hits("What is the latest on the ferry talks?")}
        return {name: round((score - none[name]) / WEIGHT, 6) for name, score in wish.items()}

    assert added() == {"old": -1, "new": 1, "undated": 0}
    talks.add(Document("Talks", "The ferry talks went on in the newer harbour.", id="newer", published="2024-03-05"))
    assert added() == {"old": -1, "new": 0, "newer": 1, "undated": 0}
    talks.remove("newer")
    talks.remove("old")
    assert added() == {"new": 0, "undated": 0}


def test_dates_are_read_once(talks: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {talks.source(id).number: published for id, published in (("old", date(2024, 1, 10)), ("undated", None))}
    dates = Dates(talks.storage)
    wanted = {number: published for number, published in numbers.items() if published}
    assert dates.of(numbers, talks.storage) == wanted
    monkeypatch.setattr(type(talks.storage), "many", lambda self, numbers: {} if not list(numbers) else 1 / 0)
    assert dates.of(numbers, talks.storage) == wanted
