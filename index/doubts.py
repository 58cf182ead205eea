"""What makes an answer doubtful, however near its sentence is to the question: what stands against it there."""

from __future__ import annotations

import re

from index.naming import is_word
from index.ranking import Hit
from index.recency import MONTHS
from index.storage import Storage

_YEAR = re.compile(r"(?<![\w.,/-])(?:1[0-9]{3}|20\d\d)(?![\w,/-]|\.\d)")
# A year that is asked about, and no sum or count: "in 2021", "the 1925 election", but not "$1500", "the 2000 troops".
_ASKED = re.compile(
    r"\b(?:in|of|since|by|until|till|from|during|before|after|around|the|early|late|mid|spring|summer|autumn|fall|winter"
    rf"|season|{'|'.join(MONTHS)})\s"
    r"(1[0-9]{3}|20\d\d)(?![\w,/%-]|\.\d|\s?%|\s(?:(?:us\s)?dollars?|euros?|pounds?|[a-z]+s)\b)",
    re.IGNORECASE,
)


def of_another_year(question: str, best: Hit, storage: Storage) -> bool:
    """Whether a question is about a year that stands in no source, and the best sentence's passage tells of others.

    Where that names no year at all, what it tells may well be of any.
    """
    asked = _ASKED.findall(question)
    if not asked or all(is_word(year, storage) for year in asked):
        return False
    return _YEAR.search(best.stored.text) is not None
