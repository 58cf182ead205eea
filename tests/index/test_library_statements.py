"""Who says what in a library: read when a source is added, kept with it, read again when that is due."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from index import (
    Attribution,
    Document,
    Library,
    Passage,
    SourceMissing,
    Speaker,
    Statement,
    Voice,
    speakers_together,
)
from index.database import FILE
from index.encoder import Encoded
from index.intake import ENCODE_AT_ONCE
from index.local import Local

from .hashing import HashEncoder, PatternReader, opened
from .test_local_statements import as_version_1, change

NEWS = Document(
    "Troops",
    "Poland sends no troops, Polish prime minister Donald Tusk said in Prague. It rained.\n\n"
    "Olaf Scholz said Germany sends none. He said it twice.",
    id="troops",
)
MORE = Document("More", "DONALD TUSK said Poland helps. Jane Roe said hello.", id="more")
TUSK = Speaker("Donald Tusk", "Polish prime minister", ("PL",))
SAID = [
    Statement(Attribution(((0, 22),), "indirect", (46, 57), (58, 62), 0.75), TUSK),
    Statement(Attribution(((103, 121),), "indirect", (86, 97), (98, 102), 0.75), Speaker("Olaf Scholz")),
    Statement(Attribution(((131, 139),), "indirect", (123, 125), (126, 130), 0.75)),
]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A closed library of two sources, read by `pattern@1`."""
    with opened(tmp_path) as library:
        library.add(NEWS), library.add(MORE)
    return tmp_path


def test_the_statements_of_a_source(library: Library) -> None:
    library.add(NEWS)
    assert library.statements("troops") == SAID
    words = [NEWS.text[slice(*said.attribution.content[0])] for said in SAID]
    assert words == ["Poland sends no troops", "Germany sends none", "it twice"]
    assert library.statements("troops", speaker="olaf SCHOLZ") == SAID[1:2]
    assert library.statements("troops", speaker="minister") == SAID[:1]
    assert library.statements("troops", speaker="Orbán") == []
    for ask in (library.statements, library.speakers):
        with pytest.raises(SourceMissing, match="There is no source 'none' here"):
            ask("none")


def test_the_speakers_of_a_library_and_of_a_source(library: Library) -> None:
    library.add(NEWS), library.add(MORE)
    tusk, scholz, roe = Voice(TUSK, 2, 2), Voice(Speaker("Olaf Scholz"), 1, 1), Voice(Speaker("Jane Roe"), 1, 1)
    assert library.speakers() == [tusk, roe, scholz]
    assert library.speakers("troops") == [Voice(TUSK, 1, 1), scholz]
    assert library.speakers(matching="tusk") == [tusk]
    assert library.speakers("more", matching="scholz") == []
    library.remove("troops")
    assert [voice.speaker.name for voice in library.speakers()] == ["DONALD TUSK", "Jane Roe"]


def test_the_speakers_of_libraries_together(tmp_path: Path) -> None:
    with opened(tmp_path / "own") as own, opened(tmp_path / "shared") as shared:
        own.add(NEWS), shared.add(MORE), shared.add(NEWS)
        assert speakers_together([own, shared], matching="tusk") == [Voice(TUSK, 3, 3)]
        assert speakers_together([]) == []


def test_the_same_text_is_read_once(library: Library) -> None:
    added = [item.source.id for item in library.add_many([NEWS, Document("Again", NEWS.text, id="again"), MORE])]
    assert added == ["troops", "troops", "more"]
    assert library.statements("again") == library.statements("troops") == SAID
    assert library.speakers("more")[0].statements == 1


def test_a_new_title_leaves_the_statements(tmp_path: Path) -> None:
    reader = PatternReader()
    with opened(tmp_path, reader=reader) as library:
        library.add(NEWS)
        read = reader.passages_read
        library.rename("troops", "Another title")
        assert library.statements("troops") == SAID
        assert reader.passages_read == read


def test_another_model_reads_again_and_none_leaves_the_statements(filled: Path) -> None:
    with Library.open(filled, encoder=HashEncoder("new@2", dimension=32), statements=False) as library:
        library.reencode()
        assert library.statements("troops") == SAID
    with opened(filled, encoder=HashEncoder("new@2", dimension=32), reader=PatternReader("pattern@2")) as library:
        assert library.unread() == 2
        library.reencode()
        assert library.unread() == 0
        assert library.statements("troops") == SAID
        assert library.check().mended == ()


def vectors(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / FILE) as connection:
        rows = connection.execute("SELECT * FROM passages ORDER BY number").fetchall()
    connection.close()
    return rows


def test_check_reads_again_what_another_tagger_has_read(filled: Path) -> None:
    before = vectors(filled)
    reader = PatternReader("pattern@2")
    with opened(filled, reader=reader) as library:
        library.add(Document("New", "Mary Major said no.", id="new"))
        read = reader.passages_read
        report = library.check()
        assert (report.clean, report.mended) == (True, ("2 sources were read again for who says what.",))
        assert reader.passages_read - read == len(before)
        assert library.check().mended == ()
        assert library.statements("troops") == SAID
        assert [voice.speaker.name for voice in library.speakers()][:2] == ["Donald Tusk", "Jane Roe"]
    assert vectors(filled)[: len(before)] == before


def test_check_leaves_statements_where_nobody_reads(filled: Path) -> None:
    with Library.open(filled, encoder=HashEncoder(), statements=False) as library:
        library.add(Document("New", "Mary Major said no.", id="new"))
        assert (library.unread(), library.check().mended) == (0, ())
        assert library.statements("troops") == SAID
        assert library.statements("new") == []
    with opened(filled) as library:
        assert library.check().mended == ("1 source was read again for who says what.",)
        assert library.speakers("new") == [Voice(Speaker("Mary Major"), 1, 1)]


def test_a_library_of_the_first_format_answers_and_is_read_by_check(filled: Path) -> None:
    as_version_1(filled)
    with opened(filled) as library:
        assert library.ask("Who sends no troops?").quotes[0].source == "troops"
        assert (library.speakers(), library.statements("troops"), library.unread()) == ([], [], 2)
        library.add(Document("New", "Mary Major said no.", id="new"))
        assert library.unread() == 2
        assert library.check().mended == ("2 sources were read again for who says what.",)
        assert library.statements("troops") == SAID
        assert library.speakers("more")[0] == Voice(Speaker("DONALD TUSK", None, ()), 1, 1)
        assert library.unread() == 0


def test_damaged_statements_are_read_again(filled: Path) -> None:
    change(filled, "UPDATE statements SET kind = 'loud' WHERE number = 2")
    with opened(filled) as library:
        report = library.check()
        assert report.clean
        assert report.mended == (
            "The statements of 1 source were damaged and are dropped.",
            "1 source was read again for who says what.",
        )
        assert library.statements("troops") == SAID
        assert library.check().mended == ()


def test_a_damaged_source_is_not_read_again(filled: Path) -> None:
    change(filled, "UPDATE sources SET text = x'ff', tagger = '' WHERE number = 1")
    with opened(filled) as library:
        report = library.check()
        assert report.problems == ("Source number 1 cannot be read.",)
        assert report.mended == ()
        assert library.unread() == 1


class Removing(PatternReader):
    """Reads, and meanwhile another source is removed."""

    library: Library | None = None

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        if self.library is not None and self.library.count() == 3:
            self.library.remove("s1")
        return super().begin(text, passages, encoded)


def test_a_source_that_is_removed_while_others_are_read_again(tmp_path: Path) -> None:
    texts = [
        "\n\n".join(f"Heading {i}\n\nJane Roe said {number} and {i}." for i in range(ENCODE_AT_ONCE))
        for number in range(3)
    ]
    with opened(tmp_path) as library:
        for number, text in enumerate(texts):
            library.add(Document("T", text, id=f"s{number}"))
    reader = Removing("pattern@2")
    with opened(tmp_path, reader=reader) as library:
        reader.library = library
        assert library.check().mended == ("2 sources were read again for who says what.",)
        assert [source.id for source in library.sources()] == ["s2", "s0"]
        for number in (0, 2):
            said = library.statements(f"s{number}")[5].attribution
            assert texts[number][slice(*said.content[0])] == f"{number} and 5"
        assert library.unread() == 0


def test_nobody_is_said_not_to_be_quoted_where_nobody_has_looked(tmp_path: Path) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), None) as library:  # STATEMENTS=off
        library.add(MORE)
        answer = library.ask("What did Jane Roe say?")
        assert (answer.note, answer.quotes[0].text) == (None, MORE.text)
    with opened(tmp_path) as library:
        library.add(NEWS)
        assert library.ask("What did Jane Roe say?").note is None
        silent = library.ask("What did Jane Roe say?", source="troops").note or ""
        assert silent.startswith("Jane Roe is not quoted in this source. They quote: ")
        library.check()
        assert library.ask("What did Jane Roe say?").quotes[0].speaker == "Jane Roe"
        silent = library.ask("What did Ann Poe say?").note or ""
        assert silent.startswith("Ann Poe is not quoted in these sources. They quote: ")
