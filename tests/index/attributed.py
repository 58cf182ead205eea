"""Who says what in a text, as marks in it tell, and whom the words that it uses for them are found to mean.

A marked text has each speaker in [ ] and the words it says, the next or the one before, in { }.
"""

import re

from index.model import Attribution, Speaker
from index.speakers import resolve


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
