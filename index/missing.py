"""What of a question stands in no source, where that gives away why it is not answered: names, numbers, rare words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import places, tongue, words
from index.model import Span
from index.naming import is_word
from index.question import FUNCTION_WORDS
from index.roles import DAYS
from index.spelling import SHORTENED, fold
from index.storage import Storage

MOST = 3  # that are told
READ = 2_000  # characters of a question
WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
POSSESSIVE = re.compile(r"['’]s?$")

_FUNCTION = frozenset(FUNCTION_WORDS["en"].split()) | SHORTENED


def missing(question: str, storage: Storage, source: int | None = None) -> tuple[str, ...]:
    """The names, numbers and rare words of a question that stand nowhere, or not in the source that is asked."""
    text = question[:READ]
    found: list[Span] = []
    mentions = [one for one in places.mentions(text, cased=False) if not _is_function(text[slice(*one.span)])]
    for mention in mentions:
        if not any(_stands(name, storage, source) for name in (text[slice(*mention.span)], *places.forms(mention.key))):
            found.append(mention.span)
    known = [mention.span for mention in mentions]
    matches = [
        match for match in WORD.finditer(text) if not any(a < match.end() and match.start() < b for a, b in known)
    ]
    english = tongue.guess(text) in (None, "en") and "en" in storage.languages()  # else nobody knows what is rare
    for match in matches:
        word = POSSESSIVE.sub("", match[0])
        named = word[0].isupper() and match.start() > 0
        rare = named or len(word) > 3
        telling = len(word) > 1 if word[0].isdigit() else english and rare and words.is_rare(fold(word), named=named)
        if telling and not (_is_function(word) or word.lower() in DAYS) and not _stands(word, storage, source):
            found.append((match.start(), match.start() + len(word)))
    return tuple(dict.fromkeys(_shown(text, span, known) for span in _joined(text, sorted(found))))[:MOST]


def note(parts: Sequence[str], *, one: bool = False) -> str | None:
    """A sentence on phrases (in their quotation marks) that no source contains, else on words that none mentions.

    `one`: a single source was asked. None where nothing is missing.
    """
    phrases = [part for part in parts if part[0] == "“"]
    told = phrases or [part if _is_name(part) else f"“{part}”" for part in parts]
    if not told:
        return None
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"
    if one:
        return f"This source does not {'contain' if phrases else 'mention'} {listed}."
    return f"No source {'contains' if phrases else 'mentions'} {listed}."


def _is_function(word: str) -> bool:
    """Whether it is one of the words that questions are made with: "Who" is, "WHO" is not."""
    return not (word.isupper() and len(word) > 1) and word.lower().replace("'", "").replace("’", "") in _FUNCTION


def _is_name(word: str) -> bool:
    return not word[0].islower()


def _stands(word: str, storage: Storage, source: int | None) -> bool:
    """Whether a word or name stands in the sources, or in one of them."""
    if not is_word(word, storage):
        return False
    return source is None or bool(storage.having(word, source=source))


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, those with one space between and written alike as one: "Viktor Orban"."""
    joined: list[Span] = []
    for start, end in spans:
        alike = joined and text[joined[-1][0]].isupper() == text[start].isupper()
        if alike and text[joined[-1][1] : start] == " " and not text[start].isdigit():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _shown(text: str, span: Span, known: Sequence[Span]) -> str:
    """How something missing is called: as it was typed, places with a capital."""
    word = text[slice(*span)]
    return word[0].upper() + word[1:] if span in known else word
