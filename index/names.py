"""Proper names in a text: where they stand, and whether they are a person's.

Names are runs of capitalised words. What tells a person's from another's is what stands around it: a title or a role
in front, an apposition behind, no article, no word that organisations are called by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from index import descriptions, given, places
from index.descriptions import ADJECTIVES, AGE, is_role_phrase
from index.model import Span
from index.roles import (
    DAYS,
    FUNCTION,
    GENERIC,
    ORGANISATIONS,
    PARTICLES,
    PLACES,
    ROLES,
    SUFFIXES,
    TITLES,
    Gender,
    gender,
    is_courtesy,
    is_role,
    is_title,
    wordset,
)

LETTERS = wordset("KC QC MP MEP MSP OBE CBE MBE")  # behind a name
LONGEST_NAME = 4  # words, particles not counted
LONGEST_RUN = 16  # words: capitals that go on are a heading, of whatever length

_UPPER = "".join(re.escape(letter) for letter in map(chr, range(0x2000)) if letter.isupper())
_ABBREVIATED = "|".join(sorted((f"{title[0].upper()}{title[1:]}" for title in TITLES), key=len, reverse=True))
_LETTER = r"[\w\u0300-\u036f]"  # with accents that are characters of their own
_WORD = (
    rf"(?:(?:{_ABBREVIATED})\.|[JS]r\.|(?:[{_UPPER}]\.)+(?:-[{_UPPER}]\.)*"
    rf"|(?:(?:al|el|as|ash|at|an|ad|ul|bin|ibn)[-‑])?(?:[dDlL][’'])?[{_UPPER}]{_LETTER}*"
    rf"(?:[-‐‑]{_LETTER}+|[’'][{_UPPER}]{_LETTER}+|[‘ʻ]{_LETTER}+)*)"  # the last as in "Fa‘atoese"
)
_NICKNAME = rf"(?:“[{_UPPER}][^\n“”\"]{{0,20}}”|\"[{_UPPER}][^\n“”\"]{{0,20}}\")"
_PARTICLES = "|".join(sorted(PARTICLES, key=len, reverse=True))
_SPACE = r"[ \xa0]{1,2}"
_RUN = re.compile(
    rf"(?<![\w’'@#/-]){_WORD}"
    rf"(?:(?:{_SPACE}(?:{_PARTICLES}))*(?:{_SPACE}{_NICKNAME})?{_SPACE}{_WORD}|,{_SPACE}[JS]r\b\.?)*"
)
_PIECE = re.compile(rf"(?:{_NICKNAME}|{_WORD}|\w+)")
_ARTICLE = re.compile(r"[ae]l-(?=\w{3})")  # "al-Masri", who is called "Masri" too
_POSSESSIVE = re.compile(r"[’'](?:s\b|(?=[ \xa0]))")
_OFFICE_OF = re.compile(r"(\w+)\sof(?:\sthe)?\s$")
# An office with what it is of, as far as a name's first word: "Minister of Energy and ", "Secretary for ".
_PORTFOLIO = re.compile(rf"(\w+)\s(?:of|for)\s(?:the\s)?(?:[{_UPPER}]\w+(?:,|\sand|,\sand|\s&)?\s){{0,4}}$")
_PORTFOLIO_WITHIN = 90  # characters
_SAINTS = wordset("San Santa Santo St St. Saint São")  # of whom a place is
_WHICH = re.compile(r",\swhich\b")  # behind what is nobody
# What people of one kind make up: "the Growers’ Union", but not "the Democrats’ House".
_OF_MEMBERS = wordset(
    "union association league federation guild trust society club council committee group network alliance assembly"
    " table forum institute cooperative collective coalition movement fund"
)

# Words that stand in names of people besides what they mean elsewhere.
_ROLE_SURNAMES = wordset("king bishop pope prince duke page marshal cook baker")
_RANK_NAMES = wordset("dean earl duke prince")  # which people are called in front of their surnames
_RANKED = re.compile(
    rf"\b(?:the|an?|as|its|his|her|their|former|associate|assistant)\s({'|'.join(sorted(_RANK_NAMES))})\b"
    rf"|\b({'|'.join(sorted(_RANK_NAMES))})\s(?:of|at)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"J[A-Z]|[A-Z]J")  # "JD Vance", "AJ Lee"
_BODY_SURNAMES = wordset("hall hill park church law lake guard west")
_MONTH_NAMES = wordset("jan june april may august")
_GIVEN_MONTHS = _MONTH_NAMES - {"may"}  # of "Prime Minister May Wins"
_LAST_NAMES = wordset("will may march")
_DOTTED = frozenset(("U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "U.S.A."))
_DATING = wordset("in on last since of by this until early late a an")


@dataclass(frozen=True, slots=True)
class Naming:
    """A proper name where it stands: `span` is the name alone, without titles, possessive and description.

    `before` and `after` are the spans of the descriptions on either side, `party` that of "D-Mass.". `titled` is true
    where these tell that it is a person; `person` where it could be one. `possessive`: "Tusk’s"; `article`: "the
    Kremlin"; `within`: "in Paris"; `opening`: at the beginning of a sentence; `courtesy`: "Mr. Macron"; `office`:
    "President Macron".
    """

    span: Span
    words: tuple[str, ...]
    person: bool
    titled: bool = False
    before: Span | None = None
    after: Span | None = None
    party: Span | None = None
    gender: Gender | None = None
    possessive: bool = False
    article: bool = False
    within: bool = False
    opening: bool = False
    courtesy: bool = False
    office: bool = False

    @property
    def surname(self) -> str:
        """The last word of the name but for "Jr.", as it is compared."""
        return surname_of(*self.words)

    @property
    def given(self) -> str:
        """The first word of the name, as it is compared."""
        return plain(self.words[0])


@lru_cache(16384)
def plain(word: str) -> str:
    """A word as it is compared: lower case without accents, one kind of apostrophe and hyphen."""
    folded = word.casefold().replace("’", "'").replace("‑", "-").replace("‐", "-").strip('.,“”"')
    if folded.isascii():
        return folded
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))


@lru_cache(16384)
def surname_of(*words: str) -> str:
    """The last word of a name but for "Jr.", as it is compared."""
    shown = kernel(words)
    return shown[-1] if shown else plain(words[-1])


def kernel(words: Collection[str]) -> list[str]:
    """The words of a name as they are compared, without particles, also those at a hyphen, and "Jr."."""
    shown = (plain(word) for word in words if word not in PARTICLES)
    return [_ARTICLE.sub("", word) for word in shown if word not in SUFFIXES]


def find(text: str, ends: Collection[int] = ()) -> list[Naming]:
    """The proper names of a text, in order. Never raises; takes time linear in the length of the text.

    `ends` are offsets at which a name is known to end, as in the headline "Obama Seeks Funds".
    """
    spans = [mention.span for mention in places.mentions(text)]
    taken, begins = {end: start for start, end in spans}, dict(spans)
    namings = list(_joined(text, (one for run in _RUN.finditer(text) for one in _namings(text, run, ends, begins))))
    surnames = {naming.surname for naming in namings if naming.titled}
    full = {naming.surname for naming in namings if naming.person and _is_full(naming.words)}
    namings = [_behind_stop(naming) if naming.surname in surnames else naming for naming in namings]
    namings = [_as_surname(naming) if _is_surname(naming, surnames, full) else naming for naming in namings]
    return [_as_place(naming) if _is_place(naming, taken) else naming for naming in namings]


def _joined(text: str, namings: Iterable[Naming]) -> Iterator[Naming]:
    """The names, those in one that are an association and whose it is: "Growers’ Union"."""
    last: Naming | None = None
    for naming in namings:
        if last is not None and _is_of_members(text, last, naming):
            words = (*last.words[:-1], f"{last.words[-1]}’", *naming.words)
            whole = replace(last, span=(last.span[0], naming.span[1]), words=words, possessive=naming.possessive)
            last = _as_place(whole)
            continue
        if last is not None:
            yield last
        last = naming
    if last is not None:
        yield last


def _is_of_members(text: str, members: Naming, body: Naming) -> bool:
    """Whether two names that stand side by side are those of people and of what they make up."""
    apart = text[members.span[1] : body.span[0]]
    return apart in ("’ ", "' ") and members.words[-1].endswith("s") and plain(body.words[-1]) in _OF_MEMBERS


def _is_place(naming: Naming, taken: Mapping[int, int]) -> bool:
    """Whether a name is that of a place, or ends in one: "Neighbours Germany". `taken`: where places end and begin."""
    start = taken.get(naming.span[1])
    if start is None or naming.office:
        return False
    return start <= naming.span[0] or not naming.titled


def _behind_stop(naming: Naming) -> Naming:
    """The name of somebody known with what begins another sentence: "into the U.S. Tusk said"."""
    if len(naming.words) != 2 or naming.words[0] not in _DOTTED:
        return naming
    end, name = naming.span[1], naming.words[1:]
    return replace(naming, span=(end - len(name[0]), end), words=name, person=True, article=False, opening=True)


def _is_full(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and given.gender(words[0]) is not None


def _is_surname(naming: Naming, surnames: Collection[str], full: Collection[str]) -> bool:
    """Whether a word that means a role or a body is here the surname of somebody known: "King wrote".

    `surnames` are of those who have a title, `full` of those who are named with a given name.
    """
    if len(naming.words) != 1 or naming.person or naming.article:
        return False
    if naming.surname in _ROLE_SURNAMES and naming.surname in full:
        return True
    return naming.surname in surnames and naming.surname in _ROLE_SURNAMES | _BODY_SURNAMES


def _as_surname(naming: Naming) -> Naming:
    return replace(naming, person=True)


def _as_place(naming: Naming) -> Naming:
    return replace(naming, person=False, titled=False, before=None, after=None, party=None, gender=None)


def _namings(text: str, run: re.Match[str], ends: Collection[int], begins: Mapping[int, int]) -> Iterator[Naming]:
    """A run of capitalised words is several names where words stand in it that belong to none."""
    if (alone := run[0].lower()) in FUNCTION or alone in DAYS:  # "The", as most are
        return
    chunk: list[Span] = []
    pieces = [(run.start() + piece.start(), run.start() + piece.end()) for piece in _PIECE.finditer(run[0])]
    for position, (start, end) in enumerate(pieces):
        word = text[start:end].lower()
        is_last = position == len(pieces) - 1
        is_name = is_last and word in _LAST_NAMES if chunk else not is_last and _is_given(text, start, word)
        if chunk and not is_last and word in _GIVEN_MONTHS:
            is_name = _is_rank(text[slice(*chunk[-1])])  # "General Jan Lee"
        if (word in FUNCTION or word in DAYS) and not is_name:
            if chunk:
                yield _naming(text, chunk, begins)
            chunk = []
            continue
        if word[0] in '“"' and not _is_nicknamed(text, chunk):
            if chunk:
                yield _naming(text, chunk, begins)
            chunk = []
            continue
        chunk.append((start, end))
        if end in ends or len(chunk) == LONGEST_RUN:
            yield _naming(text, chunk, begins)
            chunk = []
    if chunk:
        yield _naming(text, chunk, begins)


def _is_given(text: str, start: int, word: str) -> bool:
    """Whether a month, or "Will", is somebody's name: "June Lloyd", but "in June Lloyd"."""
    if word == "will":
        return start > 1 and text[start - 2].isalpha()
    return word in _MONTH_NAMES and not _DATING.intersection(text[max(0, start - 8) : start].lower().split()[-1:])


def _is_nicknamed(text: str, chunk: list[Span]) -> bool:
    """Whether what stands in quote marks behind some words is a nickname: behind a given name or a title."""
    before = text[slice(*chunk[-1])] if chunk else ""
    return bool(before) and (given.gender(before) is not None or _is_rank(before))


def _naming(text: str, chunk: list[Span], begins: Mapping[int, int]) -> Naming:
    """What there is to know about a name: the last words of a chunk, behind titles and roles.

    `begins`: where places are named, start and end; "the envoy to Russia Ann Lee" is not called Russia.
    """
    end = begins.get(chunk[0][0]) or _end_of_place(text, chunk)
    behind = [piece for piece in chunk if end is not None and piece[0] >= end]
    if 1 < len(behind) < len(chunk) and _is_personal(tuple(text[slice(*piece)] for piece in behind)):
        chunk = behind if not any(_is_rank(text[slice(*piece)]) for piece in behind) else chunk
    while len(chunk) > 2 and text[slice(*chunk[-1])] in LETTERS:
        chunk = chunk[:-1]
    words = [text[start:end] for start, end in chunk]
    first = _begin(text, chunk, words)
    office = first > 0
    adjectives = first
    while adjectives < len(words) - 1 and words[adjectives].lower() in ADJECTIVES:
        adjectives += 1
    if _is_personal(tuple(words[adjectives:])):  # not of the Federal Reserve
        first = adjectives
    span, name = (chunk[first][0], chunk[-1][1]), tuple(words[first:])
    preceding = text[max(0, chunk[0][0] - 40) : chunk[0][0]].rpartition("\n")[2].lower().split()[-1:] or [""]
    possessive = bool(_POSSESSIVE.match(text, span[1]))
    article = preceding[0] == "the" and first == 0
    personal = _is_personal(name) and not (len(name) == 1 and _WHICH.match(text, span[1]))
    courtesy = first
    while courtesy > 0 and is_courtesy(words[courtesy - 1]):
        courtesy -= 1
    begins_at = chunk[0][0]
    if (
        first > 0
        and not any(map(_is_rank, words[:first]))
        and (office_at := _office_before(text, begins_at)) is not None
    ):
        begins_at = office_at
    before = descriptions.before(text, begins_at, (chunk[courtesy][0], span[1])) if personal else None
    after = descriptions.after(text, span[1]) if personal and not possessive else None
    party = descriptions.party(text, span[1]) if personal and not possessive else None
    apposed = text[slice(*after)] if after and is_role_phrase(text[slice(*after)]) else ""
    aged = bool(AGE.match(text, span[1]))
    titled = personal and (office or before is not None or aged or (bool(apposed) and not article))
    front = reversed(words[:first] + (text[slice(*before)].split() if before else []))
    return Naming(
        span,
        name,
        person=personal and (titled or not article),
        titled=titled,
        before=before,
        after=after,
        party=party,
        gender=next(filter(None, map(gender, front)), None) or descriptions.gender_of(apposed),
        possessive=possessive,
        article=article,
        within=preceding[0] in ("in", "at", "near", "across", "outside") and not titled,
        opening=first == 0 and (preceding[0] in ("", "-", "--") or preceding[0][-1] in ".!?:;\"“”‘’—–'"),
        courtesy=courtesy < first,
        office=office,
    )


def _end_of_place(text: str, chunk: list[Span]) -> int | None:
    """Where the place ends of which somebody is something: "First Minister of Wales Gwen Lee"; None where none is."""
    start, end = chunk[0]
    office = _OFFICE_OF.search(text, max(0, start - 30), start)
    known = office is not None and is_role(office[1]) and len(chunk) > 2 and places.mentions(text[start:end])
    return end if known else None


def _begin(text: str, chunk: list[Span], words: list[str]) -> int:
    """The place of the first word of the name: behind the last title or role, and behind an organisation."""
    first = 0
    for position, word in enumerate(words[:-1]):
        if _is_rank(word) and not all(plain(other) in SUFFIXES for other in words[position + 1 :]):
            first = position + 1
    if (
        0 < first == len(words) - 1
        and plain(words[first - 1]) in _RANK_NAMES
        and plain(words[first - 1]) not in _ranked(text)
    ):
        first -= 1
    return max(first, _behind_body(text, chunk, words))


@lru_cache(1)  # one text is looked through at a time
def _ranked(text: str) -> frozenset[str]:
    """The ranks of which a text has somebody, and not only somebody who is called like it: "the dean", "dean of"."""
    return frozenset((found[1] or found[2]).lower() for found in _RANKED.finditer(text))


def _is_rank(word: str) -> bool:
    """Whether a capitalised word in front of a name is a title or a role."""
    return is_title(word) or _is_office(word)


def _is_office(word: str) -> bool:
    """Whether a capitalised word in front of a name is a role: "Speaker", "Co-Chair"."""
    prefix, _, role = word.lower().removesuffix("-elect").rpartition("-")
    return role in ROLES and prefix in ("", "co", "ex", "vice", "then", "under")


def _behind_body(text: str, chunk: list[Span], words: list[str]) -> int:
    """Where a name begins behind an organisation's: in "Fox News Sean Hannity", "Secretary of State John Kerry"."""
    if len(words) == 1:
        return 0
    if _office_before(text, chunk[0][0]) is not None and words[0] not in _SAINTS:
        bearers = (place for place in range(1, len(words) - 1) if given.gender(words[place]) is not None)
        if bearer := next(bearers, 0):
            return bearer
    office = _OFFICE_OF.search(text[max(0, chunk[0][0] - 30) : chunk[0][0]])
    needed = 1 if office and is_role(office[1]) else 2  # words that must be left
    for position in range(len(words) - 1 - needed, -1, -1):
        word = plain(words[position])
        if position == 0 and (word in PLACES or given.gender(words[0]) is not None):  # "Lake Forest", "Bill de Blasio"
            continue
        if word in ORGANISATIONS and (word not in _BODY_SURNAMES or position == 0):
            return 0 if any(plain(other) in ORGANISATIONS for other in words[position + 1 :]) else position + 1
    return 0


def _office_before(text: str, start: int) -> int | None:
    """Where the office begins whose portfolio goes on with capitals: "Minister of Energy and Trade Ann Lee"."""
    portfolio = _PORTFOLIO.search(text, max(0, start - _PORTFOLIO_WITHIN), start)
    return portfolio.start() if portfolio and is_role(portfolio[1]) else None


@lru_cache(16384)
def _is_personal(words: tuple[str, ...]) -> bool:
    """Whether a name could be a person's, by its words."""
    shown = [word for word in words if word not in PARTICLES and plain(word) not in SUFFIXES]
    if not 0 < len(shown) <= LONGEST_NAME or any(any(map(str.isdigit, word)) for word in shown):
        return False
    first, *others = map(plain, shown)
    last = others[-1] if others else first
    if any(word in ORGANISATIONS and word not in _BODY_SURNAMES for word in others or [first]):
        return False
    if (others and first in PLACES) or (not others and first in ORGANISATIONS) or last in GENERIC:
        return False
    known = given.gender(shown[0]) is not None
    if (last in ROLES or is_title(last)) and not (others and (last in _ROLE_SURNAMES or known)):
        return False
    initials = others and _INITIALS.fullmatch(shown[0])
    shouted = [word for word in shown[1 if initials else 0 :] if word.isupper() and len(word) > 1 and "." not in word]
    return not shouted or (len(shouted) == len(shown) and (len(shown) > 1 or len(shown[0]) > 4))
