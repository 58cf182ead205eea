"""What an answer says where whoever a question means is not quoted, or not on what it is about.

The sentences here are made of fixed words and of names that the sources give: they tell nothing about facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index import given, places
from index.cast import keys
from index.english import ENGLISH
from index.entry import is_named, is_official
from index.model import Speaker
from index.question import topic
from index.ranking import Hit
from index.terms import stemmed, terms
from index.testimony import Hearing, mentions
from index.voices import fold

LOOKED_AT = 30  # hits for who else is quoted
ALIKE = 0.3  # cosine of a sentence with the question from which it is about the same
LISTED = 4  # speakers in a note
NAMED = 3  # of those who are meant
SHORT = 6  # words of a topic that is repeated
READ = 300  # statements of whoever is meant, the paragraphs of which are looked through for the subject

_ASKS = frozenset(("q", "do", "will", "subject", "lead"))  # what words of a question are, and none of a topic
_BROKEN = re.compile(r"[.!?;:\n]")


def note(hearing: Hearing, hits: Sequence[Hit]) -> str | None:
    """Where nobody who is meant is quoted: that, and who is quoted on the subject.

    Where they are quoted, but in no paragraph that has a word of the subject: that. Else None.
    """
    if not hearing.silent:
        return _off_topic(hearing, hits)
    subject, is_plural = _called(_as_written(hearing.inquiry.speaker or "", hits))
    verb = "are" if is_plural else "is"
    mentioned = "mentioned but not quoted" if any(mentions(hearing, hit) for hit in hits) else "not quoted"
    where = "in these sources" if hearing.source is None else "in this source"
    others = _listed(_voices(hearing, hits))
    about = _as_said(hearing.inquiry.topic)
    on = f"On {about} they quote" if about else "They quote"
    listed = f" {on}: {', '.join(others[:LISTED])}{', …' if len(others) > LISTED else '.'}" if others else ""
    return f"{subject} {verb} {mentioned} {where}.{listed}"


def _off_topic(hearing: Hearing, hits: Sequence[Hit]) -> str | None:
    subject = hearing.inquiry.topic
    if not hits or not subject or not hearing.fitting or len(hearing.fitting) > READ:
        return None
    code = stemmed(hits[0].stored.language)
    words = set(topic(subject, code))
    if any(words.intersection(terms(text, code)) for text in hearing.record.paragraphs(hearing.fitting)):
        return None
    speakers = dict.fromkeys(stored.statement.speaker for stored in hearing.fitting)
    meant = [speaker for speaker in speakers if speaker and hearing.qualities[speaker] >= hearing.least]
    voices = _listed(meant)
    who = ", ".join(voices[:NAMED]) + (", …" if len(voices) > NAMED else "")
    verb = "are" if len(voices) > 1 else "is"
    where, they = ("these sources", "they mention") if hearing.source is None else ("this source", "it mentions")
    about = _as_said(subject)
    but = f"not where {they} {about}" if about else "not on that"
    return f"{who[0].upper()}{who[1:]} {verb} quoted in {where}, but {but}."


def _as_said(topic: str | None) -> str | None:
    """A topic where it can be part of a sentence: short, and no piece of a question, as "why does need the cash" is."""
    words = (topic or "").split()
    if not words or len(words) > SHORT or _BROKEN.search(topic or ""):
        return None
    known = (ENGLISH.words.get((word.lower(),)) for word in words)
    is_asked = any(word is not None and not _ASKS.isdisjoint(word.classes) for word in known)
    return None if is_asked else topic


def _as_written(who: str, hits: Sequence[Hit]) -> str:
    """A name as what was found writes it, or else as names are written: "amina sow" is Amina Sow."""
    pattern = re.compile(rf"(?<!\w){re.escape(who)}(?!\w)", re.IGNORECASE)
    for text in dict.fromkeys(hit.stored.text for hit in hits):
        if found := pattern.search(text):
            return found[0]
    words = who.split()
    is_typed_small = who.islower() and len(words) > 1 and given.gender(words[0].capitalize()) is not None
    return " ".join(word.capitalize() for word in words) if is_typed_small else who


def _called(who: str) -> tuple[str, bool]:
    """How somebody is called at the beginning of a sentence, and whether that is a plural."""
    mention = next(iter(places.mentions(who, cased=False)), None)
    if mention is not None and mention.span == (0, len(who)) and keys(who):
        name = places.name(mention.key)
        return name[0].upper() + name[1:], name.endswith("s") and "-" in mention.key
    last = who.rsplit(maxsplit=1)[-1]
    return who[0].upper() + who[1:], last.islower() and last.endswith("s") and not last.endswith(("ss", "us"))


def _listed(voices: Iterable[Speaker]) -> list[str]:
    """Speakers as a note has them, each name once, with its first description."""
    by_name: dict[str, str] = {}
    for speaker in voices:
        by_name.setdefault(fold(speaker.name), _voice(speaker))
    return list(dict.fromkeys(by_name.values()))


def _voices(hearing: Hearing, hits: Sequence[Hit]) -> Iterator[Speaker]:
    """Who says what is nearest to the topic, as far as they have names."""
    for hit in hits[:LOOKED_AT]:
        speaker = hit.said.statement.speaker if hit.said is not None else None
        about = hearing.inquiry.topic is None or hit.coverage > 0 or hit.sentence_cosine >= ALIKE
        if speaker is not None and about and is_named(speaker) and speaker not in hearing.mute:
            yield speaker


def _voice(speaker: Speaker) -> str:
    """A country with who speaks for it, everybody else with a description."""
    countries = [key for key in speaker.ties if len(key) == 2]
    if speaker.description is None:
        return speaker.name
    if len(countries) == 1 and is_official(speaker):
        return f"{places.name(countries[0])} ({speaker.name})"
    return f"{speaker.name} ({speaker.description})"
