"""Whether what is typed in small letters is a name, by how the sources write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Document, Library, naming
from index.local import Local

from .hashing import HashEncoder

TEXT = (
    "The parcels went to Quillbox, and Quillbox lost them. Orders came by the ferry.\n\n"
    "Orders were late, as OVB reported. Olga Brandt & Ida Moe met Zoé Tørn at McArdle's on the quay.\n\n"
    "Ferries cost less, Lundgren wrote.\n\n"
    "The National Bee Keepers’ Society wrote to Mayor Hansen, and Mayor Moe replied. Quillbox's Tom Berg did not.\n\n"
    "Olga Brandt Finds Her Ferry Too Late Again\n\n"
    "The quay opened on August 1, and closed again in August.\n\n"
    "A slow boat came, the Slow Boat of Moss."
)


@pytest.mark.parametrize(
    ("who", "is_name"),
    [
        ("quillbox", True),
        ("ovb", True),  # which nothing else is written like
        ("mcardle's", True),
        ("olga brandt", True),  # behind whom another name stands; a headline tells nothing
        ("zoe tørn", True),
        ("zoé tørn", True),
        ("lundgren", False),  # once, which may be anything
        ("hansen", True),  # once, and behind a title
        ("berg", True),  # behind a given name
        ("orders", False),  # with a capital where a sentence begins
        ("bee keepers", False),  # a part of a longer name
        ("mayor", False),
        ("august", False),
        ("slow boat", False),
        ("ferry", False),
        ("'s", False),
    ],
)
def test_what_the_sources_mostly_write_with_capitals_is_a_name(tmp_path: Path, who: str, is_name: bool) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        library.add(Document("Ferries", TEXT))
        assert naming.is_written_name(who, library.storage) is is_name


@pytest.mark.parametrize(
    ("who", "is_vague"),
    [
        ("quillbox", False),
        ("the slow boat", True),
        ("the bee keepers", True),
        ("ferry", True),
        ("Ferry", False),  # typed as names are
        ("mary ferry", False),  # behind a given name
        ("norway", False),
        ("walrus", False),  # stands nowhere
    ],
)
def test_words_of_the_sources_that_are_no_name_are_vague(tmp_path: Path, who: str, is_vague: bool) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder()) as library:
        library.add(Document("Ferries", TEXT))
        assert naming.is_vague(who, library.storage) is is_vague
