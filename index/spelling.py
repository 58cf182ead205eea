"""Questions with misspelt and shortened words, corrected by the library's own words.

A word is misspelt where no source has it (by its stem), no dictionary knows it, and a word of the sources that is near
is clearly the likeliest. All else stays: a question may use words that the sources lack.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index import places, tongue, words
from index.model import Answer
from index.naming import is_word
from index.roles import wordset
from index.storage import Storage
from index.terms import terms
from index.wording import PHRASE

LEAST = 4  # letters of a word that may be misspelt
LONG = 8  # letters from which on a word may be two slips away
FIRM = {1: 6, 2: 10}  # letters from which on so many slips away of a word that stands once are near enough
CLEARLY = 3  # times as often as the next likely word
MOST = 12  # unknown words of a question that are looked at
READ = 2_000  # characters of a question
# Not what is part of an address, a tag or a shortened word ("dosen't"); "Macorn's" is Macorn.
WORD = re.compile(r"(?<![\w'’@#/.:-])[^\W\d_]+(?![\w@/-]|['’](?!s\b)\w|[.:]\w)")
SHORTENED = wordset(
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt shouldnt thats theyre wasnt werent whats whos wont "
    "wouldnt youre"
)  # typed without the apostrophe


CHAT = {
    "ppl": "people", "nite": "night", "pw": "password", "pwd": "password", "pic": "picture", "pics": "pictures",
    "govt": "government", "dept": "department", "mods": "moderators", "admins": "administrators",
    "reqs": "requirements", "vid": "video", "vids": "videos", "tmr": "tomorrow", "tmrw": "tomorrow", "hrs": "hours",
    "mins": "minutes", "bday": "birthday",
}  # fmt: skip
"""What people type in chats, and what it is short for: read so where a source has that, but not the word itself."""


class Spelt(Protocol):
    """A library, as far as its words go."""

    @property
    def speller(self) -> Speller | None:
        """Its words as they are now, None where there are none."""


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the sources that a misspelt one may mean.

    `word` is in small letters, `slips` how many letters are wrong, `count` in how many passages it stands, and `named`
    whether it is mostly written like a name.
    """

    word: str
    code: str
    slips: int
    count: int
    named: bool


class _Spelling(NamedTuple):
    """What is known of a word without accents: how it is mostly written, in small letters, how often, and if as a name.

    A tuple, as there may be a hundred thousand.
    """

    word: str
    passages: int
    named: bool


class Speller:
    """The words of a storage in one state: whether one stands there, and which are near to one that does not."""

    def __init__(self, storage: Storage) -> None:
        self.state = storage.state
        self._storage = storage
        self._vocabulary: dict[str, dict[str, _Spelling]] | None = None
        self._shelves: dict[tuple[str, str, int], list[str]] = {}  # by code, first letter and length

    @property
    def codes(self) -> Sequence[str]:
        """The codes of its languages."""
        return self._storage.languages()

    def has(self, word: str) -> bool:
        """Whether a word stands somewhere, by its stem."""
        return is_word(word, self._storage)

    def near(self, word: str) -> Iterator[Near]:
        """The words with the same first letter that are one slip away, of a long one two; of others those whose first
        letters were swapped, or that got a letter before them.
        """
        if self._vocabulary is None:
            self._vocabulary = self._shelved(self._storage.vocabulary())
        if len(word) < LEAST:  # without its accents
            return
        size, allowed = len(word), 2 if len(word) >= LONG else 1
        shelves = [(word[0], length) for length in range(size - allowed, size + allowed + 1)]
        if word[1] != word[0]:
            shelves += [(word[1], size - 1), (word[1], size)]
        for code, written in self._vocabulary.items():
            for first, length in shelves:
                shelf = self._shelves.get((code, first, length), ())
                most = allowed if first == word[0] else 1
                for found, slips, _ in extract(word, shelf, scorer=OSA.distance, score_cutoff=most, limit=None):
                    own = written[found]
                    yield Near(own.word, code, int(slips), own.passages, own.named)

    def _shelved(self, vocabulary: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, _Spelling]]:
        found: dict[str, dict[str, _Spelling]] = {}
        for code, counts in vocabulary.items():
            if code not in words.LISTED:
                continue  # where no dictionary is, every form of a word might be taken for a slip
            ways: dict[str, list[str]] = defaultdict(list)
            for written in counts:
                ways[fold(written)].append(written)
            found[code] = {folded: _spelling(spellings, counts) for folded, spellings in ways.items()}
            shelves: dict[tuple[str, str, int], list[str]] = defaultdict(list)
            for folded in ways:
                shelves[code, folded[:1], len(folded)].append(folded)
            self._shelves |= shelves
        return found


def _spelling(spellings: Sequence[str], counts: Mapping[str, int]) -> _Spelling:
    """What is known of a word by the ways it is written in, "Poland" and "POLAND"."""
    total = sum(counts[written] for written in spellings)
    capital = sum(counts[written] for written in spellings if written[0].isupper())
    likely = max(spellings, key=lambda written: (counts[written], written))
    return _Spelling(likely.lower(), total, 2 * capital > total)


def correct(question: str, libraries: Iterable[Spelt]) -> str | None:
    """The question with its misspelt words corrected by the words of libraries; None where there are none.

    Phrases in quotation marks stay as they are, and so do questions in a language that the sources are not in.
    """
    text = question[:READ]
    found = [match for match in WORD.finditer(text) if _may_be_wrong(match[0])]
    if not found:
        return None
    spellers = [speller for library in libraries if (speller := library.speller) is not None]
    unknown = [match for match in found if not any(speller.has(match[0]) for speller in spellers)][:MOST]
    codes = {code for speller in spellers for code in speller.codes}
    guessed = tongue.guess(text)
    if not unknown or not words.LISTED.intersection(codes) or guessed not in (None, *codes):
        return None
    english = "en" in codes and guessed in (None, "en")
    phrases = [match.span() for match in PHRASE.finditer(text)]
    typed = any(match[0][0].isupper() for match in WORD.finditer(text) if match.start())  # capitals mean something
    corrected, at = "", 0
    for match in unknown:
        if any(start <= match.start() < end for start, end in phrases):
            continue
        long = _in_full(match[0], spellers) if english else None
        if long is not None:
            corrected += question[at : match.start()] + long
            at = match.end()
        if long is not None or len(match[0]) < LEAST or _is_known(match[0], codes):
            continue
        named = typed and match[0][0].isupper() and not _begins(text, match.start())
        if (right := _likeliest(fold(match[0]), named, spellers)) is not None:
            corrected += question[at : match.start()] + (right.capitalize() if match[0][0].isupper() else right)
            at = match.end()
    return corrected + question[at:] if at else None


def _may_be_wrong(word: str) -> bool:
    return not word.isupper() and (len(word) >= LEAST or word in CHAT)


def _in_full(word: str, spellers: Iterable[Speller]) -> str | None:
    """What a word of chats in small letters is short for, if a source has that."""
    long = CHAT.get(word)
    return long if long is not None and any(speller.has(long) for speller in spellers) else None


def respelt(question: str, libraries: Iterable[Spelt], ask: Callable[[str], Answer]) -> Answer:
    """What `ask` answers to a question with its misspelt words corrected, and where that is no better, as it was."""
    corrected = correct(question, libraries)
    if corrected is None:
        return ask(question)
    answer = ask(corrected)
    if not answer.answered:
        original = ask(question)
        if original.answered or original.confidence >= answer.confidence:
            return original
    return replace(answer, question=question, corrected=corrected)


@lru_cache(16384)
def fold(word: str) -> str:
    """A word in small letters without accents."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))


def _is_known(word: str, codes: Collection[str]) -> bool:
    """Whether a dictionary of the sources' languages has a word, or it is the name of a place."""
    forms = {word.lower(), fold(word)}
    return (
        not forms.isdisjoint(SHORTENED)
        or any(words.known(form, code) for form in forms for code in codes)
        or bool(places.mentions(word, cased=False))
    )


def _begins(text: str, at: int) -> bool:
    """Whether a word begins a sentence."""
    before = text[:at].rstrip(" \"“”„«'‘([")
    return not before or before[-1] in ".!?…:\n"


def _likeliest(word: str, named: bool, spellers: Iterable[Speller]) -> str | None:
    """What a misspelt word (without accents) means, when that is clear. `named`: it is written like a name."""
    candidates = [near for speller in spellers for near in speller.near(word) if _can_be_meant(near, word, named)]
    fewest = min((near.slips for near in candidates), default=0)
    counts: dict[str, int] = defaultdict(int)  # by stem: "troop" and "troops" are no rivals
    best: dict[str, Near] = {}
    for near in candidates:
        if near.slips == fewest:
            stem = next(iter(terms(near.word, near.code)), near.word)
            counts[stem] += near.count
            if stem not in best or near.count > best[stem].count:
                best[stem] = near
    ranked = sorted(counts, key=lambda stem: -counts[stem])
    if not ranked or (len(ranked) > 1 and counts[ranked[0]] < CLEARLY * counts[ranked[1]]):
        return None
    often = counts[ranked[0]] > 1 or len(word) >= FIRM[fewest]
    return best[ranked[0]].word if often else None


def _can_be_meant(near: Near, word: str, named: bool) -> bool:
    """Whether somebody may have meant a word by another.

    A name is not corrected to what is none; and a name with another letter in it is another name ("Schulz", "Scholz"),
    unless it is long, as is a short word with another letter another word.
    """
    if near.slips == 0 or (named and not near.named):
        return False
    right = fold(near.word)
    if near.slips > 1 or len(right) != len(word) or sorted(right) == sorted(word):
        return True
    is_name = near.named and (named or not words.known(near.word, near.code))
    return len(word) >= (LONG if is_name else LEAST + 1)
