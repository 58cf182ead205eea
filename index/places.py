"""Places and organisations by name: countries, capitals, demonyms, seats of government, institutions.

Countries, capitals and demonyms come from the package countryinfo; what it lacks, or has wrong, is in
`data/places.json`, which goes first. A key is the ISO 3166 code of a country ("PL") or of a part of one ("US-TX",
"GB-SCT"), a party after the code of its country ("US-GOP"), or an organisation ("EU", "NATO"). What stands before a
hyphen is the key of the whole: a Texan official speaks for Texas, and only in a wider sense for the United States.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from countryinfo import CountryInfo, all_countries
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.model import Span

DATA = Path(__file__).with_name("data") / "places.json"
WORD = re.compile(r"[^\W_]+")
PHRASE = 200  # characters up to which it is known of a text for longer which places it names
ACRONYM = re.compile(r"(?:[^\W_]\.){2,}")
# What may stand between the words of a name: "U.S.", "Nur-Sultan", "Côte d'Ivoire", "Washington, D.C.".
BETWEEN = re.compile(r"[\s.,'’‘‐‑-]{1,2}")
_OWNING = frozenset(("eu", "uk", "un", "uae"))  # short names that are no words, of which "eus" can be said
# A foreign senate is not the American one: "the French Senate", "Brazil's Congress".
OWNED = re.compile(r"(?:['’]s?)?\s")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a place or an organisation, without article and possessive, and its key."""

    span: Span
    key: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to name a place: its words as written. `key` is "" where the words name no place ("Brussels sprouts").

    A `weak` form counts only where no other country stands directly before it.
    """

    words: tuple[str, ...]
    key: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """All forms by their folded words, the longest form that each first word opens, and the lists that decide."""

    forms: dict[tuple[str, ...], _Form]
    longest: dict[str, int]
    names: dict[str, str]
    bodies: dict[tuple[str, ...], str]
    people: frozenset[str]
    beside: frozenset[str]
    before: frozenset[str]
    pronouns: frozenset[str]
    ordinary: frozenset[str]
    singles: tuple[str, ...]


def mentions(text: str, *, cased: bool = True) -> list[Mention]:
    """The places and organisations that a text names, in order, the longest name at each point, without overlaps.

    Capitals count, for "turkey", "us" and "polish" are words. With `cased` false, for what people type, they do not:
    only pronouns ("us", "who") in small letters are taken for a name nowhere but at the beginning, where a speaker
    would stand. A name that is also a person's ("Michael Jordan") is none beside another name.
    """
    return list((_of_phrase if len(text) <= PHRASE else _of_text)(text, cased))


def _mentioned(text: str, cased: bool) -> tuple[Mention, ...]:
    return tuple(Mention(span, form.key) for span, form in _found(text, cased) if form.key)


# Of a text, who is named in it and which bodies are is asked one after the other; of a name, again and again.
_of_phrase, _of_text = lru_cache(4096)(_mentioned), lru_cache(4)(_mentioned)


def name(key: str) -> str:
    """How a place or organisation is called in a sentence ("Hungary", "the United States"); an unknown key as it is."""
    return _gazetteer().names.get(key, key)


@cache
def forms(key: str) -> tuple[str, ...]:
    """All names of a place or organisation, as they are written: "Poland", "Polish", "Warsaw"."""
    return tuple(" ".join(form.words) for form in _gazetteer().forms.values() if form.key == key)


def body(text: str) -> str | None:
    """The body of a state, or party, that a name stands for, by the first of its names; None for all else.

    Its key is its country's, but it is not the country: the FBI does not speak for the Pentagon.
    """
    return _gazetteer().bodies.get(tuple(map(_fold, WORD.findall(text))))


@lru_cache(4096)
def closest(word: str) -> str | None:
    """The key of the place that a misspelt word means ("polnad", "germny"), or None.

    Words of fewer than five letters and ordinary English words are left alone; the more letters, the more may be wrong:
    one, or two from eight letters on, a swap of neighbours counting as one. Two places equally close are no answer.
    """
    gazetteer = _gazetteer()
    folded = _fold(word.strip().removesuffix("'s").removesuffix("’s"))
    if (exact := gazetteer.forms.get((folded,))) is not None:
        return exact.key or None
    if len(folded) < 5 or not folded.isalpha() or folded in gazetteer.ordinary:
        return None
    allowed = 1 if len(folded) < 8 else 2
    found = extract(folded, gazetteer.singles, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    near = [(form, distance) for form, distance, _ in found if form[0] == folded[0] or distance == 1]
    if not near:
        return None
    # Letters are left out more often than put in: of two equally close, the longer.
    best = min((distance, -len(form)) for form, distance in near)
    keys = {gazetteer.forms[(form,)].key for form, distance in near if (distance, -len(form)) == best}
    return keys.pop() if len(keys) == 1 else None


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as its words: their spans, and themselves without case and accents."""

    text: str
    spans: list[Span]
    folded: list[str]

    def seen(self, at: int) -> str:
        """A word as it is written, "" before the first and after the last."""
        return self.text[slice(*self.spans[at])] if 0 <= at < len(self.spans) else ""

    def gap(self, at: int) -> str:
        """What stands between a word and the next, "" where there is none."""
        return self.text[self.spans[at][1] : self.spans[at + 1][0]] if 0 <= at < len(self.spans) - 1 else ""


def _found(text: str, cased: bool) -> list[tuple[Span, _Form]]:
    """The forms that a text holds, with those that name no place."""
    gazetteer = _gazetteer()
    spans = [match.span() for match in WORD.finditer(text)]
    words = _Words(text, spans, [_fold(text[start:end]) for start, end in spans])
    found: list[tuple[Span, _Form]] = []
    at = 0
    while at < len(spans):
        if cased and words.folded[at] not in gazetteer.longest:  # most words
            at += 1
            continue
        count, form = _form_at(gazetteer, words, at, cased)
        if form is None:
            at += 1
            continue
        start, end = spans[at][0], spans[at + count - 1][1]
        if text[end : end + 1] == "." and ACRONYM.fullmatch(text, start, end + 1):
            end += 1  # the last point of "U.S." belongs to it
        if not (form.weak and found and OWNED.fullmatch(text, found[-1][0][1], start) and _foreign(found[-1][1], form)):
            found.append(((start, end), form))
        at += count
    return found


def _foreign(owner: _Form, form: _Form) -> bool:
    """True when what stands before says that an institution is another one: "French Senate", "Florida Senate"."""
    abroad = owner.key.partition("-")[0] != form.key.partition("-")[0]
    return bool(owner.key) and not owner.weak and (abroad or owner.key.startswith(form.key + "-"))


def _form_at(gazetteer: _Gazetteer, words: _Words, at: int, cased: bool) -> tuple[int, _Form | None]:
    """The longest form that begins at a word, and of how many words; (0, None) where there is none."""
    folded = words.folded
    longest = gazetteer.longest.get(folded[at]) or (0 if cased else gazetteer.longest.get(folded[at][:-1], 0))
    for count in range(min(longest, len(folded) - at), 0, -1):
        form = gazetteer.forms.get(tuple(folded[at : at + count]))
        last = folded[at + count - 1]
        if form is None and not cased and len(last) > 2 and last.endswith("s"):
            # "polands position": the apostrophe is the first thing that people leave out.
            owner = gazetteer.forms.get((*folded[at : at + count - 1], last[:-1]))
            form = owner if owner and (len(last) > 4 or last[:-1] in _OWNING) else None
        if form is None or not all(_joined(words, index) for index in range(at, at + count - 1)):
            continue
        if _written_so(form, words, at) if cased else _typed_so(gazetteer, words, at, count):
            return (0, None) if count == 1 and _is_person(gazetteer, words, at) else (count, form)
    return 0, None


def _joined(words: _Words, at: int) -> bool:
    """True when a word and the next can be of one name: single letters as "U.S." and "R-S.C.", not "what did u s"."""
    letters = len(words.folded[at]) == len(words.folded[at + 1]) == 1
    gap = words.gap(at)
    return gap in {".", "-"} if letters else bool(BETWEEN.fullmatch(gap))


def _written_so(form: _Form, words: _Words, at: int) -> bool:
    """True when the words have the capitals of the form: "Turkey" or "TURKEY", never "turkey"; "WHO", never "Who".

    Longer acronyms are written like names by many: "Nato", "Unesco".
    """
    for offset, word in enumerate(form.words):
        seen = words.seen(at + offset)
        if word[0].isupper() and not seen[0].isupper():
            return False
        if 1 < len(word) < 4 and word.isupper() and not seen.isupper():
            return False
    return True


def _typed_so(gazetteer: _Gazetteer, words: _Words, at: int, count: int) -> bool:
    """True when words in whatever case may be meant: a pronoun only at the very beginning, unless in capitals."""
    pronoun = count == 1 and words.seen(at).islower() and words.folded[at] in gazetteer.pronouns
    return not pronoun or at == 0 or (at == 1 and words.folded[0] == "the")


def _is_person(gazetteer: _Gazetteer, words: _Words, at: int) -> bool:
    """True when a name that people bear too stands beside another part of a person's name."""
    seen = words.seen(at)
    if not seen[0].isupper() or seen.capitalize() not in gazetteer.people:
        return False
    before, after = words.seen(at - 1), words.seen(at + 1)
    given = words.gap(at - 1) in {" ", ". "} and (
        _is_named(gazetteer, before) or (len(before) == 1 and before.isupper())
    )
    return given or (words.gap(at) == " " and _is_named(gazetteer, after))


def _is_named(gazetteer: _Gazetteer, word: str) -> bool:
    """True when a word can be part of a person's name: a capital, and no role, place or word that opens a sentence."""
    if not word[:1].isupper() or word.isupper() or word in gazetteer.beside or word in gazetteer.before:
        return False
    form = gazetteer.forms.get((_fold(word),))
    return form is None or not form.key


@lru_cache(16384)
def _fold(word: str) -> str:
    """A word without case and accents."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))


@cache
def _gazetteer() -> _Gazetteer:
    """Everything there is to know, read once: our own data first, then the package's, large countries before small."""
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    forms: dict[tuple[str, ...], _Form] = {}
    names: dict[str, str] = {}
    for text, key, weak in _entries(data):
        words = tuple(WORD.findall(text))
        folded = tuple(map(_fold, words))
        if folded and folded not in forms:
            forms[folded] = _Form(words, key, weak)
    for country in _countries():
        names[country.iso(2)] = country.name().removeprefix("The ")
    names |= {key: entry["name"] for key, entry in data["places"].items() if "name" in entry}
    longest: dict[str, int] = {}
    for folded in forms:
        longest[folded[0]] = max(longest.get(folded[0], 0), len(folded))
        if len(folded) == 1:
            longest.setdefault(folded[0], 1)
    return _Gazetteer(
        forms,
        longest,
        names,
        {tuple(map(_fold, WORD.findall(text))): group[0] for group in data["bodies"] for text in group},
        frozenset(data["people"]),
        frozenset(data["beside"]),
        frozenset(data["before"]),
        frozenset(data["pronouns"]),
        frozenset(data["ordinary"]),
        tuple(folded[0] for folded, form in forms.items() if len(folded) == 1 and form.key and len(folded[0]) > 3),
    )


def _entries(data: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """The names of all places: text, key, weak."""
    for text in data["nothing"]:
        yield text, "", False
    for key, entry in data["places"].items():
        for text in entry.get("forms", ()):
            yield text, key, False
        for text in entry.get("weak", ()):
            yield text, key, True
    for country in _countries():
        for text in _package_names(country):
            yield text, country.iso(2), False


def _package_names(country: CountryInfo) -> Iterator[str]:
    """What the package says a country is called: name, capital, demonym and its plural, other spellings."""
    yield country.name()
    yield country.name().removeprefix("The ")
    capital: object = country.capital()  # a list for one of them, against what the package declares
    yield from capital if isinstance(capital, list) else [str(capital or "")]
    for demonym in re.split(r"[,/]", country.demonym() or ""):
        yield demonym.strip()
        if demonym and not demonym.endswith(("ese", "ish", "ch", "s")):
            yield demonym.strip() + "s"
    for spelling in country.alt_spellings() or ():
        if len(spelling) > 3:  # the codes are of two or three letters: words, most of them
            yield spelling


@cache
def _countries() -> tuple[CountryInfo, ...]:
    """The package's countries that have a code, large ones first: "Indian" is of India, not of the Indian Ocean."""
    coded = (country for country in all_countries() if country.iso(2))
    return tuple(sorted(coded, key=lambda country: -(country.population() or 0)))
