"""Questions that go on from the one before: "and Germany?", "what else did he say?", "who said that?".

They are put into words that stand by themselves; nothing is added that was not asked or answered before.
"""

from __future__ import annotations

import re

from index import places
from index.english import ENGLISH
from index.inquiry import understand
from index.model import Answer
from index.roles import wordset

LONGEST = 5  # words of whom "and …?" asks about
QUOTED = 200  # characters of a quote that "who said that?" asks about, and of "and …?"
_ALSO = re.compile(
    r"\s*(?:(?:ok|okay|so|well)[\s,]+)?(?:(?:and\s+|but\s+)?(?:what|how)\s+about|and|but)\s+(?P<who>[^?!.;:\n]+?)[\s?!.]*",
    re.I,
)
_THAT = re.compile(r"\s*(?:and\s+)?who\s+(?:said|says|told|claimed)\s+(?:that|this|it|so)[\s?!.]*", re.IGNORECASE)
# Whom somebody may be meant by, and how they are called there.
_PERSON = ((re.compile(r"\b(?:he|she|him)\b(?!['’])", re.I), "{}"), (re.compile(r"\bhis\b", re.I), "{}'s"))
_GROUP = ((re.compile(r"\b(?:they|them)\b(?!['’])", re.I), "{}"), (re.compile(r"\btheir\b", re.I), "{}'s"))
_WORD = re.compile(r"[^\W_]+")
_TIMES = wordset("then now later today yesterday tomorrow tonight here there more else")
_NOBODY = frozenset(("q", "do", "have", "be", "will", "pron", "prep", "adv"))  # classes of words


def follow(question: str, before: Answer) -> str:
    """A question in words that stand by themselves, where it goes on from one that was answered; else as it is."""
    asked = before.corrected or before.question
    if (also := inherited(asked, question, anybody=True)) is not None:
        return also
    first = before.quotes[0] if before.answered and before.quotes else None
    if first is None:
        return question
    if _THAT.fullmatch(question):
        words = " ".join(first.text[slice(*first.highlight)].split())[:QUOTED]
        return f"Who said {words}"
    where = places.mentions(question, cased=False)
    named = [found for found in _WORD.finditer(question) if found.start() and found[0][0].isupper() and found[0] != "I"]
    if first.speaker is None or not all(any(a <= one.start() < b for a, b in (m.span for m in where)) for one in named):
        return question  # "he" may be who is named in it
    for pronoun, called in (*_PERSON, *(() if where else _GROUP)):
        name = called.format(first.speaker)
        question = pronoun.sub(lambda _, name=name: name, question)
    return question


def inherited(asked: str, question: str, *, anybody: bool = False) -> str | None:
    """What "and Germany?" asks behind a question about what somebody said: the same of Germany. None for others.

    Behind others in one message that has to be a place, or written as a name ("and tanks?" is none); `anybody` may be
    meant in a message of its own.
    """
    found = _ALSO.fullmatch(question) if len(question) <= QUOTED else None
    words = found["who"].split() if found is not None else []
    if found is None or not 0 < len(words) <= LONGEST:
        return None
    known = (ENGLISH.words.get((word.lower(),)) for word in words)
    if words[0].lower() in _TIMES or any(word is not None and not _NOBODY.isdisjoint(word.classes) for word in known):
        return None  # "and what did she say?", "and he?", "and then?", "and in Germany?"
    if not anybody and not words[-1][0].isupper() and not places.mentions(found["who"], cased=False):
        return None
    speaker = understand(asked).speaker
    if not speaker:
        return None
    place = re.search(rf"(?<!\w){re.escape(speaker)}(?!\w)", asked, re.IGNORECASE)
    return f"{asked[: place.start()]}{found['who']}{asked[place.end() :]}" if place else None
