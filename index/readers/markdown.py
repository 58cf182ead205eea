"""Markdown: the text is what a reader of the rendered page sees, and its front matter what is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import lxml.html
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import TITLE_LENGTH, Block, clean, filled, join, label, language, link, title_of
from index.readers.tree import blocks, tidy

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_WHITE = re.compile(r"[ \t\n\r\f\v]+")

Fields = dict[str, str]


def read(text: str, name: str) -> Document:
    """The document that a Markdown file is; `name` is the file's. Raises ReadError when there is nothing in it."""
    fields, body = _front_matter(clean(text))
    try:
        tokens = _parser().parse(body)
    except RecursionError as error:
        raise ReadError(f"{name} is nested too deeply to be Markdown; simplify it or add it as .txt.") from error
    plain, headings = join(_blocks(tokens))
    title = fields.get("title") or _first_title(tokens)
    return Document(
        title=label(title, TITLE_LENGTH) or title_of(plain, name),
        text=filled(plain, name),
        url=link(_first(fields, "url", "canonical_url", "canonical", "link", "source")),
        author=label(_first(fields, "author", "authors", "by")),
        published=label(_first(fields, "published", "date", "published_at", "pubdate")),
        language=language(_first(fields, "language", "lang", "locale")),
        headings=headings,
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    numbers: list[int | None] = []  # the next number of each open list, None for bullets
    marker = ""  # what stands before the first line of a list item
    row: list[str] | None = None
    is_heading = False
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_close" | "bullet_list_close":
                numbers.pop()
            case "list_item_open" if (number := numbers[-1]) is not None:
                marker, numbers[-1] = f"{marker}{number}{token.markup} ", number + 1
            case "list_item_close":
                marker = ""
            case "heading_open":
                is_heading = True
            case "heading_close":
                is_heading = False
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                if any(row):
                    yield Block(" | ".join(row))
                row = None
            case "inline":
                line = _inline(token.children or [])
                if row is not None:
                    row.append(line.replace("\n", " "))
                elif line:
                    yield Block(marker + (line.replace("\n", " ") if is_heading else line), is_heading)
                    marker = ""
            case "fence" | "code_block" if token.content.strip():
                yield Block(marker + token.content.strip("\n"))
                marker = ""
            case "html_block":
                yield from blocks(lxml.html.document_fromstring(f"<div>{token.content}</div>"))


def _inline(children: Iterable[Token]) -> str:
    """What is read of the inside of a paragraph: no markup, no pictures."""
    parts = []
    for child in children:
        match child.type:
            case "text" | "code_inline":
                parts.append(_WHITE.sub(" ", child.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "html_inline" if child.content.lower().startswith("<br"):
                parts.append("\n")
    return tidy("".join(parts))


def _first_title(tokens: Sequence[Token]) -> str | None:
    for token, inside in zip(tokens, tokens[1:], strict=False):
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
    except (yaml.YAMLError, RecursionError):
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
