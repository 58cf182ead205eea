"""Tables: which rows belong together, what names their columns, and what becomes of that in answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, Library, Passage
from index.ranking import Hit
from index.relevance import passage
from index.storage import Stored
from index.tables import Cells, before, cells, names_columns, rows

from .hashing import HashEncoder

ROOMS = ["Cabin | Beds | Stove | Shore", "Heron | 4 | yes | North", "Otter | 6 | no | South"]
SHIP = ["Length | 38 m", "Built | 1904, at Leith", "Colour | Green"]


def stored(lines: Sequence[str], number: int = 1, start: int = 0) -> Stored:
    """A passage of these paragraphs, each of one sentence."""
    spans, position = [], start
    for line in lines:
        spans.append((position, position + len(line)))
        position += len(line) + 2
    there = Passage(tuple(spans), tuple(range(1, len(spans) + 1)))
    return Stored(number, 1, "en", "\n\n".join(lines), there, np.zeros((len(spans), 2), np.float32))


def read(lines: Sequence[str]) -> dict[int, str]:
    return {place: row.read for place, row in rows(stored(lines)).items() if not row.names_columns}


def test_rows_are_read_with_the_names_of_their_columns() -> None:
    assert read(["There are two cabins.", *ROOMS, "Ask at the pier."]) == {
        2: "Cabin Heron, Beds 4, Stove yes, Shore North",
        3: "Cabin Otter, Beds 6, Stove no, Shore South",
    }
    assert read(["| M1 | M2", "Weight | 2 kg | 3 kg", "Legs | 4 |"]) == {1: "Weight, M1 2 kg, M2 3 kg", 2: "Legs, M1 4"}


def test_names_and_values_are_read_as_such() -> None:
    assert read(SHIP) == {0: "Length, 38 m", 1: "Built, 1904, at Leith", 2: "Colour, Green"}


def test_tables_of_other_widths_and_a_row_alone_are_apart() -> None:
    assert read([*ROOMS, *SHIP]) == read(ROOMS) | {place + 3: row for place, row in read(SHIP).items()}
    assert read(["Cabins.", "Heron | 4 | yes | North", "That is all."]) == {}
    assert read([ROOMS[0], "Now the cabins.", *ROOMS[1:]]) == {2: "Heron, 4, yes, North", 3: "Otter, 6, no, South"}


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (ROOMS, True),
        (SHIP, False),
        (["Skill | Before | Now", "Leap height | 2 m | 3 m"], True),
        (["Ticket | Early (until 3 May) | Later", "Adult | £4 | £5", "Child | £1 | £2"], True),
        (["Part | M1 | M2", "Lid | AB-1, €4.90 | AB-2, €5.20"], True),
        (["Time | Talk | Hall", "9:00 | Moss | Green", "10:00 | Ferns | Red"], True),
        (["9:00 | Moss | Green", "10:00 | Ferns | Red"], False),
        (["Monday | Moss | Green", "Tuesday | Ferns | Red"], False),
        (["Key | Meaning", "A | Jump", "B | Duck"], True),
        (["Flour | Amount in grams", "Rye | 300", "Oat | 200"], True),
        (["Kind | Steamer", "Length | 38 m", "Colour | Green"], False),
        (["Code | What the light says", "E1 | Empty", "E2 | Wet"], True),
        (["Anything that is much too long to be the name of a column | 3 | 4", "A | 5 | 6"], False),
    ],
)  # fmt: skip
def test_a_first_row_names_columns_where_it_is_unlike_the_others(lines: Sequence[str], named: bool) -> None:
    first, *others = map(cells, lines)
    assert names_columns(first, others) is named


def test_what_is_no_row_has_no_cells() -> None:
    assert cells("Slate | 8") == ("Slate", "8")
    for text in ("No row.", "a|b", "one | two\nthree | four", " | ", "|"):
        assert cells(text) == ()


@given(st.lists(st.text(alphabet="ab1 |\n.", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8))
def test_every_row_is_a_sentence_with_as_many_cells_as_columns(lines: Sequence[str]) -> None:
    for place, row in rows(stored(lines)).items():
        assert row.cells == cells(lines[place])
        assert len(row.columns) in (0, len(row.cells))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, encoder=HashEncoder()) as library:
        yield library


def test_what_only_names_columns_is_no_hit(library: Library) -> None:
    text = "\n\n".join(["Two cabins stand there.", *ROOMS])
    library.add(Document("Lake", text, id="lake"))
    found = {hit.text: hit for hit in library.hits("which cabin has beds and a stove")}
    assert ROOMS[0] not in found
    assert set(ROOMS[1:]) <= set(found)
    heron = found[ROOMS[1]]
    assert passage(heron, None, "Lake") == "Lake: Cabin Heron, Beds 4, Stove yes, Shore North"
    assert heron.columns == "Cabin\nBeds\nStove\nShore"
    assert text[slice(*heron.span)] == ROOMS[1]
    quote = library.ask("which cabin has beds and a stove").quotes[0]
    assert text[quote.start : quote.end] == quote.text
    assert ROOMS[0] in quote.text  # shown above the rows, but not lit
    assert quote.text[slice(*quote.highlight)] in {ROOMS[1], ROOMS[2], "Two cabins stand there."}


def test_a_table_that_goes_on_keeps_its_columns(library: Library) -> None:
    many = [f"Cabin{n} | {n} | yes | Pine{n}" for n in range(1, 90)]
    library.add(Document("Lake", "\n\n".join([ROOMS[0], *many]), id="lake"))
    hits: list[Hit] = library.hits("what has Pine88", source="lake")
    last = next(hit for hit in hits if "Pine88" in hit.text)
    assert last.stored.passage.start > 0
    assert last.row is not None
    assert last.row.read == "Cabin Cabin88, Beds 88, Stove yes, Shore Pine88"


def test_a_table_goes_on_only_right_behind_it(library: Library) -> None:
    library.add(Document("Lake", "\n\n".join([*ROOMS, "That is all there is."]), id="lake"))
    number = library.hits("cabin")[0].stored.source
    behind = stored([ROOMS[1]], start=len("\n\n".join([*ROOMS, "That is all there is."])) + 2)
    assert number == behind.source
    found: dict[int, list[Cells]] = before([behind], library.storage)
    assert found == {1: []}
