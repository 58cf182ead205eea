"""Who says what in a text, given by marks in it or by its words, and whom they are found to be.

A marked text has each speaker in [ ] and the words it says, the next or the one before, in { }.
"""

import re
from dataclasses import replace

from index.model import Attribution, Speaker
from index.speakers import resolve
from index.statements import resolved


def read(marked: str) -> tuple[str, list[Attribution]]:
    """The text without its marks, and its attributions."""
    text, speakers, contents, opened = "", [], [], 0
    for piece in re.split(r"([\[\]{}])", marked):
        if piece in ("[", "{"):
            opened = len(text)
        elif piece == "]":
            speakers.append((opened, len(text)))
        elif piece == "}":
            contents.append((opened, len(text)))
        else:
            text += piece
    contents.extend([(len(text), len(text))] * (len(speakers) - len(contents)))
    return text, [
        Attribution((content,), "direct" if text[content[0] : content[0] + 1] in '“"' else "indirect", speaker)
        for speaker, content in zip(speakers, contents, strict=True)
    ]


def speakers(marked: str) -> list[Speaker | None]:
    return resolve(*read(marked))


def names(marked: str) -> list[str | None]:
    return [speaker.name if speaker else None for speaker in speakers(marked)]


def last(marked: str) -> Speaker:
    speaker = speakers(marked)[-1]
    assert speaker is not None
    return speaker


def attribution(text: str, content: str, cue: str, speaker: str | None, **other: object) -> Attribution:
    """An attribution of these words, each where a text first has them."""

    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = Attribution((span(content),), "indirect", span(speaker) if speaker else None, span(cue))
    return replace(found, **other)  # type: ignore[arg-type]


def own(text: str, said: list[Attribution] | None = None) -> list[tuple[str | None, str]]:
    """Who says what in a text, as far as nothing tells that it is said."""
    return [
        (statement.speaker.name if statement.speaker else None, text[slice(*statement.attribution.content[0])])
        for statement in resolved(text, said or [])
        if statement.attribution.cue is None
    ]
