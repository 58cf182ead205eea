"""Whose words a sentence has, and what a quote of it tells of who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import cast

import pytest

from index import Attribution, Library, Speaker, Statement
from index.model import Kind
from index.ranking import Said
from index.record import Record, is_spoken
from index.storage import Storage, StoredStatement

from .news import BRIDGE, REBUILT, SPEAKERS, library_of_news, lit


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of_news(tmp_path_factory.mktemp("quotes")) as library:
        yield library


def test_a_quote_says_who_speaks_and_how(library: Library) -> None:
    first = library.ask("What did the engineer say about driving over it?").quotes[0]
    assert (first.speaker, first.description, first.kind) == ("Ivy Stone", "engineer", "direct")


def test_the_sentences_that_a_statement_goes_on_in_are_highlighted_together(library: Library) -> None:
    first = library.ask("What did Ivy Stone say about driving over it?").quotes[0]
    assert lit(first).startswith("“I would not drive over it,” Ivy Stone said.")
    assert lit(first).endswith("I told them years ago.”")


def test_a_quote_lights_up_what_the_one_who_is_meant_says_in_it(library: Library) -> None:
    found = library.search("What did Anna Berg say about the snow on the slopes?", source="bridge")
    hits = found.hits
    assert found.hearing is not None
    other = next(hit for hit in hits if hit.said and hit.said.statement.speaker == SPEAKERS["Nils Dahl"])
    berg = next(hit for hit in hits if hit.said and hit.said.statement.speaker == SPEAKERS["Anna Berg"])
    rest = [hit for hit in hits if hit not in (other, berg)]
    quote = library.quotes(found._replace(hits=[other, berg, *rest]), 1)[0]  # as if another’s words were the best
    assert "Nils Dahl said the snow was good." in quote.text
    assert (quote.speaker, lit(quote)) == ("Anna Berg", f"{REBUILT}.")


def test_a_general_answer_names_the_speaker_too(library: Library) -> None:
    first = library.ask("When must the bridge be rebuilt?").quotes[0]
    assert (first.speaker, first.description, first.kind) == ("Anna Berg", "Norwegian Prime Minister", "indirect")


def test_nobody_is_named_where_the_source_names_nobody(library: Library) -> None:
    quotes = library.ask("How slow is the ferry?").quotes
    assert "ferry is slow" in lit(quotes[0])
    assert quotes[0].speaker is None


def test_who_only_does_something_heads_no_quote(asked: Path) -> None:
    with Library.open(asked) as library:
        quote = library.ask("When did the leaders meet?").quotes[0]
        assert "met at the Élysée Palace to discuss" in quote.text and quote.speaker is None
        assert library.ask("How much will the Netherlands contribute?").quotes[0].speaker == "Mark Rutte"


@pytest.mark.parametrize(
    ("kind", "cue", "spoken"),
    [
        ("indirect", "said", True),
        ("indirect", "has indicated", True),
        ("indirect", "to discuss", False),
        ("indirect", "elected", False),
        ("indirect", "celebrated", True),
        ("indirect", "stood and cheered", False),
        ("indirect", "points out", True),
        ("indirect", "points at", False),
        ("direct", "elected", True),
        ("mixed", "elected", True),
        ("indirect", ":", True),
        ("indirect", None, True),
    ],
)
def test_what_is_said_in_so_many_words(kind: Kind, cue: str | None, spoken: bool) -> None:
    text = f"They {cue} that."
    span = (5, 5 + len(cue)) if cue else None
    attribution = Attribution(((len(text) - 5, len(text)),), kind, (0, 4), span, 0.9)
    assert is_spoken(attribution, text) is spoken
    moved = Attribution(((len(text) + 5, len(text) + 10),), kind, (10, 14), span and (span[0] + 10, span[1] + 10), 0.9)
    assert is_spoken(moved, text, 10) is spoken


def test_a_sentence_belongs_to_the_statement_of_whom_is_meant(library: Library) -> None:
    record = Record(library._storage)
    number = library.source("bridge").number
    start = BRIDGE.index("Anna Berg said")
    said = record.said(number, (start, start + 52))
    assert said is not None
    assert said.statement.speaker == SPEAKERS["Anna Berg"]
    assert said.quality == 0.0
    assert said.share == pytest.approx(len("the bridge must be rebuilt by spring") / 52)
    assert record.said(number, (0, 20)) is None
    assert record.said(99, (0, 20)) is None


def test_the_passages_of_a_statement_hold_its_words(library: Library) -> None:
    storage = library._storage
    record = Record(storage)
    sources = [library.source(id).number for id in ("bridge", "budget", "signed")]
    cut = {source: storage.passages(storage.holding([(source, (0, 10_000))])) for source in sources}
    for speaker, source in product(filter(None, SPEAKERS.values()), (None, *sources)):
        spans = [
            (one.source, span)
            for one in storage.statements()
            if one.statement.speaker == speaker and source in (None, one.source)
            for span in one.statement.attribution.content
        ]
        holding = [
            passage.number
            for number, (start, end) in spans
            for passage in cut[number]
            if passage.passage.start < end and start < passage.passage.end
        ]
        found = record.passages(speaker, source)
        assert list(found) == sorted(set(holding))
        assert record.passages(speaker, source) is found  # looked up once
    assert all(map(record.is_read, sources))
    assert record.is_read(None)
    assert not record.is_read(99)


def test_whom_an_author_quotes_is_quoted_and_not_the_author() -> None:
    quoted = Statement(Attribution(((10, 20),), "indirect", (0, 4), (5, 9)), Speaker("Ivy Stone"))
    own = Statement(Attribution(((0, 20),), "direct", (40, 50)), Speaker("Anna Berg"))

    class Held:
        state = ""

        def statements(self) -> list[StoredStatement]:
            return [StoredStatement(1, 1, own), StoredStatement(2, 1, quoted)]

    record = Record(cast(Storage, Held()))
    assert record.said(1, (0, 20)) == Said(quoted, 0.0, 0.5)
    assert record.said(1, (0, 20), {Speaker("Anna Berg"): 1.0}) == Said(own, 1.0, 1.0)
