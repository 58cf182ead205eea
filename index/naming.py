"""Whether what somebody is called is a name, where it is typed in small letters: by how the sources write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index import given, places
from index.proper import OPENS, is_headline
from index.roles import DAYS, ORGANISATIONS, is_role, is_title
from index.storage import Storage
from index.telling import WORD
from index.terms import terms

READ = 30  # passages that are looked at for how they write some words
OFTEN = 2  # times that a single word must be written with a capital: once may be anything, but behind a given name
LONGEST = 30  # characters of a title or a given name
_BEFORE = re.compile(r"([^\W\d_a-z][\w’'-]*)\.?[^\S\n]\Z")
_GOES_ON = re.compile(r"['’]?[^\S\n][^\W\d_a-z]")  # "National Pest Controllers' Association", but not "Lee's Ford"


@dataclass(frozen=True, slots=True)
class _Written:
    """Some words where a text has them: as they are written there, and whether a name goes on behind them.

    `called` is true behind a title or a given name.
    """

    words: tuple[str, ...]
    goes_on: bool
    called: bool = False

    @property
    def is_name(self) -> bool:
        """Whether they are a whole name there."""
        return not self.goes_on and all(word[0].isupper() for word in self.words)

    @property
    def surely(self) -> bool:
        """Whether a single word can be nothing else: "HBO", "McDonald's"."""
        return self.is_name and (self.called or any(sign.isupper() for word in self.words for sign in word[1:]))


def is_word(word: str, storage: Storage) -> bool:
    """Whether a word stands somewhere in the sources, by its stem."""
    for code in storage.languages():
        if own := terms(word, code):
            absent, *rarity = storage.weights(["\0", *own], code)
            if all(weight < absent for weight in rarity):
                return True
    return False


def is_vague(who: str, storage: Storage) -> bool:
    """Whether words are no name, but words of the sources."""
    words = WORD.findall(who)
    if len(words) > 1 and given.gender(words[0].capitalize()):  # "mike tyson"
        return False
    if not who.islower() or places.mentions(who, cased=False):
        return False
    return all(is_word(word, storage) for word in words) and not is_written_name(who, storage)


def is_written_name(who: str, storage: Storage) -> bool:
    """Whether the sources mostly write some words as a whole name: "amina sow", "netflix", but not "pest controllers".

    What such words are made with may be a name there and mean somebody else, as "the President" does.
    """
    words = WORD.findall(_plain(who))
    if not words or (len(words) == 1 and (words[0].lower() in ORGANISATIONS | DAYS or is_role(words[0]))):
        return False
    found = [
        written
        for stored in storage.passages(number for number, _ in storage.lexical(who, READ))
        for written in _written(words, _plain(stored.text))
    ]
    names = [written for written in found if written.is_name]
    enough = len(words) > 1 or len(names) >= OFTEN or any(name.surely for name in names)
    return enough and len(names) > len(found) / 2


def _written(words: Sequence[str], text: str) -> list[_Written]:
    """Where a text has some words one behind another, but for where any word would have a capital."""
    joined = r"[^\w\n]+".join(map(re.escape, words))
    found: list[_Written] = []
    for match in re.finditer(rf"(?<![^\W_]){joined}(?![^\W_])", text, re.IGNORECASE):
        told = tuple(word for word in WORD.findall(match[0]) if len(word) > 1)  # not the s of "McDonald's"
        before = _BEFORE.search(text, max(0, match.start() - LONGEST), match.start())
        called = before is not None and (_is_title(before[1]) or given.gender(before[1]) is not None)
        written = _Written(told, _GOES_ON.match(text, match.end()) is not None, called)
        start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        line, at = text[start : end if end >= 0 else len(text)], match.start() - start
        opens = len(told) == 1 and OPENS.search(line, max(0, at - 6), at) is not None
        if written.surely or (told and not opens and not is_headline(line)):
            found.append(written)
    return found


def _is_title(word: str) -> bool:
    """Whether a word stands before names: "Mr", "Mayor"."""
    return is_title(word) or is_role(word.lower())


def _plain(text: str) -> str:
    """A text without its accents."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
