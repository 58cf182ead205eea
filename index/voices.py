"""Who is quoted how often: the speakers of a library's statements, counted."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.model import Speaker, Statement, Voice
from index.storage import StoredStatement


@dataclass(slots=True)
class _Count:
    """What is known of one person: the speakers that are this one, with their statements, and the sources."""

    speakers: Counter[Speaker] = field(default_factory=Counter)
    sources: int = 0

    def voice(self) -> Voice:
        names: Counter[str] = Counter()
        descriptions: Counter[str] = Counter()
        ties: Counter[str] = Counter()
        for speaker, statements in self.speakers.items():
            names[speaker.name] += statements
            if speaker.description:
                descriptions[speaker.description] += statements
            for tie in speaker.ties:
                ties[tie] += statements
        description = _most(descriptions)[0] if descriptions else None
        return Voice(Speaker(_most(names)[0], description, tuple(_most(ties))), self.speakers.total(), self.sources)


def count(statements: Iterable[StoredStatement]) -> list[Voice]:
    """The speakers of statements, the most quoted first.

    Names that are the same but for case, accents and white space are one speaker, called as most often and described
    as most of the statements that describe them do.
    """
    people: defaultdict[str, _Count] = defaultdict(_Count)
    spoken = Counter((said.source, said.statement.speaker) for said in statements)
    counted: set[tuple[str, int]] = set()
    for (source, speaker), number in spoken.items():
        if speaker is None:
            continue
        name = fold(speaker.name)
        people[name].speakers[speaker] += number
        if (name, source) not in counted:
            counted.add((name, source))
            people[name].sources += 1
    return _ordered(person.voice() for person in people.values())


def together(voices: Iterable[Voice]) -> list[Voice]:
    """The speakers of several libraries as those of one."""
    people: defaultdict[str, _Count] = defaultdict(_Count)
    for voice in voices:
        person = people[fold(voice.speaker.name)]
        person.speakers[voice.speaker] += voice.statements
        person.sources += voice.sources
    return _ordered(person.voice() for person in people.values())


def matching(voices: Sequence[Voice], words: str) -> list[Voice]:
    """The voices whose name or description has these words in it, case and accents aside."""
    wanted = fold(words)
    return [voice for voice in voices if _mentions(voice.speaker, wanted)]


def of(statements: Sequence[Statement], speaker: str) -> list[Statement]:
    """The statements of a speaker of this name; where nobody has it, of those with it in name or description."""
    wanted = fold(speaker)
    own = [said for said in statements if said.speaker and fold(said.speaker.name) == wanted]
    return own or [said for said in statements if said.speaker and _mentions(said.speaker, wanted)]


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The text without case, accents and superfluous white space: the same for all spellings of a name."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _mentions(speaker: Speaker, wanted: str) -> bool:
    return wanted in fold(speaker.name) or wanted in fold(speaker.description or "")


def _ordered(voices: Iterable[Voice]) -> list[Voice]:
    return sorted(voices, key=lambda voice: (-voice.statements, -voice.sources, fold(voice.speaker.name)))


def _most(counted: Counter[str]) -> list[str]:
    """The most frequent first; of equally frequent ones one that is not all in capitals or all in small letters."""
    return sorted(counted, key=lambda text: (-counted[text], text.isupper() or text.islower(), text))
