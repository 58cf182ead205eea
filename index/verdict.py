"""What an answer says where whoever a question means is not quoted.

The sentences here are made of fixed words and of names that the sources give: they tell nothing about facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import places
from index.cast import is_named, is_official, keys
from index.model import Speaker
from index.ranking import Hit
from index.testimony import Hearing, mentions

LOOKED_AT = 30  # hits for who else is quoted
ALIKE = 0.3  # cosine of a sentence with the question from which it is about the same
LISTED = 4  # speakers in a note


def note(hearing: Hearing, hits: Sequence[Hit]) -> str | None:
    """Where nobody who is meant is quoted: that, and who is quoted on the subject; else None."""
    if not hearing.silent:
        return None
    subject, is_plural = _called(hearing.inquiry.speaker or "")
    verb = "are" if is_plural else "is"
    mentioned = "mentioned but not quoted" if any(mentions(hearing, hit) for hit in hits) else "not quoted"
    where = "in these sources" if hearing.source is None else "in this source"
    others = list(dict.fromkeys(_voices(hearing, hits)))
    on = f"On {hearing.inquiry.topic} they quote" if hearing.inquiry.topic else "They quote"
    listed = f" {on}: {', '.join(others[:LISTED])}{', …' if len(others) > LISTED else '.'}" if others else ""
    return f"{subject} {verb} {mentioned} {where}.{listed}"


def _called(who: str) -> tuple[str, bool]:
    """How somebody is called at the beginning of a sentence, and whether that is a plural."""
    mention = next(iter(places.mentions(who, cased=False)), None)
    if mention is not None and mention.span == (0, len(who)) and keys(who):
        name = places.name(mention.key)
        return name[0].upper() + name[1:], name.endswith("s") and "-" in mention.key
    last = who.rsplit(maxsplit=1)[-1]
    return who[0].upper() + who[1:], last.islower() and last.endswith("s") and not last.endswith(("ss", "us"))


def _voices(hearing: Hearing, hits: Sequence[Hit]) -> Iterator[str]:
    """Who says what is nearest to the topic, as far as they have names."""
    for hit in hits[:LOOKED_AT]:
        speaker = hit.said.statement.speaker if hit.said is not None else None
        about = hearing.inquiry.topic is None or hit.coverage > 0 or hit.sentence_cosine >= ALIKE
        if speaker is not None and about and is_named(speaker) and speaker not in hearing.mute:
            yield _voice(speaker)


def _voice(speaker: Speaker) -> str:
    """A country with who speaks for it, everybody else with a description."""
    countries = [key for key in speaker.ties if len(key) == 2]
    if speaker.description is None:
        return speaker.name
    if len(countries) == 1 and is_official(speaker):
        return f"{places.name(countries[0])} ({speaker.name})"
    return f"{speaker.name} ({speaker.description})"
