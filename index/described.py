"""Whom a description without a name means: "the Vermont senator", "the 78-year-old", "the former president"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.belonging import Belonging
from index.discourse import REACH, Discourse
from index.model import Span
from index.names import plain
from index.people import People
from index.person import Person
from index.phrases import Phrase
from index.roles import EPITHETS, FUNCTION, GROUPS, PARTIES, WIDER, Gender, canon, gender, is_role, wordset
from index.ties import agree, conflict, opposed

_FORMERLY = frozenset(f"former {role}" for role in ("president", "prime minister", "chancellor", "premier"))
_HEADS_OF_STATE = wordset("president premier prime-minister chancellor king queen emir sultan")
_HEADS_OF = {"head of state": "head-of-state", "head of government": "head-of-government"}  # one role each
_OF = re.compile(r"\sof\s(?:the\s)?[^\W\d_a-z]")
_LEADERS = 9  # leaders among whom one is looked for
_LONGEST_EPITHET = 5  # words
_NEAREST = 12  # people of a role that are named before a phrase, and so many behind:
_BEHIND = 2
_HEAD = 1.5  # against the head of a government whom nobody calls "the minister"
_LEAST = -2.5  # what speaks for somebody at least


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a phrase says of whom it means: the gender, the ties, and the words beside its noun."""

    phrase: Phrase
    sex: Gender | None
    keys: Sequence[str]
    modifiers: Sequence[str]
    capitals: Sequence[str]

    def differs(self, person: Person, ties: Sequence[str], words: Collection[str]) -> bool:
        """Whether somebody of such ties, described by such words, is not meant."""
        other = self.sex is not None and person.gender not in (self.sex, None)
        return other or conflict(self.keys, ties) or opposed([*self.modifiers, self.phrase.head], words)


class Described:
    """The people of a text by their roles. `writers` are those whose own words it is, whom no epithet means."""

    def __init__(self, people: People, discourse: Discourse, tied: Belonging, writers: Collection[Person]) -> None:
        self._people = people
        self._discourse = discourse
        self._tied = tied
        self._writers = writers
        self._roles: dict[str, list[tuple[int, Person]]] = {}  # with where the person is first named
        for person in people.all():
            for noun in person.nouns():
                self._roles.setdefault(noun, []).append((person.positions[0], person))

    def meant(self, phrase: Phrase, own: Sequence[Span]) -> Person | None:
        """The person whom the source describes so: the head must be theirs, the country must not be another.

        `own` are the spans of what they say.
        """
        noun = phrase.kernel[-1]
        aged = noun.endswith("-year-old")
        if not (is_role(noun) or phrase.head in WIDER or phrase.head in EPITHETS or aged):
            return None
        words = [canon(word) for word in phrase.text.split() if word != noun]
        modifiers = [] if phrase.text in _HEADS_OF else [word for word in words if word not in FUNCTION]
        capitals = [canon(word) for word in phrase.text.split() if word[0].isupper() and word != noun]
        wanted = _Wanted(phrase, gender(noun), self._tied.ties(phrase.text), modifiers, capitals)
        best, best_score = None, _LEAST
        for role, person in self._so_called(phrase):
            score = self._score(wanted, role, person)
            if score is not None and score > best_score:
                best, best_score = person, score
        if best is None and phrase.text.lower() in _FORMERLY:  # as if everybody knew; not who is called so now
            about = self._people.foremost(lambda person: not phrase.nouns & person.nouns())
            return about if about and wanted.sex in (about.gender, None) else None
        best = best or self._leading(wanted)
        if best is None and (aged or _is_epithet(wanted)) and len(phrase.text.split()) <= _LONGEST_EPITHET:
            return self._just_named(wanted, own)
        return best

    def _so_called(self, phrase: Phrase) -> Iterator[tuple[str, Person]]:
        """Those described by the head of a phrase or a word for the same, with that word: the nearest few."""
        compound = [noun for noun in sorted(phrase.nouns) if "-" in noun and (noun in self._roles or noun in WIDER)]
        for role in compound[:1] or [_HEADS_OF.get(phrase.text, phrase.head)]:
            for noun in sorted(WIDER.get(role, frozenset()) | {role}):
                people = self._roles.get(noun, [])
                at = bisect_left(people, phrase.start, key=lambda one: one[0])
                for first, person in people[max(0, at - _NEAREST) : at + _BEHIND]:
                    if first <= phrase.start or not self._is_of_before(phrase):
                        yield noun, person

    def _is_of_before(self, phrase: Phrase) -> bool:
        """Whether a phrase means nobody first named behind it: it says too little, or takes up "an official" before."""
        return (phrase.whole and len(phrase.kernel) == 1) or self._discourse.introduced(phrase)

    def _score(self, wanted: _Wanted, role: str, person: Person) -> float | None:
        """How much speaks for somebody with a role; None where something speaks against it."""
        phrase = wanted.phrase
        theirs = {canon(word) for text in person.descriptions for word in re.split(r"[\s-]+", text)}
        tied = self._tied.speaker(person).ties
        if wanted.differs(person, tied, theirs):
            return None
        theirs.update(map(plain, person.words))
        # "the alliance’s chief"
        theirs.update(word for word in wanted.modifiers if theirs & GROUPS.get(word, frozenset()))
        shared = sum(word in theirs for word in wanted.modifiers)
        agrees = agree(wanted.keys, tied)
        more = tied or not wanted.keys or len(wanted.modifiers) > 1
        foreign = wanted.capitals and not theirs.intersection(wanted.capitals) and more
        if not agrees and (foreign or (wanted.modifiers and not shared and not wanted.keys)):
            return None
        latest = person.latest(phrase.start)
        is_head = (
            phrase.head == "minister" and "prime-minister" in person.nouns() and "prime-minister" not in phrase.nouns
        )
        near = -2.0 if latest is None else -min(2.0, (phrase.start - latest) / 1500)
        return (
            near
            + 1.5 * shared
            + (2.0 if agrees else 0.0)
            + (0.5 if role in phrase.nouns else 0.0)
            - (_HEAD if is_head else 0.0)
        )

    def _leading(self, wanted: _Wanted) -> Person | None:
        """The only one whom the source calls the leader of what they are said to be the president of."""
        phrase = wanted.phrase
        if not wanted.keys or phrase.head not in _HEADS_OF_STATE or not phrase.whole or len(phrase.kernel) > 2:
            return None
        leaders = {person for _, person in self._roles.get("leader", [])[:_LEADERS]}
        leading = [person for person in leaders if agree(wanted.keys, self._tied.speaker(person).ties)]
        return leading[0] if len(leading) == 1 and wanted.sex in (leading[0].gender, None) else None

    def _just_named(self, wanted: _Wanted, own: Sequence[Span]) -> Person | None:
        """Whom an epithet means: who spoke under it before, else who was named last."""
        if _OF.search(wanted.phrase.text):
            return None  # "the mayor of Portmere" is told apart, and so not whoever was named last
        start = wanted.phrase.start
        last = self._discourse.called_so(wanted.phrase.head, start) or self._discourse.antecedent(
            start, wanted.sex, own, reach=REACH // 3
        )
        if not isinstance(last, Person) or last in self._writers or not (last.sure or len(last.words) == 2):
            return None
        words = {canon(word) for description in last.descriptions for word in description.split()}
        return None if wanted.differs(last, self._tied.speaker(last).ties, words) else last


def _is_epithet(wanted: _Wanted) -> bool:
    """Whether a text calls so whom it has just named, without having said so before."""
    head, said_more = wanted.phrase.head, bool(wanted.modifiers)
    of_party = head == "nominee" and (wanted.keys or any(word in PARTIES for word in wanted.modifiers))
    # "the Texas representative" has a seat, "the union’s representative" speaks for it.
    of_group = head == "representative" and said_more and not wanted.keys
    return head in EPITHETS and not of_party and not of_group
