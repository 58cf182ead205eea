"""An encoder and a reader without a model, so that tests of everything around the model are quick and exact."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from index import Attribution, Library, Passage, Speaker, Statement
from index.encoder import Embeddable, Encoded, Encoder, Result, Vectors
from index.local import Local
from index.model import Span

DIMENSION = 64


class HashEncoder(Encoder):
    """Each word has a random direction of its own; a text's vector is their normalised sum."""

    def __init__(self, fingerprint: str = "hashing@1", dimension: int = DIMENSION) -> None:
        super().__init__("hashing")
        self._own_fingerprint = fingerprint
        self._dimension = dimension

    def load(self) -> None:
        """Nothing to load."""

    @property
    def fingerprint(self) -> str:
        return self._own_fingerprint

    @property
    def network(self) -> None:
        return None

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def reads(self) -> bool:
        return True

    @property
    def limit(self) -> int:
        return 200

    def asked(self, text: str) -> Future[Vectors]:
        return self.submit(lambda: self.vector(text))

    def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
        for item in texts:
            sentences = [self.vector(item.text[start:end]) for start, end in item.sentences]
            yield Encoded(self.vector(item.context + item.text), np.stack(sentences))

    def submit(self, work: Callable[[], Result], *, urgent: bool = False) -> Future[Result]:
        future: Future[Result] = Future()
        future.set_result(work())
        return future

    def piece_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[match.span() for match in re.finditer(r"\w+|[^\w\s]", text)] for text in texts]

    def vector(self, text: str) -> Vectors:
        """The unit vector of a text; of one without words, the first axis."""
        total = np.zeros(self._dimension, np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            seed = zlib.crc32(word.encode("utf-8", "replace"))
            total += np.random.default_rng(seed).standard_normal(self._dimension).astype(np.float32)
        if not total.any():
            total[0] = 1.0
        return total / np.linalg.norm(total)


class PatternReader:
    """Reads `…, Donald Tusk said` and `Donald Tusk said …`, a sentence each. It counts what it read."""

    def __init__(self, fingerprint: str = "pattern@1") -> None:
        self.fingerprint = fingerprint
        self.passages_read = 0

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        found: list[Statement] = []
        for passage, _ in zip(passages, encoded, strict=True):
            self.passages_read += 1
            for start, end in passage.sentences:
                for pattern in PATTERNS:
                    if match := pattern.fullmatch(text, start, end):
                        found.append(self._statement(match))
        return lambda: found

    def _statement(self, match: re.Match[str]) -> Statement:
        name = match["speaker"]
        ties = ("PL",) if name == "Donald Tusk" else ()
        return Statement(
            Attribution((match.span("content"),), "indirect", match.span("speaker"), match.span("cue"), 0.75),
            None if name in ("He", "he") else Speaker(name, match["description"], ties),
        )


_WHO = r"(?:(?P<description>[\w ]+ minister) )?(?P<speaker>[Hh]e|\w+ \w+) (?P<cue>said)"
PATTERNS = (
    re.compile(rf"(?P<content>[^.,]+(?:, [^.,]+)*), {_WHO}[^.]*\."),
    re.compile(rf"{_WHO} (?P<content>[^.]+)\."),
)


def opened(
    folder: Path, *, encoder: HashEncoder | None = None, reader: PatternReader | None = None, create: bool = True
) -> Library:
    """The library in a folder, with an encoder and a reader that need no model."""
    return Library(Local(folder, create=create), folder, encoder or HashEncoder(), reader or PatternReader())
