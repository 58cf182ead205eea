"""Whom the speakers of one source belong to: the countries and organisations that their descriptions tie them to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index import places
from index.bodies import COUNTRY, Bodies
from index.discourse import Discourse, Said
from index.model import Span, Speaker
from index.people import People
from index.person import Person
from index.phrases import Phrase
from index.roles import OWNED, wordset
from index.ties import agree

OWNER = re.compile(r"(\w[\w-]*)[’']s?\s")
_ELSEWHERE = re.compile(r"\b(?:to|on|about|against|over|towards?)\s(?:the\s)?$")
_WHERE = re.compile(r"\b(?:in|at)\s(?:the\s)?$")
_FOREIGN = re.compile(
    r"\b(?:diplomat|ambassador|envoy|consul|correspondent|expat(?:riate)?|tourist)s?\b", re.IGNORECASE
)
_LOCAL = re.compile(r"state\s|(?:(?:county|city|local)\s)?(?:officials|authorities|police)$", re.IGNORECASE)
# Who speaks for the country that a text is about where no other is named: its health ministry, its president. Not
# ministers of a church; America has no others, and its president is not who "the White House" means before itself.
_NATIONAL = re.compile(
    r"(?:(?:the )?(?:country|nation)[’']s .+"
    r"|(?!.*\b(?:local|state|city|county|regional|provincial|municipal|student)\b)(?:[\w’'-]+ ){0,4}?"
    r"(?:government|ministry)(?:[’']s)?(?: (?:spokes\w+|officials?|statement|sources?))?"
    r"|(?:[\w-]+ )*?opposition leader|leader of the opposition)",
    re.IGNORECASE,
)
_NOT_AMERICAN = re.compile(
    r"(?!first )(?:[\w-]+ ){1,5}minister|(?-i:(?:[Ff]ederal )?Minister) (?:of|for) .+"
    r"|(?:(?:former|then|deputy|acting|vice)[ -])?(?:president|premier)",
    re.IGNORECASE,
)
_LOOKED_BACK = 200  # characters
_OFFICES = wordset("governor mayor sheriff prosecutor coroner commissioner superintendent lawmaker")  # of one place
_ALONE = wordset("prime-minister premier president chancellor taoiseach king queen")  # of which a state has one
_PAST = re.compile(r"(?i)\b(?:former|then|late|ex|deputy|vice|acting|outgoing|first)\b")
_OPENING = re.compile(r"In ([^,\n]{3,40}), (?:[\w.’'-]+ ){1,4}$")  # "In Ohio, Mayor "
_ITS = re.compile(r"\b(?i:its|their)\s(?:[\w’'-]+\s){0,3}[\w’'-]+,?\s$")  # whose office it is: "its president, Ann Lee"
_OPENS = re.compile(r"\s*In ([^,\n]{3,40}?),? (?:(?:an?|the|its)\s)?")  # "In Berlin, a government spokesperson"
_OWNED = re.compile(r"((?:[^\W\d_a-z][\w-]* ){0,2}[^\W\d_a-z][\w-]*)[’']s? $")  # "Sweden’s Nils Lund"
_OWNED_WITHIN = 40  # characters
_NAMINGS = 3  # of a person, at which that is looked for
# What a sentence begins with that does something, behind what only leads to it: "Outside the bloc, Norway offered".
_DOES = re.compile(
    r"(?:(?:Outside|Beyond|Elsewhere|Meanwhile|Separately|However|Still|Later|Earlier|Further|In|On|At|After|Before|By"
    r"|During|For|From|With|Within|Across)\b[^,.;\n]{0,60}, )?"
    r"((?:The )?[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*)*)(?: [a-z]|, (?:which|whose|where|a|an|the) )"
)
_OWNING = re.compile(r"[’']s?\b|[’']$")
HOMES = frozenset(("country", "nation", "homeland"))
# What a paragraph begins with that is about a country: "Egypt said", "The Faroe Islands, which", "Poland’s position".
_SUBJECT = re.compile(r"(?:The )?(?=[^\W\d_a-z])")
_SUBJECT_ENDS = re.compile(r"[’']s? |,? (?!and\b|or\b|but\b|vs\b|versus\b)[a-z]")
_CLAUSE = re.compile(r", (?:which|whose|where)\b[^,.;\n]{0,200},")
_PARAGRAPH = 400  # characters from its beginning
# Who speaks for a country or its team in a paragraph that begins with it, whatever their office: "Germany would not be
# drawn. Team manager Ann Lee said". An analyst of whom the paragraph says no more does not.
_SPEAKS_FOR = wordset(
    "secretary spokesman spokeswoman spokesperson official chief coach captain skipper manager commander admiral "
    "negotiator envoy commissioner"
)
_PORTFOLIO = wordset(
    "economy state foreign interior home defence defense finance trade transport energy health justice education "
    "agriculture fisheries environment security civil protection army navy air force police border team national head "
    "deputy permanent under chief general delegation"
)
# What one country does to another, whose office the next sentence may be about: "Russia attacked. President Ann Lee".
_HOSTILE = re.compile(
    r"\b(?:attack|inva[ds]|bomb|shell|missile|rocket|drone|airstrike|str(?:ik|uck)(?!\s(?:an?|the)\s(?:[\w-]+\s)?(?:note|tone"
    r"|deal|balance|chord)\b)|launch|fir(?:ed|ing)|seiz|occup|kill"
    r"|shot|cross(?:ed|ing)|annex|sanction|threat|accus|blam|demand|urg(?:ed|es|ing)|call(?:ed|s|ing) (?:on|for)"
    r"|critici|condemn|expel|recall)",
    re.IGNORECASE,
)


class Belonging:
    """The people of a text as speakers, and what phrases are tied to."""

    def __init__(self, text: str, people: People, discourse: Discourse, bodies: Bodies) -> None:
        self._text = text
        self._people = people
        self._discourse = discourse
        self._bodies = bodies
        self._speakers: dict[Person, Speaker] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    def speaker(self, person: Person) -> Speaker:
        """A person with a name, the best description and ties."""
        if person not in self._speakers:
            described = person.described
            owners = {owner for text in described for owner in OWNER.findall(text + " ")}
            opening = places.mentions(person.name)[:1]
            texts = [*described, *(person.name for one in opening if one.span[0] == 0)]  # not of "Abdel Fatah"
            for owner in sorted(owners):  # "Putin’s spokesman"
                persons = self._people.surnamed(owner)
                if len(persons) == 1 and persons[0] is not person:
                    texts.extend(persons[0].described)
            ties = dict.fromkeys(key for text in texts for key in self.ties(text))
            ties = ties or self._owned(person) or self._office(person) or self._home_of(person)
            self._speakers[person] = Speaker(person.name, described[0] if described else None, tuple(ties))
        return self._speakers[person]

    def tie(self, person: Person, keys: Iterable[str]) -> None:
        """Tie a person to more."""
        known = self.speaker(person)
        self._speakers[person] = replace(known, ties=tuple(dict.fromkeys([*known.ties, *keys])))

    def join(self, person: Person, body: str) -> None:
        """Tie a person to a body of which the text says that they are, and describe them so where nothing else does."""
        self.tie(person, self.ties(body))
        known = self._speakers[person]
        self._speakers[person] = replace(known, description=known.description or body)

    def _office(self, person: Person) -> dict[str, None]:
        """Where somebody with an office is named first in it: "In Ohio, Mayor Ann Lee said".

        "In Lima, the sports minister" is Peru’s; who has gone to Brussels or Washington is not named so.
        """
        if not person.positions:
            return {}
        of_state = any(_is_of_state(text) or _speaks_for(text) for text in person.described)
        if not of_state and not _OFFICES & person.nouns():
            return {}
        first = person.positions[0]
        opening = _OPENING.match(self._text[self._discourse.sentence_start(first) : first])
        if opening is None:
            return {}
        return self._abroad(opening[1]) if of_state else dict.fromkeys(self.ties(opening[1]))

    def _abroad(self, place: str) -> dict[str, None]:
        """Of which country a place is, whose offices only its own people hold: not Brussels, nor Washington."""
        ties = self.ties(place)
        return dict.fromkeys(ties if all(COUNTRY.fullmatch(key) and key != "US" for key in ties) else ())

    def _owned(self, person: Person) -> dict[str, None]:
        """Whose somebody is called: "Sweden’s Nils Lund"."""
        for at in person.positions[:_NAMINGS]:
            owner = _OWNED.search(self._text, max(0, at - _OWNED_WITHIN), at)
            if owner and (ties := self.ties(owner[1])):
                return dict.fromkeys(ties)
        return {}

    def _home_of(self, person: Person) -> dict[str, None]:
        """Where somebody with an office of some state is at home: not where another is said to hold it."""
        home = self._about(person) or self.home(person.described, *person.positions[:1])
        alone = _ALONE & person.nouns() if home else frozenset[str]()
        for other in self._people.all() if alone else ():
            if other is not person and alone & other.nouns():
                held = (text for text in other.described if not _PAST.search(text))
                if any(agree(home, self.ties(text)) for text in held):
                    return {}
        return home

    def home(self, texts: Iterable[str], position: int = 0) -> dict[str, None]:
        """Where those are at home who are only said to have an office of some state: "state Senator Ann Lee".

        "Officials" are the state’s that the text is about, "the health ministry" and "Prime Minister Ann Lee" are its
        country’s; not where their sentence, up to their `position`, names another: "In Peru, the health ministry".
        """
        texts = list(texts)
        if any(map(_LOCAL.match, texts)):
            return dict.fromkeys(self._bodies.state)
        is_national = any(map(_NATIONAL.fullmatch, texts))
        if not any(map(_is_of_state, texts)):
            return {}
        sentence = self._text[max(self._discourse.sentence_start(position), position - _LOOKED_BACK) : position]
        if _ITS.search(sentence):
            return {}
        if (opening := _OPENS.fullmatch(sentence)) and (ties := self._abroad(opening[1])):
            return ties
        named = {one.key.partition("-")[0] for one in places.mentions(sentence) if COUNTRY.fullmatch(one.key)}
        home = self._bodies.country if named <= {*self._bodies.country} else ()
        return dict.fromkeys(key for key in home if is_national or key != "US")

    def _about(self, person: Person) -> dict[str, None]:
        """Which country the paragraph is about where somebody with an office of some state is named first in it.

        "Poland’s position was not clear. The foreign minister, Ann Lee, said": where no other is named beside.
        """
        if not person.positions or not any(_is_of_state(text) or _speaks_for(text) for text in person.described):
            return {}
        first = person.positions[0]
        start = self._text.rfind("\n", 0, first) + 1
        sentence = self._discourse.sentence_start(first)
        if not start < sentence or first - start > _PARAGRAPH:
            return {}
        before = _CLAUSE.sub(",", self._text[start:first])
        if _HOSTILE.search(before):
            return {}
        named = [one for one in places.mentions(before) if COUNTRY.fullmatch(one.key)]
        opens = _SUBJECT.match(before)
        if not named or opens is None or named[0].span[0] != opens.end():
            return {}
        if not _SUBJECT_ENDS.match(before, named[0].span[1]) or len({one.key for one in named}) > 1:
            return {}
        return {} if "-" in named[0].key else {named[0].key: None}

    def subject(self, position: int) -> str | None:
        """The place that a sentence begins with, which its "its" means: "Moscow is calm, its envoy said"."""
        name, end = self._does(self._discourse.sentence_start(position))
        return name if end < position else None

    def about(self, position: int, said: Said | None) -> str | None:
        """The place that a sentence before in the paragraph begins with, unless who spoke last spoke after that.

        It is what "its" means in "Peru agreed. Its ministry said", though somebody else spoke before.
        """
        for at, start in enumerate(self._discourse.sentences_before(position)):
            if at and said is not None and said.position > start:
                return None
            if name := self._does(start)[0]:
                return name
        return None

    def country(self, phrase: Phrase) -> str | None:
        """Which one "the country" is: what the paragraph is about."""
        if not phrase.definite or len(phrase.kernel) != 1 or phrase.kernel[0] not in HOMES:
            return None
        country = self.about(phrase.start, None)
        return country if country and all(map(COUNTRY.fullmatch, self.ties(country))) else None

    def country_of(self, person: Person) -> str | None:
        """The only country that somebody is tied to."""
        keys = [key for key in self.speaker(person).ties if COUNTRY.fullmatch(key) and "-" not in key]
        return places.name(keys[0]).removeprefix("the ") if len(keys) == 1 else None

    def _does(self, start: int) -> tuple[str | None, int]:
        """The place that a sentence begins with and tells of, not "Moscow’s ally", and where its name ends."""
        does = _DOES.match(self._text, start)
        if does is None or _OWNING.search(does[1]) or not self.ties(does[1]):
            return None, start
        return does[1].removeprefix("The "), does.end()

    def within(self, span: Span) -> Iterator[str]:
        """The ties of those to whom a speaker belongs: "Scholz’s spokesman", "a spokesman for Scholz"."""
        for naming, person in self._people.within(span):
            start, end = naming.span
            belongs = naming.possessive or self._text.endswith("for ", max(0, start - 5), start)
            if person and (belongs or self._text[end : end + 30].strip().partition(" ")[0].strip(",.") in OWNED):
                yield from self.speaker(person).ties

    def ties(self, text: str) -> tuple[str, ...]:
        """The keys of the places and organisations that a text names, not of those it is directed at.

        Nor of where those of another are: "the U.S. envoy in Chad", "a diplomat in Lima, Peru’s capital".
        """
        if text not in self._keys:
            spelt, found, at = self._bodies.spelt_out(text), list[str](), 0
            for one in places.mentions(spelt):
                front, at = spelt[at : one.span[0]], one.span[1]
                where = _WHERE.search(front) and " and " not in front
                if where and _FOREIGN.search(spelt, 0, one.span[0]):
                    break
                abroad = where and not all(_is_of_one(one.key, other) for other in found)
                if not abroad and not _ELSEWHERE.search(front):
                    found.append(one.key)
            self._keys[text] = tuple(dict.fromkeys(found))
        return self._keys[text]


def _is_of_state(described: str) -> bool:
    """Whether a description is of an office of some state, or of its government."""
    return bool(_NATIONAL.fullmatch(described) or _NOT_AMERICAN.fullmatch(described))


def _speaks_for(described: str) -> bool:
    """Whether a description is of an office that says nothing of whose it is: "Economy State Secretary"."""
    words = described.lower().split()
    return bool(_SPEAKS_FOR.intersection(words[-1:])) and _SPEAKS_FOR.union(_PORTFOLIO).issuperset(words)


def _is_of_one(key: str, other: str) -> bool:
    """Whether two keys are of one country: "US-TX" and "US-GOP"."""
    return key.partition("-")[0] == other.partition("-")[0]
