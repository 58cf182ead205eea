"""What the tagger's network gets wrong: in texts that are labelled, and in texts of which others have guessed.

Of both, the first stage is to tag each token, and the second to say what the tokens around a cue are to it, and which
of what looks like a cue is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from index.network import CUE, NOTHING, SAID, SAYS, Network
from index.training.corpus import Example
from index.training.guesses import Guess

SUSPECTED = 0.15  # from which probability on a token that is no cue is shown to the second stage as one that is none
HARDLY = 0.15  # below which probability of a cue every second one is left out
TAG_WEIGHTS = (1.0, 1.0, 1.0, 4.0, 1.0)  # cues decide most, and are the fewest
LABEL_WEIGHTS = (1.0, 1.0, 2.0)
FEWEST = 4  # of the tokens that are mistaken for cues
COUNTED = 20  # of the tokens around a cue so many together count as much as each token's tags do
VALIDITY = 0.5

Window = tuple[Example, slice]


class Batch(NamedTuple):
    """Windows of b texts of at most t tokens: see `Network` for the shapes. `labels` are those of an Example."""

    states: Tensor
    features: Tensor
    paragraphs: Tensor
    mask: Tensor
    labels: Tensor


def batch(group: Sequence[Window], layers: Sequence[int]) -> Batch:
    """Some windows, filled up to the longest, with the states of so many layers."""
    size = max(part.stop - part.start for _, part in group)
    states = torch.zeros(len(group), size, len(layers), group[0][0].states.shape[-1])
    features = torch.zeros(len(group), size, group[0][0].features.shape[1], dtype=torch.long)
    paragraphs = torch.zeros(len(group), size, dtype=torch.long)
    mask = torch.zeros(len(group), size, dtype=torch.bool)
    labels = torch.full((3, len(group), size), -1)
    for row, (example, part) in enumerate(group):
        length = part.stop - part.start
        states[row, :length] = torch.from_numpy(example.states[part][:, list(layers)].astype(np.float32))
        features[row, :length] = torch.from_numpy(example.features[part])
        paragraphs[row, :length] = torch.from_numpy(example.paragraphs[part])
        mask[row, :length] = True
        labels[:, row, :length] = torch.from_numpy(example.labels[:, part])
    return Batch(states, features, paragraphs, mask, labels)


class _Cues(NamedTuple):
    """Tokens of texts that may be cues: how surely they are (n,), and what the tokens around are to them.

    `expected` (n, 2 * reach + 1, 3) are probabilities of NOTHING, SAID and SAYS.
    """

    texts: Tensor
    tokens: Tensor
    valid: Tensor
    expected: Tensor


def labelled(network: Network, batch: Batch) -> Tensor:
    """How wrong a network is in labelled texts."""
    states, tags = network.tag(network.project(batch.states), batch.features, batch.mask)
    content, speaker, cue = batch.labels
    targets = torch.stack([content >= 0, _begins(content), speaker >= 0, cue >= 0, _begins(cue)], dim=-1).float()
    tagging = _tagging(tags, targets, batch.mask)
    texts, tokens = _one_of_each_cue(cue)
    if not len(texts):
        return tagging
    reach = network.design.reach
    positions = (tokens[:, None] + torch.arange(-reach, reach + 1)).clamp(0, cue.shape[1] - 1)
    own, rows = cue[texts, tokens][:, None], texts[:, None]
    labels = torch.full(positions.shape, NOTHING)
    labels[speaker[rows, positions] == own] = SAYS
    labels[content[rows, positions] == own] = SAID
    cues = _Cues(texts, tokens, torch.ones(len(texts)), functional.one_hot(labels, 3).float())
    wrong = _mistaken(tags[..., CUE].detach(), (cue < 0) & batch.mask, len(texts))
    return tagging + _relating(network, batch, states, cues, wrong)


def guessed(network: Network, group: Sequence[Window], guesses: Mapping[str, Guess]) -> Tensor:
    """How far a network is from what was guessed of texts, by their ids: every doubt is learned as well."""
    windows = batch(group, network.design.layers)
    states, tags = network.tag(network.project(windows.states), windows.features, windows.mask)
    targets, suspected = torch.zeros_like(tags), torch.zeros_like(windows.mask)
    found: list[_Cues] = []
    for row, (example, part) in enumerate(group):
        guess = guesses[example.id]
        targets[row, : part.stop - part.start] = torch.from_numpy(guess.tags[part].astype(np.float32))
        within = np.flatnonzero((guess.cues >= part.start) & (guess.cues < part.stop))
        suspected[row, guess.cues[within] - part.start] = True
        if chosen := _one_of_each_run(guess, within):
            found.append(
                _Cues(
                    torch.full((len(chosen),), row), torch.from_numpy(guess.cues[chosen] - part.start).long(),
                    torch.from_numpy(guess.valid[chosen]), torch.from_numpy(guess.labels[chosen].astype(np.float32)),
                )
            )  # fmt: skip
    tagging = _tagging(tags, targets, windows.mask)
    if not found:
        return tagging
    cues = _Cues(*map(torch.cat, zip(*found, strict=True)))
    wrong = _mistaken(tags[..., CUE].detach(), ~suspected & windows.mask, len(cues.texts))
    return tagging + _relating(network, windows, states, cues, wrong)


def _tagging(tags: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    by_tag = functional.binary_cross_entropy_with_logits(tags[mask], targets[mask], reduction="none")
    return (by_tag.mean(dim=0) * torch.tensor(TAG_WEIGHTS)).sum()


def _relating(network: Network, batch: Batch, states: Tensor, cues: _Cues, wrong: tuple[Tensor, Tensor]) -> Tensor:
    """How wrong the second stage is of some cues, and of tokens that are none, by their texts and places."""
    count = len(cues.texts)
    texts, tokens = torch.cat([cues.texts, wrong[0]]), torch.cat([cues.tokens, wrong[1]])
    relation = network.relate(states, batch.paragraphs, batch.mask, texts, tokens)
    real = torch.cat([cues.valid, torch.zeros(len(wrong[0]))])
    validity = functional.binary_cross_entropy_with_logits(relation.valid.float(), real)
    likely = torch.log_softmax(relation.labels[:count].float(), dim=-1)
    missed = -(likely * cues.expected * torch.tensor(LABEL_WEIGHTS)).sum(dim=-1) * relation.within[:count]
    labelling = (missed.sum(dim=1) * cues.valid).sum() / cues.valid.sum().clamp(min=VALIDITY)
    return labelling / COUNTED + VALIDITY * validity


def _begins(labels: Tensor) -> Tensor:
    before = torch.cat([torch.full_like(labels[:, :1], -1), labels[:, :-1]], dim=1)
    return (labels >= 0) & (labels != before)


def _one_of_each_cue(cue: Tensor) -> tuple[Tensor, Tensor]:
    """A random token of every cue: which of them it is known by is not to matter."""
    texts, tokens = (cue >= 0).nonzero(as_tuple=True)
    order = torch.randperm(len(texts))
    texts, tokens = texts[order], tokens[order]
    seen: dict[tuple[int, int], int] = {}
    for place, key in enumerate(zip(texts.tolist(), cue[texts, tokens].tolist(), strict=True)):
        seen.setdefault(key, place)
    first = torch.tensor(list(seen.values()), dtype=torch.long)
    return texts[first], tokens[first]


def _mistaken(logits: Tensor, allowed: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Some tokens that look like cues (peaks of their probability) and are none, half as many as there are cues."""
    likely = torch.sigmoid(logits)
    ends = torch.zeros_like(likely[:, :1])
    peaks = (likely >= torch.cat([likely[:, 1:], ends], 1)) & (likely > torch.cat([ends, likely[:, :-1]], 1))
    texts, tokens = (peaks & (likely > SUSPECTED) & allowed).nonzero(as_tuple=True)
    some = torch.randperm(len(texts))[: max(FEWEST, count // 2)]
    return texts[some], tokens[some]


def _one_of_each_run(guess: Guess, within: NDArray[np.int64]) -> list[int]:
    """Of neighbouring tokens that may be a cue a random one; of what hardly is one only some."""
    chosen: list[int] = []
    for run in np.split(within, np.flatnonzero(np.diff(guess.cues[within]) > 1) + 1):
        if len(run):
            one = int(run[int(torch.randint(len(run), ()))])
            if guess.tags[guess.cues[one], CUE] >= HARDLY or torch.rand(()) < 0.5:
                chosen.append(one)
    return chosen
