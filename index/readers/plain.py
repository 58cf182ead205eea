"""Plain text: stored as it is."""

from __future__ import annotations

from index.model import Document
from index.readers.blocks import clean, filled, title_of


def read(text: str, name: str) -> Document:
    """The document that a plain text file is; `name` is the file's. Raises ReadError when there is nothing in it."""
    text = filled(clean(text), name)
    return Document(title=title_of(text, name), text=text)
