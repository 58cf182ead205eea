"""Tables, as the readers write them: a paragraph a row, its cells separated by " | ".

Which rows belong together and whether the first of them names the columns is told from the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from index.layout import BAR
from index.storage import Storage, Stored

LONGEST_NAME = 40  # characters of a column's name
LONGER = 1.5  # what the cells below a name are longer than it, on average, where they are longer
REACH = 4000  # characters back in which the beginning of a table is looked for

Cells = tuple[str, ...]

# A cell that holds something: a number, a price, a share, "yes". No column is called so.
_VALUE = re.compile(r"\s*(?:[-–—+±~<>≤≥]?\s*[$€£¥]?\s*\d.*|[-–—.…]+|yes|no|true|false|none|n/?a)\s*", re.IGNORECASE)
# The second column of a table of two, where only its name tells that the first row is none of what others tell.
_NAMES = frozenset(
    ("meaning", "description", "price", "cost", "amount", "value", "effect", "hours", "date", "time", "default",
     "reward", "role", "answer", "punishment", "penalty", "consequence", "result", "notes", "definition",
     "what it does", "what to do")
)  # fmt: skip


class Row(NamedTuple):
    """A row, and the names of its columns: none where nothing names them. `names_columns` is true of the first."""

    cells: Cells
    columns: Cells = ()
    names_columns: bool = False

    @property
    def read(self) -> str:
        """The row as one would read it out: "Room Slate, Seats 8", or "Weakness, Fire"."""
        named = zip(self.columns or [""] * len(self.cells), self.cells, strict=True)
        return ", ".join(f"{name} {cell}".strip() for name, cell in named if cell)


def cells(paragraph: str) -> Cells:
    """The cells of a row, none where a paragraph is no row. The corner of a table may be empty."""
    found = tuple(cell.strip() for cell in f" {paragraph} ".split(BAR))
    return found if len(found) > 1 and "\n" not in paragraph and any(found) else ()


def rows(stored: Stored, before: Sequence[Cells] = ()) -> dict[int, Row]:
    """The rows of a passage, by the places of the sentences that are one.

    `before` are the cells of the rows right before the passage, from the first, where its table goes on.
    """
    if BAR not in stored.text:
        return {}
    found: dict[int, Row] = {}
    table: list[tuple[int, Cells]] = [(-1, row) for row in before]
    for place, row in _paragraphs(stored):
        if table and len(row) != len(table[-1][1]):
            found.update(_table(table))
            table = []
        if row:
            table.append((place, row))
    found.update(_table(table))
    found.pop(-1, None)
    return found


def before(passages: Sequence[Stored], storage: Storage) -> dict[int, list[Cells]]:
    """For passages that a table goes on in, by their numbers, the cells of its rows in those before."""
    going_on = [stored for stored in passages if _goes_on(stored)]
    spans = [(one.source, (max(0, one.passage.start - REACH), one.passage.start)) for one in going_on]
    above = storage.passages(storage.holding(spans)) if spans else []
    return {one.number: _last_rows(other for other in above if other.source == one.source
            and other.passage.end <= one.passage.start) for one in going_on}  # fmt: skip


def _goes_on(stored: Stored) -> bool:
    """Whether a passage begins with a row, of what may be a table that began before."""
    return stored.passage.start > 0 and BAR in stored.text and bool(next(iter(_paragraphs(stored)))[1])


def _last_rows(passages: Iterable[Stored]) -> list[Cells]:
    """The rows that neighbouring passages end with."""
    last: list[Cells] = []
    for stored in sorted(passages, key=lambda one: one.passage.start):
        for _, row in _paragraphs(stored):
            last = [*last, row] if row and (not last or len(last[-1]) == len(row)) else [row] if row else []
    return last


def _paragraphs(stored: Stored) -> Iterable[tuple[int, Cells]]:
    """The place of each paragraph that is one sentence, -1 of those that are several, with its cells."""
    passage, place = stored.passage, 0
    for _, group in groupby(passage.paragraphs):
        size = len(list(group))
        yield place if size == 1 else -1, cells(_words(stored, place, place + size - 1))
        place += size


def _words(stored: Stored, first: int, last: int) -> str:
    start, end = stored.passage.sentences[first][0], stored.passage.sentences[last][1]
    return stored.text[start - stored.passage.start : end - stored.passage.start]


def _table(table: Sequence[tuple[int, Cells]]) -> Mapping[int, Row]:
    """The rows of one table by their places. One row alone is none."""
    if len(table) < 2:
        return {}
    names, *others = (row for _, row in table)
    if not names_columns(names, others):
        return {place: Row(row) for place, row in table}
    first = table[0][0]
    return {first: Row(names, names, names_columns=True)} | {place: Row(row, names) for place, row in table[1:]}


def names_columns(first: Cells, others: Sequence[Cells]) -> bool:
    """Whether a table's first row names its columns: all its cells are short, hold nothing, and some are of a kind
    that those below are not. Two columns may be a list of names and values, whose first is like the others.
    """
    if not all(len(cell) <= LONGEST_NAME and not _VALUE.fullmatch(cell) for cell in first if cell):
        return False
    if not first[0]:
        return all(row[0] for row in others)
    below = list(zip(*others, strict=True))
    if len(first) > 2:
        return any(_differs(name, column) for name, column in zip(first, below, strict=True))
    values = sum(map(_has_digit, below[1]))
    return (
        _differs_in_kind(first[0], below[0])
        or first[1].casefold() in _NAMES
        or (len(others) > 1 and values == len(others) and not _has_digit(first[1]))
    )


def _differs(name: str, column: Sequence[str]) -> bool:
    longer = sum(map(len, column)) >= LONGER * max(1, len(name)) * len(column)
    return longer or _differs_in_kind(name, column)


def _differs_in_kind(name: str, column: Sequence[str]) -> bool:
    """Whether most cells of a column have a digit, or are "yes" or the like, and its name does not."""
    return not _has_digit(name) and 2 * sum(bool(_has_digit(cell) or _VALUE.fullmatch(cell)) for cell in column) > len(
        column
    )


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))
