"""JSON Lines: a source a line. The whole file is checked before the first document leaves it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from index.errors import ReadError
from index.model import Document
from index.readers.blocks import FIELD_LENGTH, TITLE_LENGTH, clean, filled, label, language, link
from index.readers.files import opened
from index.validity import ID_LENGTH, is_id

LINE_BYTES = 64 * 1024 * 1024  # a line is held in memory


def read_jsonl(path: Path) -> Iterator[Document]:
    """The documents of a JSON Lines file: ``{"id"?, "title"?, "url"?, "author"?, "published"?, "language"?, "text"}``.

    The file is read twice, so that nothing of it is taken when a line is wrong and no more than a line is held.
    Raises ReadError, here and not while iterating, naming the file, the line and what is wrong with it.
    """
    path = Path(path)
    seen: dict[str, int] = {}
    count = 0
    for number, document in _documents(path):
        count += 1
        if document.id is not None and seen.setdefault(document.id, number) != number:
            raise ReadError(f'{path}, line {number}: the id "{document.id}" is that of line {seen[document.id]} too.')
    if not count:
        raise ReadError(f"There is no source in {path}; each line is to be a JSON object with a title and a text.")
    return (document for _, document in _documents(path))


def rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects of a JSON Lines file with the numbers of their lines, from 1; empty lines are passed over.

    Raises ReadError for a file that cannot be read, a line that is no UTF-8, no JSON, no object or above 64 MB.
    """
    with opened(path) as (file, _):
        yield from _objects(file, path)


def id_of(row: dict[str, object], where: str) -> str | int:
    """The id of an object. Raises ReadError that begins with `where` for one that is neither string nor number."""
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise ReadError(f'{where}: "id" is to be a string or a whole number.')
    return name


def _objects(file: IO[bytes], path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    number = 0
    while line := file.readline(LINE_BYTES + 1):
        number += 1
        where = f"{path}, line {number}"
        if len(line) > LINE_BYTES:
            raise ReadError(f"{where} is longer than {LINE_BYTES // 1024**2} MB; split the text into several sources.")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, _object(line, where)


def _object(line: bytes, where: str) -> dict[str, object]:
    try:
        row = json.loads(line.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise ReadError(f"{where} is not UTF-8 text (byte {error.start + 1}); save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise ReadError(f"{where} is not JSON: {error.msg} at column {error.colno}.") from error
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{where} is not JSON that can be read: a number or a nesting is too large.") from error
    if not isinstance(row, dict):
        raise ReadError(f"{where} is no JSON object; write one in braces, {{…}}.")
    return row


def _documents(path: Path) -> Iterator[tuple[int, Document]]:
    for number, row in rows(path):
        yield number, _document(row, f"{path}, line {number}")


def _document(row: dict[str, object], where: str) -> Document:
    """A line as a document. Raises ReadError that begins with `where`."""

    def string(key: str) -> str | None:
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise ReadError(f'{where}: "{key}" is not a string.')
        return value

    given = string("id")
    if given is not None and not is_id(given):
        raise ReadError(f'{where}: "id" is to be 1 to {ID_LENGTH} printable characters, with no space around them.')
    text = string("text")
    if text is None:
        raise ReadError(f'{where}: "text" is missing.')
    try:
        text = filled(clean(text), "it")
    except ReadError:
        raise ReadError(f'{where}: "text" is empty.') from None
    url = string("url")
    return Document(
        title=label(string("title"), TITLE_LENGTH) or label(text.lstrip().partition("\n")[0], 100) or "Untitled",
        text=text,
        id=given,
        url=link(url),
        author=label(string("author")),
        published=label(string("published") or string("date"), FIELD_LENGTH),
        language=language(string("language")),
        # Worth a word, but no reason to refuse a text.
        note=f'"{url[:60]}" is no web address and was left out' if url and not link(url) else None,
    )
