"""What the tests of the library share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Encoder, Library, shared_encoder

from .commands import library_to_ask
from .hashing import HashEncoder, opened

SHARED = Path(__file__).parents[2].parent / "shared" / "eval"


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: HashEncoder) -> Iterator[Library]:
    """An empty library whose encoder needs no model."""
    with opened(tmp_path / "library", encoder=encoder) as library:
        yield library


@pytest.fixture(scope="module")
def packaged() -> Encoder:
    """The packaged model, loaded."""
    shared_encoder().load()
    return shared_encoder()


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library to ask, with the packaged model. It is not changed."""
    return library_to_ask(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real questions and articles, which are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation data is not beside this checkout")
    return SHARED
