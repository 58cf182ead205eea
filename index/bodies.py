"""Organisations of one source: which one "the department" or "the company" means, and what "PETA" stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from index import places
from index.discourse import Discourse, Said
from index.names import Naming, plain
from index.people import People
from index.roles import ANY_GROUP, COMPANIES, GROUPS, NO_BODIES, ORGANISATIONS, wordset

COUNTRY = re.compile(r"(?!EU|UN|WB)[A-Z]{2}(?:-.*)?")  # among the keys of places
# Of whatever its members are: "the company" is not the Forest Industries Federation.
_ASSOCIATIONS = wordset("federation association union institute council chamber alliance league")
_STATE = re.compile(r"US-[A-Z]{2}")
_MAKERS = wordset(
    "maker company firm giant retailer airline automaker carmaker drugmaker chipmaker brewer chain manufacturer "
    "supplier lender insurer startup cooperative"
)  # that are described as people are: "the carmaker Borex"
# What comes behind a place that a text begins with: "SAN JOSE, March 3 - Tavio said".
_DATED = re.compile(r"(?:,[^\n]{0,40}?)?(?:\s\([^()\n]{1,40}\))?,?\s[—–-]{1,2}\s")
_LINK = re.compile(r"\s(?:of|for|and|for the|of the)\s")
_ACRONYM = re.compile(r"(?:,? or (?:the )?|\s\()([^\W\d_a-z]{2,8})(?=[),;\s])")
_CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,8}\b")
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\.[\w’'-]+\.?)*(?: [^\W\d_a-z][\w’'-]*)+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_BREAK = re.compile(r"[.,;:\n]")
_NAMES = 60  # names back in which an organisation is looked for
_PARAGRAPHS = 12  # and paragraphs, where it is called so; two where it is not
_LONGEST_ACRONYM = 8
_LONGEST_NAME = 80  # characters
_KINDS = ORGANISATIONS - NO_BODIES
_WORDS = 12  # of the name that an acronym stands for


def _stem(word: str) -> str:
    """A word as it is compared, in the singular: "controller" of "Controllers" and "controllers’"."""
    return plain(word).removesuffix("'s").rstrip("'s")


def _is_acronym(naming: Naming) -> bool:
    word = naming.words[0]
    return len(naming.words) == 1 and _LONGEST_ACRONYM >= len(word) > 2 and word.isupper() and word.isalpha()


class Bodies:
    """The organisations among the names of a text."""

    def __init__(self, text: str, people: People, discourse: Discourse) -> None:
        self._text = text
        self._people = people
        self._discourse = discourse
        self._companies = dict(self._find_companies())
        self._acronyms: dict[str, str] = {}
        self._acronyms = dict(self._initialled()) | dict(self._find_acronyms())
        self._first: dict[str, int] = {}  # the first name with a word in it that is more than that word
        for place, naming in enumerate(people.namings):
            if not self._is_person(place) and (len(naming.words) > 1 or self._goes_on(place)):
                for word in naming.words:
                    self._first.setdefault(plain(word), place)

    @cached_property
    def _mentions(self) -> list[places.Mention]:
        return places.mentions(self._text)

    @cached_property
    def _named(self) -> Counter[str]:
        """How often the text names each place."""
        return Counter(one.key for one in self._mentions)

    @cached_property
    def state(self) -> tuple[str, ...]:
        """The key of the American state that the text names most: whose "state officials" are meant."""
        most = Counter({key: count for key, count in self._named.items() if _STATE.fullmatch(key)}).most_common(2)
        clear = bool(most) and (len(most) == 1 or most[0][1] > most[1][1])
        return (most[0][0],) if clear else ()

    @cached_property
    def country(self) -> tuple[str, ...]:
        """The key of the country that the text names at least twice as often as any other: whose "government" is."""
        counts = Counter[str]()
        sent = [(one.key, 1) for one in self._mentions[:1] if self._is_sent_from(one)]  # that counts once more
        for key, count in [*self._named.items(), *sent]:
            if COUNTRY.fullmatch(key):
                counts[key.partition("-")[0]] += count
        most = counts.most_common(2)
        clear = bool(most) and (len(most) == 1 or most[0][1] >= 2 * most[1][1])
        return (most[0][0],) if clear else ()

    def _is_sent_from(self, place: places.Mention) -> bool:
        """Whether a text begins with a place in capitals, as agencies tell where they write: "LIMA, Peru -"."""
        start, end = place.span
        front = self._text[:start]
        capitals = front.upper() == front and self._text[start:end].isupper()
        return capitals and "\n" not in front and _DATED.match(self._text, end) is not None

    def opening_before(self, position: int, said: Said | None) -> str | None:
        """The body that "it" means whose name opens the sentence before: "FIFA met. In a statement it said".

        Where a group `said` something in a paragraph before, only an association that opens this one: "The Reef Trust
        was bitter. Its divers had seen it, it said"; where one did in this paragraph, none.
        """
        begins = self._discourse.sentences_before(position)
        if said is None:
            start = next(begins, None)
            return None if start is None else self._opening(start)
        if self._discourse.paragraph(said.position) == self._discourse.paragraph(position):
            return None
        body = next(filter(None, map(self._opening, begins)), None)
        return body if body and plain(body.split()[-1]) in _KINDS else None

    def _opening(self, start: int) -> str | None:
        """The body whose name opens a sentence, with where that begins."""
        start += 4 * self._text.startswith("The ", start)
        place = bisect_left(self._people.starts, start)
        if self._people.starts[place : place + 1] != [start] or self._people.persons[place] is not None:
            return None
        naming = self._people.namings[place]
        known = len(naming.words) > 1 or _is_acronym(naming) or places.mentions(naming.words[0])
        return None if naming.possessive or not known else self._whole(place)  # and not "Prices rose. It said"

    def spelt(self, name: str) -> str:
        """A name with what it stands for, or with its acronym, where the text gives both; else as it is.

        "Delta" is Delta Air Lines where the text has that. Likewise the last word of what belongs to it: "research
        from the EIU".
        """
        front, space, last = name.rpartition(" ")
        if space and front.endswith((" the", " of", " by", " from")) and last in self._acronyms:
            return f"{front} {self._acronyms[last]}"
        return self._acronyms.get(name) or self._companies.get(name, name)

    def spelt_out(self, text: str) -> str:
        """A text with what each acronym in it stands for, where that is an organisation of several countries.

        Likewise a name that the source gives with a country in front: "the Interior Ministry".
        """
        if self._unions:
            text = _CAPITALS.sub(lambda found: self._unions.get(found[0], found[0]), text)
        return _CAPITALISED.sub(lambda found: self._national.get(found[0], found[0]), text) if self._national else text

    @cached_property
    def _unions(self) -> dict[str, str]:
        """The acronyms of the text for organisations that are known, though not by these."""
        return {
            acronym: whole
            for acronym, whole in self._acronyms.items()
            if not places.mentions(acronym) and any(not COUNTRY.fullmatch(one.key) for one in places.mentions(whole))
        }

    @cached_property
    def _national(self) -> dict[str, str]:
        """The names of organisations with a country in front, by what is behind it, of one country each."""
        found: dict[str, dict[str, str]] = {}
        for one in self._mentions:
            name = _CAPITALISED.match(self._text, one.span[0], one.span[0] + _LONGEST_NAME)
            start, end = one.span[1] + 1, name.end() if name else 0
            tail = self._text[start:end]
            if " " not in tail or self._text[start - 1] != " " or len(one.key) > 2:
                continue
            persons = [person for _, person in self._people.within((start, end)) if person and person.sure]
            if not persons and not places.mentions(tail):
                found.setdefault(tail, {})[one.key] = self._text[one.span[0] : end]
        return {tail: names.popitem()[1] for tail, names in found.items() if len(names) == 1}

    def meant(self, position: int, kernel: tuple[str, ...]) -> str | None:
        """The name of the organisation that "the <kernel>" means: the last one called so, or prominent, or heard."""
        head = kernel[-1].lower()
        words = GROUPS.get(head, frozenset())
        capital = len(kernel) == 1 and kernel[0].istitle() and not places.mentions(kernel[0])
        if capital:  # "the Post", "the Coalition": part of a longer name
            words = frozenset((plain(kernel[0]),))
        elif (not words and head not in ANY_GROUP) or not all(map(str.islower, kernel)):
            return None
        if len(kernel) > 1 and (akin := self._akin(position, kernel[:-1])) is not None:
            return self._whole(akin)
        place = self._nearest(position, words, last=capital, anything=head in ANY_GROUP)
        if place is None and capital:
            place = self._first.get(plain(kernel[0]))
        return None if place is None else self._whole(place)

    def _nearest(self, position: int, words: frozenset[str], *, last: bool, anything: bool) -> int | None:
        """The place of the nearest name with one of the words, or with one at its end (`last`).

        With `anything`, where there is none, that of the most prominent name.
        """
        paragraph = self._discourse.paragraph(position)
        heard = " ".join(one.speaker.name for one in self._discourse.said[-30:] if one.person is None)
        best, best_score = None, 0.0
        at = bisect_left(self._people.starts, position)
        for place in range(at - 1, max(-1, at - _NAMES), -1):
            naming = self._people.namings[place]
            far = paragraph - self._discourse.paragraph(naming.span[0])
            if far > _PARAGRAPHS:
                break
            if self._is_person(place) or self._is_line(naming) or plain(naming.words[-1]) in _ASSOCIATIONS - words:
                continue
            if words.intersection(map(plain, naming.words[-1:] if last else naming.words)) and (
                len(naming.words) > 1 or self._goes_on(place)
            ):
                return place
            quoted = self._people.is_quoted(naming.span[0])
            if anything and far <= 2 and not quoted and self._is_prominent(naming, heard):
                score = 3 - far + 0.3 * min(5, self._people.counts[naming.words])
                score += 2 * (" ".join(naming.words) in heard)
                score -= 0 if self._discourse.is_subject(naming.span[0]) else 1
                if score > best_score:
                    best, best_score = place, score
        return best

    def _akin(self, position: int, words: Sequence[str]) -> int | None:
        """The place of the last organisation that is called by one of the words besides its kind.

        "The controllers’ union" is an association of controllers.
        """
        before = bisect_left(self._people.starts, position)
        called = (self._kinds.get(stem, []) for stem in set(map(_stem, words)))
        place = max((own[at - 1] for own in called if (at := bisect_left(own, before))), default=None)
        return None if place is None or self._is_person(place) else place

    @cached_property
    def _kinds(self) -> dict[str, list[int]]:
        """The places of the names that end with a kind of organisation, by the other words in them."""
        found: dict[str, list[int]] = {}
        for place, naming in enumerate(self._people.namings):
            *others, kind = map(plain, naming.words)
            for stem in set(map(_stem, others)) if kind in _KINDS else ():
                found.setdefault(stem, []).append(place)
        return found

    def _whole(self, place: int) -> str:
        """The whole name of an organisation: "Department of Education", "Coalition for Delaware’s Kids"."""
        namings = self._people.namings
        start, end = namings[place].span
        linked = False
        while place + 1 < len(namings):
            between = self._text[end : namings[place + 1].span[0]]
            if not _LINK.fullmatch(between) and not (linked and between in ("’s ", "'s ")):
                break
            place, linked = place + 1, True
            end = namings[place].span[1]
        return self.spelt(" ".join(self._text[start:end].split()))

    def _goes_on(self, place: int) -> bool:
        namings = self._people.namings
        return place + 1 < len(namings) and bool(
            _LINK.fullmatch(self._text, namings[place].span[1], namings[place + 1].span[0])
        )

    def _is_line(self, naming: Naming) -> bool:
        """Whether a name is all that stands in its line, as a heading does, or begins it: "KYIV, May 1 - Tavio"."""
        start, end = naming.span
        if self._text[self._text.rfind("\n", 0, start) + 1 : start].strip():
            return False
        alone = self._text[end : end + 2].strip(" ") in ("\n", "\n\n")
        return alone or _DATED.match(self._text, end) is not None

    def _is_person(self, place: int) -> bool:
        person = self._people.persons[place]
        return person is not None and person.sure and not _MAKERS & person.nouns()  # "electronics maker Tavio"

    def _is_prominent(self, naming: Naming, heard: str) -> bool:
        """Whether a name can be that of an organisation that a paragraph is about: no place's, no law's."""
        last = naming.words[-1]
        if len(naming.words) == 1 and plain(last) in ORGANISATIONS:
            return False
        if naming.within or not self._people.is_name(naming) or plain(last) in NO_BODIES:
            return False
        body = plain(last) in ORGANISATIONS or (last.isupper() and len(last) > 2)  # "State Department", "CDC"
        if not body and any(COUNTRY.fullmatch(one.key) for one in places.mentions(" ".join(naming.words))):
            return False
        near = naming.span[0] - self._discourse.sentence_start(naming.span[0]) < 60
        return near or self._people.counts[naming.words] > 2 or " ".join(naming.words) in heard

    def _find_companies(self) -> Iterator[tuple[str, str]]:
        """The names of companies by their first words, where only one begins with it."""
        found: dict[str, set[str]] = {}
        for place, naming in enumerate(self._people.namings):
            if len(naming.words) > 1 and plain(naming.words[-1]) in COMPANIES and not self._is_person(place):
                found.setdefault(naming.words[0], set()).add(" ".join(naming.words))
        for first, names in found.items():
            if len(names) == 1 and not places.mentions(first):
                yield first, names.pop()

    def _initialled(self) -> Iterator[tuple[str, str]]:
        """The acronyms of the text that the initials of a name in it make, though it never says so."""
        wanted = {one.words[0] for one in self._people.namings if _is_acronym(one)}
        for place in range(len(self._people.namings)) if wanted else ():
            if not self._is_person(place):
                whole = self._whole(place)
                initials = "".join(word[0] for word in whole.split() if word[0].isupper())
                if initials in wanted and " " in whole:
                    yield initials, f"{whole} ({initials})"

    def _find_acronyms(self) -> Iterator[tuple[str, str]]:
        """What the text spells out once: "People for the Ethical Treatment of Animals, or PETA,"."""
        for found in _ACRONYM.finditer(self._text):
            origin = max(0, found.start() - 120)
            words = list(_WORD.finditer(self._text, origin, found.start()))
            initials = capitals = ""
            for word in reversed(words[-_WORDS:]):
                initials = word[0][0].upper() + initials
                capitals = word[0][0] + capitals if word[0][0].isupper() else capitals
                full = self._text[word.start() : found.start()]
                if len(capitals) > len(found[1]) or _BREAK.search(full):
                    break
                if found[1] in (initials, capitals) and word[0][0].isupper():
                    yield found[1], f"{full} ({found[1]})"
                    yield full, f"{full} ({found[1]})"
