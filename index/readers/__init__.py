"""Bytes to documents: plain text, Markdown, saved web pages, JSON Lines.

Whatever comes in is hostile until bounded: sizes are checked before anything is read, and every failure is a ReadError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from index.errors import ReadError
from index.model import Document
from index.readers import html, markdown, plain
from index.readers.blocks import TITLE_LENGTH, clean, filled, label, title_of
from index.readers.encoding import decode
from index.readers.files import opened
from index.readers.jsonl import read_jsonl

__all__ = ["MAX_BYTES", "MAX_MARKUP_BYTES", "SUFFIXES", "read_bytes", "read_jsonl", "read_pasted", "read_path"]

MAX_BYTES = 20_000_000  # some 20,000 passages: a quarter of an hour of encoding on two cores
MAX_MARKUP_BYTES = 10_000_000  # a parsed Markdown file takes 50 times its size in memory

_READERS: dict[str, Callable[[str, str], Document]] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
}
SUFFIXES = frozenset(_READERS)

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/+(.*)", re.IGNORECASE)  # Path makes one slash of two


def read_path(path: Path) -> Document:
    """The document in a file; its suffix says how to read it.

    Raises ReadError when there is no such file, when it is no text, too large or empty, or of another kind.
    """
    path = Path(path)
    if address := _ADDRESS.fullmatch(str(path)):
        raise _web_address("://".join(address.groups()))
    with opened(path) as (file, size):
        limit = _limit(path.name)
        if size > limit:
            raise _too_large(path.name, limit)
        data = file.read(limit + 1)
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The document in the bytes of a file called `name`, whose suffix says how to read it.

    Raises ReadError when it is no text, too large or empty, or of another kind.
    """
    read, limit, shown = _READERS[_suffix(name)], _limit(name), _shown(name)
    if len(data) > limit:
        raise _too_large(name, limit)
    text, note = decode(data, shown, markup=read is html.read)
    return replace(read(text, shown), note=note)


def read_pasted(text: str, title: str) -> Document:
    """The document that somebody pasted. Raises ReadError when there is nothing in it, or more than 20 MB."""
    if len(text) > MAX_BYTES:
        raise _too_large("The pasted text", MAX_BYTES)
    text = filled(clean(text), "what was pasted")
    return Document(title=label(title, TITLE_LENGTH) or title_of(text, "Pasted text"), text=text)


def _suffix(name: str) -> str:
    """The suffix of a file that can be read. Raises ReadError for any other."""
    suffix = PurePath(label(name[-100:]) or "").suffix.lower()  # of its end: what is shown may be shortened
    if suffix not in SUFFIXES:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise ReadError(f"{_shown(name)} cannot be added: {kind} are not read yet; save it as .txt, .md or .html.")
    return suffix


def _shown(name: str) -> str:
    """What a file is called where people read it: no folders, one line, of bounded length."""
    return label(PurePath(name).name) or "This file"


def _limit(name: str) -> int:
    return MAX_BYTES if _READERS[_suffix(name)] is plain.read else MAX_MARKUP_BYTES


def _too_large(name: str, limit: int) -> ReadError:
    return ReadError(f"{_shown(name)} is larger than {limit // 1_000_000} MB; split it into several files.")


def _web_address(address: str) -> ReadError:
    return ReadError(f"{address} is a web address, and pages cannot be fetched yet; save the page and add the file.")
