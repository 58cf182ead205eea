"""What makes an answer doubtful, however near its sentence is to the question: what stands against it there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import pairwise, product

from index.errors import SourceMissing
from index.naming import is_word, is_written_name
from index.question import is_function
from index.ranking import Hit
from index.storage import Storage
from index.terms import term_set
from index.voices import fold

ALIKE = 4  # first letters of words that may be forms of one another

_WORD = re.compile(r"[^\W_]+")
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


def of_another_name(question: str, best: Hit, title: str, storage: Storage) -> bool:
    """Whether a question names one of a kind, and the best sentence another: "the Orel guards", "the Tula guards".

    That is a name of which neither the sentence nor what stands above it has anything, beside a word that stands in the
    sentence, and always beside another name.
    """
    asked, told = _WORD.findall(question), _WORD.findall(best.text)
    known = {word.lower() for word in asked}
    own = term_set(f"{title}\n{best.heading}\n{best.text}", "en")
    for (front, behind), named_first in product(pairwise(asked), (True, False)):
        name, kind = (front, behind) if named_first else (behind, front)
        if not _is_of_kind(name, kind, own):
            continue
        pairs = ((pair if named_first else pair[::-1]) for pair in pairwise(told[1:]))
        beside = [other for other, word in pairs if _terms(word) == _terms(kind)]
        if beside and all(_is_rival(other, name, known) for other in beside) and _is_name(name, asked, storage):
            return True
    return False


def _is_of_kind(name: str, kind: str, own: frozenset[str]) -> bool:
    """Whether a word that the sentence lacks may name which one is meant of a kind that it has."""
    told = {*_terms(kind)}
    return (
        bool(told)
        and told <= own
        and not is_function(kind.lower(), "en")
        and not name.isdigit()
        and len(name) > 2
        and (bool(_terms(name)) and not own & _terms(name))
    )


def _is_rival(other: str, name: str, known: Collection[str]) -> bool:
    """Whether a word of the sentence names another one: not "Polish" for "Poland"."""
    if not other[0].isupper() or other.lower() in known:
        return False
    return fold(other)[:ALIKE] != fold(name)[:ALIKE]


def _is_name(word: str, asked: Sequence[str], storage: Storage) -> bool:
    """Whether a word is a name: as it is typed, or as the sources write it."""
    return (word[0].isupper() and word != asked[0]) or is_written_name(word, storage)


def _terms(word: str) -> frozenset[str]:
    return term_set(word, "en")
