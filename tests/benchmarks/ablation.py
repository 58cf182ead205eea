"""`python -m tests.benchmarks.ablation LIBRARY QUESTIONS [LIBRARY QUESTIONS ...]`: what each signal of the order adds.

It prints hit@1 / focus@1 on the questions with an answer, with all signals and without each of them, as a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

from index import Library, ranking, relevance, testimony
from index.cli.gold import read_questions
from index.evaluation import figures
from index.scoring import Question, Response, Shown, score

COUNTED = ("count", "money", "percent", "age", "date")


class Part(NamedTuple):
    """What is put out of action: attributes of a module, or of a class, by the values they have then."""

    owner: ModuleType | type
    values: Mapping[str, Any]


def zero(owner: ModuleType, *names: str) -> Part:
    """Weights that count nothing."""
    return Part(owner, dict.fromkeys(names, 0.0))


def expecting(*, counted: bool) -> Part:
    """What is expected of an answer, without counts and the like, or with these alone."""
    kept = {kind: more for kind, more in ranking.EXPECTED.items() if (kind in COUNTED) != counted}
    return Part(ranking, {"EXPECTED": kept})


def as_found(self: object, question: str, hits: Sequence[ranking.Hit], *others: object) -> list[ranking.Hit]:
    """The hits that nobody reads together with the question."""
    return list(hits)


STATEMENTS = ("QUALITY", "ALONE", "OTHERS", "SHARE", "DIRECT", "ACT", "WHOSE_ACT", "ACT_BEFORE", "MENTION")
WITHOUT: Mapping[str, Sequence[Part]] = {
    "nothing": (),
    "the best sentences read with the question": (Part(relevance.Relevance, {"reordered": as_found}),),
    "the sentence's cosine": (zero(ranking, "SENTENCE_COSINE"), zero(testimony, "SENTENCE_COSINE")),
    "the passage's cosine": (zero(ranking, "PASSAGE_COSINE"),),
    "BM25": (zero(ranking, "PASSAGE_BM25"), zero(testimony, "PASSAGE_BM25")),
    "the question's telling words": (zero(ranking, "COVERAGE"), zero(testimony, "COVERAGE")),
    "of these, those of the sentence before": (zero(ranking, "CONTEXT"), zero(testimony, "CONTEXT")),
    "of these, those of the source's title": (zero(ranking, "TITLED"),),
    "the heading above": (zero(ranking, "HEADING", "FIRST", "NUMBERED"),),
    "that a sentence asks, or tells nothing": (zero(ranking, "ASKING"), zero(testimony, "ASKING")),
    "counts, sums, dates as expected": (expecting(counted=True),),
    "names and places as expected": (expecting(counted=False),),
    "who is meant": (zero(testimony, "QUALITY", "ALONE"),),
    "that somebody else says it": (zero(testimony, "OTHERS"),),
    "whole sentences, in quotation marks": (zero(testimony, "SHARE", "DIRECT"),),
    "what kind of saying (“warned”)": (zero(testimony, "ACT", "WHOSE_ACT", "ACT_BEFORE"),),
    "all that is known of statements": (zero(testimony, *STATEMENTS),),
}


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    if not arguments or len(arguments) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    with ExitStack() as stack:
        sets = []
        for folder, questions in zip(arguments[::2], arguments[1::2], strict=True):
            library = stack.enter_context(Library.open(Path(folder)))
            sets.append((library, [one for one in read_questions(Path(questions), library) if one.gold]))
        print(f"| without | {' | '.join(Path(questions).parent.name for questions in arguments[1::2])} |")
        print("|---|" + "---|" * len(sets))
        for name, parts in WITHOUT.items():
            with without(parts):
                cells = [measured(library, questions) for library, questions in sets]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
    return 0


def without(parts: Sequence[Part]) -> ExitStack:
    """Everything with some parts out of action, for as long as this is open."""
    stack = ExitStack()
    for part in parts:
        stack.enter_context(patch.multiple(part.owner, **part.values))
    return stack


def measured(library: Library, questions: Sequence[Question]) -> str:
    """Hit@1 and focus@1 of a library's answers."""
    found = figures([score(question, response) for question, response in answered(library, questions)])
    return f"{found.hit1:.3f} / {found.focus1:.3f}"


def answered(library: Library, questions: Sequence[Question]) -> Iterator[tuple[Question, Response]]:
    """Each question with what the library answers."""
    for question in questions:
        answer = library.ask(question.text, source=question.source)
        shown = tuple(Shown(quote.text, quote.highlight, quote.speaker) for quote in answer.quotes)
        yield question, Response(answer.answered, answer.confidence, shown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
