"""Which words a language has, and how common they are: the lists of the package pyspellchecker.

They come from subtitles: 160,000 English words with how often each stands there. Names are few in them; those that
everybody knows are in the vocabulary of the packaged model, which counts as English here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spellchecker import SpellChecker

from index import loading

LISTED = frozenset(("ar", "de", "en", "es", "fr", "it", "nl", "pt", "ru"))  # also analysed by their stems
RARE, RARE_NAME = 1_500, 10_000  # less often stand all but the 16,000, and all but the 5,000 most common English words


def known(word: str, code: str) -> bool:
    """Whether a word in small letters is one of a language, or a name that everybody knows. False without a list."""
    return word in _names() or (code in LISTED and word in _list(code))


def is_rare(word: str, *, named: bool = False) -> bool:
    """Whether an English word in small letters is rare, or none; less rare is enough for one written like a name."""
    return _list("en").get(word, 0) < (RARE_NAME if named else RARE)


@cache
def _list(code: str) -> Mapping[str, int]:
    return SpellChecker(language=code).word_frequency.dictionary


@cache
def _names() -> frozenset[str]:
    """The whole words of the packaged model's vocabulary."""
    folder = loading.packaged_folder()
    path = folder / "vocab.txt" if folder is not None else Path()
    if not path.is_file():
        return frozenset()
    return frozenset(word for word in path.read_text(encoding="utf-8").split("\n") if len(word) > 3 and word.isalpha())
