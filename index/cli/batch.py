"""Many questions from a file: checked first, asked on several threads, answered in order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Library
from index.cli.show import answer_fields
from index.errors import ReadError, SourceMissing
from index.readers.jsonl import id_of, rows

THREADS = 16  # their questions share batches in the encoder


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a file of questions; `source` is the only one it is asked of, None for all."""

    id: str | int
    text: str
    source: str | None


def read_questions(path: Path, library: Library, source: str | None) -> list[Question]:
    """The questions of a file, a line each: ``{"id", "question", "source"?}``; `source` is for those that name none.

    Raises ReadError for a line that is not like that, and for one whose source the library does not have.
    """
    questions = [_question(row, f"{path}, line {number}", library, source) for number, row in rows(path)]
    if not questions:
        raise ReadError(f'There is no question in {path}; write {{"id": "1", "question": "…"}} on a line.')
    return questions


def answers(library: Library, questions: list[Question], quotes: int) -> Iterator[dict[str, Any]]:
    """For each question, in order, what JSON says of its answer."""

    def ask(question: Question) -> dict[str, Any]:
        answer = library.ask(question.text, source=question.source, quotes=quotes)
        return {"id": question.id, **answer_fields(answer)}

    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ask")
    try:
        yield from pool.map(ask, questions)
    finally:
        pool.shutdown(cancel_futures=True)


def _question(row: dict[str, object], where: str, library: Library, default: str | None) -> Question:
    name, text, source = id_of(row, where), row.get("question"), row.get("source")
    if not isinstance(text, str):
        raise ReadError(f'{where}: "question" is to be a string.')
    if source is not None and not isinstance(source, str):
        raise ReadError(f'{where}: "source" is to be the id of a source.')
    source = source if source is not None else default
    if source is not None:
        try:
            library.source(source)
        except SourceMissing as error:
            raise ReadError(f"{where}: {error}") from error
    return Question(name, text, source)
