"""How a question is answered: which sentences are read together with it, and compete with whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index import Document, Encoder, Library, relevance, testimony
from index.local import Local
from index.ranking import Hit
from index.readers import read_bytes
from index.relevance import Relevance, Texts
from index.reranker import Reranker

from .hashing import HashEncoder, PatternReader
from .reading import TALKS
from .test_reranker import Fake as Scores


class Spy(Relevance):
    """Leaves all as it is, and remembers for whom it was called: question, hits, and which of them fit."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[str], list[bool]]] = []

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
    ) -> list[Hit]:
        self.seen.append((question, [hit.text for hit in hits], [fits(hit) for hit in hits]))
        return list(hits)[::-1]


def asked(folder: Path, spy: Spy, reranker: Reranker | None = None) -> Library:
    library = Library(
        Local(folder, create=True), folder, HashEncoder(), PatternReader(), reranker=reranker, relevance=spy
    )
    library.add(TALKS)
    return library


def test_a_library_reads_with_the_packaged_reader_or_another(tmp_path: Path) -> None:
    other = Relevance(tmp_path / "none")
    with Library.open(tmp_path / "a", encoder=HashEncoder()) as library:
        assert library._answerer._relevance is relevance.shared_relevance()
    with Library.open(tmp_path / "b", encoder=HashEncoder(), relevance=other) as library:
        assert library._answerer._relevance is other


def test_a_model_of_the_operators_choice_reads_instead(tmp_path: Path) -> None:
    spy, scorer = Spy(), Scores(lambda text: float(len(text)))
    with asked(tmp_path, spy, Reranker(scorer)) as library:
        assert library.search("What colour is the ferry?").hits[0].text == "Olaf Scholz said the ferry is a wreck."
        assert spy.seen == []


def test_titles_are_those_of_the_hits_sources(tmp_path: Path) -> None:
    class Reading(Relevance):
        there: Sequence[str] = ()
        gone: Sequence[str] = ()

        def reordered(
            self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
        ) -> list[Hit]:
            self.there = texts(hits)
            for number in {hit.stored.source for hit in hits}:  # they may go while a question is answered
                library.remove(library.numbered(number).id)
            self.gone = texts(hits)
            return list(hits)

    reading = Reading()
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader(), relevance=reading) as library:
        library.add(Document(title="Ferry Anna", text="It sank in May. The ferry Anna was green."))
        library.add(Document(title="Ferry Berta", text="Another sank in May."))
        library.search("what sank in May")
    assert sorted(reading.there) == [
        "Ferry Anna: It sank in May.", "Ferry Berta: Another sank in May.", "The ferry Anna was green.",
    ]  # fmt: skip
    assert sorted(reading.gone) == ["Another sank in May.", "It sank in May.", "The ferry Anna was green."]


def test_only_hits_to_keep_are_read(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        found = library.search("What colour is the ferry?", keep=lambda hit: "green" not in hit.text)
        assert len(spy.seen[0][1]) == len(found.hits) == 3


def test_only_sentences_of_whoever_is_meant_compete_with_theirs(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        found = library.search("What did Donald Tusk say about the ferry?")
        ((question, texts, fitting),) = spy.seen
        assert question == "What did Donald Tusk say about the ferry?"
        assert sorted(text for text, fits in zip(texts, fitting, strict=True) if fits) == [
            "Donald Tusk said the ferry is late.", "Donald Tusk said the ferry is safe.",
        ]  # fmt: skip
        assert len(texts) == 4
        assert [hit.text for hit in found.hits] == texts[::-1]


def test_whoever_is_meant_is_put_first_after_reading_where_another_led(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testimony, "theirs_first", lambda hearing, hits: hits[:1])
    with asked(tmp_path, Spy()) as library:
        found = [
            library.search(f"What did {who} say about the ferry?").hits for who in ("Donald Tusk", "Angela Merkel")
        ]
        assert list(map(len, found)) == [4, 1]  # what leads is his already; she says nothing


def test_only_what_stands_under_the_numbers_asked_for_competes(tmp_path: Path) -> None:
    spy = Spy()
    page = "# Notes\n\n## 2.4\n\nPets are faster.\n\n## 2.3\n\nPets are slower.\n"
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), relevance=spy) as library:
        library.add(read_bytes(page.encode(), "notes.md"))
        library.search("How fast are pets in 2.4?")
        library.search("How fast are pets?")
        (_, texts, fitting), (_, _, all_fit) = spy.seen
        told = dict(zip(texts, fitting, strict=True))
        assert told["Pets are faster."] and not told["Pets are slower."]
        assert all(all_fit)


def test_nobody_is_who_warned_before_somebody_who_did(tmp_path: Path) -> None:
    spy = Spy()
    text = "Ada Berg said in a warning that the ferry may sink. It was cold. Nils Dahl said it rained."
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), PatternReader(), relevance=spy) as library:
        library.add(Document(title="A ferry", text=text))
        library.search("Who warned that the ferry may sink?")
        library.search("Who said that the ferry may sink?")
        (_, texts, fitting), (_, _, all_fit) = spy.seen
        assert texts[0].startswith("Ada Berg")
        assert fitting[0] and not fitting[texts.index("Nils Dahl said it rained.")]
        assert all(all_fit)


def test_all_compete_where_nobody_is_meant_or_who_is_meant_says_nothing(tmp_path: Path) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        library.search("What colour is the ferry?")
        library.search("What did Angela Merkel say about the ferry?")
        assert [fitting for _, _, fitting in spy.seen] == [[True] * 4] * 2


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Did Donald Tusk say the ferry is safe?", ["What did Donald Tusk say about the ferry is safe?"]),
        ("What did Donald Tusk say about the ferry?", ["What did Donald Tusk say about the ferry?"]),
        ("did he say the ferry is safe", []),
        ("???", []),
    ],
)
def test_whether_somebody_said_something_is_read_as_what_they_said_of_it(
    question: str, read: list[str], tmp_path: Path
) -> None:
    spy = Spy()
    with asked(tmp_path, spy) as library:
        library.search(question)
        assert [asked for asked, _, _ in spy.seen] == read
