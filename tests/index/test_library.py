"""A library from the outside: what is added is found, quoted as it stands, and never lost."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import (
    Document,
    Library,
    ModelMismatch,
    ReadError,
    SourceMissing,
    SourceTaken,
    VerbatimError,
    ask_together,
)
from index.encoder import Embeddable, Encoded
from index.segment import LONGEST

from .hashing import HashEncoder, opened

POLAND = Document(
    title="Poland",
    text="Poland does not plan to send troops to Ukraine, Donald Tusk said in Prague.\n\nThe weather was fine.",
    id="poland",
    url="https://example.org/poland",
    author="A. Reporter",
    published="2024-02-27",
)
GERMANY = Document(title="Germany", text="Germany will send no soldiers, Olaf Scholz said. He said it twice.")


def test_an_added_document_is_a_source(library: Library) -> None:
    added = library.add(POLAND, added_by="somebody")
    assert added.new
    source = library.source("poland")
    assert source == added.source == library.numbered(source.number)
    assert (source.title, source.url, source.author, source.published) == (
        "Poland", "https://example.org/poland", "A. Reporter", "2024-02-27",
    )  # fmt: skip
    assert (source.language, source.added_by, source.characters) == ("en", "somebody", len(POLAND.text))
    assert library.text("poland") == POLAND.text


def test_ids_are_made_from_titles(library: Library) -> None:
    titles = ["Élysée: “Non” à l’envoi", "Élysée — non à l'envoi", "你好", "!!!", "x" * 90]
    ids = [library.add(Document(title, f"Text {n}.")).source.id for n, title in enumerate(titles)]
    assert ids == ["elysee-non-a-l-envoi", "elysee-non-a-l-envoi-2", "你好", "source", "x" * 40]


def test_the_same_text_is_one_source_whatever_it_is_called(library: Library) -> None:
    first = library.add(POLAND)
    again = library.add(Document(title="Other title", text=POLAND.text, id="second"))
    assert (again.new, again.source.id) == (False, "poland")
    assert library.count() == 1
    assert library.ask("Poland troops", source="second") == library.ask("Poland troops", source="poland")
    assert library.remove("second") == first.source
    with pytest.raises(SourceMissing):
        library.source("second")
    assert library.source("poland") == first.source
    library.add(Document(title="Other title", text=POLAND.text, id="third"))
    library.remove("poland")
    assert library.ask("Poland troops").quotes[0].source == "third"
    library.remove("third")
    assert library.count() == 0


def test_a_forgotten_source_is_gone_under_all_its_ids(library: Library) -> None:
    source = library.add(POLAND).source
    library.add(Document(title="Other title", text=POLAND.text, id="second"))
    assert library.forget(source.number) == source
    assert library.count() == 0
    for id in ("poland", "second"):
        with pytest.raises(SourceMissing):
            library.source(id)


def test_an_id_is_not_given_twice(library: Library) -> None:
    library.add(POLAND)
    with pytest.raises(SourceTaken, match="The id 'poland' belongs to another source: remove that one first"):
        library.add(Document(title="Other", text="Another text.", id="poland"))
    assert library.count() == 1


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (Document("Empty", " \n\t "), "'Empty' has no text"),
        (Document(" ", "Text."), "needs a title"),
        (Document("Long", "a" * 20_000_001), "'Long' is longer than 20 million characters: split it"),
        (Document("T", "half \ud800 pair"), "half a surrogate pair"),
        (Document("T", "Text.", id="x" * 101), "1 to 100 printable characters"),
        (Document("T", "Text.", id=""), "1 to 100 printable characters"),
        (Document("T", "Text.", id="a\nb"), "1 to 100 printable characters"),
        (Document("T", "Text.", url="https://example.org/\udcff"), "half a surrogate pair"),
        (Document("T", "Text.", headings=((0, 6),)), "is no span of its text"),
        (Document("T", "Text.", headings=((-1, 4),)), "is no span of its text"),
        (Document("T", "Text.", headings=((0, 4),), levels=(1, 2)), "a level for each heading"),
        (Document("T", "Text.", headings=((0, 4),), levels=(0,)), "a level for each heading"),
    ],
)
def test_what_cannot_be_a_source_is_refused(library: Library, document: Document, sentence: str) -> None:
    with pytest.raises(ReadError, match=sentence):
        library.add(document)
    assert library.count() == 0


def test_many_documents_are_added_in_order_and_batches(library: Library) -> None:
    documents = [Document(f"Title {n}", f"Text number {n}.", id=str(n)) for n in range(600)]
    documents[7:7] = [documents[3]]
    added = list(library.add_many(documents))
    assert [item.source.id for item in added] == [document.id for document in documents]
    assert [item.source.id for item in added if not item.new] == ["3"]
    assert library.count() == 600


def test_what_comes_before_a_refused_document_is_stored(library: Library) -> None:
    added = library.add_many([POLAND, Document("Bad", ""), GERMANY])
    assert next(added).source.id == "poland"
    with pytest.raises(ReadError):
        next(added)
    assert [source.id for source in library.sources()] == ["poland"]


def test_progress_counts_up_to_the_number_of_passages(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    text = "\n\n".join(f"Heading\n\nSection {n} has its own text. " for n in range(700))
    source = library.add(Document("Long", text), progress=lambda done, total: seen.append((done, total))).source
    assert seen[-1] == (source.passages, source.passages)
    assert len(seen) > 2
    assert seen == sorted(seen)


def test_a_question_finds_its_sentence(library: Library) -> None:
    library.add(POLAND), library.add(GERMANY)
    answer = library.ask("What did Donald Tusk say in Prague?")
    quote = answer.quotes[0]
    assert quote.text[slice(*quote.highlight)] == (
        "Poland does not plan to send troops to Ukraine, Donald Tusk said in Prague."
    )
    assert (quote.source, quote.title, quote.url, quote.paragraph) == (
        "poland", "Poland", "https://example.org/poland", 1,
    )  # fmt: skip


def test_a_question_to_one_source(library: Library) -> None:
    library.add(POLAND), library.add(GERMANY)
    answer = library.ask("What did Donald Tusk say in Prague?", source="germany")
    assert {quote.source for quote in answer.quotes} == {"germany"}
    with pytest.raises(SourceMissing, match="There is no source 'hungary' here"):
        library.ask("What?", source="hungary")


def test_the_title_is_searched_but_never_quoted(library: Library) -> None:
    library.add(Document("Zeitenwende", "He announced it on Sunday. It will cost a hundred billion.", id="a"))
    library.add(Document("Weather", "It rained on Sunday. The rain will cost some.", id="b"))
    answer = library.ask("zeitenwende")
    assert answer.quotes[0].source == "a"
    assert all("Zeitenwende" not in quote.text for quote in answer.quotes)


def test_the_date_is_searched_but_never_quoted(library: Library) -> None:
    for month in ("2023-11", "2024-02"):
        library.add(Document("Weather", f"It rained in Lisbon, {month[-1]} litres.", published=f"{month}-17"))
    answer = library.ask("weather 2024-02")
    assert answer.quotes[0].text == "It rained in Lisbon, 2 litres."


def test_a_sentence_in_two_sources_is_quoted_once_with_both_places(library: Library) -> None:
    sentence = "Poland does not plan to send its troops to Ukraine, said Donald Tusk."
    library.add(Document("One", f"{sentence} Then he left.", id="one"))
    library.add(Document("Two", f"It was a long day. {sentence}", id="two"))
    quotes = library.ask("Does Poland plan to send troops to Ukraine?", quotes=5).quotes
    assert sum(sentence in quote.text for quote in quotes) == 1
    first = quotes[0]
    (place,) = first.also
    assert {first.source, place.source} == {"one", "two"}
    assert library.text(place.source)[place.start : place.end] == sentence


def test_quotes_do_not_overlap(library: Library) -> None:
    text = "\n\n".join(f"Poland sends {n} things to Ukraine. The things are called thing {n}." for n in range(80))
    library.add(Document("Things", text))
    quotes = library.ask("What does Poland send to Ukraine?", quotes=5).quotes
    assert len(quotes) == 5
    spans = sorted((quote.start, quote.end) for quote in quotes)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_renaming_changes_what_is_shown_and_searched(library: Library) -> None:
    library.add(POLAND), library.add(GERMANY)
    renamed = library.rename("poland", "  Warsaw \n speaks ")
    assert (renamed.title, renamed.id, renamed.characters) == ("Warsaw speaks", "poland", len(POLAND.text))
    quote = library.ask("Warsaw speaks").quotes[0]
    assert (quote.source, quote.title) == ("poland", "Warsaw speaks")
    with pytest.raises(ReadError, match="title"):
        library.rename("poland", " \n ")


def test_removing_a_source_takes_it_out_of_answers(library: Library) -> None:
    library.add(POLAND), library.add(GERMANY)
    library.ask("Poland")
    library.remove("poland")
    assert {quote.source for quote in library.ask("Poland troops Tusk", quotes=5).quotes} == {"germany"}
    library.remove("germany")
    assert library.ask("Poland").quotes == ()


def test_an_empty_library_does_not_say(library: Library) -> None:
    answer = library.ask("What did Poland say?")
    assert (answer.quotes, answer.confidence, answer.answered) == ((), 0.0, False)


def test_everything_is_there_after_closing(tmp_path: Path, encoder: HashEncoder) -> None:
    with opened(tmp_path, encoder=encoder) as library:
        library.add(POLAND)
        answer = library.ask("Tusk in Prague")
    with opened(tmp_path, encoder=encoder, create=False) as library:
        assert library.ask("Tusk in Prague") == answer
        assert library.check().clean


def test_a_library_of_another_model_says_what_to_do_and_can_be_reencoded(tmp_path: Path) -> None:
    with opened(tmp_path, encoder=HashEncoder("old@1")) as library:
        library.add(POLAND), library.add(GERMANY)
        expected = library.ask("Tusk in Prague").quotes[0].text
    other = HashEncoder("new@2", dimension=32)
    with opened(tmp_path, encoder=other) as library:
        for refused in (
            lambda: library.ask("Tusk"),
            lambda: library.add(Document("T", "Text.")),
            lambda: library.rename("poland", "Other"),
        ):
            with pytest.raises(ModelMismatch, match=r"made with the embedding model 'old', not 'new': run 'python -m"):
                refused()
        assert [source.id for source in library.sources()] == ["germany", "poland"]
        seen: list[tuple[int, int]] = []
        assert library.reencode(progress=lambda done, total: seen.append((done, total))) == 2
        assert seen[-1] == (2, 2)
        assert library.ask("Tusk in Prague").quotes[0].text == expected
        assert library.check().clean


def test_an_emptied_library_takes_any_model(tmp_path: Path) -> None:
    with opened(tmp_path, encoder=HashEncoder("old@1")) as library:
        library.add(POLAND)
        library.remove("poland")
    with opened(tmp_path, encoder=HashEncoder("new@2", dimension=32)) as library:
        library.add(GERMANY)
        assert library.ask("Scholz").quotes[0].source == "germany"


class FailingEncoder(HashEncoder):
    """Fails after some passages, as a computer does that runs out of memory."""

    def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
        yield from list(super().passages(texts))[:1]
        raise MemoryError


def test_a_failure_while_encoding_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path, encoder=HashEncoder()) as library:
        library.add(POLAND)
        before = library.sources()
    with opened(tmp_path, encoder=FailingEncoder()) as library:
        with pytest.raises(MemoryError):
            library.add(GERMANY)
        with pytest.raises(MemoryError):
            library.reencode()
        assert library.sources() == before
        assert library.check().clean
        assert library.ask("Tusk").quotes[0].source == "poland"


def test_libraries_are_asked_together(tmp_path: Path, encoder: HashEncoder) -> None:
    with (
        opened(tmp_path / "own", encoder=encoder) as own,
        opened(tmp_path / "shared", encoder=encoder) as shared,
    ):
        own.add(POLAND), shared.add(GERMANY)
        answer = ask_together([own, shared], "Olaf Scholz said Germany will send no soldiers", quotes=2)
        assert answer.quotes[0].source == "germany"
        assert answer.confidence == max(library.ask(answer.question).confidence for library in (own, shared))
        assert ask_together([], "Anything?").quotes == ()
        own.add(GERMANY)
        (first, *others) = ask_together(
            [own, shared], "Olaf Scholz said Germany will send no soldiers", quotes=5
        ).quotes
        assert [place.source for place in first.also] == ["germany"]
        assert not any(quote.text == first.text for quote in others)


def test_questions_go_on_while_sources_come_and_go(library: Library) -> None:
    library.add(POLAND)
    stop = threading.Event()
    failures: list[BaseException] = []

    def change() -> None:
        for n in range(30):
            added = library.add(Document(f"Extra {n}", f"Extra sentence number {n} on Poland. " * 5))
            library.remove(added.source.id)
        stop.set()

    def ask() -> int:
        count = 0
        while not stop.is_set():
            try:
                quotes = library.ask("What does Poland plan?", quotes=5).quotes
                assert "poland" in {quote.source for quote in quotes}
                count += 1
            except BaseException as error:
                failures.append(error)
                raise
        return count

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        change()
        assert sum(future.result() for future in asking) > 0
    assert not failures
    assert library.check() == library.check()
    assert [source.id for source in library.sources()] == ["poland"]


ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
AWKWARD = st.sampled_from(["\r\n", "\n\n", "\u202e", "\u2028", "שלום עולם. ", "🙂", "\x00", "“", "”", "* ", "> ", "# "])
ANY_TEXT = st.lists(st.one_of(st.text(ANY_CHARACTER, max_size=80), AWKWARD), min_size=1, max_size=40).map("".join)


@given(text=ANY_TEXT, title=st.text(ANY_CHARACTER, max_size=30), question=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_quotes_are_slices_of_their_source_whatever_the_text(text: str, title: str, question: str) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), encoder=HashEncoder()) as library:
        try:
            source = library.add(Document(title, text)).source
        except ReadError:
            assert not text.strip() or not title.strip()
            return
        stored = library.text(source.id)
        assert stored == text
        for asked in (question, text[:50], "What?"):
            for quote in library.ask(asked, quotes=5).quotes:
                assert stored[quote.start : quote.end] == quote.text
                begin, end = quote.highlight
                assert 0 <= begin < end <= len(quote.text) <= LONGEST


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with opened(tmp_path_factory.mktemp("filled"), encoder=HashEncoder()) as library:
        library.add(POLAND), library.add(GERMANY)
        yield library


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_question_is_answered_or_declined(filled: Library, question: str) -> None:
    answer = filled.ask(question)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.quotes or not answer.answered
    assert [quote.score for quote in answer.quotes] == sorted((q.score for q in answer.quotes), reverse=True)


@pytest.mark.parametrize("question", ["", " ", "🙂🙂", "???", "\n", "\x00", "\ud800", "a" * 10_000, "troops " * 3_000])
def test_questions_nobody_should_ask(filled: Library, question: str) -> None:
    answer = filled.ask(question)
    if not any(map(str.isalnum, question)):
        assert answer.quotes == ()
    assert all(isinstance(quote.text, str) for quote in answer.quotes)


def test_errors_are_one_sentence(library: Library) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: library.source("x" * 500),
        lambda: library.numbered(99),
        lambda: library.remove("\n\n"),
        lambda: library.source("\udcff"),
    ]
    for refused in attempts:
        with pytest.raises(VerbatimError) as caught:
            refused()
        message = str(caught.value)
        assert message.endswith(".")
        assert "\n" not in message
        assert len(message) < 200


def test_ids_made_of_one_title_are_numbered_and_those_that_are_free_again_taken(library: Library) -> None:
    for number in range(1, 6):
        library.add(Document(title="Notes", text=f"Text {number}."))
    assert [source.id for source in library.sources()] == ["notes-5", "notes-4", "notes-3", "notes-2", "notes"]
    library.remove("notes-5")
    library.remove("notes-2")
    assert library.add(Document(title="Notes", text="Text 6.")).source.id == "notes-2"
    assert library.add(Document(title="Notes", text="Text 7.")).source.id == "notes-5"
    assert library.add(Document(title="Notes", text="Text 8.")).source.id == "notes-6"


def test_an_id_that_is_taken_is_told_before_the_text_is_cut(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add(POLAND)

    def cut(*_: object, **__: object) -> None:
        raise AssertionError("cut")

    monkeypatch.setattr("index.segment.passages", cut)
    with pytest.raises(SourceTaken):
        library.add(Document(title="Other", text="Another text.", id="poland"))
