"""Whether whom a question is about is named at all where whoever it means is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from index.naming import is_written_name
from index.ranking import Hit
from index.storage import Storage
from index.telling import WORD
from index.testimony import Hearing

HARDLY = 0.5  # how surely a sentence answers, having been read with the question, below which it is doubted
SHORT = 3  # characters of a word that is looked for: shorter ones are parts of names
SOURCES = 50  # that are looked through at most: who is quoted in more is not doubted


def is_elsewhere(hearing: Hearing, hits: Sequence[Hit], storage: Storage) -> bool:
    """Whether no source in which whoever is meant is quoted has any of the names that the question is about.

    "What did Lee say about Norway" is not answered from where nobody speaks of Norway. What stands there may be called
    otherwise: so that is told only where the best sentence hardly answers.
    """
    topic, relevance = hearing.inquiry.topic, hits[0].relevance if hits else None
    if not topic or relevance is None or relevance >= HARDLY:
        return False
    speakers = {speaker for speaker, quality in hearing.qualities.items() if quality >= hearing.least}
    sources = {stored.source for stored in hearing.fitting if stored.statement.speaker in speakers}
    if not 0 < len(sources) <= SOURCES:
        return False
    words = {word.lower() for word in WORD.findall(topic) if len(word) >= SHORT}
    names = [word for word in words if is_written_name(word, storage)]
    return bool(names) and not any(storage.having(name, source=source) for name in names for source in sources)
