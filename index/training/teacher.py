"""Guess who says what in texts that nobody has labelled: `python -m index.training.teacher TRAIN.jsonl.gz TEXTS.jsonl`.

The tagger reads states of an encoder that stays as it is. A teacher is the same network over an encoder that learns
along, and reads better than what may be shipped: a second pass through an encoder would cost too much. What it says of
many texts, with all its doubts, is written into a folder, from which `index.training.tagger --guessed` learns beside
what is labelled (knowledge distillation, Hinton, Vinyals & Dean 2015). `--with` names weights of taggers whose word
counts a third of the teacher's each: they err elsewhere.

On two cores that multiply numbers of sixteen bits the teacher takes half an hour, and a million tokens a quarter.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index import loading, tagger
from index.network import CUE, Design, Network, Relation
from index.training import changes, corpus, guesses, losses
from index.training.corpus import Example, Passage
from index.training.guesses import Guess
from index.training.learning import averaged
from index.transformer import EPSILON, Affine, Transformer, multiplies_halves, transformer

EPOCHS, RATE, NETWORK_RATE = 5.0, 2e-4, 2e-3
TOKENS, TEXTS = 384, 6  # of a window, which is made of whole passages, and windows of a batch
FILLED = 330  # tokens of a window, about
FED = 12  # passages in a pass
LATEST = 0.995  # share of the mean of the last networks that stays with each step
COUNTS = 3.0  # a teacher's word, beside that of one of the others
MAY_BE = 0.12  # from which probability on a token may be a cue
CUES = 48  # in the second stage at once


class Whole(nn.Module):
    """A matrix that learns itself. It is multiplied in numbers of type `kind`, and held in full precision."""

    def __init__(self, exact: Affine, kind: torch.dtype) -> None:
        super().__init__()
        self.kind = kind
        self.weight, self.bias = nn.Parameter(exact.weight.clone()), nn.Parameter(exact.bias.clone())

    def forward(self, states: Tensor, rows: slice = slice(None)) -> Tensor:
        """What the matrix, or only some of its `rows`, makes of states."""
        return functional.linear(states, self.weight[rows].to(self.kind), self.bias[rows].to(self.kind))


class Teacher(nn.Module):
    """The tagger's network over an encoder all of whose layers learn; what it embeds word pieces with does not."""

    def __init__(self, base: Transformer, network: Network, kind: torch.dtype) -> None:
        super().__init__()
        self.base, self.kind, self.network = base, kind, network
        self.layers = changes.layers(base, lambda part: Whole(part, kind))

    def states(self, passages: Sequence[Passage]) -> Tensor:
        """The states of the tokens that are kept, of the layers that the network reads: (tokens, layers, 384)."""
        order = sorted(range(len(passages)), key=lambda i: len(passages[i].pieces))
        found: list[Tensor] = [torch.empty(0)] * len(passages)
        for start in range(0, len(order), FED):
            part = order[start : start + FED]
            made = self._pass([passages[i] for i in part])
            for i, own in zip(part, torch.split(made, [int(passages[i].kept.sum()) for i in part]), strict=True):
                found[i] = own
        return torch.cat(found)

    def _pass(self, passages: Sequence[Passage]) -> Tensor:
        length = max(len(passage.pieces) for passage in passages)
        pieces, there, kept = (torch.zeros(len(passages), length, dtype=torch.long) for _ in range(3))
        for row, passage in enumerate(passages):
            own = slice(len(passage.pieces))
            pieces[row, own] = torch.from_numpy(passage.pieces)
            there[row, own] = 1
            kept[row, own] = torch.from_numpy(passage.kept).long()
        embedded = self.base.pieces[pieces] + self.base.positions[:length] + self.base.sides[0]
        norm = self.base.norm
        states = functional.layer_norm(embedded, embedded.shape[-1:], norm.weight, norm.bias, EPSILON).to(self.kind)
        beyond = torch.zeros_like(there, dtype=self.kind).masked_fill(there == 0, changes.HIDDEN)
        hidden = [states]
        for layer in self.layers:
            hidden.append(layer(hidden[-1], beyond, first=False))
        return torch.stack([hidden[layer][kept > 0].float() for layer in self.network.design.layers], dim=1)


class Committee:
    """Networks that say together who says what: the mean of what each says by itself, counted by `weights`."""

    def __init__(self, networks: Sequence[Network], weights: Sequence[float]) -> None:
        self.networks, self.weights = networks, [weight / sum(weights) for weight in weights]

    def tag(self, projected: Sequence[Tensor], features: Tensor, mask: Tensor) -> tuple[list[Tensor], Tensor]:
        """The states of each network, and the mean of the logits of the tags: see `Network.tag`."""
        said = [network.tag(own, features, mask) for network, own in zip(self.networks, projected, strict=True)]
        return [states for states, _ in said], self._mean([tags for _, tags in said])

    def relate(self, states: Sequence[Tensor], paragraphs: Tensor, mask: Tensor, cues: Tensor) -> Relation:
        """The mean of what each says of cues in the first text: see `Network.relate`."""
        texts = torch.zeros(len(cues), dtype=torch.long)
        said = [
            network.relate(own, paragraphs, mask, texts, cues)
            for network, own in zip(self.networks, states, strict=True)
        ]
        labels = self._mean([torch.log_softmax(one.labels, dim=-1) for one in said])
        return said[0]._replace(labels=labels, valid=self._mean([one.valid for one in said]))

    def _mean(self, said: Sequence[Tensor]) -> Tensor:
        return torch.stack([weight * one.float() for weight, one in zip(self.weights, said, strict=True)]).sum(dim=0)


class Fed(NamedTuple):
    """A text as a network reads it, and the passages that an encoder is fed."""

    example: Example
    passages: Sequence[Passage]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train a teacher, and write what it and others guess."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("train", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("texts", type=Path, metavar="TEXTS.jsonl", help='a line each of {"id", "text"}')
    parser.add_argument("--with", type=Path, nargs="*", default=[], dest="others", metavar="WEIGHTS")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    torch.manual_seed(chosen.seed)
    teacher = _taught(corpus.learned(corpus.read(chosen.train)), chosen.epochs, chosen.seed)
    others = [tagger.load(weights, exact=True)[0] for weights in chosen.others]
    texts = [{**text, "attributions": []} for text in corpus.read(chosen.texts) if text["text"].strip()]
    chosen.out.mkdir(parents=True, exist_ok=True)
    examples = corpus.examples(texts, chosen.out / guesses.STATES, titled=True)
    fed = [passages for _, passages in corpus.unread(texts, titled=True)]
    guesses.save([_guess(teacher, others, Fed(*text)) for text in zip(examples, fed, strict=True)], chosen.out)
    return 0


def _taught(documents: Sequence[dict[str, Any]], epochs: float, seed: int) -> Teacher:
    kind = torch.bfloat16 if multiplies_halves() else torch.float32
    model: Any = loading.load("")[0]
    base = transformer({name: tensor.detach() for name, tensor in model[0].model.state_dict().items()})
    teacher = Teacher(base, Network(Design()), kind).train()
    requoted = [corpus.requoted(document, number) for number, document in enumerate(documents) if number % 4 == 0]
    texts = [Fed(*text) for text in corpus.unread(documents, titled=True)]
    variants = {example.id: Fed(example, passages) for example, passages in corpus.unread(requoted, titled=True)}
    batches = _batches(texts, variants, np.random.default_rng(seed))
    rates = [
        {"params": list(teacher.layers.parameters()), "weight_decay": 0.01, "lr": RATE},
        {"params": list(teacher.network.parameters()), "weight_decay": 0.05, "lr": NETWORK_RATE},
    ]

    def wrong() -> Tensor:
        windows = next(batches)
        group = [(window.example, slice(0, len(window.example.spans))) for window in windows]
        batch = losses.batch(group, ())
        size = batch.mask.shape[1]
        states = teacher.states([passage for window in windows for passage in window.passages])
        own = torch.split(states, [len(window.example.spans) for window in windows])
        filled = torch.stack([functional.pad(one, (0, 0, 0, 0, 0, size - len(one))) for one in own])
        return losses.labelled(teacher.network, batch._replace(states=filled))

    steps = max(1, int(epochs * sum(len(text.example.spans) for text in texts) / (FILLED * TEXTS)))
    return averaged(teacher, rates, steps, wrong, LATEST)


def _batches(texts: Sequence[Fed], variants: dict[str, Fed], chance: np.random.Generator) -> Iterator[list[Fed]]:
    """Windows of like lengths together, cut at other places each time round; now and then with other quote marks."""
    while True:
        cut: list[Fed] = []
        for original in texts:
            varied = original.example.id in variants and chance.random() < 0.5
            text = variants[original.example.id] if varied else original
            cut += _windows(text, int(chance.integers(100, TOKENS)))
        yield from corpus.groups(cut, TEXTS, chance, lambda window: len(window.example.spans))


def _windows(text: Fed, first: int) -> Iterator[Fed]:
    """A text cut between passages into windows of at most so many tokens, where no passage is longer."""
    passages: list[Passage] = []
    start = tokens = 0
    room = first
    for passage in text.passages:
        own = int(passage.kept.sum())
        if passages and tokens + own > room:
            yield _window(text.example, start, tokens, passages)
            start, tokens, passages, room = start + tokens, 0, [], TOKENS
        passages.append(passage)
        tokens += own
    if passages:
        yield _window(text.example, start, tokens, passages)


def _window(example: Example, start: int, tokens: int, passages: Sequence[Passage]) -> Fed:
    return Fed(corpus.part(example, slice(start, start + tokens)), passages)


def _guess(teacher: Teacher, others: Sequence[Network], text: Fed) -> Guess:
    """What a teacher and others say together of a text."""
    example, count = text.example, len(text.example.spans)
    committee = Committee([teacher.network, *others], [COUNTS, *(1.0 for _ in others)])
    mask, paragraphs = torch.ones(1, count, dtype=torch.bool), torch.from_numpy(example.paragraphs)[None]
    with torch.inference_mode():
        layers = torch.from_numpy(example.states.astype(np.float32))
        projected = [teacher.network.project(teacher.states(text.passages))]
        projected += [other.project(layers[:, list(other.design.layers)]) for other in others]
        states, tags = committee.tag([one[None] for one in projected], torch.from_numpy(example.features)[None], mask)
        likely = torch.sigmoid(tags[0]).numpy()
        cues = np.flatnonzero(likely[:, CUE] > MAY_BE)
        related = [
            committee.relate(states, paragraphs, mask, part)
            for part in torch.split(torch.from_numpy(cues), CUES)
            if len(part)
        ]
    labels = [torch.softmax(one.labels, dim=-1).half().numpy() for one in related]
    valid = [torch.sigmoid(one.valid).numpy() for one in related]
    reach = 2 * teacher.network.design.reach + 1
    return Guess(
        example, likely.astype(np.float16), cues,
        np.concatenate([np.zeros(0, dtype=np.float32), *valid]),
        np.concatenate([np.zeros((0, reach, 3), dtype=np.float16), *labels]),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
