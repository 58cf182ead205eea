"""Whether a sentence answers a question, from reading both together.

The vectors of a question and a sentence are made apart, and many an almost-answer lies as near as the answer. Where
the best hits are about as good as one another, each is read once more together with the question, by a cross-encoder
(Nogueira and Cho 2019): the packaged MiniLM with small changes to each of its matrices (Hu et al. 2022, LoRA), which
are all that is stored of it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.terms import stemmed
from index.transformer import Affine, Layer, Rounded, Transformer

if TYPE_CHECKING:
    from torch import Tensor

    from index.encoder import Encoder
    from index.ranking import Hit, Said

WEIGHTS = Path(__file__).parent / "weights" / "relevance.safetensors"
SCALE = 2.0  # what the stored changes are multiplied with
QUESTION, SENTENCE = 32, 64  # word pieces of each that are read
START, END = 101, 102  # the word pieces before and behind a text
# Chosen on the training questions, with readers that had not learned from them: wider, more and other is no better.
SPREAD = 0.05  # of a score below the best: what is about as good
BEST = 3  # hits that are read
WEIGHT = 0.2  # of a score: what surely answers over what surely does not

Pair = tuple[Sequence[int], Sequence[int]]


class Relevance:
    """The reader. `weights` are those that `index.training.relevance` makes; they are loaded when first needed."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._loading = threading.Lock()
        self._network: _Network | None = None

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool],
        said: Callable[[Hit], Said | None], *, always: bool,
    ) -> list[Hit]:  # fmt: skip
        """The hits, those that are about as good as the first in the order that reading them gives.

        Their scores are dealt out anew in that order, so that they still compare with those of other questions. Only
        those that `fits` tells may come before the first; `said` tells the statement that one is part of. The first is read even where nothing comes near it, if
        `always`. All stay as they are where the encoder's model is not the packaged one, or what they say not English.
        """
        near = [hit for hit in hits[:BEST] if hit.score >= hits[0].score - SPREAD and (hit is hits[0] or fits(hit))]
        base = encoder.network
        if base is None or len(near) < 2 - always or any(stemmed(hit.stored.language) != "en" for hit in near):
            return list(hits)
        read = self.read(question, [passage(hit, hit.said or said(hit)) for hit in near], encoder)
        better = [hit.score + WEIGHT * relevance for hit, relevance in zip(near, read, strict=True)]
        order = sorted(range(len(near)), key=lambda at: (-better[at], at))
        dealt = sorted((hit.score for hit in near), reverse=True)
        ordered = [
            near[at]._replace(score=score, relevance=read[at]) for at, score in zip(order, dealt, strict=True)
        ]  # fmt: skip
        known = {id(hit) for hit in near}
        return sorted(ordered + [hit for hit in hits if id(hit) not in known], key=lambda hit: -hit.score)

    def read(self, question: str, texts: Sequence[str], encoder: Encoder) -> list[float]:
        """For each text the probability that it answers the question. The encoder's model is the packaged one."""
        asked, *others = encoder.pieces([question, *texts])
        pairs = [(asked[:QUESTION], text[:SENTENCE]) for text in others]
        network = self._loaded(encoder)
        parts = [pairs[::2], pairs[1::2]]  # one for each of two threads
        first, second = [encoder.submit(partial(network.read, part), urgent=True) if part else None for part in parts]
        found = [0.0] * len(pairs)
        found[::2] = first.result() if first else []
        found[1::2] = second.result() if second else []
        return found

    def _loaded(self, encoder: Encoder) -> _Network:
        with self._loading:
            if self._network is None:
                from safetensors.torch import load_file

                assert encoder.network is not None
                changes = {name: tensor.float() for name, tensor in load_file(self._weights).items()}
                self._network = _network(encoder.network, changes)
            return self._network


def passage(hit: Hit, said: Said | None) -> str:
    """What is read of a hit: its sentence, behind the name of who says it where that does not stand in it."""
    speaker = said.statement.speaker.name if said is not None and said.statement.speaker is not None else ""
    return hit.text if speaker.lower() in hit.text.lower() else f"{speaker}: {hit.text}"


@cache
def shared_relevance() -> Relevance:
    """The reader of this process. Loads nothing yet."""
    return Relevance()


class _Network(NamedTuple):
    """A transformer, and what makes a probability of the state of a pair's first word piece."""

    transformer: Transformer
    hidden: Affine
    out: Affine

    def read(self, pairs: Sequence[Pair]) -> list[float]:
        """The probability that each second text answers the first."""
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            texts = [[START, *question, END, *text, END] for question, text in pairs]
            states = self.transformer.firsts(texts, [len(question) + 2 for question, _ in pairs])
            values = functional.linear(torch.tanh(functional.linear(states, *self.hidden)), *self.out)
            return [1 / (1 + math.exp(-max(-30.0, min(30.0, value)))) for value in values.flatten().tolist()]


def _network(base: Transformer, changes: Mapping[str, Tensor]) -> _Network:
    """The packaged network with the changes made to it."""
    layers = [_changed(layer, f"layers.{number}.", changes) for number, layer in enumerate(base.layers)]
    changed = base._replace(norm=_affine(changes, "norm"), layers=layers)
    return _Network(changed, _affine(changes, "hidden"), _affine(changes, "out"))


def _changed(layer: Layer, prefix: str, changes: Mapping[str, Tensor]) -> Layer:
    parts = {}
    for name, part in layer._asdict().items():
        if f"{prefix}{name}.weight" in changes:  # a layer norm, which is stored whole
            parts[name] = _affine(changes, prefix + name)
        else:
            change = changes[f"{prefix}{name}.up"] @ changes[f"{prefix}{name}.down"]
            parts[name] = Rounded(Affine(part.weight + SCALE * change, part.bias))
    return Layer(**parts)


def _affine(changes: Mapping[str, Tensor], name: str) -> Affine:
    return Affine(changes[f"{name}.weight"], changes[f"{name}.bias"])
