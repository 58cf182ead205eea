"""Real articles and real questions, with the packaged model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import SAMPLE, Document, Library
from index.readers import read_path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("sample")) as library:
        library.add(read_path(SAMPLE))
        yield library


@pytest.fixture(scope="module")
def troops(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("troops")) as library:
        text = (shared / "troops" / "article.txt").read_text(encoding="utf-8")
        library.add(Document("Troops", text, id="troops"))
        yield library


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Poland say?", "Poland does not plan to send its troops to Ukraine"),
        ("what did the czech prime minister say", "Czech Prime Minister Petr Fiala"),
        ("How much will the Netherlands pay for shells?", "100 million euros"),
        ("What did Scholz say was agreed from the beginning?", "What was agreed from the beginning"),
        ("Are there plans for NATO combat troops?", "There are no plans for NATO combat troops"),
    ],
)
def test_the_sample_answers(sample: Library, question: str, words: str) -> None:
    answer = sample.ask(question)
    first = answer.quotes[0]
    assert words in first.text[slice(*first.highlight)]
    assert answer.answered


def test_questions_on_the_original_article(troops: Library, shared: Path) -> None:
    """The first quote covers half of a gold span on six of ten answerable questions, one of three on eight."""
    lines = (shared / "troops" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    text = troops.text("troops")
    first, three, asked = 0, 0, 0
    for question in map(json.loads, lines):
        spans = [(text.index(gold), text.index(gold) + len(gold)) for gold in question["gold"]]
        hits = [
            any(min(quote.end, end) - max(quote.start, start) >= (end - start) / 2 for start, end in spans)
            for quote in troops.ask(question["question"], source="troops").quotes
        ]
        asked += bool(spans)
        first += hits[0]
        three += any(hits)
    assert (asked, first >= 6, three >= 8) == (10, True, True)
