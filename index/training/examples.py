"""Labelled questions for the trainings: folders of articles and questions, each as a library that can be asked.

A folder holds `articles.jsonl` ({"id", "title", "text"}) and `questions.jsonl` ({"question", "scope", "article_id",
"gold": [exact slice of the article, ...]}; no gold where the articles do not say).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Document, Library, Quote


@dataclass(frozen=True, slots=True)
class Question:
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
        text, first = self.library.text(question.article), quotes[0]
        for gold in question.gold:
            start = text.find(gold)
            if start >= 0 and 2 * (min(first.end, start + len(gold)) - max(first.start, start)) >= len(gold):
                return True
        return False


def main(description: str | None, fit: Callable[[Sequence[Asked]], str], arguments: Sequence[str] | None = None) -> int:
    """A command that fits something to folders and prints what it wrote."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    with opened(parser.parse_args(arguments).folders) as folders:
        print(fit(folders))
    return 0


@contextmanager
def opened(folders: Sequence[Path]) -> Iterator[list[Asked]]:
    """The folders as libraries, which go when it is left. This encodes all articles."""
    with ExitStack() as stack:
        asked = []
        for folder in folders:
            temporary = stack.enter_context(tempfile.TemporaryDirectory())
            library = stack.enter_context(Library.open(Path(temporary)))
            documents = (
                Document(title=a["title"], text=a["text"], id=a["id"]) for a in lines(folder / "articles.jsonl")
            )
            print(f"{folder.name}: {sum(1 for _ in library.add_many(documents))} articles", file=sys.stderr)
            asked.append(Asked(folder.name, library, questions(folder)))
        yield asked


def questions(folder: Path) -> list[Question]:
    """The questions of a folder."""
    return [
        Question(q["question"], q["article_id"] if q["scope"] == "article" else None, q["article_id"], tuple(q["gold"]))
        for q in lines(folder / "questions.jsonl")
    ]


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
