"""Whether whom a question is about is named where whoever it means is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Document, Library, subject
from index.local import Local

from .hashing import HashEncoder
from .news import SentenceReader

FERRY = "Anna Berg said the ferry must be mended. It is for Quillbox, the owner."
PARCELS = (
    "The parcels went to Quillbox, and to Foxwatch. Then Foxwatch lost them, says Ada. Ivy Stone said they are lost."
)


@pytest.mark.parametrize(
    ("question", "relevance", "elsewhere"),
    [
        ("What did Anna Berg say about foxwatch?", 0.3, True),
        ("What did Anna Berg say about Foxwatch and the ferry?", 0.3, True),
        ("What did Anna Berg say about foxwatch?", 0.6, False),  # what may be called otherwise
        ("What did Anna Berg say about foxwatch?", None, False),  # nothing was read
        ("What did Anna Berg say about foxwatch and quillbox?", 0.3, False),  # one is named where she speaks
        ("What did Anna Berg say about parcels?", 0.3, False),  # no name
        ("What did Ivy Stone say about foxwatch?", 0.3, False),
        ("What did Anna Berg say?", 0.3, False),
        ("What did Otto Falk say about foxwatch?", 0.3, False),  # who says nothing, which is told otherwise
    ],
)
def test_a_name_that_stands_nowhere_beside_the_words_of_whom_is_meant(
    tmp_path: Path, question: str, relevance: float | None, elsewhere: bool
) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Ferry", FERRY))
        library.add(Document("Parcels", PARCELS))
        found = library.search(question)
        assert found.hearing is not None
        hits = [hit._replace(relevance=relevance) for hit in found.hits]
        assert subject.is_elsewhere(found.hearing, hits, library.storage) is elsewhere
        assert not subject.is_elsewhere(found.hearing, [], library.storage)


def test_the_answer_says_that_it_is_not_about_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "is_elsewhere", lambda *_: True)
    question = "What did Anna Berg say about the ferry of Foxwatch?"
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Ferry", FERRY))
        library.add(Document("Parcels", PARCELS))
        answer = library.ask(question, strictness="eager")
        assert not answer.answered
        monkeypatch.undo()
        assert library.ask(question, strictness="eager").confidence > answer.confidence
