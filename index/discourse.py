"""What a text has been about: who was named, who spoke, and so whom "he", "she", "they" and "who" mean next."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.descriptions import ADJECTIVES
from index.model import Span, Speaker
from index.names import Naming, plain
from index.people import People
from index.person import Person
from index.phrases import Phrase
from index.roles import ANY_GROUP, FUNCTION, Gender, is_role, wordset

REACH = 2_500  # characters in front of a pronoun or a role in which its person is looked for
_NAMES = 25  # at most so many names of them
_RUNS_ON = 6  # paragraphs that one quotation runs over
_SPOKEN = 6  # statements back
_SENTENCES = 8  # in front of another, in which it is looked for what they are about
_CLAUSE = 70  # characters behind a pronoun in which its sentence names others
_OPENING = 160  # characters of a clause that a sentence opens with
_BEFORE_A_NAME = 40  # characters of what belongs to it: "French President "
_MOST = 3.1  # that speaks for a name besides its nearness

_OPENED = re.compile(r"[“\"]")  # what a paragraph begins with that goes on with a quotation
_MARK = re.compile(r"[“”\"]")
_PARAGRAPH_END = re.compile(r"\n+")
_SUBORDINATE = re.compile(
    r"(?:[A-Z]\w+ (?:before|after|when|as|while)|When|After|As|While|Although|Though|If|Since|Before|Asked|Because|Once"
    r"|Unlike|Like|With|In|On|At|For)\b"
)
_NOT_SUBJECT = re.compile(
    r"\b(?:of|by|to|for|with|from|about|against|on|in|at|as|than|like|and|between|over|behind)\s+"
    r"(?:(?:his|her|their|its)\s(?:[a-z-]+\s){0,3})?\S*$"
)
_RELATIVE = re.compile(r",\s(?:who|whose|whom|which)\s[^,;\n]*$")  # "Ms. Lee, who replaced Mr. Roe"
_BEFORE_NAMED = re.compile(r"\b(?:as|when|while|after|before|if|although|though|because|since)\s$", re.IGNORECASE)
# What opens a clause whose subject is mostly that of the sentence: "when", "as" and "after" rather join two.
_THOUGH = re.compile(r"(?:Although|Though|While|Even though)\s")
_APPOSED = re.compile(r"(?:\s\([^()\n]{1,40}\))?,\s")
_QUOTE = re.compile(r"[“”\"«»,;()]|''")
_DETERMINERS = wordset("the a an some many those other several his her their its two three four most")
_INDEFINITE = r"\b[Aa]n?\s(?:[\w.’'-]+\s){0,4}"  # with what stands between it and its noun
_ANYBODY = ADJECTIVES | wordset("unidentified unnamed anonymous same new latest")  # what adds nothing to a noun
_WITHIN = wordset("of for at in from")
_BODIES = wordset("organization organisation group institution body")  # that may be of any kind


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody who spoke: where, who, and by which nouns a later "the …" may mean them.

    `person` is None for a group, a document or somebody without a name. `quoted`: inside somebody else's words.
    """

    position: int
    speaker: Speaker
    person: Person | None
    nouns: frozenset[str] = frozenset()
    plural: bool = False
    quoted: bool = False
    gender: Gender | None = None

    def is_human(self, wanted: Gender | None) -> bool:
        """Whether it is one human being, by the noun, and of a gender."""
        roles = (noun for noun in self.nouns if "-" not in noun or noun.endswith("-general"))
        human = not self.plural and any(map(is_role, roles))
        return human and self.gender in (wanted, None)


class Discourse:
    """The text with its people, and what was said so far: `hear` is told in the order of the text.

    `contents` are the spans of what is said, in whatever order.
    """

    def __init__(self, text: str, people: People, contents: Sequence[Span]) -> None:
        self.text = text
        self.people = people
        self.said: list[Said] = []
        self._called: dict[str, list[Said]] = {}
        self._contents = sorted(contents)
        self._sentences = people.sentences
        self._marks = [match.start() for match in _MARK.finditer(text)]
        self._paragraphs = [0, *(match.end() for match in _PARAGRAPH_END.finditer(text))]

    def hear(self, said: Said) -> None:
        """Take down who spoke."""
        self.said.append(said)
        for noun in said.nouns:
            self._called.setdefault(noun, []).append(said)

    def sentence(self, position: int) -> int:
        """The number of the sentence that a position lies in."""
        return bisect_right(self._sentences, position) - 1

    def paragraph(self, position: int) -> int:
        """The number of the paragraph that a position lies in."""
        return bisect_right(self._paragraphs, position) - 1

    def runs_on(self, first: int, second: int) -> bool:
        """Whether what is said at two positions is said in one paragraph, or in a quotation that runs on unclosed.

        Between the paragraphs of one, which all begin with a quote mark, there may be a caption.
        """
        begin, end = self.paragraph(first), self.paragraph(second)
        if begin == end:
            return True
        if not 0 < end - begin <= _RUNS_ON or not _OPENED.match(self.text, self._paragraphs[end]):
            return False
        paragraphs = list(pairwise(self._paragraphs[begin : end + 1]))
        marks = [bisect_left(self._marks, stop) - bisect_left(self._marks, start) for start, stop in paragraphs]
        quoting = [start for (start, _), count in zip(paragraphs, marks, strict=True) if count]
        opened = all(_OPENED.match(self.text, start) for start in quoting[1:])
        return marks[0] > 0 and opened and all(count % 2 for count in marks if count)

    def sentence_start(self, position: int) -> int:
        """Where the sentence begins that a position lies in."""
        return self._sentences[self.sentence(position)]

    def sentences_before(self, position: int) -> Iterator[int]:
        """Where the last sentences of the same paragraph begin before the one that a position lies in, backwards."""
        first, last = self._paragraphs[self.paragraph(position)], self.sentence(position) - 1
        for number in range(last, max(-1, last - _SENTENCES), -1):
            if self._sentences[number] < first:
                break
            yield self._sentences[number]

    def is_subject(self, position: int) -> bool:
        """Whether what begins at a position is no object of a preposition."""
        return not _NOT_SUBJECT.search(self.text[max(self.sentence_start(position), position - 60) : position])

    def antecedent(
        self, position: int, wanted: Gender | None, own: Sequence[Span], *, owner: bool = False, reach: int = REACH
    ) -> Person | Said | None:
        """Whom a pronoun means: of those named before, the nearest, the most prominent, the last to speak.

        `Said` where that is somebody without a name: "a spokeswoman said … she added".

        `own` are the spans of what the pronoun says. `owner`: "his campaign" may mean whose name is a possessive.
        In "Although he agreed, Lee said" it is whose name follows.
        """
        ahead = None if owner else self._ahead(position, wanted, own)
        if ahead is not None:
            return ahead
        others = set() if owner else self._others(position)
        last = next((one for one in reversed(self.said[-_SPOKEN:]) if not one.quoted), None)
        alone = None if owner else self._alone(position, wanted, own)
        if last and alone and alone not in others and self.paragraph(last.position) < self.paragraph(position):
            return alone
        speaking = last.person if last else None
        best, best_score, seen = None, float("-inf"), 0
        taken_over = False  # whether another became the subject since the last statement
        for naming, person in self.people.before(position, reach):
            start = naming.span[0]
            if any(begin <= start < end for begin, end in own) or _differs(person, wanted) or person in others:
                continue
            seen += 1
            if seen > _NAMES or _MOST - self._distance(start, position) <= best_score:
                break
            score = self._prominence(naming, position, owner=owner) - (0.0 if person.sure else 2.0)
            if last and person is not speaking and start > last.position and score > -0.3:
                taken_over = True
            score += person.agrees(wanted)
            if score > best_score:
                best, best_score = person, score
        if last and not speaking and last.is_human(wanted):
            score = 1.2 - self._distance(last.position, position) - (1.5 if taken_over else 0.0)
            score -= 0.0 if self.is_subject(last.position) else 0.8
            return last if score > best_score else best
        if last and speaking and not _differs(speaking, wanted) and speaking not in others:
            score = (
                2.2 - self._distance(last.position, position) - (1.5 if taken_over else 0.0) + speaking.agrees(wanted)
            )
            if score > best_score:
                best = speaking
        return best

    def _ahead(self, position: int, wanted: Gender | None, own: Sequence[Span]) -> Person | None:
        """Who is named right behind the clause that a sentence opens with and that a pronoun is the subject of.

        `own` are the spans of what the pronoun says.
        """
        if not _THOUGH.fullmatch(self.text, self.sentence_start(position), position):
            return None
        comma = self.text.find(", ", position, position + _OPENING)
        at = bisect_left(self.people.starts, comma + 2)
        if comma < 0 or at == len(self.people.starts) or self.sentence(comma) != self.sentence(position):
            return None
        start, person = self.people.starts[at], self.people.persons[at]
        title = self.text[comma + 2 : start]
        inserted = not any(map(str.isalnum, self.text[position:comma].partition(" ")[2]))  # "he, like Lee, …"
        if inserted or any(begin <= comma < end for begin, end in own):
            return None
        if len(title) > _BEFORE_A_NAME or self.sentence(start) != self.sentence(position):
            return None
        if not all(word[0].isupper() or word == "the" or is_role(word) for word in title.split()):
            return None
        return None if person is None or _differs(person, wanted) or self.people.is_quoted(start) else person

    def _alone(self, position: int, wanted: Gender | None, own: Sequence[Span]) -> Person | None:
        """The only one whom a pronoun's own sentence has named before it, outside what anybody said."""
        begin = self.sentence_start(position)
        named = {person: naming for naming, person in self.people.before(position, position - begin)}
        if len(named) != 1:
            return None
        ((person, naming),) = named.items()
        start = naming.span[0]
        said = self._is_content(start) or any(first <= start < last for first, last in own)
        return None if said or _differs(person, wanted) else person

    def group(self, position: int, *, plural: bool) -> Said | None:
        """Whom "they" (plural) or "it" means: the last group that spoke."""
        for said in reversed(self.said[-_SPOKEN:]):
            if self.paragraph(position) - self.paragraph(said.position) > 2:
                break
            if said.person is None and said.quoted == self.people.is_quoted(position) and (plural or not said.plural):
                return said
        return None

    def called(self, phrase: Phrase) -> Said | None:
        """Who spoke before under a longer phrase with the same noun: "a 2019 report by X", then "the report"."""
        names = {plain(word.removesuffix("’s")) for word in phrase.kernel[:-1]} - _ANYBODY
        reach = REACH // 2 if phrase.head in ANY_GROUP else 4 * REACH
        for said in reversed(self._called.get(phrase.head, [])[-4:]):
            words = {plain(word.removesuffix("’s")) for word in said.speaker.name.split()}
            near = phrase.start - said.position < reach
            longer = len(words) > len(phrase.kernel) and words >= names
            described = (said.speaker.description or "").endswith(phrase.kernel[-1])  # "the players’ union, FIFPRO"
            if said.person is None and near and (longer or described):
                return said
        if phrase.head in _BODIES and len(phrase.kernel) == 1:
            last = self.group(phrase.start, plural=False)  # "the OECD said … the organization added"
            near = last is not None and self.paragraph(phrase.start) - self.paragraph(last.position) <= 1
            return last if near and last and last.speaker.name[:1].isupper() else None
        return None

    def called_so(self, noun: str, position: int) -> Person | None:
        """Who spoke last under a noun, whatever else describes them: "the Ohio senator", then "the senator"."""
        near = (said for said in reversed(self._called.get(noun, [])[-4:]) if position - said.position < 4 * REACH)
        return next((said.person for said in near if said.person is not None), None)

    def introduced(self, phrase: Phrase) -> bool:
        """Whether a phrase takes up one that its text has begun with "a": "a Danish diver … the diver"."""
        wanted = {plain(word) for word in phrase.kernel}
        noun = re.compile(rf"{_INDEFINITE}{re.escape(phrase.kernel[-1])}\b")
        found = noun.finditer(self.text, max(0, phrase.start - REACH), phrase.start)
        return any(wanted <= set(map(plain, one[0].split())) for one in found)

    def related(self, span: Span) -> Person | Span | None:
        """Whom "who", "which" or "that" means: the person or the noun phrase right in front of it."""
        begin = max(self.sentence_start(span[0]), span[0] - 200)
        front = self.text[begin : span[0]].rstrip(" ,\xa0—–-")
        edge = begin + len(front)
        word = self.text[slice(*span)].lower()
        apposed = word != "that" and self.text[edge : edge + 1] == ","
        for naming, person in self.people.before(span[0], span[0] - begin):
            end = max(span[1] for span in (naming.span, naming.after, naming.party) if span)
            near = end >= edge - 2 or (apposed and self.text[naming.span[1]] == ",")
            if near and not (word == "which" and person.sure):
                return person
            break
        words = list(re.finditer(r"\S+", front))
        for at in range(len(words) - 2, max(-1, len(words) - 10), -1):
            low, previous = words[at][0].lower(), words[at - 1][0].lower() if at else ""
            owner = low.endswith(("’s", "'s")) and previous in FUNCTION
            if owner or (low in _DETERMINERS and previous not in _WITHIN):
                phrase = (begin + words[at].start(), edge)
                if apposed and (explained := self._explained(phrase[0])):
                    return explained
                return None if re.search(r"[,;:“”\"]", self.text[slice(*phrase)]) else phrase
        named = bisect_left(self.people.starts, edge) - 1  # "Peru, whose fleet is small, said"
        if word == "whose" and named >= 0 and self.people.namings[named].span[1] == edge:
            return self.people.namings[named].span
        return None

    def _explained(self, position: int) -> Person | None:
        """Whom an apposition that begins at a position explains: "Ann (Eva Lind), a singer, who"."""
        for naming, person in self.people.before(position, 80):
            if self.text[naming.span[0] - 1 : naming.span[0]] != "(":
                between = self.text[naming.span[1] : position]
                return person if _APPOSED.fullmatch(between) else None
        return None

    def _others(self, position: int) -> set[Person]:
        """Who is not meant by a pronoun, as its own sentence goes on to name them: "he told Hannity"."""
        sentence = self.sentence(position)
        if _BEFORE_NAMED.search(self.text, max(0, position - 12), position):
            return set()
        end = self._sentences[sentence + 1] if sentence + 1 < len(self._sentences) else len(self.text)
        end = min(end, position + _CLAUSE)
        quote = _QUOTE.search(self.text, position, end)
        named = self.people.within((position, quote.start() if quote else end))
        return {person for _, person in named if person is not None}

    def _prominence(self, naming: Naming, position: int, *, owner: bool) -> float:
        """How likely a pronoun is to mean somebody named at a place: subjects, and those near."""
        start = naming.before[0] if naming.before else naming.span[0]
        begin = self.sentence_start(start)
        score = -self._distance(start, position)
        if self.text[start - 1 : start] == "(":
            score -= 1.5
        if self._is_content(start):
            score -= 0.7
        if naming.possessive and not owner:
            score -= 0.7
        if _SUBORDINATE.match(self.text, begin):  # "When Mr. Trump …, Mr. Kasich differed"
            comma = self.text.rfind(",", begin, start)
            score += 0.8 if comma > start - 12 else -0.8 if comma < 0 else 0.0
        if not self.is_subject(start) or _RELATIVE.search(self.text, max(begin, start - _CLAUSE), start):
            score -= 0.8
        elif start - begin < 60:
            score += 0.8
            # "Ms. Lee alarmed allies when she said", however often the text names another woman; not "asked Ms. Roe".
            between = bisect_right(self.people.starts, naming.span[0]), bisect_left(self.people.starts, position)
            alone = not any(self.people.persons[slice(*between)])
            same = self.sentence(position) == self.sentence(start) and not owner
            before = self.text[begin:start].lower().split()[-1:]  # "a Trump rally"
            subject = same and alone and not _DETERMINERS.intersection(before) and not self._is_content(start)
            score += 0.7 if subject else 0.0
        return score

    def _distance(self, start: int, position: int) -> float:
        sentences = self.sentence(position) - self.sentence(start)
        return 0.5 * sentences + 0.4 * (self.paragraph(position) - self.paragraph(start))

    def _is_content(self, position: int) -> bool:
        """Whether a position lies in what somebody is said to have said."""
        at = bisect_right(self._contents, (position, len(self.text)))
        return any(start <= position < end for start, end in self._contents[max(0, at - 6) : at])


def _differs(person: Person, wanted: Gender | None) -> bool:
    return wanted is not None and person.gender is not None and person.gender != wanted
