"""What makes an answer doubtful, however near its sentence is to the question: what stands against it there."""

from __future__ import annotations

import re
from contextlib import suppress

from index.errors import SourceMissing
from index.naming import is_word
from index.ranking import Hit
from index.storage import Storage

_YEAR = re.compile(r"(?<![\w.,/-])(?:1[0-9]{3}|20\d\d)(?![\w,/-]|\.\d)")


def of_another_year(question: str, best: Hit, storage: Storage) -> bool:
    """Whether a question names a year that stands in no source, and the best sentence's source tells of others.

    Where a source names no year at all, what it tells may well be of any.
    """
    if all(is_word(year, storage) for year in _YEAR.findall(question)):
        return False
    with suppress(SourceMissing):  # removed a moment ago
        return _YEAR.search(storage.text(best.stored.source)) is not None
    return False
