"""Who speaks: from the words that a text uses for its speakers ("he", "the chancellor") to a name and a description.

Attributions are read in the order of the text; each speaker found is what the next pronoun or role may mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from index import edges, phrases, places
from index.belonging import OWNER, Belonging
from index.bodies import Bodies
from index.descriptions import without_article
from index.discourse import REACH, Discourse, Said
from index.model import Attribution, Span, Speaker
from index.names import find, kernel, plain
from index.people import People, Person
from index.phrases import Phrase
from index.roles import (
    EPITHETS,
    FUNCTION,
    GROUPS,
    PARTIES,
    WIDER,
    Gender,
    canon,
    gender,
    is_role,
    wordset,
)
from index.ties import agree, conflict, opposed

_HE = wordset("he him his himself")
_SHE = wordset("she her hers herself")
_IT = wordset("it its itself")
_THEY = wordset("they them their theirs themselves")
_I = wordset("i me my mine myself we us our ours ourselves")
_RELATIVE = wordset("who whom whose which that")
_NOBODY = wordset(
    "you your yours one what this these those there nobody none neither anyone anybody everyone everybody someone "
    "somebody some many few several most others another all both each any either today yesterday tomorrow tonight now"
)
_NO_ONE = re.compile(
    r"(?:no one|neither they|(?:none|each|any|all|both) of (?:them|us|you))\b|of\s|[\W\d_]+$|\s*#"  # "#general"
    r"|(?:who|what|which|how|where|when|why) (?:do|does|did|can|could|is|are|should|will|would)\b",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"“[^”\n]*(?:”|$|(?=\n))|\"[^\"\n]*\"|''[^\n]*?''|«[^»\n]*»", re.MULTILINE)
_WRAPPED = re.compile(r"(?<=[^\n]{45}[^\n.!?:;”\"])\n(?=\S)")  # a line break inside a sentence
_PLACE_LAST = re.compile(r"((?:[\w-]+ ){0,3}[a-z]+s|[A-Z][a-z]+s) ([^\W\d_a-z]\w+)")
_TOGETHER = re.compile(r"[^\W\d_a-z]\w+ and $")
_FORMERLY = frozenset(f"former {role}" for role in ("president", "prime minister", "chancellor", "premier"))
_SUBJECT = re.compile(r"((?:The )?[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*)*) [a-z]")
_OF_GROUP = re.compile(r"\s(?:of|from|at|with|for) the ([a-z]+)$")
_EVERY = re.compile(r"(?:each|every|any|no)\b", re.IGNORECASE)
_LONGEST_JOINT = 160  # characters
_HEADS_OF_STATE = wordset("president premier prime-minister chancellor king queen emir sultan")
_LEADERS = 9  # leaders among whom one is looked for
_NEXT = 1_000  # characters from who has no name to who is named behind


def resolve(
    text: str, attributions: Sequence[Attribution], roles: Mapping[Span, Span] = MappingProxyType({})
) -> list[Speaker | None]:
    """Who says each attribution, in their order: the fullest name and the description that the text gives.

    A speaker without a name keeps the text's words for a name, without their article ("White House", "spokesman for
    the ministry"); several keep theirs together ("Donald Tusk and Emmanuel Macron"). None where nobody is meant, or
    nobody whom the text names. `roles` are where it describes speakers apart from their names, by where it names them:
    in the labels of a transcript. Never raises, whatever the spans; takes time linear in the length of the text.
    """
    return _Source(text, attributions, roles).resolve() if attributions else []


class _Source:
    """One text with its people and its attributions."""

    def __init__(self, text: str, attributions: Sequence[Attribution], roles: Mapping[Span, Span]) -> None:
        self.text = text = _WRAPPED.sub(" ", text)
        self.attributions = attributions
        self.spans = [edges.clean(text, one.speaker) for one in attributions]
        spoken = [span for span in self.spans if span]
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        self.people = People(text, find(text, {end for _, end in spoken}), quoted, spoken)
        begins = [
            span[0] if span else min((part[0] for part in one.content), default=0)
            for span, one in zip(self.spans, attributions, strict=True)
        ]
        self.order = sorted(range(len(begins)), key=begins.__getitem__)  # of the attributions, in the text
        self.contents = sorted((*part, number) for number, one in enumerate(attributions) for part in one.content)
        self.discourse = Discourse(text, self.people, [(start, end) for start, end, _ in self.contents])
        self.bodies = Bodies(text, self.people, self.discourse)
        self.named = [self._headed(span) if span else None for span in self.spans]
        for person, description in filter(None, self.named):
            person.sure = person.sure or len(kernel(person.words)) > 1 or person.gender is not None  # not "Reuters"
            person.describe(description)
        for one, named in zip(attributions, self.named, strict=True):
            if named and one.speaker and one.speaker in roles:
                named[0].describe(self._words(roles[one.speaker]))
        self.authors = {  # the attributions that are under a name, or above one, and not beside it
            number
            for number, (span, one) in enumerate(zip(self.spans, attributions, strict=True))
            if span and one.cue is None and one.content and _apart(text, span, one.content[0])
        }
        self.writers = {named[0] for named in map(self.named.__getitem__, self.authors) if named}
        self.roles: dict[str, list[tuple[int, Person]]] = {}  # with where the person is first named
        for person in self.people.all():
            for noun in person.nouns():
                self.roles.setdefault(noun, []).append((person.positions[0], person))
        self.tied = Belonging(text, self.people, self.discourse, self.bodies)

    def _headed(self, span: Span) -> tuple[Person, str] | None:
        """The person whose name is the head of a speaker's phrase, and how it describes them; not a company."""
        named = phrases.headed(self.text, self.people, span)
        if named and not named[0].sure and self.bodies.spelt(named[0].name) != named[0].name:
            return None
        return named

    def resolve(self) -> list[Speaker | None]:
        """The speaker of each attribution."""
        found: list[Speaker | None] = [None] * len(self.spans)
        inner = []
        for number in self.order:
            span = self.spans[number]
            if span is None:
                said = self._unnamed(number)
                found[number] = said.speaker if said else None
            elif self._is_inner(span):
                inner.append(number)
            elif said := self._said(number, span):
                found[number] = said.speaker
                if number not in self.authors:  # who writes is not whom "she" means
                    self.discourse.hear(said)
        for number in inner:
            found[number] = self._around(number, found)
        return found

    def _is_inner(self, span: Span) -> bool:
        """Whether a speaker is one only inside somebody's words: "I", "we", "my friend", but not "US"."""
        word = self._words(span)
        return (
            (word.lower() in _I and not word.isupper())
            or word == "I"
            or word.lower().startswith(("my ", "our ", "we "))
        )

    def _said(self, number: int, span: Span) -> Said | None:
        """Who speaks at a span."""
        word = self._words(span)
        word = word if word.isupper() else word.lower()  # "IT", "WHO"
        if word in _HE or word in _SHE:
            own = self.attributions[number].content
            return self._of(self.discourse.antecedent(span[0], "f" if word in _SHE else "m", own), span)
        if word in _IT or word in _THEY:
            return self._again(self.discourse.group(span[0], plural=word in _THEY), span)
        if word in _RELATIVE:
            return self._related(number, span)
        if word in _NOBODY or _NO_ONE.match(word) or edges.is_label(self.text, self.attributions[number]):
            return None
        named = self.named[number]
        if named:
            self._tie(named[0], number, span)
            return self._of(named[0], span)
        return self._joint(span) or self._nominal(number, span)

    def _tie(self, person: Person, number: int, span: Span) -> None:
        """Tie whom a phrase names to whoever its "its" or "his" means: "Its spokesman, Dmitry Peskov,".

        Or to which body its "from the agency".
        """
        group = _OF_GROUP.search(self._words(span))
        body = self.bodies.meant(span[0], (group[1],)) if group else None
        if body:
            self.tied.join(person, body)
        pronoun = self._words(span).partition(" ")[0].lower()
        owner: Speaker | None = None
        if pronoun in ("its", "their"):
            said = self.discourse.group(span[0], plural=pronoun == "their")
            owner = said.speaker if said else None
            before = self.discourse.sentence_start(self.discourse.sentence_start(span[0]) - 1)
            subject = _SUBJECT.match(self.text, before) if owner is None else None
            owner = Speaker("", None, self.tied.ties(subject[1])) if subject else owner
        elif pronoun in ("his", "her"):
            sex: Gender = "f" if pronoun == "her" else "m"
            whose = self.discourse.antecedent(span[0], sex, self.attributions[number].content, owner=True)
            owner = self.tied.speaker(whose) if isinstance(whose, Person) and whose is not person else None
        if owner:
            self.tied.tie(person, owner.ties)

    def _related(self, number: int, span: Span) -> Said | None:
        """Whom "who" or "which" means."""
        related = self.discourse.related(span)
        if not isinstance(related, tuple):
            return self._of(related, span)
        named = phrases.headed(self.text, self.people, related)
        return self._of(named[0], span) if named else self._nominal(number, related)

    def _unnamed(self, number: int) -> Said | None:
        """Direct speech with nobody at it goes on with whom its paragraph quoted before."""
        one, said = self.attributions[number], self.discourse.said
        if one.kind == "indirect" or not one.content or not said:
            return None
        paragraph = self.discourse.paragraph(one.content[0][0])
        return said[-1] if self.discourse.paragraph(said[-1].position) == paragraph else None

    def _around(self, number: int, found: Sequence[Speaker | None]) -> Speaker | None:
        """Whoever speaks the words in which "I" or "my friend" stands."""
        span = self.spans[number]
        position = span[0] if span else 0
        at = bisect_left(self.contents, (position + 1, 0, 0))
        around = [
            (end - start, other)
            for start, end, other in self.contents[max(0, at - 20) : at]
            if position < end and other != number and found[other] is not None
        ]
        who = found[min(around)[1]] if around else None
        first, _, theirs = self._words(span).partition(" ") if span else ("", "", "")
        if who and first.lower() in ("my", "our") and theirs:
            return Speaker(f"{who.name}’s {theirs}", None, who.ties)  # "my father"
        return who

    def _of(self, person: Person | Said | None, span: Span) -> Said | None:
        if person is None:
            return None
        if isinstance(person, Said):
            return self._again(person, span)
        return Said(span[0], self.tied.speaker(person), person, person.nouns(), quoted=self.people.is_quoted(span[0]))

    def _again(self, said: Said | None, span: Span) -> Said | None:
        """Somebody who spoke before, speaking here."""
        return said and replace(said, position=span[0], quoted=self.people.is_quoted(span[0]))

    def _joint(self, span: Span) -> Said | None:
        """Several speakers: each to the full name, the words between them as they stand."""
        start, end = span
        aside = phrases.ASIDE.search(self.text, start, end)
        end = aside.start() if aside else end
        if end - start > _LONGEST_JOINT or not re.search(r"\s(?:and|&)\s", self.text[start:end]):
            return None
        name, ties, at, description = "", list[str](), start, None
        known = False  # whether one of them is a person or a place: else it may be the name of one ministry
        for link in (*phrases.AND.finditer(self.text, start, end), None):
            stop = link.start() if link else end
            words = self._words((at, stop)).split()
            named = phrases.headed(self.text, self.people, (at, stop)) if words else None
            if not words or (named is None and link is not None and not words[-1][0].isupper()):
                return None
            if named:
                known = True
                name += self.tied.speaker(named[0]).name
                ties.extend(self.tied.speaker(named[0]).ties)
            else:
                part = self._words(without_article(self.text, (at, stop)))
                place = _PLACE_LAST.fullmatch(part) if not name else None
                if place and self.tied.ties(place[2]):  # "neighbours Germany and Poland"
                    description, part = place[1], place[2]
                known = known or any(one.span[1] == len(part) for one in places.mentions(part))
                name += part
            name += link[0] if link else ""
            at = link.end() if link else end
        if not known:
            return None
        name = " ".join(name.split())
        speaker = Speaker(name, description, tuple(dict.fromkeys([*ties, *self.tied.ties(name)])))
        return Said(start, speaker, None, plural=True, quoted=self.people.is_quoted(start))

    def _nominal(self, number: int, span: Span) -> Said | None:
        """A phrase without a name: whom the source describes so, else the phrase itself."""
        phrase = phrases.parse(self.text, span)
        if phrase is None:
            return None
        plural = phrase.is_plural(self.people)
        owned = bool(OWNER.search(phrase.text))
        if (phrase.definite or owned) and not plural:
            person = self._by_role(phrase, number)
            if person is not None:
                return self._again(self._official(phrase, person), span) or self._of(person, span)
        if not plural and (person := self._named_next(phrase, number)):
            person.describe(phrase.shortened)
            return self._of(person, span)
        if phrase.definite and phrase.whole and (phrase.kernel[-1].islower() or len(phrase.kernel) == 1):
            earlier = self.discourse.called(phrase) if len(phrase.kernel) <= 3 else None
            if earlier is not None:
                return self._again(earlier, span)
            body = self.bodies.meant(phrase.start, phrase.kernel) if len(phrase.kernel) <= 3 else None
            family = self._family(phrase) if body is None and plural and len(phrase.kernel) == 1 else None
            if name := body or family:
                return self._group(name, span, phrase, plural=family is not None)
        name = self.bodies.spelt(self._owned(phrase, span, number))
        return self._group(name, span, phrase, plural=plural)

    def _group(self, name: str, span: Span, phrase: Phrase, *, plural: bool) -> Said:
        ties = dict.fromkeys([*self.tied.ties(name), *self.tied.within(span)]) or self.tied.home([name], span[0])
        speaker = Speaker(name, None if plural else phrase.description, tuple(ties))
        return Said(
            span[0], speaker, None, phrase.nouns, plural, self.people.is_quoted(span[0]), gender(phrase.kernel[-1])
        )

    def _family(self, phrase: Phrase) -> str | None:
        """Those of one surname whom "the Dells" means, as the text names them together, or both of them."""
        surname = phrase.kernel[0][:-1]
        persons = self.people.surnamed(surname)
        for person in persons[:4]:
            first = person.positions[0] if person.positions else 0
            together = _TOGETHER.search(self.text[max(0, first - 30) : first])
            if together:
                return together[0] + person.name  # "Michael and Susan Dell"
        return " and ".join(person.name for person in persons) if len(persons) == 2 else None

    def _owned(self, phrase: Phrase, span: Span, number: int) -> str:
        """The phrase with the name of whose it is: "his campaign", "the agency’s statement"."""
        first, _, rest = phrase.shortened.partition(" ")
        low = first.lower()
        owner: str | None = None
        if rest and low in ("his", "her"):
            sex: Gender = "f" if low == "her" else "m"
            whose = self.discourse.antecedent(span[0], sex, self.attributions[number].content, owner=True)
            owner = whose.name if isinstance(whose, Person) else None
        elif rest and low in ("its", "their"):
            said = self.discourse.group(span[0], plural=low == "their")
            owner = said.speaker.name if said else None
        elif rest and first.islower() and first.endswith(("’s", "'s")):
            owner = self.bodies.meant(phrase.start, (first[:-2],))
        return f"{owner}’s {rest}" if owner else phrase.shortened

    def _by_role(self, phrase: Phrase, number: int) -> Person | None:
        """The person whom the source describes by a role: its head must be theirs, its country must not be another."""
        noun = phrase.kernel[-1]
        aged = noun.endswith("-year-old")
        if not (is_role(noun) or phrase.head in WIDER or phrase.head in EPITHETS or aged):
            return None
        sex, keys = gender(noun), self.tied.ties(phrase.text)
        words = [canon(word) for word in phrase.text.split() if word != noun]
        modifiers = [word for word in words if word not in FUNCTION]
        capitals = [canon(word) for word in phrase.text.split() if word[0].isupper() and word != noun]
        best, best_score = None, -2.5
        for role, person in self._described_so(phrase):
            theirs = {canon(word) for text in person.descriptions for word in re.split(r"[\s-]+", text)}
            tied = self.tied.speaker(person).ties
            if (
                (sex and person.gender not in (sex, None))
                or conflict(keys, tied)
                or opposed([*modifiers, phrase.head], theirs)
            ):
                continue
            theirs.update(map(plain, person.words))
            theirs.update(
                word for word in modifiers if theirs & GROUPS.get(word, frozenset())
            )  # "the alliance’s chief"
            shared = sum(word in theirs for word in modifiers)
            agrees = agree(keys, tied)
            foreign = capitals and not theirs.intersection(capitals) and (tied or not keys or len(modifiers) > 1)
            if not agrees and (foreign or (modifiers and not shared and not keys)):
                continue
            latest = person.latest(phrase.start)
            score = -2.0 if latest is None else -min(2.0, (phrase.start - latest) / 1500)
            score += 1.5 * shared + (2.0 if agrees else 0.0) + (0.5 if role in phrase.nouns else 0.0)
            if score > best_score:
                best, best_score = person, score
        if best is None and phrase.text.lower() in _FORMERLY:  # as if everybody knew; not who is called so now
            about = self.people.foremost(lambda person: not phrase.nouns & person.nouns())
            return about if about and sex in (about.gender, None) else None
        best = best or self._leading(phrase, keys)
        of_party = phrase.head == "nominee" and (keys or any(word in PARTIES for word in modifiers))
        epithet = aged or (phrase.head in EPITHETS and not of_party)
        if best is None and epithet and len(phrase.text.split()) < 6:
            own = self.attributions[number].content
            last = self.discourse.antecedent(phrase.start, sex, own, reach=REACH // 3)
            best = (
                last
                if isinstance(last, Person) and last not in self.writers and (last.sure or len(last.words) == 2)
                else None
            )
            if best and (
                conflict(keys, self.tied.speaker(best).ties)
                or opposed([*modifiers, phrase.head], _described_words(best))
            ):
                return None
        return best

    def _official(self, phrase: Phrase, person: Person) -> Said | None:
        """Who was called by the very word since somebody was named whom a wider one may mean: "an official said"."""
        said = None if phrase.head in person.nouns() else self.discourse.called(phrase)
        return said if said and said.position > (person.latest(phrase.start) or 0) else None

    def _leading(self, phrase: Phrase, keys: Sequence[str]) -> Person | None:
        """The only one whom the source calls the leader of what they are said to be the president of."""
        if not keys or phrase.head not in _HEADS_OF_STATE or not phrase.whole or len(phrase.kernel) > 2:
            return None
        leaders = {person for _, person in self.roles.get("leader", [])[:_LEADERS]}
        leading = [person for person in leaders if agree(keys, self.tied.speaker(person).ties)]
        sex = gender(phrase.kernel[-1])
        return leading[0] if len(leading) == 1 and sex in (leading[0].gender, None) else None

    def _named_next(self, phrase: Phrase, number: int) -> Person | None:
        """Who is named only where they speak next: "The envoy gave a speech. “We believe that …”, Ann Lee said."

        Whoever is named first with nothing that says who it is has been described before.
        """
        at = self.order.index(number) + 1
        named = self.named[self.order[at]] if at < len(self.order) else None
        span = self.spans[self.order[at]] if named else None
        if named is None or span is None or not is_role(phrase.head) or self.people.is_quoted(phrase.start):
            return None
        if phrase.text.isupper() or _EVERY.match(phrase.text):
            return None
        person, sex = named[0], gender(phrase.kernel[-1])
        is_new = person.positions[0] >= span[0] and not person.descriptions and len(kernel(person.words)) > 1
        near = span[0] - phrase.start < _NEXT and person not in self.writers
        return person if is_new and near and (sex is None or person.gender in (sex, None)) else None

    def _described_so(self, phrase: Phrase) -> Iterator[tuple[str, Person]]:
        """Those described by the head of a phrase or a word for the same, with that word: the nearest few."""
        compound = [noun for noun in sorted(phrase.nouns) if "-" in noun and (noun in self.roles or noun in WIDER)]
        for role in compound[:1] or [phrase.head]:
            for noun in sorted(WIDER.get(role, frozenset()) | {role}):
                people = self.roles.get(noun, [])
                at = bisect_left(people, phrase.start, key=lambda one: one[0])
                for _, person in people[max(0, at - 12) : at + 2]:
                    yield noun, person

    def _words(self, span: Span) -> str:
        return " ".join(self.text[slice(*span)].split())


def _apart(text: str, one: Span, other: Span) -> bool:
    """Whether two spans stand in different lines."""
    return "\n" in text[min(one[1], other[1]) : max(one[0], other[0])]


def _described_words(person: Person) -> set[str]:
    return {canon(word) for description in person.descriptions for word in description.split()}
