"""A small grammar of questions: a language's words in classes, and patterns over the classes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Asked = Literal["general", "speaker", "who-said", "did-say"]

FORMS = ("base", "third", "past", "participle", "gerund")
# One unit of a question is written "word|class|class| ": this is any unit, and one that can be part of a name.
UNIT = r"[^ ]+ "
NAMING = r"(?![^ ]*\|(?:q|aux|end)\|)[^ ]+ "
DETERMINER = r"(?:[^ ]*\|det\|[^ ]* )*(?![^ ]*\|det\|)"
NO_END = r"(?<!gen\| )(?<!prep\| )"  # these classes are written last


def _speaker(group: str, units: int, without: str = "") -> str:
    """A speaker of so many units, none of these classes: articles, then something more, no genitive at the end."""
    unit = (rf"(?![^ ]*\|(?:{without})\|)" if without else "") + NAMING
    organisation = r"(?:[^ ]*\|det\|[^ ]* )*who\|[^ ]* |" if group == "x" else ""  # the WHO, in small letters
    return rf"(?P<{group}>(?:{organisation}{DETERMINER}(?:{unit}){{1,{units}}}?)){NO_END}"


SLOTS = {
    "{X}": _speaker("x", 10),
    "{P}": _speaker("x", 8, "mid"),
    "{T}": _speaker("x", 3, "prep|pron"),
    "{S}": _speaker("s", 4, "prep|stance|pron"),
    "{Y}": rf"(?P<y>(?:{UNIT})*)",
    "{Z}": rf"(?P<z>(?:{UNIT})+?)",
    "{L}": rf"(?P<l>(?:{NAMING}){{0,9}}?)",
    "{M}": rf"(?:(?![^ ]*\|gen\|){NAMING}){{0,3}}?",
    "{D}": rf"(?P<d>[^ ]*\|det\|[^ ]* (?:(?![^ ]*\|(?:prep|pron|det)\|){NAMING}){{1,4}}?)",
    "{N}": rf"(?:(?![^ ]*\|(?:det|prep)\|){NAMING}){{1,4}}?",
}
# A word that is a noun as often as a verb is no verb where one of saying follows: "what did the police report say".
NO_NOUN = rf"(?![^ ]*\|homograph\|[^ ]* (?:(?![^ ]*\|(?:prep|det|comma|pron)\|){NAMING}){{0,3}}?[^ ]*\|core-base\|)"


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word or set phrase: its classes, and the act that it tells, "" where none."""

    classes: tuple[str, ...] = ()
    act: str = ""


@dataclass(frozen=True, eq=False)
class Language:
    """The words of a language and the patterns of its questions.

    A pattern is elements separated by spaces. `<what>` is one word of that class, `<what|which>` of either, a noun of
    `nouns` being of the class stance, and `<say-past>` a verb of a group ("say" has all) in a form of `FORMS`; behind
    it `?` makes it optional and `*` lets it repeat. `=` before it marks the word that tells the act, `!` what must not
    follow. {X} is who speaks; {P}, {T} and {S} are that too, each stricter than the one before, {S} for where no
    question is around it. {Y} and {Z} are what about, {L} words between that belong to it; {M}, {N} and {D} ("the two
    ways") a few words that do not matter. A pattern reads to the end of the question. They are tried in order; the
    first that fits counts.

    `classes` are words by class, and `labels` the act that a whole class tells; `verbs` and `nouns` are words by the
    act that they tell; `groups` are the verbs that some patterns are limited to.
    Of the classes, q, aux, end, det, prep, gen, mid, pron, homograph and about bound the slots of patterns; adv, comma,
    lead, polite, that, person, anyone, source and thing are looked at when a pattern has fitted.
    `split` matches two words typed as one. Set phrases have their words joined by "_".
    """

    classes: Mapping[str, str]
    labels: Mapping[str, str]
    verbs: Mapping[str, str]
    nouns: Mapping[str, str]
    groups: Mapping[str, str]
    patterns: tuple[tuple[Asked, str], ...]
    split: str

    @cached_property
    def words(self) -> dict[tuple[str, ...], Word]:
        """Everything known of each word and set phrase, by its words in small letters."""
        classes: dict[str, list[str]] = defaultdict(list)
        acts: dict[str, str] = {}
        for label, text in self.classes.items():
            for word in text.split():
                classes[word].append(label)
                if label in self.labels:
                    acts[word] = self.labels[label]
        for act, text in self.nouns.items():
            for noun in text.split():
                classes[noun].append("stance")
                acts.setdefault(noun, act)
        groups = {label: set(text.split()) for label, text in self.groups.items()}
        for act, text in self.verbs.items():
            for entry in text.split():
                forms = inflected(entry)
                labels = ["say", *(label for label, members in groups.items() if forms[0] in members)]
                for form, word in zip(FORMS, forms, strict=True):
                    classes[word] += [f"{label}-{form}" for label in labels]
                    acts[word] = act
        # Looking behind sees only the last class of a unit: those that no speaker ends in go last.
        order = {
            word: sorted(set(labels), key=lambda label: (label in {"prep", "gen"}, label))
            for word, labels in classes.items()
        }
        return {tuple(word.split("_")): Word(tuple(labels), acts.get(word, "")) for word, labels in order.items()}

    @cached_property
    def longest(self) -> dict[str, int]:
        """How many words the longest set phrase has that begins with a word."""
        longest: dict[str, int] = {}
        for words in self.words:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return longest

    @cached_property
    def compiled(self) -> list[tuple[Asked, re.Pattern[str], bool]]:
        """The patterns as regular expressions over units, and whether they fit after a comma too.

        Those that begin with anything do not: they would find a speaker in the middle of a sentence.
        """
        return [
            (kind, re.compile(expression(pattern) + "$"), not pattern.startswith("{"))
            for kind, pattern in self.patterns
        ]

    @cached_property
    def splitting(self) -> re.Pattern[str]:
        """What matches two words typed as one."""
        return re.compile(self.split, re.IGNORECASE)

    @cached_property
    def mendable(self) -> tuple[str, ...]:
        """The words that a misspelt word may be read as: those that questions about speakers are recognised by."""
        wanted = {"what", "how", "why", "who", "which", "do", "about", "view"} | {f"core-{form}" for form in FORMS}
        found = {word for words, known in self.words.items() for word in words if wanted & set(known.classes)}
        return tuple(sorted(word for word in found | set(self.classes["per"].split("_")) if len(word) > 3))


def expression(pattern: str) -> str:
    """A pattern as a regular expression over units."""
    out = []
    for element in pattern.split():
        if element in SLOTS:
            out.append(SLOTS[element])
            continue
        match = re.fullmatch(r"(=?)([!]?)<([^>]+)>([?*]?)", element)
        if match is None:
            raise ValueError(f"not an element of a pattern: {element}")
        acting, ahead, labels, repeat = match.groups()
        unit = rf"[^ ]*\|(?:{labels})\|[^ ]* "
        if ahead:
            out.append(f"(?!{unit})")
        elif acting:
            out.append(rf"{NO_NOUN if '-base' in labels else ''}(?![^ ]*\|about\|)(?P<v>{unit}){repeat}")
        else:
            out.append(f"(?:{unit}){repeat}")
    return "".join(out)


def inflected(entry: str) -> tuple[str, str, str, str, str]:
    """The five forms of a verb: given one by one, or made from the base form by the rules."""
    if "/" in entry:
        base, third, past, participle, gerund = entry.split("/")
        return base, third, past, participle, gerund
    head, *rest = entry.split("_")
    tail = "".join("_" + word for word in rest)
    silent = head.endswith("e")
    consonant_y = head.endswith("y") and head[-2] not in "aeiou"
    doubled = head + head[-1] if re.search(r"^[^aeiou]*[aeiou][bdgmnpt]$|mit$|gret$|fer$", head) else head
    if silent:
        past, gerund = head + "d", head[:-1] + "ing"
    elif consonant_y:
        past, gerund = head[:-1] + "ied", head + "ing"
    else:
        past, gerund = doubled + "ed", doubled + "ing"
    third = head[:-1] + "ies" if consonant_y else head + ("es" if re.search(r"(s|sh|ch|x|z|o)$", head) else "s")
    return head + tail, third + tail, past + tail, past + tail, gerund + tail
