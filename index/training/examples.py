"""Labelled questions for the trainings: folders of articles and questions, each as a library that can be asked.

A folder holds `articles.jsonl` ({"id", "title", "text"}) and `questions.jsonl` ({"question", "scope", "article_id",
"gold": [exact slice of the article, ...]}; no gold where the articles do not say).
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from index import Document, Library, Quote
from index.model import Span
from index.relevance import Relevance


class Question(NamedTuple):
    """A question: the id of the one article it is asked about, None where it is all of them, and what answers it."""

    text: str
    source: str | None
    article: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A folder as a library, with its questions."""

    name: str
    library: Library
    questions: Sequence[Question]

    def is_right(self, question: Question, quotes: Sequence[Quote]) -> bool:
        """Whether the first quote covers half of a gold slice."""
        if not quotes or not question.gold or quotes[0].source != question.article:
            return False
        first = quotes[0]
        return any(
            2 * (min(first.end, end) - max(first.start, start)) >= end - start for start, end in self.places(question)
        )

    def places(self, question: Question) -> list[Span]:
        """The spans of the gold slices in their article, everywhere they stand."""
        text = self.library.text(question.article)
        return [found.span() for gold in question.gold for found in re.finditer(re.escape(gold), text)]


@contextmanager
def opened(
    folders: Sequence[Path], *, questions_file: Path | None = None, keep: Path | None = None,
    reader: Callable[[str], Relevance | None] = lambda name: None,
) -> Iterator[list[Asked]]:  # fmt: skip
    """The folders as libraries, which go when it is left unless they are to be kept in the folder `keep`.

    This encodes all articles that are not there yet. Questions stand in `questions.jsonl` unless a file is given.
    `reader` says who reads the best hits of a folder with this name, None for the packaged one.
    """
    with ExitStack() as stack:
        asked = []
        for folder in folders:
            place = keep / folder.name if keep else Path(stack.enter_context(tempfile.TemporaryDirectory()))
            library = stack.enter_context(Library.open(place, relevance=reader(folder.name)))
            documents = (
                Document(title=a["title"], text=a["text"], id=a["id"]) for a in lines(folder / "articles.jsonl")
            )
            print(f"{folder.name}: {sum(1 for _ in library.add_many(documents))} articles", file=sys.stderr)
            library.check()  # what was kept may be read by an older tagger
            asked.append(Asked(folder.name, library, questions(questions_file or folder / "questions.jsonl")))
        yield asked


def questions(path: Path) -> list[Question]:
    """The questions in a file."""
    return [
        Question(q["question"], q["article_id"] if q["scope"] == "article" else None, q["article_id"], tuple(q["gold"]))
        for q in lines(path)
    ]


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
