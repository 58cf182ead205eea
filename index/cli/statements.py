"""Who says what in files, without a library: documents come and go, a few passages at a time."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encoder import Encoder, shared_tagger
from index.errors import ReadError
from index.intake import Intake
from index.model import Document, Statement
from index.readers import read_path
from index.readers.blocks import language
from index.readers.jsonl import id_of, rows
from index.statements import Reader

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a document, which is called `id` by the line or the path that it came from."""

    id: str | int
    document: Document
    statements: Sequence[Statement]


def in_files(paths: Sequence[str], fail: Callable[[str], None]) -> Iterator[Said]:
    """Who says what in files. One that cannot be read is told to `fail` and passed over.

    What the author of a text says in it is all the rest, and no list of it.
    """

    def documents() -> Iterator[tuple[str, Document]]:
        for path in paths:
            try:
                yield path, read_path(Path(path))
            except ReadError as error:
                fail(str(error))

    return _said(documents())


def in_lines(path: Path) -> Iterator[Said]:
    """Who says what in a file of ``{"id", "text", "language"?}``, a line each.

    The text is taken as it stands, so that offsets count in what the line has, and read without a title before each
    passage, which the tagger does a little better: attribution F1 .752 instead of .745 on PolNeAR's dev.
    Raises ReadError for a line that is not like that, after what comes before it.
    """
    return _said(_line(row, f"{path}, line {number}") for number, row in rows(path))


def _line(row: dict[str, object], where: str) -> tuple[str | int, Document]:
    name, text, code = id_of(row, where), row.get("text"), row.get("language")
    if not isinstance(text, str):
        raise ReadError(f'{where}: "text" is to be a string.')
    # Half a surrogate pair is no character, and no encoder takes it; what stands for it is as long.
    text = _HALF.sub("\ufffd", text)
    return name, Document("", text, language=language(code if isinstance(code, str) else None))


def _said(named: Iterator[tuple[str | int, Document]]) -> Iterator[Said]:
    waiting: deque[str | int] = deque()

    def documents() -> Iterator[Document]:
        for name, document in named:
            waiting.append(name)
            yield document

    # The packaged model whatever EMBEDDING_MODEL says: it is the one whose states the tagger reads.
    encoder = Encoder(tagger=shared_tagger())
    intake = Intake(encoder, Reader(encoder, shared_tagger()))
    try:
        for group in intake.groups(documents()):
            for prepared, reading in zip(group, intake.read(group), strict=True):
                said = [one for one in reading.statements if one.attribution.cue is not None]
                yield Said(waiting.popleft(), prepared.document, said)
    finally:
        encoder.close()
