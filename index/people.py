"""The people of one source: which names are one person's, what they are called in full and how they are described."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from index import places
from index.model import Span
from index.names import Naming, kernel, plain, surname_of
from index.person import GIVEN, Person
from index.roles import GENERIC, LABELS, SUFFIXES, Gender, is_role, wordset

_QUOTES = '“"'  # around a nickname
_LOWER = re.compile(r"(?<![\w’'-])[a-z]{3,}\b")
_PRONOUN = re.compile(r"\b(?:(he|his|him|himself)|(she|her|hers|herself))\b", re.IGNORECASE)
# Between who is named and their "her" in the same clause: what they do, and no word behind which another may be meant.
_DOING = re.compile(
    r"(?:,[^,.;:!?\n“”\"]{1,60},)?\s(?!(?:said|says|told|and|or|but)\b)"
    r"(?:(?!\b(?:said|says|that|told|whether|if|because|when|after|before|as|who|by)\b)[^.;:!?\n“”\"]){1,60}"
)
_ITS = re.compile(r"^(?:its|their)\s", re.IGNORECASE)
_SENTENCE_END = re.compile(
    # What a sentence may end with comes first, so that the rest is looked at only there, not at every character.
    r"[.!?\n](?:(?<=\n)\n*|(?<!\n)(?<![A-Z].)(?<!\bMr.)(?<!\bMrs.)(?<!\bMs.)(?<!\bDr.)(?<!\bSen.)(?<!\bRep.)"
    r"(?<!\bGov.)(?<!\bGen.)(?<!\bSt.)[\"”’')\]]*\s+)(?=\S)"
)
_ENDING = re.compile(r"[.;:!?\n“”\"]")
_OWN = wordset("his her himself herself")
_REACH = 400  # characters in front of a pronoun in which its person is looked for, and at most so many names:
_NAMES = 6
_OFTEN = 4  # times that whom a text is about is named
_SPELT = 6  # letters of a surname that may be misspelt
_MOST_SURNAMES = 1_000  # that a misspelt one is compared with
_NAMESAKES = 20  # people of one surname among whom one is looked for
_USUAL = 2  # times that somebody is called by the surname alone, from which on that is usual
_MOSTLY = 2  # times as often as in full
_TITLED = 4.0  # what a title says of a gender, in votes of pronouns
_CHILDREN = wordset("son daughter grandson granddaughter nephew niece")


class People:
    """Who is named where in a text. `quoted` are the spans of direct speech, `spoken` those of the speakers there."""

    def __init__(self, text: str, namings: Sequence[Naming], quoted: Sequence[Span], spoken: Iterable[Span]) -> None:
        self.text = text
        self.namings = namings
        self.starts = [naming.span[0] for naming in namings]
        self.sentences = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]  # where they begin
        self.persons: list[Person | None] = [None] * len(namings)  # parallel to `namings`
        self.counts = Counter(naming.words for naming in namings)
        self._surnames: dict[str, list[Person]] = {}
        self._given: dict[str, list[Person]] = {}
        self._begun: dict[str, set[str]] = defaultdict(set)  # how names go on that begin with a word
        self._alone = Counter(plain(naming.words[0]) for naming in namings if len(naming.words) == 1)
        for naming in namings:
            if len(naming.words) > 1:
                self._begun[plain(naming.words[0])].add(naming.surname)
        self._quoted = [start for start, _ in quoted]
        self._quoted_ends = [end for _, end in quoted]
        self._lower = frozenset(_LOWER.findall(text))
        self._gather_full()
        self._gather_single({text[start:end] for start, end in spoken})
        self._named = [
            (self.starts[at], naming, person)
            for at, (naming, person) in enumerate(zip(namings, self.persons, strict=True))
            if person is not None
        ]
        self._named_starts = [start for start, _, _ in self._named]
        self._take_notes()
        self._count_pronouns()
        self._shorten()
        children = {person for person in self.all() if _CHILDREN & person.nouns()}
        self._children = [(start, person) for start, _, person in self._named if person in children]

    def all(self) -> list[Person]:
        """Everybody, in the order of their first naming."""
        return list(dict.fromkeys(person for person in self.persons if person is not None))

    def within(self, span: Span) -> Iterator[tuple[Naming, Person | None]]:
        """The names inside a span with their persons."""
        for at in range(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])):
            if self.namings[at].span[1] <= span[1]:
                yield self.namings[at], self.persons[at]

    def before(self, position: int, reach: int) -> Iterator[tuple[Naming, Person]]:
        """The names of persons before a position, backwards, as far as `reach` characters, outside direct speech."""
        for at in range(bisect_left(self._named_starts, position) - 1, -1, -1):
            start, naming, person = self._named[at]
            if start < position - reach:
                return
            if not self.is_quoted(start):
                yield naming, person

    def is_quoted(self, position: int) -> bool:
        """Whether a position lies in direct speech."""
        at = bisect_right(self._quoted, position) - 1
        return at >= 0 and position < self._quoted_ends[at]

    def surnamed(self, surname: str) -> list[Person]:
        """Those who bear a surname."""
        return self._surnames.get(surname_of(surname), [])

    def of_generation(self, person: Person, position: int, *, younger: bool) -> Person:
        """Whom "the younger Ek" or "the elder Ek" means, where a text names a child of that name, or by its own only.

        `person` is who else would be meant.
        """
        namesakes = self.surnamed(plain(person.words[-1]))[-_NAMESAKES:]
        at = bisect_left(self._children, position, key=lambda one: one[0])
        children = [one for _, one in self._children[max(0, at - _NAMESAKES) : at]]
        if younger:
            return next((one for one in reversed(children) if one in namesakes or self._is_beside(one, person)), person)
        parents = [one for one in namesakes if one not in children]
        return parents[-1] if person in children and parents else person

    def _is_beside(self, child: Person, person: Person) -> bool:
        """Whether somebody called by one word is first named right behind a person: "Bo Ek … his son Sven"."""
        at = bisect_left(self._named_starts, child.positions[0])
        return len(child.words) == 1 and at > 0 and self._named[at - 1][2] is person

    def foremost(self, fits: Callable[[Person], bool]) -> Person | None:
        """Whom the text is about: who of those that fit is named twice as often as the others, and often enough."""
        sure = (person for person in self.all() if person.sure and fits(person))
        often = Counter({person: len(person.positions) for person in sure}).most_common(2)
        if not often or often[0][1] < _OFTEN or (len(often) > 1 and often[0][1] < 2 * often[1][1]):
            return None
        return often[0][0]

    def is_name(self, naming: Naming) -> bool:
        """Whether it is a name for sure, not just a word that opens a sentence."""
        if len(naming.words) > 1:
            return True
        word = naming.words[0]
        once = naming.opening and self.counts[naming.words] == 1
        return len(word) > 1 and plain(word) not in self._lower and not once

    def _gather_full(self) -> None:
        """Everybody who is called by more than one word."""
        full = [at for at, naming in enumerate(self.namings) if naming.person and len(kernel(naming.words)) > 1]
        known: dict[tuple[str, str], Person] = {}
        for at in sorted(full, key=lambda at: self._is_opening(self.namings[at])):  # the sure ones first
            naming = self.namings[at]
            same = self._surnames.setdefault(naming.surname, [])
            person = known.get((naming.given, naming.surname)) or next(
                (one for one in same[-_NAMESAKES:] if _may_be_one(one.words, naming.words)), None
            )
            if person is None and same and self._is_opening(naming):
                continue  # "Asked Clinton": for `_gather_single`
            if person is None:
                person = Person(naming.words)
                same.append(person)
                for word in (naming.given, *(plain(word) for word in naming.words[1:-1] if word[0] in _QUOTES)):
                    self._given.setdefault(word, []).append(person)
            known[naming.given, naming.surname] = person
            person.forms[naming.words] += 0 if naming.courtesy else 1  # "Mr. Guajardo Villarreal" lacks the given name
            person.sure = person.sure or naming.titled
            person.doubt += (1 if naming.within or naming.article else -1) - (2 if naming.titled else 0)
            self.persons[at] = person
        for person in self.all():
            person.words = _fullest(person.forms)
            person.presume()
            person.sure = person.sure or (person.doubt <= 0 and person.prior != 0)
        for group in (*self._surnames.values(), *self._given.values()):
            group[:] = [person for person in group if person.doubt <= 0]
        self.persons = [None if person is None or person.doubt > 0 else person for person in self.persons]
        self._place()

    def _gather_single(self, spoken: set[str]) -> None:
        """Everybody who is called by one word, and whom that means where several bear it."""
        single = [
            at
            for at, naming in enumerate(self.namings)
            if self.persons[at] is None
            and (len(kernel(naming.words)) < 2 or (naming.person and self._is_opening(naming)))
            and (naming.titled or not naming.article)
        ]
        for at in single:
            naming = self.namings[at]
            known = self._bearing(naming.surname)
            if not known and self._speaks(naming, spoken) and (meant := self._misspelt(naming.surname)):
                known = self._surnames[naming.surname] = [meant]
            if not known and naming.person and (naming.titled or self._speaks(naming, spoken)):
                self._surnames[naming.surname] = [_called(naming.words)]
            elif (
                known
                and naming.courtesy
                and naming.gender
                and all(_differs(naming, one) for one in known[-_NAMESAKES:])
            ):
                title = self.text[max(0, naming.span[0] - 8) : naming.span[0]].split()[-1]
                self._surnames.setdefault(naming.surname, []).append(_called((title, *naming.words)))
        for at in single:
            naming = self.namings[at]
            known = self._bearing(naming.surname)
            if known and (naming.person or naming.words[0].isupper()):
                person = known[0] if len(known) == 1 else self._which(naming, known[-_NAMESAKES:])
                self.persons[at] = person
                person.alone += 1
                if len(kernel(person.words)) < 2:
                    person.forms[naming.words[-1:]] += 1
                    person.words = _fullest(person.forms)
        self._place()

    def _which(self, naming: Naming, known: list[Person]) -> Person:
        """Whom of several a surname alone means: by the title's gender, else who was named in full last.

        Not who was so in another paragraph, and is never called by the surname alone, where another is.
        """
        if naming.gender:
            sign = 1 if naming.gender == "f" else -1
            known = (
                [person for person in known if person.votes * sign > 0]
                or [person for person in known if person.leaning * sign >= 0]
                or known
            )
        latest = [-1 if (last := person.latest(naming.span[0])) is None else last for person in known]
        person = known[max(range(len(known)), key=lambda at: (latest[at], -at))]
        usual = max(known, key=lambda one: one.alone)
        if not person.alone and usual.alone >= _USUAL and "\n" in self.text[max(latest) : naming.span[0]]:
            person = usual
        if naming.gender:
            person.vote(naming.gender, 0.1)  # and so the next "Mrs. Clinton" is the same
        return person

    def _bearing(self, word: str) -> list[Person]:
        """Who is called by one word: a surname, with its article or without, or a given name."""
        articled = self._surnames.get(f"al-{word}") or self._surnames.get(f"el-{word}")
        return self._surnames.get(word) or articled or self._by_given_name(word)

    def _by_given_name(self, word: str) -> list[Person]:
        """Who is called by a given name: not who bears a word that begins several names, as organisations' do."""
        known = self._given.get(word, [])
        return known if len(self._begun[word]) < 2 or all(person.sure for person in known) else []

    def _misspelt(self, surname: str) -> Person | None:
        """Whose surname the text has misspelt: the only one that one letter more, less or other makes it."""
        if len(surname) < _SPELT or len(self._surnames) > _MOST_SURNAMES:
            return None
        near = [
            people[0]
            for other, people in self._surnames.items()
            if other[0] == surname[0] and len(people) == 1 and OSA.distance(other, surname, score_cutoff=1) == 1
        ]
        return near[0] if len(near) == 1 and len(near[0].words) > 1 else None

    def _is_opening(self, naming: Naming) -> bool:
        """Whether the first word of a name is none, but one that opens a sentence or a headline: "Asked Clinton"."""
        if not naming.opening or naming.titled:
            return False
        return naming.given in self._lower or naming.given.endswith(("ing", "ed"))

    def _speaks(self, naming: Naming, spoken: set[str]) -> bool:
        """Whether a single name is that of a speaker: none of "Officials", "Voters"."""
        low = plain(naming.words[0])
        common = low in self._lower or low in GENERIC or low in LABELS or (low.endswith("s") and is_role(low[:-1]))
        return " ".join(naming.words) in spoken and not common

    def _place(self) -> None:
        for person in self.all():
            person.positions.clear()
        for at, one in enumerate(self.persons):
            if one is not None:
                one.positions.append(self.starts[at])

    def _take_notes(self) -> None:
        """What stands around each name."""
        for _, naming, person in self._named:
            person.sure = person.sure or naming.titled
            if naming.gender:
                before = person.votes
                person.vote(naming.gender, _TITLED)
                person.titles += person.votes - before
            for span in (naming.before, naming.after, naming.party):
                if span is not None and (naming.office or not self.is_quoted(naming.span[0])):
                    person.describe(_ITS.sub("", " ".join(self.text[slice(*span)].split())))

    def _count_pronouns(self) -> None:
        """Pronouns behind a name say whether it is a man's or a woman's, surely where only one can be meant.

        Of several, one whom a title tells is meant; where there is none, most likely who opens the sentence.
        """
        unclear: list[tuple[Gender, int, int, int]] = []
        for pronoun in _PRONOUN.finditer(self.text):
            if self.is_quoted(pronoun.start()):
                continue
            sex: Gender = "f" if pronoun[2] else "m"
            sign = 1 if sex == "f" else -1
            last = bisect_left(self._named_starts, pronoun.start())
            first = max(bisect_left(self._named_starts, pronoun.start() - _REACH), last - _NAMES)
            near = {person for _, _, person in self._named[first:last]}
            owner = self._subject(last, pronoun.start()) if pronoun[0] in _OWN else None
            if owner is not None and not owner.prior and not owner.titles:
                owner.vote(sex, 1.0)  # "Ann Lee sat with her boys"
                owner.sure = True
            elif len(near) == 1:
                person = near.pop()
                if person.prior * sign >= 0:  # else somebody is meant who has no name here
                    person.vote(sex, 1.0)
                    person.sure = person.sure or len(person.positions) > 1
            elif near:
                unclear.append((sex, first, last, pronoun.start()))
        for sex, first, last, position in unclear:
            sign = 1 if sex == "f" else -1
            named = self._named[first:last]
            possible = [one for one in named if one[2].votes * sign > -_TITLED and one[2].prior * sign >= 0]
            if possible and not any(person.votes * sign >= _TITLED for _, _, person in named):
                subject = next((one for one in reversed(possible) if one[1].opening), possible[-1])
                begin = self.sentences[bisect_right(self.sentences, position) - 1]
                # "In Elm, said a retired baker, Ann Lee, she …": who is named in the pronoun's own sentence.
                subject = next((one for one in possible if one[0] >= begin), subject)
                subject[2].vote(sex, 0.3)
                possible[-1][2].vote(sex, 0.1)

    def _subject(self, last: int, position: int) -> Person | None:
        """Who is named in full at the beginning of a pronoun's sentence, with nobody else before it there.

        `last` is the number of names before the pronoun.
        """
        if not last:
            return None
        _, naming, person = self._named[last - 1]
        start, end = naming.span
        if not _DOING.fullmatch(self.text, end, position):
            return None
        opens = last < 2 or _ENDING.search(self.text, self._named[last - 2][1].span[1], start)
        return person if opens and len(kernel(person.words)) > 1 and person.doubt <= 0 else None

    def _shorten(self) -> None:
        """Who shows no sign to be human, and is mostly called by the first word, is so: "Borex" of "Borex Home Hub"."""
        for person in self.all():
            first = person.words[:1]
            human = person.sure or person.leaning or person.descriptions
            if human or places.mentions(first[0]):  # "U.S. Customs"
                continue
            if self._alone[plain(first[0])] > _MOSTLY * sum(person.forms.values()):
                person.words = first


def _called(words: tuple[str, ...]) -> Person:
    """Somebody known by one word, a given name maybe."""
    person = Person(words)
    person.presume()
    return person


def _differs(naming: Naming, person: Person) -> bool:
    """Whether a title tells that somebody is not meant: "Mrs. Hawkins" is not Jack Hawkins."""
    return person.leaning * (1 if naming.gender == "f" else -1) <= -GIVEN


def _may_be_one(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two names with one surname can be one person's: "J. F. Kennedy", "John Kennedy", "Fitzgerald Kennedy"."""
    one, other = kernel(first), kernel(second)
    fewer = min(len(one), len(other))
    return _same_given(first, second) or (fewer > 1 and one[-fewer:] == other[-fewer:])


def _same_given(words: Sequence[str], others: Sequence[str]) -> bool:
    one, other = plain(words[0]), plain(others[0])
    return one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])


def _fullest(forms: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """Of the forms of a name the longest that begins like the most frequent: "Loretta E. Lynch".

    What stands before that ("Crooked Hillary Clinton") is no part of the name.
    """
    junior = {words for words in forms if plain(words[-1]) in SUFFIXES}
    if 0 < 2 * sum(forms[words] for words in junior) <= sum(forms[words] for words in forms.keys() - junior):
        forms = Counter({words: count for words, count in forms.items() if words not in junior})  # the father's
    usual = max(forms, key=lambda words: (forms[words], not all(map(str.isupper, words)), -len(words)))
    alike = [words for words in forms if _same_given(words, usual)]
    return max(alike, key=lambda words: (not all(map(str.isupper, words)), sum(map(len, words)), forms[words]))
