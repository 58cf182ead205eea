"""Quote marks and what stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import marks
from index.marks import Inside, Mark


def inside(text: str) -> list[str]:
    """The runs of characters that stand in marks, marks included."""
    _, codes = marks.read(text)
    runs: list[str] = []
    before = Inside.NO
    for character, code in zip(text, codes, strict=True):
        if code:
            runs[-1:] = [runs[-1] + character] if before == code else [*runs[-1:], character]
        before = Inside(code)
    return runs


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "yes" and left.', ['"yes"']),
        ("He said “yes” and left.", ["“yes”"]),
        ("Er sagte „ja“ und ging.", ["„ja“"]),
        ("Il a dit « oui » puis « non ».", ["« oui »", "« non »"]),
        ("Er sagte »ja« und ging.", ["»ja«"]),
        ("She said ‘yes’ and left.", ["‘yes’"]),
        ("She said 'we don't know' and left.", ["'we don't know'"]),
        ("The players' wives don't say.", []),
        ("“He called it ‘mad’ twice,” she said.", ["“He called it ‘mad’ twice,”"]),
        ('One "a" then “b".', ['"a"', '“b"']),
        ('("Quite so," he said.)', ['"Quite so,"']),
        ("No marks at all.", []),
    ],
)
def test_what_stands_in_marks(text: str, quoted: list[str]) -> None:
    assert inside(text) == quoted


def test_a_mark_that_nobody_closes_counts_to_the_end_of_its_paragraph_and_as_such() -> None:
    text = '"First of all\n"and then," he said.'
    _, codes = marks.read(text)
    assert set(codes[: text.index("\n")].tolist()) == {Inside.UNCLOSED}
    assert codes[text.index("\n")] == Inside.NO
    assert set(codes[text.index('"and') : text.index(" he")].tolist()) == {Inside.DOUBLE}


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("He said “it is war.” We know it.” Then he left.", " We know it.”"),
        ('He said "it is war." We know it." Then he left.', ' We know it."'),
        ('He said "it is war." The board is 5" wide.', ""),
        ("“It is war,” he said. “We know it.”", ""),
        ("We know it.” Then he left.", ""),  # who knows from where on
        ("“It is war.”\nWe know it.” Then he left.", ""),
        ("“Hi,” he said of the 12” disc.", ""),
        ("“A.” B.” C.” Then he left.", " B.” C.”"),
        ("“A.” ‘b’ C.” Then he left.", " ‘b’ C.”"),
    ],
)
def test_a_mark_that_closes_what_nobody_opened_counts_from_the_pair_before_it_and_as_such(
    text: str, doubtful: str
) -> None:
    _, codes = marks.read(text)
    found = "".join(character for character, code in zip(text, codes, strict=True) if code == Inside.UNCLOSED)
    assert found == doubtful


def test_a_lone_single_mark_is_an_apostrophe_that_quotes_nothing() -> None:
    text = "Rock 'n roll\nnext"
    codes, quoted = marks.read(text)
    assert codes[text.index("'")] == Mark.RIGHT_SINGLE
    assert not quoted.any()


def test_an_apostrophe_is_no_quote_mark() -> None:
    codes, _ = marks.read("don't, don’t")
    assert [int(code) for code in codes if code] == [Mark.APOSTROPHE, Mark.APOSTROPHE]


@given(st.text(alphabet="ab .,\n\"“”„«»‹›‘’‚'()—"))
def test_any_text_is_read(text: str) -> None:
    codes, quoted = marks.read(text)
    assert len(codes) == len(quoted) == len(text)
    for character, code in zip(text, codes, strict=True):
        assert (code != Mark.NONE) == (character in "\"“”„«»‹›‘’‚'")
    for place, character in enumerate(text):
        if character == "\n":
            assert quoted[place] == Inside.NO
