"""Questions whose answers are known, and answers to score, from files that are checked before they are used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index import Library
from index.errors import ReadError, SourceMissing
from index.model import Span
from index.readers.jsonl import id_of, rows
from index.scoring import Question, Response, Shown

SCOPES = (None, "article", "library")
A_DAY = 24 * 60 * 60.0  # seconds


def read_questions(path: Path, library: Library | None = None) -> list[Question]:
    """The questions of a file: ``{"id", "question", "type"?, "scope"?, "article_id"?, "gold", "speaker"?}`` lines.

    Raises ReadError for a line that is not like that, and where a library is given for one about a source that it does
    not have.
    """
    questions = []
    for row, where in _rows(path):
        question = _question(row, where)
        if library is not None and question.source is not None:
            try:
                library.source(question.source)
            except SourceMissing as error:
                raise ReadError(f"{where}: {error}") from error
        questions.append(question)
    if not questions:
        raise ReadError(
            f'There is no question in {path}; write {{"id": "1", "question": "…", "gold": ["…"]}} on a line.'
        )  # fmt: skip
    return questions


def read_responses(path: Path) -> dict[str | int, Response]:
    """The answers of a file, by the ids of their questions: lines as ``ask --jsonl`` writes them.

    Raises ReadError for a line that is not like that.
    """
    responses = {id_of(row, where): _response(row, where) for row, where in _rows(path)}
    if not responses:
        raise ReadError(f"There is no answer in {path}; make some with: python -m index ask --jsonl FILE")
    return responses


def _rows(path: Path) -> Iterator[tuple[dict[str, object], str]]:
    """The objects of a file and where they stand. Raises ReadError where two have the same id."""
    seen: dict[str | int, int] = {}
    for number, row in rows(path):
        where = f"{path}, line {number}"
        name = id_of(row, where)
        if seen.setdefault(name, number) != number:
            raise ReadError(f"{where}: the id {name!r} is that of line {seen[name]} too; give each line its own.")
        yield row, where


def _question(row: dict[str, object], where: str) -> Question:
    text, gold = row.get("question"), row.get("gold")
    if not isinstance(text, str):
        raise ReadError(f'{where}: "question" is to be a string.')
    if not isinstance(gold, list) or not all(isinstance(span, str) and span.strip() for span in gold):
        raise ReadError(
            f'{where}: "gold" is to be a list of the exact sentences that answer, [] where the sources do not say.'
        )
    scope = _string(row, "scope", where)
    if scope not in SCOPES:
        raise ReadError(f'{where}: "scope" is to be "article" or "library".')
    source = _string(row, "article_id", where)
    if scope == "article" and source is None:
        raise ReadError(f'{where}: with the scope "article" it needs "article_id", the id of the source to ask.')
    return Question(
        id=id_of(row, where),
        text=text,
        gold=tuple(gold),
        type=_string(row, "type", where),
        scope=scope,
        source=source if scope == "article" else None,
        speaker=_string(row, "speaker", where),
    )


def _response(row: dict[str, object], where: str) -> Response:
    answered, quotes = row.get("answered"), row.get("quotes")
    if not isinstance(answered, bool):
        raise ReadError(f'{where}: "answered" is to be true or false.')
    if not isinstance(quotes, list):
        raise ReadError(f'{where}: "quotes" is to be a list, the best quote first.')
    confidence, seconds = _number(row.get("confidence"), 1), _number(row.get("seconds"), A_DAY)
    if confidence is None:
        raise ReadError(f'{where}: "confidence" is to be a number from 0 to 1.')
    if seconds is None and row.get("seconds") is not None:
        raise ReadError(f'{where}: "seconds" is to be how long the answer took, or left out.')
    return Response(answered, confidence, tuple(_shown(quote, where) for quote in quotes), seconds)


def _shown(quote: object, where: str) -> Shown:
    text = quote.get("text") if isinstance(quote, dict) else None
    if not isinstance(quote, dict) or not isinstance(text, str):
        raise ReadError(f'{where}: each of "quotes" is to be an object with a "text".')
    return Shown(text, _span(quote.get("highlight"), len(text), where), _string(quote, "speaker", where))


def _span(value: object, length: int, where: str) -> Span | None:
    if value is None:
        return None
    start, end = value if isinstance(value, list) and len(value) == 2 else (None, None)
    if type(start) is type(end) is int and 0 <= start <= end <= length:
        return start, end
    raise ReadError(f'{where}: "highlight" is to be where a part of the quote\'s text begins and ends: [0, 20].')


def _string(row: dict[str, object], key: str, where: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ReadError(f'{where}: "{key}" is to be a string.')
    return value


def _number(value: object, most: float) -> float | None:
    """A number from 0 to `most`; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return float(value)
