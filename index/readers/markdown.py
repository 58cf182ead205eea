"""Markdown: the text is what a reader of the rendered page sees, and its front matter what is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import add

import lxml.html  # type: ignore[import-untyped]
import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import (
    LOWEST,
    TITLE_LENGTH,
    Block,
    clean,
    filled,
    is_name,
    join,
    label,
    language,
    link,
    title_of,
)
from index.readers.tree import blocks, tidy

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_WHITE = re.compile(r"[ \t\n\r\f\v]+")
_SOFT = "\r"  # a line that ends where it is wrapped, which is no white space of any text here
LONGEST_BOLD = 80  # characters of a bold line right above its text
_TIMED = re.compile(r"(?:[01]?\d|2[0-4])[:.][0-5]\d\s+\S")  # of a schedule
_LABEL = re.compile(  # "Ann Lee (chair): ", "Ann [dev]: ", "turnip_lord: "
    r"(?:[^\W\d_a-z][\w.’' -]{0,40}(?:\([^()]{1,60}\))?|[a-z](?=[\w.-]*[\d_.])[\w.-]{1,31})"
    r"\s?(?:\[[^\[\]]{1,30}\])?:\s+\S"
)

Fields = dict[str, str]


def read(text: str, name: str) -> Document:
    """The document that a Markdown file is; `name` is the file's. Raises ReadError when there is nothing in it."""
    fields, body = _front_matter(clean(text))
    try:
        tokens = _parser().parse(body)
    except RecursionError as error:
        raise ReadError(f"{name} is nested too deeply to be Markdown; simplify it or add it as .txt.") from error
    plain, headings, levels = join(_Walker().blocks(tokens))
    title = fields.get("title") or _first_title(tokens)
    return Document(
        title=label(title, TITLE_LENGTH) or title_of(plain, name),
        text=filled(plain, name),
        url=link(_first(fields, "url", "canonical_url", "canonical", "link", "source")),
        author=label(_first(fields, "author", "authors", "by")),
        published=label(_first(fields, "published", "date", "published_at", "pubdate")),
        language=language(_first(fields, "language", "lang", "locale")),
        headings=headings,
        levels=levels,
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


class _Walker:
    """Goes through the tokens of a document once and gives its blocks."""

    def __init__(self) -> None:
        self._numbers: list[int | None] = []  # the next number of each open list, None for bullets
        self._marker = ""  # what stands before the first line of a list item
        self._row: list[str] | None = None  # the cells of the open row
        self._level = 0  # of the heading that is open

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            match token.type:
                case "inline":
                    yield from self._line(token.children or [])
                case "fence" | "code_block":
                    yield from self._block(token.content.strip("\n"))
                case "html_block":
                    yield from blocks(lxml.html.document_fromstring(f"<div>{token.content}</div>"))
                case "tr_close":
                    row, self._row = self._row or [], None
                    yield from self._block(" | ".join(row) if any(row) else "")
                case _:
                    self._structure(token)

    def _structure(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                self._numbers.pop()
            case "list_item_open" if (number := self._numbers[-1]) is not None:
                self._marker += f"{number}{token.markup} "
                self._numbers[-1] = number + 1
            case "list_item_close":
                self._marker = ""
            case "heading_open" | "heading_close":
                self._level = int(token.tag[1]) if token.nesting > 0 else 0
            case "tr_open":
                self._row = []

    def _line(self, children: Sequence[Token]) -> Iterator[Block]:
        text = _inline(children)
        if self._row is not None:
            self._row.append(text.replace("\n", " "))
        elif self._level:
            yield from self._block(text.replace("\n", " "), self._level)
        elif self._numbers:
            yield from self._block(text)
        else:
            below = _below_bold(children)
            if below:
                yield from self._block(_inline(children[:below]), LOWEST)
            yield from self._block(_inline(children[below:]), LOWEST if _is_bold(children, text) else 0)

    def _block(self, text: str, level: int = 0) -> Iterator[Block]:
        if text.strip():
            yield Block(self._marker + text, level)
            self._marker = ""


def _below_bold(children: Sequence[Token]) -> int:
    """Where a paragraph goes on below a first line that is bold, and so a heading; 0 where it has none."""
    ends = [at for at, child in enumerate(children) if child.type in ("softbreak", "hardbreak")][:1]
    if not ends or not _is_all_bold(line := children[: ends[0]]):
        return 0
    text = _inline(line)
    return ends[0] + 1 if len(text) <= LONGEST_BOLD and not text.rstrip().endswith((".", "!", ":", ",")) else 0


def _is_bold(children: Sequence[Token], text: str) -> bool:
    """Whether a paragraph is but a few bold words, as people write headings."""
    return _is_all_bold(children) and "\n" not in text and is_name(text)


def _is_all_bold(children: Sequence[Token]) -> bool:
    kinds = [child.type for child in children if child.content.strip() or child.type not in ("text", "softbreak")]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1


def _inline(children: Iterable[Token]) -> str:
    """What is read of the inside of a paragraph: no markup, no pictures."""
    parts = []
    for child in children:
        match child.type:
            case "text" | "code_inline":
                parts.append(_WHITE.sub(" ", child.content))
            case "softbreak":
                parts.append(_SOFT)
            case "hardbreak":
                parts.append("\n")
            case "html_inline" if child.content.lower().startswith("<br"):
                parts.append("\n")
    first, *others = "".join(parts).split(_SOFT)
    labelled = [bool(_LABEL.match(line) or _TIMED.match(line)) for line in (first, *others)]
    # Where several lines begin with who speaks, what they tell or when it is, they are not one that was wrapped.
    several = sum(labelled) > 1
    breaks = ["\n" if several and begins else " " for begins in labelled[1:]]
    return tidy(first + "".join(map(add, breaks, others)))


def _first_title(tokens: Sequence[Token]) -> str | None:
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h1" and (title := _inline(inside.children or [])):
            return title
    return None


def _front_matter(text: str) -> tuple[Fields, str]:
    """What the YAML block at the top says, by lower-case key, and the text below it."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    try:
        content = yaml.load(found[1], Loader=yaml.BaseLoader)  # strings only: no dates, no objects  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):  # the last two: "\UFFFFFFFF"
        # "title: Tusk: no troops" is no YAML, but everybody writes it.
        lines = filter(None, map(_LINE.fullmatch, found[1].splitlines()))
        content = {line[1]: line[2].strip(" []'\"") for line in lines}
    if not isinstance(content, dict) or not content:
        return {}, text
    return {str(key).lower(): _plain(value) for key, value in content.items()}, text[found.end() :]


def _plain(value: object) -> str:
    """A value on one line: names of a list joined. No deeper, or a few aliases could stand for gigabytes."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return _name(value)


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""


def _first(fields: Fields, *keys: str) -> str | None:
    return next((fields[key] for key in keys if fields.get(key)), None)
