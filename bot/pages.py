"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list of `total` things; `number` counts from 0."""

    items: Sequence[T]
    number: int
    pages: int
    total: int

    def of(self) -> str:
        """Which page it is (" · page 2 of 3"), or nothing where it is the only one."""
        return f" · page {self.number + 1} of {self.pages}" if self.pages > 1 else ""


def nearest(number: int, total: int, size: int) -> tuple[int, int]:
    """The page next to `number` that there is, and how many pages of `size` things there are."""
    pages = max(1, -(-total // size))
    return min(max(number, 0), pages - 1), pages


def cut(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Page `number` of a whole list, or the nearest there is."""
    number, pages = nearest(number, len(items), size)
    return Page(items[number * size : (number + 1) * size], number, pages, len(items))
