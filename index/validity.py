"""What can be a source, and what cannot."""

from __future__ import annotations

from index.errors import ReadError
from index.model import Document

LONGEST_TEXT = 20_000_000  # characters of a source
LOWEST_LEVEL = 99  # of a heading
ID_LENGTH = 100  # what a choice of a Discord command can carry


def valid(document: Document) -> Document:
    """The document, when it can be a source. Raises ReadError."""
    if not document.text.strip():
        raise ReadError(f"'{shown(document.title)}' has no text: give a document with something to read in it.")
    if len(document.text) > LONGEST_TEXT:
        raise ReadError(
            f"'{shown(document.title)}' is longer than {LONGEST_TEXT // 10**6} million characters: split it."
        )
    if not document.title.strip():
        raise ReadError("A source needs a title: give it one.")
    known = (document.text, document.title, document.id, document.url, document.author, document.published)
    if not all(is_text(part) for part in known if part is not None):
        raise ReadError(
            f"'{shown(document.title)}' has half a surrogate pair in it, which is no character: save it as UTF-8."
        )
    if not all(0 <= start < end <= len(document.text) for start, end in document.headings):
        raise ReadError(f"A heading of '{shown(document.title)}' is no span of its text: mend it.")
    levels = document.levels or (1,) * len(document.headings)
    if len(levels) != len(document.headings) or not all(0 < level <= LOWEST_LEVEL for level in levels):
        raise ReadError(
            f"'{shown(document.title)}' needs a level for each heading, from 1 to {LOWEST_LEVEL}, or none: mend them."
        )
    if document.id is not None and not is_id(document.id):
        raise ReadError(
            f"The id '{shown(document.id)}' cannot be used: an id has 1 to {ID_LENGTH} printable characters."
        )
    return document


def is_id(text: str) -> bool:
    """Whether a source can be called so: printable characters, not too many, with no space around them."""
    return 0 < len(text) <= ID_LENGTH and text.isprintable() and text == text.strip()


def is_text(text: str) -> bool:
    """Whether it has no half of a surrogate pair, which nothing can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    """Something a user wrote, fit for one line of an error."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= 60 else line[:59] + "…"
