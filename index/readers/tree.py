"""An element tree as blocks of text: HTML elements, and the TEI ones that trafilatura makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from index.readers.blocks import LOWEST, Block, is_name

_NUMBERED = re.compile(r"h[1-6]")
_STYLED = re.compile(r"list-style(?:-type)?\s*:(?!\s*decimal\b)", re.IGNORECASE)  # with letters, or without numbers
_NUMBER = re.compile(r"\d{1,9}\.")
_HEADINGS = frozenset(("head", "h1", "h2", "h3", "h4", "h5", "h6", "dt"))
_HIDDEN = frozenset(
    ("script", "style", "template", "noscript", "title", "textarea", "select", "svg", "math", "graphic")
)  # fmt: skip
_LISTS, _ITEMS = frozenset(("list", "ol", "ul", "menu", "dir", "dl")), frozenset(("item", "li"))
_ROWS = frozenset(("row", "tr"))
_CELLS = frozenset(("cell", "td", "th"))
_BREAKS = frozenset(("lb", "br"))
_STANDING = _HEADINGS | _ROWS | _CELLS | {  # those that begin and end a block
    "ab", "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "item", "li", "list",
    "main", "menu", "nav", "ol", "p", "pre", "quote", "section", "summary", "table", "tbody", "tfoot", "thead", "ul",
}  # fmt: skip
_WHITE = re.compile(r"[ \t\n\r\f\v]+")


def blocks(root: etree._Element) -> Iterator[Block]:
    """The blocks under an element, in order: what is read, without what is hidden or drawn."""
    walker = _Walker()
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            if element.tag in _HIDDEN:
                events.skip_subtree()
            elif _is_verbatim(element):
                events.skip_subtree()
                walker.verbatim(element)
            else:
                walker.start(element)
        else:
            if event == "end" and element.tag not in _HIDDEN:
                walker.end(element)
            if element is not root:
                walker.write(element.tail)
        yield from walker.finished()
    yield from walker.close()


def tidy(text: str) -> str:
    """White space as a browser shows it: one space for many, none around the line breaks that are meant."""
    return "\n".join(line for line in (_WHITE.sub(" ", line).strip(" ") for line in text.split("\n")) if line).strip()


class _Walker:
    def __init__(self) -> None:
        self._done: list[Block] = []
        self._line: list[str] = []
        self._levels: list[int] = []  # of the heading elements that are open
        self._numbers: list[int | None] = []  # the next number of each open list, None for bullets
        self._marker = ""  # what stands before the first line of a list item
        self._begins = False  # whether an item began of which nothing was read yet
        self._number = (
            ""  # of an item, read as a paragraph of its own: it goes with the next, if that is the item's too
        )
        self._rows: list[list[list[Block]]] = []  # of each open row the cells, of each cell the blocks

    def start(self, element: etree._Element) -> None:
        if element.tag in _STANDING:
            self._flush()
        if level := _level(element):
            self._levels.append(level)
        elif element.tag in _LISTS:
            self._release()
            self._numbers.append(first_number(element))
        elif element.tag in _ITEMS:
            self._release()
            self._begins = True
            if self._numbers and (number := self._numbers[-1]) is not None:
                self._marker += f"{number}. "
                self._numbers[-1] = number + 1
        elif element.tag in _ROWS:
            self._rows.append([])
        elif element.tag in _CELLS and self._rows:
            self._rows[-1].append([])
        elif element.tag in _BREAKS:
            self._line.append("\n")
        self.write(element.text)

    def end(self, element: etree._Element) -> None:
        if element.tag in _STANDING:
            self._flush()
        if _level(element):
            self._levels.pop()
        elif element.tag in _LISTS:
            self._numbers.pop()
        elif element.tag in _ITEMS:
            self._release()
            self._marker, self._begins = "", False
        elif element.tag in _ROWS:
            for block in _row(self._rows.pop()):
                self._put(block)

    def verbatim(self, element: etree._Element) -> None:
        self._flush()
        parts = []
        for event, inside in etree.iterwalk(element, events=("start", "end")):
            if event == "start":
                parts.append("\n" if inside.tag in _BREAKS else inside.text or "")
            elif inside is not element:
                parts.append(inside.tail or "")
        text = "".join(parts).replace("\r", "\n").strip("\n")
        if text.strip():
            self._put(Block(text))

    def write(self, text: str | None) -> None:
        if text:
            self._line.append(_WHITE.sub(" ", text))

    def finished(self) -> list[Block]:
        done, self._done = self._done, []
        return done

    def close(self) -> list[Block]:
        self._flush()  # what stands in no element that ends a block
        return self.finished()

    def _flush(self) -> None:
        text = tidy("".join(self._line))
        self._line.clear()
        if self._begins and _NUMBER.fullmatch(text):
            self._number, self._begins = text, False
        elif text:
            level = self._levels[-1] if self._levels else 0
            self._put(Block(text.replace("\n", " ") if level else text, level))

    def _release(self) -> None:
        """Put a number that nothing of its item follows."""
        number, self._number = self._number, ""
        if number:
            self._put(Block(number))

    def _put(self, block: Block) -> None:
        before = self._marker + (f"{self._number} " if self._number else "")
        if before:
            block = Block(before + block.text, block.level)
        self._marker, self._number, self._begins = "", "", False
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(block)
        else:
            self._done.append(block)


def _level(element: etree._Element) -> int:
    """The level of a heading, or of a term that what is under it explains; 0 of all else."""
    kind = element.get("rend") or "" if element.tag in ("head", "item") else element.tag
    if isinstance(kind, str) and _NUMBERED.fullmatch(kind):
        return int(kind[1])
    is_term = element.tag == "dt" or (element.tag == "item" and kind.startswith("dt"))
    if is_term:
        return LOWEST if is_name("".join(element.itertext())) else 0
    return LOWEST if element.tag == "head" else 0


def first_number(element: etree._Element) -> int | None:
    """The number that an ordered list begins with, None of one with bullets, letters or numbers of its own."""
    if element.tag != "ol" or element.get("type", "1") != "1" or element.get("reversed") is not None:
        return None
    if _STYLED.search(element.get("style") or ""):
        return None
    if any(item.get("value") is not None for item in element.iterchildren("li")):
        return None
    start = element.get("start") or "1"
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else None


def _row(cells: list[list[Block]]) -> list[Block]:
    """A row as one line; but the cells of a table that only arranges a page hold paragraphs, which stay apart."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell) > 1 for cell in cells):
        return [block for cell in filled for block in cell]
    return [Block(" | ".join(cell[0].text.replace("\n", " ") if cell else "" for cell in cells))]


def _is_verbatim(element: etree._Element) -> bool:
    """Whether white space counts: a `pre`, or what trafilatura makes of one, a `code` of several lines."""
    if element.tag != "code":
        return bool(element.tag == "pre")
    breaks = next(element.iterdescendants("lb", "br", "code"), None)
    return breaks is not None or any("\n" in text for text in element.itertext())
