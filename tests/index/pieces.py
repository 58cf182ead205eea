"""Texts of any kind, most with quote marks, and the pieces that they are cut into without a model."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from index.model import Span

TEXTS = st.text(alphabet="abcD1 \n.,:;-—\"“”‘’«»'é") | st.text()


def pieces(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
