"""The way into a library: what a reader gets to see of a document, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pytest

from index import Document, Passage, ReadError, Statement
from index.encoder import Embeddable, Encoded
from index.intake import ENCODE_AT_ONCE, Intake

from .hashing import HashEncoder, PatternReader

LONG = "\n\n".join(f"Heading\n\nDonald Tusk said sentence {n} is here." for n in range(2 * ENCODE_AT_ONCE))


class Watching(PatternReader):
    """Notes what happens in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        self.events.append(f"begin {text[:5]}")
        wait = super().begin(text, passages, encoded)

        def waited() -> list[Statement]:
            self.events.append(f"wait {text[:5]}")
            return wait()

        return waited


class Counting(HashEncoder):
    """Counts the passages that it has encoded."""

    encoded = 0

    def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
        self.encoded += len(texts)
        return super().passages(texts, tokens=tokens)


def test_statements_and_vectors_of_each_document() -> None:
    encoder, reader = HashEncoder(), PatternReader()
    intake = Intake(encoder, reader)
    texts = ["Donald Tusk said yes. It rained.", "Nobody speaks.", "No, Jane Roe said. He said why.", ""]
    (group,) = intake.groups(Document("Title", text) for text in texts)
    made = intake.make(group)
    assert [prepared.document.text for prepared in group] == texts
    for prepared, own in zip(group, made, strict=True):
        assert own.reading is not None
        assert own.reading.tagger == "pattern@1"
        assert [len(item.sentences) for item in own.encoded] == [len(item.sentences) for item in prepared.passages]
    words = [
        [text[slice(*said.attribution.content[0])] for said in own.reading.statements]
        for text, own in zip(texts, made, strict=True)
        if own.reading
    ]
    assert words == [["yes"], [], ["No", "why"], []]


def test_all_documents_are_begun_before_one_is_waited_for_and_the_last_is_waited_for_first() -> None:
    reader = Watching()
    intake = Intake(HashEncoder(), reader)
    (group,) = intake.groups(Document("T", text) for text in ("First text.", "Other text."))
    made = intake.make(group)
    assert reader.events == ["begin First", "begin Other", "wait Other", "wait First"]
    assert [len(own.encoded) for own in made] == [len(prepared.passages) for prepared in group]


def test_a_long_document_is_read_while_it_is_encoded() -> None:
    seen: list[tuple[int, int]] = []
    encoder, reader = Counting(), PatternReader()
    intake = Intake(encoder, reader)
    prepared = intake.prepare(Document("Long", LONG))
    count = len(prepared.passages)
    assert count > ENCODE_AT_ONCE
    (made,) = intake.make([prepared], lambda done, total: seen.append((encoder.encoded, reader.passages_read)))
    assert seen == [
        (min(n, count), n - ENCODE_AT_ONCE) for n in range(ENCODE_AT_ONCE, count + ENCODE_AT_ONCE, ENCODE_AT_ONCE)
    ]
    assert made.reading is not None
    assert len(made.reading.statements) == 2 * ENCODE_AT_ONCE


@pytest.mark.parametrize(("reader", "read"), [(None, True), (PatternReader(), False)])
def test_nobody_reads_what_is_not_to_be_read(reader: PatternReader | None, read: bool) -> None:
    intake = Intake(HashEncoder(), reader)
    (made,) = intake.make([intake.prepare(Document("T", "Donald Tusk said yes."))], read=read)
    assert made.reading is None
    assert len(made.encoded) == 1
    assert reader is None or reader.passages_read == 0


def test_groups_fill_batches_and_an_error_comes_after_what_was_before_it() -> None:
    def documents() -> Iterator[Document]:
        for number in range(ENCODE_AT_ONCE + 5):
            yield Document("T", "" if number % 2 else f"Text {number}.")
        raise ReadError("The next one is wrong.")

    groups = Intake(HashEncoder(), None).groups(documents())
    assert len(next(groups)) == ENCODE_AT_ONCE
    assert len(next(groups)) == 5
    with pytest.raises(ReadError, match="The next one is wrong"):
        next(groups)


class Silent(Counting):
    """An encoder whose passes no reader can use."""

    @property
    def reads(self) -> bool:
        return False


class SecondPass(PatternReader):
    """Reads without the encoder."""

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        assert list(encoded) == []
        return super().begin(
            text, passages, [Encoded(np.ones(1, np.float32), np.ones((1, 1), np.float32))] * len(passages)
        )


@pytest.mark.parametrize(
    ("encoder", "reader", "encoded"), [(Counting(), PatternReader(), 2), (Silent(), SecondPass(), 0)]
)
def test_statements_alone_need_no_pass_that_nobody_reads(
    encoder: Counting, reader: PatternReader, encoded: int
) -> None:
    intake = Intake(encoder, reader)
    (group,) = intake.groups(Document("T", f"Jane Roe said {word}.") for word in ("yes", "no"))
    readings = intake.read(group)
    assert [(len(reading.statements), reading.tagger) for reading in readings] == [(1, "pattern@1"), (1, "pattern@1")]
    assert encoder.encoded == encoded


def test_a_passage_is_embedded_behind_its_title_and_the_headings_above_it() -> None:
    text = "Notes\n\n2.4\n\nIt rains.\n\nMage\n\nIt snows."
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Notes", "2.4", "Mage")]
    seen: list[str] = []

    class Seeing(HashEncoder):
        def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
            seen.extend(one.context for one in texts)
            return super().passages(texts, tokens=tokens)

    intake = Intake(Seeing(), None)
    document = Document("Notes", text, published="2024-11-20", headings=tuple(spans), levels=(1, 2, 3))
    intake.make([intake.prepare(document)])
    assert seen == ["Notes (2024-11-20)\n", "Notes (2024-11-20)\n2.4\n"]
