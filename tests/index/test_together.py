"""Several libraries asked as one: what is told of whoever is not quoted."""

from __future__ import annotations

from pathlib import Path

from index import Document, Library, ask_together
from index.local import Local

from .hashing import HashEncoder, PatternReader

NORTH = "Donald Tusk said the harbour stays open. Ann Lee said the tram is late."
SOUTH = "Petr Fiala said the harbour is closed."


def opened(folder: Path, *texts: str) -> Library:
    library = Library(Local(folder), folder, HashEncoder(), PatternReader())
    for number, text in enumerate(texts):
        library.add(Document(title="News", text=text, id=f"n{number}"))
    return library


def test_a_note_holds_where_no_library_quotes_whoever_is_meant(tmp_path: Path) -> None:
    question = "What did Viktor Orban say about the harbour?"
    with (
        opened(tmp_path / "a", NORTH) as north,
        opened(tmp_path / "b", SOUTH) as south,
        opened(tmp_path / "c") as empty,
    ):
        alone = north.ask(question).note
        assert alone is not None
        assert alone.startswith("Viktor Orban is not quoted in these sources.")
        assert ask_together([empty, north], question).note == alone
        both = ask_together([south, north], question)
        assert not both.answered
        assert both.note == alone  # the longer one: it names more people
        assert ask_together([south, north], "What did Petr Fiala say about the harbour?").note is None
