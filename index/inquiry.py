"""What a question asks: what somebody said, who said something, whether somebody said something, or anything else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise, product

from rapidfuzz.distance import OSA

from index.english import ENGLISH
from index.grammar import FORMS, Asked, Language, Word
from index.model import Span
from index.places import mentions
from index.roles import ORGANISATIONS, is_role, wordset

LANGUAGES = (ENGLISH,)
# The words of so many units decide; a question longer than that says what it asks at its beginning.
MOST_UNITS = 80
TOKEN = re.compile(r"[^\W_]+(?:[-.&/+'’][^\W_]+)*\+?|['’](?=\s|$)|[,?!;:.–—]|(?<=\s)-(?=\s)")
TAIL = re.compile(r"(?i)(.+?)(['’](?:s|re|ve|d|ll))")
ABBREVIATION = re.compile(r"(?i)[^\W_]|.*\..*|dr|mrs?|ms|sen|gov|rep|st|lt|gen|prof|jr|sr|bros|inc|col|sgt|capt|rev")
OFFICES = wordset("pm fm vp foreign defence defense finance interior prime vice")
INDEFINITE = frozenset(("a", "an", "any", "some"))
JOINTS = frozenset(("and", "or"))
TOLD = 4  # words of those who are told something
TRIMMED = " \t\r\n?!.,;:\"“”„«»'‘’()[]"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a question asks.

    `kind`: "speaker" (what did X say about Y), "who-said" (who said Z), "did-say" (did X say Z), else "general".
    `speaker` is X as typed, without article and possessive, but for "its": "Feingold's campaign" for "his campaign"
    behind that name; None where there is none or only a pronoun.
    `topic` is Y or Z as typed, with the circumstances that come before ("at the summit"), parts joined by a space;
    None where there is none. Of a general question it is the whole.
    `act` is what kind of saying is asked for: say, announce, deny, warn, promise, want, think, accuse, praise, ask,
    answer, explain, find, admit or joke; None where a question is general.
    """

    kind: Asked
    speaker: str | None = None
    topic: str | None = None
    act: str | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, set phrase or sign of a question: its span, itself in small letters, and what is known of it."""

    start: int
    end: int
    text: str
    word: Word

    @property
    def written(self) -> str:
        """As patterns read it."""
        return f"{self.text}|{''.join(label + '|' for label in self.word.classes)} "

    def has(self, *labels: str) -> bool:
        """True when it is of one of these classes."""
        return any(label in self.word.classes for label in labels)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as its units, and those as patterns read them."""

    text: str
    units: list[_Unit]
    written: list[str]

    def slice(self, units: list[_Unit]) -> str:
        """The text of a run of units, "" where there are none."""
        return self.text[units[0].start : units[-1].end] if units else ""


@dataclass(frozen=True, slots=True)
class _Match:
    """A pattern that fits a question from a unit on."""

    question: _Question
    start: int
    found: re.Match[str]

    def part(self, *groups: str) -> list[_Unit]:
        """The units of the first of these groups that the pattern has and that is not empty."""
        for group in groups:
            if group not in self.found.re.groupindex or self.found.start(group) == self.found.end(group):
                continue
            ends = list(accumulate(map(len, self.question.written[self.start :]), initial=0))
            first, last = ends.index(self.found.start(group)), ends.index(self.found.end(group))
            return self.question.units[self.start + first : self.start + last]
        return []


@lru_cache(1024)
def understand(text: str) -> Inquiry:
    """What a question asks, by the patterns of its language. Never raises; what fits no pattern is general.

    Where no pattern fits the words as they are, misspelt ones ("waht", "abuot") are read as the nearest of those that
    questions are made of. Only the first `MOST_UNITS` words and signs are read.
    """
    for mended, language in product((False, True), LANGUAGES):
        units = _units(text, language, mended)
        inquiry = _matched(_Question(text, units, [unit.written for unit in units]), language)
        if inquiry is not None:
            return inquiry
    return Inquiry("general", topic=text.strip(TRIMMED) or None)


def _matched(question: _Question, language: Language) -> Inquiry | None:
    """What the first fitting pattern makes of a question, None where none fits."""
    starts = _starts(question.units)
    lines = {start: "".join(question.written[start:]) for start in starts}
    for kind, pattern, anywhere in language.compiled:
        for start in starts if anywhere else starts[:1]:
            found = pattern.match(lines[start])
            inquiry = found and _inquiry(kind, _Match(question, start, found))
            if inquiry:
                return inquiry
    return None


def _inquiry(kind: Asked, match: _Match) -> Inquiry | None:
    """What a match says, None where its speaker can be none or nothing is asked about."""
    verb, written = match.part("v"), match.part("x", "s")
    speaker = _trimmed_speaker(written)
    while match.part("d") and len(speaker) > 1 and not _is_name(match.question.text, speaker):
        speaker = speaker[1:]  # "the two main ways Lee thinks": where the words end that do not matter
    if speaker and speaker[-1].has("det") and match.question.text[speaker[-1].start].islower():
        return None  # "did Russia get a request"
    if written and (
        _is_thing(match.question, written) or _is_named_by(match.question, written, verb) or _is_done(match, written)
    ):
        return None
    if match.found.re.groupindex.keys() & {"x", "s"}:
        if not _can_speak(verb, speaker) or (match.part("s") and not _is_name(match.question.text, speaker)):
            return None
        if all(unit.has("anyone", "det") for unit in speaker):
            if verb and verb[0].text.startswith("need") and kind == "speaker":
                return None  # "what do people need to bring"
            kind, speaker = "who-said", []
        elif all(unit.has("pron") for unit in speaker):
            speaker = []
    topic = _not_told(match.question, verb if kind == "speaker" else [], match.part("y", "z"))
    circumstances = match.question.units[: match.start]
    ahead = _trimmed_topic(circumstances, "lead")
    if written and not speaker and kind == "speaker" and ahead and _is_name(match.question.text, ahead):
        speaker, circumstances = ahead, []  # "and finland? what do they say"
    parts = (match.part("l"), _trimmed_topic(topic, "prep", "that"), _trimmed_topic(circumstances, "lead"))
    about = " ".join(filter(None, map(match.question.slice, parts)))
    if not about and kind == "did-say" and any(unit.has("anyone", "something") for unit in topic):
        kind = "speaker"  # "does the Kremlin threaten anybody" asks for whatever there is
    if not about and kind != "speaker":
        return None
    act = verb[0].word.act if verb else ""
    who = match.question.slice(speaker)
    if who and written[0].has("its") and (owner := _owner(match.question, written[0])):
        who = f"{owner}'s {who}"
    return Inquiry(kind, who or None, about or None, act or "say")


def _not_told(question: _Question, verb: list[_Unit], topic: list[_Unit]) -> list[_Unit]:
    """A topic without those who are told it, who have no name: "the town about the fire", "the paper that he would go".

    Not where nothing is left of it.
    """
    telling = bool(verb) and verb[0].has(*(f"tells-{form}" for form in FORMS))
    for at, unit in enumerate(topic[: TOLD + 1] if telling else ()):
        if at and unit.has("that") and not any(one.has("pron", "det", "subject") for one in topic[at + 1 : at + 2]):
            break  # "the residents that live there"
        if at and (unit.has("about", "that") or unit.text == "of"):
            named = any(question.text[one.start].isupper() for one in topic[:at])
            left = _trimmed_topic(topic[at:], "prep", "that")
            return topic[at:] if left and not named and not mentions(question.slice(topic[:at]), cased=False) else topic
        if unit.has("q", "aux", "will", "comma"):
            break
    return topic


def _owner(question: _Question, its: _Unit) -> str | None:
    """Whose "its government" is: the first name in front of it."""
    before = [unit for unit in question.units if unit.end <= its.start]
    named = question.slice(before)
    if mention := next(iter(mentions(named, cased=False)), None):
        return named[slice(*mention.span)]
    capitals = groupby(before[1:], key=lambda unit: question.text[unit.start].isupper() and not unit.word.classes)
    return next((question.slice(list(units)) for is_name, units in capitals if is_name), None)


def _is_done(match: _Match, written: list[_Unit]) -> bool:
    """True when what could be a speaker is what somebody wants to do: "can you surf on a seiche"."""
    before = match.question.units[match.start - 1] if match.start else None
    if before is None or not before.text.startswith(("can_", "could_", "would_")):
        return False
    return bool(match.part("s")) and match.question.text[written[0].start].islower()


def _is_named_by(question: _Question, written: list[_Unit], verb: list[_Unit]) -> bool:
    """True when what could be the verb is a noun that the words before it belong to: "the red warning was lifted".

    It is a verb where what is warned of, or who, comes next: "what is the council warning about".
    """
    if not verb or not verb[0].has("event") or not written[0].has("det"):
        return False
    if any(question.text[unit.start].isupper() for unit in written[1:]):
        return False
    behind = next((unit for unit in question.units if unit.start >= verb[-1].end), None)
    if behind is None or behind.has("about", "by", "that", "pron", "person", "det", "end"):
        return False
    # "what are the police warning drivers", but not "what are the red warning lights"
    speaks = is_role(written[-1].text) or written[-1].text in ORGANISATIONS
    return not (speaks and behind.text.endswith("s") and not behind.word.classes)


def _is_thing(question: _Question, written: list[_Unit]) -> bool:
    """True when words where a speaker could stand can only be a thing: "four per recipe", "is there a family plan"."""
    before = question.units[: question.units.index(written[0])]
    if before and before[-1].text == "per" and len(before) > 1 and not before[-2].has("comma"):
        name = question.slice(written)
        return len(written) == 1 and name.islower() and not mentions(name, cased=False)
    return bool(before) and before[-1].text.endswith("_there") and written[0].text in INDEFINITE


def _can_speak(verb: list[_Unit], speaker: list[_Unit]) -> bool:
    """True when a speaker can be meant: not "the article", and a pronoun only with verbs of saying and thinking."""
    if not speaker or all(unit.has("source", "det") for unit in speaker):
        return False
    if any(unit.has("its") and not one.has("prep") and one.text not in JOINTS for one, unit in pairwise(speaker)):
        return False  # "Cox cut its forecast" is no name
    if not all(unit.has("pron") for unit in speaker):
        return not speaker[0].has("subject")  # "will they put it back"
    spoken = not verb or verb[0].has(*(f"{group}-{form}" for group in ("core", "who") for form in FORMS))
    return spoken and all(unit.has("person") for unit in speaker)


def _is_name(text: str, units: list[_Unit]) -> bool:
    """True when words without a verb of asking around them can be a name: capitals, a place, or one unusual word."""
    named = text[units[0].start : units[-1].end]
    if any(unit.has("thing") for unit in units):
        return False
    if len(units) == 1 or all(text[unit.start].isupper() or unit.has("det", "gen", "prep") for unit in units):
        return True
    for mention in mentions(named, cased=False):
        if mention.span[1] - mention.span[0] >= len(named) - 2:
            return True
        behind = named[mention.span[1] :].split()
        if mention.span[0] == 0 and behind and all(is_role(word) or word.lower() in OFFICES for word in behind):
            return True  # "spanish pm", "german defence minister"
    return False


def _trimmed_speaker(units: list[_Unit]) -> list[_Unit]:
    """The units of a speaker without articles, adverbs, signs and possessive."""
    while units and units[0].has("det", "adv", "comma", "prep", "lead"):
        units = units[1:]
    while units and units[-1].has("adv", "gen", "comma", "polite"):
        units = units[:-1]
    return units


def _trimmed_topic(units: list[_Unit], *labels: str) -> list[_Unit]:
    """The units of a topic without the signs and courtesies around it, and without these classes before it."""
    while units and units[0].has("comma", "end", "polite", *labels):
        units = units[1:]
    while units and units[-1].has("comma", "end", "polite"):
        if units[-1].has("polite") and len(units) > 1 and units[-2].has("det"):
            break  # "as a right"
        units = units[:-1]
    return [] if all(unit.has("pron", "det", "q", "anyone", "something") for unit in units) else units


def _starts(units: list[_Unit]) -> list[int]:
    """Where a question may begin: at the first word that is no courtesy, and after each comma and sentence."""
    starts: list[int] = []
    for index in range(len(units)):
        if index and not units[index - 1].has("comma", "end"):
            continue
        at = index
        while at < len(units) - 1 and units[at].has("lead", "comma", "end"):
            at += 1
        if at not in starts:
            starts.append(at)
    return starts


def _units(text: str, language: Language, mended: bool) -> list[_Unit]:
    """The units of a text. `mended` reads misspelt words as those of the language."""
    tokens = _tokens(text, language)
    words = [text[start:end].lower().replace("’", "'") for start, end in tokens]
    if mended:
        # Capitals within a sentence are names, and not misspelt: "Ann Wantt" wants nothing.
        words = [
            _mended(word, language) if index == 0 or text[start].islower() else word
            for index, (word, (start, _)) in enumerate(zip(words, tokens, strict=True))
        ]
    units: list[_Unit] = []
    at = 0
    while at < len(tokens):
        longest = min(language.longest.get(words[at], 1), len(tokens) - at)
        phrases = ((count, language.words.get(tuple(words[at : at + count]))) for count in range(longest, 0, -1))
        count, word = next(((count, word) for count, word in phrases if word), (1, Word()))
        units.append(_Unit(tokens[at][0], tokens[at + count - 1][1], "_".join(words[at : at + count]), word))
        at += count
    return units


def _tokens(text: str, language: Language) -> list[Span]:
    """The spans of words and signs; what a word is contracted with is a word of its own."""
    tokens: list[Span] = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if text[start] == "." and tokens and tokens[-1][1] == start and ABBREVIATION.fullmatch(text, *tokens[-1]):
            tokens[-1] = (tokens[-1][0], end)
            continue
        if text[start] in ".:" and text[end : end + 1].isalnum():
            continue
        split = TAIL.fullmatch(text, start, end) or language.splitting.fullmatch(text, start, end)
        if split is not None:
            tokens += [split.span(1), split.span(2)]
        else:
            tokens.append((start, end))
        if len(tokens) >= MOST_UNITS:
            break
    return tokens


@lru_cache(4096)
def _mended(word: str, language: Language) -> str:
    """The word of the language that a misspelt one means; other words as they are."""
    if len(word) < 4 or not word.isalpha() or (word,) in language.words:
        return word
    near = [known for known in language.mendable if abs(len(known) - len(word)) <= 1 and _slip(known, word)]
    return near[0] if len(near) == 1 else word


def _slip(known: str, typed: str) -> bool:
    """True when a word came out by one letter left out, doubled or put in, or two swapped; another letter is a word."""
    if OSA.distance(known, typed, score_cutoff=1) != 1:
        return False
    return len(known) != len(typed) or sorted(known) == sorted(typed)
