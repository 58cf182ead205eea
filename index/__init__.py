"""Verbatim's library: articles in, word-for-word answers out.

    from pathlib import Path
    from index import Library
    from index.readers import read_path

    with Library.open(Path("my-library")) as library:
        library.add(read_path(Path("article.html")))
        answer = library.ask("What did Poland say?")

Nothing here knows of Discord; the bot is in the package `bot`.
"""

from pathlib import Path

from index.encoder import Encoder, shared_encoder
from index.errors import (
    LibraryBusy,
    LibraryMissing,
    LibraryTooNew,
    ModelMismatch,
    ModelUnavailable,
    ReadError,
    SourceMissing,
    SourceTaken,
    StorageError,
    VerbatimError,
)
from index.follow import follow
from index.library import Library
from index.model import (
    Added,
    Answer,
    Attribution,
    Document,
    Passage,
    Place,
    Quote,
    Report,
    Source,
    Speaker,
    Statement,
    Strictness,
    Voice,
)
from index.relevance import shared_relevance
from index.reranker import shared_reranker
from index.together import ask_together, speakers_together
from index.wording import split

SAMPLE = Path(__file__).parent / "sample.md"
"""The article that Verbatim ships with, so that it can be tried before anything is added."""

__all__ = [
    "SAMPLE",
    "Added",
    "Answer",
    "Attribution",
    "Document",
    "Encoder",
    "Library",
    "LibraryBusy",
    "LibraryMissing",
    "LibraryTooNew",
    "ModelMismatch",
    "ModelUnavailable",
    "Passage",
    "Place",
    "Quote",
    "ReadError",
    "Report",
    "Source",
    "SourceMissing",
    "SourceTaken",
    "Speaker",
    "Statement",
    "StorageError",
    "Strictness",
    "VerbatimError",
    "Voice",
    "ask_together",
    "follow",
    "shared_encoder",
    "shared_relevance",
    "shared_reranker",
    "speakers_together",
    "split",
]
