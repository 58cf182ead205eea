"""An encoder without a model: vectors from words, so that tests of everything around the model are quick and exact."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from index.encoder import Embeddable, Encoded, Encoder, Vectors
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
    def dimension(self) -> int:
        return self._dimension

    @property
    def limit(self) -> int:
        return 200

    def question(self, text: str) -> Vectors:
        return self.vector(text)

    def passages(self, texts: Sequence[Embeddable]) -> Iterator[Encoded]:
        for item in texts:
            sentences = [self.vector(item.text[start:end]) for start, end in item.sentences]
            yield Encoded(self.vector(item.context + item.text), np.stack(sentences))

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
