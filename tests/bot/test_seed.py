"""The shared library follows what the owner shares."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.errors import ShuttingDown
from bot.seed import OWNER_BY, SAMPLE_BY, seed
from index import Document, Library


@pytest.fixture
def library(tmp_path: Path, seeded: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "shared") as library:
        yield library


def share(library: Library, paths: Sequence[Path] | None) -> list[str]:
    """The titles that are shared afterwards."""
    seed(library, paths, lambda done, total: None)
    return sorted(source.title for source in library.sources())


def test_the_sample_at_first_and_only_where_there_is_nothing(library: Library) -> None:
    assert share(library, None) == ["European leaders answer Macron on troops for Ukraine"]
    assert library.sources()[0].added_by == SAMPLE_BY
    assert len(share(library, None)) == 1
    library.add(Document("Mine", "Some words."))
    library.remove(next(source.id for source in library.sources() if source.added_by == SAMPLE_BY))
    assert share(library, None) == ["Mine"]


def test_the_owners_files_take_the_place_of_the_sample(library: Library, tmp_path: Path) -> None:
    share(library, None)
    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text("# Alpha\n\nThe first letter.", encoding="utf-8")
    (folder / "deep" / "b.TXT").write_text("The second letter.", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    lines = [{"title": "Gamma", "text": "The third letter."}, {"title": "Delta", "text": "The fourth letter."}]
    (folder / "more.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    single = tmp_path / "single.html"
    words = "Omega is the last letter of the Greek alphabet. Its name means the great o, for the long sound it had."
    single.write_text(
        f"<html><head><title>Omega</title></head><body><p>{words}</p></body></html>",
        encoding="utf-8",
    )
    assert share(library, [folder, single]) == ["Alpha", "B", "Delta", "Gamma", "Omega"]
    assert {source.added_by for source in library.sources()} == {OWNER_BY}


def test_a_file_that_is_changed_or_gone(library: Library, tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    one.write_text("# One\n\nThe old text.", encoding="utf-8")
    two.write_text("# Two\n\nThe other text.", encoding="utf-8")
    library.add(Document("By hand", "Added with the command line."), added_by="someone")
    assert share(library, [one, two]) == ["By hand", "One", "Two"]
    one.write_text("# One\n\nThe new text.", encoding="utf-8")
    assert share(library, [one]) == ["By hand", "One"]
    text = next(library.text(source.id) for source in library.sources() if source.title == "One")
    assert "new" in text
    assert share(library, []) == ["By hand"]


def test_a_file_that_cannot_be_read_does_not_keep_the_others_out(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "good.md").write_text("# Good\n\nWords.", encoding="utf-8")
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    assert share(library, [tmp_path / "empty.md", tmp_path / "broken.jsonl", tmp_path / "good.md"]) == ["Good"]
    assert "empty.md" in caplog.text and "broken.jsonl" in caplog.text


def test_nothing_is_removed_while_something_cannot_be_read(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines, other = tmp_path / "lines.jsonl", tmp_path / "other.md"
    lines.write_text('{"title": "Gamma", "text": "The third letter."}', encoding="utf-8")
    other.write_text("# Other\n\nWords.", encoding="utf-8")
    assert share(library, [lines, other]) == ["Gamma", "Other"]
    lines.write_text('{"title": "Gamma", "text": ', encoding="utf-8")
    assert share(library, [lines]) == ["Gamma", "Other"]
    assert "nothing is taken out of the shared library" in caplog.text
    lines.write_text('{"title": "Gamma", "text": "The third letter."}', encoding="utf-8")
    assert share(library, [lines]) == ["Gamma"]


def test_stopping_in_between_ends_it(library: Library, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("# Good\n\nWords.", encoding="utf-8")

    def stop(done: int, total: int) -> None:
        raise ShuttingDown

    with pytest.raises(ShuttingDown):
        seed(library, [tmp_path / "good.md"], stop)
    assert library.count() == 0


def test_a_text_under_two_ids_is_shared_no_longer_at_once(library: Library, tmp_path: Path) -> None:
    shared, other = tmp_path / "shared.jsonl", tmp_path / "other.txt"
    shared.write_text('{"id": "one", "text": "A harbour tram."}\n{"id": "two", "text": "A harbour tram."}\n')
    other.write_text("The ferry leaves at noon.")
    seed(library, [shared], lambda done, total: None)
    assert library.source("two").id == "one"
    seed(library, [other], lambda done, total: None)
    assert [library.text(source.id) for source in library.sources()] == ["The ferry leaves at noon."]
