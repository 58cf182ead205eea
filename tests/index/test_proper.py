"""The names in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.proper import is_headline, names


def found(sentence: str) -> list[tuple[str, str, bool]]:
    return [(" ".join(sorted(name.terms)), name.kind, name.located) for name in names(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The bridge was built by Ivy Stone.", [("ivi stone", "other", False)]),
        ("Ivy Stone built the bridge.", [("ivi stone", "other", False)]),
        ("Stone, who built it, left.", [("stone", "other", False)]),
        ("Stone’s bridge stands.", [("stone", "other", False)]),
        ("Bridges are built. Workers came.", []),
        ("Yesterday Ivy Stone left.", [("ivi stone", "other", False)]),
        ("“It is fast,” Stone said.", [("stone", "other", False)]),
        ("“Bridges last,” she said.", []),
        ("She left on Monday in May.", [("monday", "time", False), ("may", "time", True)]),
        ("It lands in Poland.", [("poland", "place", True)]),
        ("Poland and France agreed.", [("poland", "place", False), ("franc", "place", False)]),
        ("They met at the Fjord Palace.", [("fjord palac", "other", True)]),
        ("the Bank of Bergen", [("bank bergen of", "other", False)]),
        ("", []),
    ],
)
def test_names(sentence: str, expected: list[tuple[str, str, bool]]) -> None:
    assert found(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        ("Sailors Lose Court Battle Over Old Harbour Fees", True),
        ("Sailors lost a court battle over fees in Old Bergen", False),
        ("Ivy Stone", False),
    ],
)
def test_headlines(sentence: str, headline: bool) -> None:
    assert is_headline(sentence) is headline


@given(st.text())
def test_any_sentence(sentence: str) -> None:
    for name in names(sentence):
        assert name.terms or not any(map(str.isalnum, sentence))
    is_headline(sentence)
