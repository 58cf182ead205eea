"""Who speaks: from the words that a text uses for its speakers ("he", "the chancellor") to a name and a description.

Attributions are read in the order of the text; each speaker found is what the next pronoun or role may mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from index import edges, lines, phrases, places
from index.belonging import HOMES, OWNER, Belonging
from index.bodies import Bodies
from index.described import Described
from index.descriptions import without_article
from index.discourse import Discourse, Said
from index.model import Attribution, Span, Speaker
from index.names import find, kernel, plain
from index.people import People
from index.person import GENERATIONS, Person
from index.phrases import Phrase
from index.roles import GROUPS, ORGANISATIONS, Gender, canon, gender, is_role, wordset

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
_UNNAMED = wordset("spokesman spokeswoman spokesperson official source insider aide")  # who mostly stay so
_NO_ONE = re.compile(
    r"(?:no one|not (?:all|everyone|everybody)|neither they|your\s|(?:the|an?)$|\w+er than\s"
    r"|\d[\d.,]*\s(?:points?|votes?|euros?|dollars?|pounds?|degrees?|times|as|by|to)\b"
    r"|(?:none|one|some|many|most|several|few|two|each|any|all|both) of (?:them|us|you))\b|of\s|[\W\d_]+$|\s*#"
    r"|(?:who|what|which|how|where|when|why) (?:do|does|did|can|could|is|are|should|will|would)\b",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"“[^”\n]*(?:”|$|(?=\n))|\"[^\"\n]*\"|''[^\n]*?''|«[^«»\n]*»", re.MULTILINE)
_WRAPPED = re.compile(r"(?<=[^\n]{45}[^\n.!?:;”\"])\n(?=\S)")  # a line break inside a sentence
_PLACE_LAST = re.compile(r"((?:[\w-]+ ){0,3}[a-z]+s|[A-Z][a-z]+s) ([^\W\d_a-z]\w+)")
_TOGETHER = re.compile(r"[^\W\d_a-z]\w+ and $")
_OF_GROUP = re.compile(r"\s(?:of|from|at|with|for) the ([a-z]+)$")
_EVERY = re.compile(r"(?:each|every|any|no)\b", re.IGNORECASE)
_HEARING = re.compile(  # "had also been told"
    r"\s(?:am|is|are|was|were|been|being|be|got|get)\s(?:\w+\s){0,2}(?:told|asked|informed|briefed|notified|reminded|assured)$"
)
# "cooperative, Three Ridges Growers", "metalworkers’ union DMF": what something is, and what it is called.
_APPOSED = re.compile(
    r"(?P<kind>[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,4}),? "
    r"(?P<name>[^\W\d_a-z][\w.&’'-]*(?: (?:(?:of|for|the|and|de) )*[^\W\d_a-z][\w.&’'-]*){0,7})"
)
_KINDS = wordset("cooperative broadcaster watchdog regulator operator retailer airline supermarket startup")
_DOER = re.compile(r"\bby\s(?:(?:an?|the)\s)?$")
_LONGEST_CUE = 80  # characters
_LONGEST_JOINT = 160  # characters
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
        namings = [one for one in find(text, {end for _, end in spoken}) if not lines.is_credited(text, one.span)]
        names = [naming.span for naming in namings if naming.person]
        self.spans = [_whole(text, span, names) for span in self.spans]
        spoken = [span for span in self.spans if span]
        self.people = People(text, namings, quoted, spoken)
        begins = [
            span[0] if span else min((part[0] for part in one.content), default=0)
            for span, one in zip(self.spans, attributions, strict=True)
        ]
        self.order = sorted(range(len(begins)), key=begins.__getitem__)  # of the attributions, in the text
        self.behind = dict(pairwise(self.order))  # the attribution behind each
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
        self.tied = Belonging(text, self.people, self.discourse, self.bodies)
        self.described = Described(self.people, self.discourse, self.tied, self.writers)

    def _headed(self, span: Span) -> tuple[Person, str] | None:
        """The person whose name is the head of a speaker's phrase, and how it describes them; not a company."""
        named = phrases.headed(self.text, self.people, span)
        if named and named[1] in GENERATIONS:
            return self.people.of_generation(named[0], span[0], younger=named[1] == "younger"), ""
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
        nobody = word in _NOBODY or _NO_ONE.match(word) or edges.is_label(self.text, self.attributions[number])
        if nobody or self._hears(number, span):
            return None
        if word in _HE or word in _SHE:
            own = self.attributions[number].content
            return self._of(self.discourse.antecedent(span[0], "f" if word in _SHE else "m", own), span)
        if word in _IT or word in _THEY:
            said = self.discourse.group(span[0], plural=word in _THEY)
            if word in _IT and (body := self.bodies.opening_before(span[0], said)):
                said = Said(span[0], Speaker(body, None, self.tied.ties(body)), None)
            return self._again(said, span)
        if word in _RELATIVE:
            return self._related(number, span)
        named = self.named[number]
        if named:
            self._tie(named[0], number, span)
            return self._of(named[0], span)
        return self._joint(span) or self._nominal(number, span)

    def _hears(self, number: int, span: Span) -> bool:
        """Whether it is said to who stands where a speaker does: "the deputies were told that"."""
        cue = self.attributions[number].cue
        near = cue is not None and span[1] <= cue[1] <= span[1] + _LONGEST_CUE
        return near and cue is not None and _HEARING.search(self.text[span[1] : cue[1]]) is not None

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
            about = self.tied.about(span[0], said)
            if about and (said is None or pronoun == "its"):  # "Peru agreed. Its president, Ann Lee"
                owner = Speaker("", None, self.tied.ties(about))
            elif said is not None:
                owner = said.speaker
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
        """Direct speech with nobody at it goes on with whom its paragraph quoted before, or whose words run on."""
        one, said = self.attributions[number], self.discourse.said
        if one.kind == "indirect" or not one.content or not said:
            return None
        return said[-1] if self.discourse.runs_on(said[-1].position, one.content[0][0]) else None

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
            person = self.described.meant(phrase, self.attributions[number].content)
            if person is not None:
                said = self._again(self._official(phrase, person), span) or self._of(person, span)
                return said and replace(said, nouns=said.nouns | phrase.nouns)
        if not plural and (person := self._named_next(phrase, number)):
            person.describe(phrase.shortened)
            return self._of(person, span)
        named = _apposed(phrase.shortened)  # "the players’ union, FIFPRO": whatever else is a union
        if not named and phrase.definite and phrase.whole and (phrase.kernel[-1].islower() or len(phrase.kernel) == 1):
            earlier = self.discourse.called(phrase) if len(phrase.kernel) <= 3 else None
            if earlier is not None:
                return self._again(earlier, span)
            body = self.bodies.meant(phrase.start, phrase.kernel) if len(phrase.kernel) <= 3 else None
            family = self._family(phrase) if body is None and plural and len(phrase.kernel) == 1 else None
            if name := body or family:
                return self._group(name, span, phrase, plural=family is not None)
        name = self.tied.country(phrase) or self.bodies.spelt(self._owned(phrase, span, number))
        return self._group(name, span, phrase, plural=plural)

    def _group(self, name: str, span: Span, phrase: Phrase, *, plural: bool) -> Said:
        ties = dict.fromkeys([*self.tied.ties(name), *self.tied.within(span)]) or self.tied.home([name], span[0])
        description = None if plural else phrase.description
        nouns = phrase.nouns
        if apposed := None if plural or description else _apposed(name):
            name, description = apposed["name"], apposed["kind"]
            nouns |= {canon(apposed["kind"].split()[-1])}
        speaker = Speaker(name, description, tuple(ties))
        return Said(span[0], speaker, None, nouns, plural, self.people.is_quoted(span[0]), gender(phrase.kernel[-1]))

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
            owner = whose.name if isinstance(whose, Person) else whose.speaker.name if whose else None
            if isinstance(whose, Person) and rest in HOMES and (home := self.tied.country_of(whose)):
                return home  # "her country"
        elif rest and low in ("its", "their"):
            said = self.discourse.group(span[0], plural=low == "their")
            owner = self.tied.subject(span[0]) or (low == "its" and self.tied.about(span[0], said)) or None
            owner = owner or (said.speaker.name if said else None)
        elif rest and first.islower() and first.endswith(("’s", "'s")):
            owner = self.bodies.meant(phrase.start, (first[:-2],))
        if not owner:
            return phrase.shortened
        return f"{owner}’ {rest}" if owner.endswith("s") and owner[:1].islower() else f"{owner}’s {rest}"

    def _official(self, phrase: Phrase, person: Person) -> Said | None:
        """Who was called by the very word since somebody was named whom a wider one may mean: "an official said"."""
        said = None if phrase.head in person.nouns() else self.discourse.called(phrase)
        return said if said and said.position > (person.latest(phrase.start) or 0) else None

    def _named_next(self, phrase: Phrase, number: int) -> Person | None:
        """Who is named only where they speak next: "The envoy gave a speech. “We believe that …”, Ann Lee said."

        Whoever is named first with nothing that says who it is has been described before.
        """
        behind = self.behind.get(number)
        named, span = (None, None) if behind is None else (self.named[behind], self.spans[behind])
        if named is None or span is None or not is_role(phrase.head) or self.people.is_quoted(phrase.start):
            return None
        if (
            phrase.text.isupper()
            or _EVERY.match(phrase.text)
            or _DOER.search(self.text, max(0, phrase.start - 10), phrase.start)
        ):
            return None  # "jailed by a judge" is not who was
        if phrase.kernel[-1].lower() in _UNNAMED and "\n" in self.text[phrase.start : span[0]]:
            return None  # "a spokesman" of one paragraph is nobody who comes in the next
        person, sex = named[0], gender(phrase.kernel[-1])
        is_new = person.positions[0] >= span[0] and not person.descriptions and len(kernel(person.words)) > 1
        near = span[0] - phrase.start < _NEXT and person not in self.writers
        return person if is_new and near and (sex is None or person.gender in (sex, None)) else None

    def _words(self, span: Span) -> str:
        return " ".join(self.text[slice(*span)].split())


def _apposed(name: str) -> re.Match[str] | None:
    """The `kind` of an organisation and the `name` behind it, where some words are both."""
    apposed = _APPOSED.fullmatch(name)
    word = plain(apposed["kind"].split()[-1]) if apposed else ""
    return apposed if word in ORGANISATIONS or word in GROUPS or word in _KINDS else None


def _whole(text: str, span: Span | None, names: Sequence[Span]) -> Span | None:
    """A speaker's span, where it is one word of a name the whole of that; `names` are in order."""
    if span is None or " " in text[slice(*span)]:
        return span
    at = bisect_left(names, span) - 1
    return names[at] if at >= 0 and names[at][0] < span[0] and span[1] <= names[at][1] else span


def _apart(text: str, one: Span, other: Span) -> bool:
    """Whether two spans stand in different lines."""
    return "\n" in text[min(one[1], other[1]) : max(one[0], other[0])]
