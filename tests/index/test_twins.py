"""Which sentences tell the same, and what is shown of those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Document, Library
from index.model import Passage
from index.ranking import Hit
from index.storage import Stored
from index.terms import term_set
from index.twins import alike

from .hashing import HashEncoder

BUDGET = (
    "At its spring meeting the finance committee approved a budget of {} thousand euros for new playgrounds, sports "
    "halls, libraries and cycle paths, treasurer Ann Lee said."
)


def hit(text: str) -> Hit:
    stored = Stored(1, 1, "en", text, Passage(((0, len(text)),), (1,), None), None)  # type: ignore[arg-type]
    return Hit(stored, 0, 0.5, 0.5, 0.5, term_set(text, "en"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BUDGET.format("1,250"), BUDGET.format("1250"), True),
        (BUDGET.format("1,250"), BUDGET.format("3,400"), False),
        (BUDGET.format("two"), BUDGET.format("three"), False),
        (BUDGET.format("1,250"), BUDGET.format("1,250").replace("approved", "had approved"), True),
        (BUDGET.format("1,250"), BUDGET.format("1,250").replace("approved", "never approved"), False),
        (BUDGET.format("1,250"), BUDGET.format("1,250").replace("Ann Lee", "Bo Ek"), False),
        (BUDGET.format("1,250"), BUDGET.format("1,250").replace("treasurer Ann Lee", "Lee"), True),
        (BUDGET.format("A4"), BUDGET.format("A8"), False),
        (BUDGET.format("EUR50000"), BUDGET.format("EUR90000"), False),
        (BUDGET.format("1,250"), "The committee met in spring.", False),
        ("It sails.", "It sails.", False),  # too little to tell
    ],
)  # fmt: skip
def test_sentences_that_tell_the_same(one: str, other: str, expected: bool) -> None:
    assert alike(hit(one), hit(other)) is expected
    assert alike(hit(other), hit(one)) is expected


def test_a_figure_is_not_said_to_stand_where_another_does(tmp_path: Path) -> None:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        for town, figure in (("Alba", "1,250"), ("Bern", "3,400"), ("Cork", "3,400")):
            library.add(Document(f"Budget of {town}", f"{BUDGET.format(figure)} That was in {town}.", id=town))
        quotes = library.ask("What budget did the finance committee approve?", quotes=5).quotes
    lit = sorted((quote.text[slice(*quote.highlight)], len(quote.also)) for quote in quotes)
    assert [one for one in lit if "budget" in one[0]] == [(BUDGET.format("1,250"), 0), (BUDGET.format("3,400"), 1)]
