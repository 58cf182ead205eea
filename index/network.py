"""The network that finds statements: small, convolutional, over the token states that the frozen encoder makes anyway.

Two stages. The first reads a text once and gives every token its tags: is it part of what somebody said, of who said
it, of the cue that tells so ("said", "according to")? The second takes the cues one by one, as semantic role labelling
takes predicates: given this cue, which tokens around are what was said, which are who said it, and is it a cue at all?
So contents that are interrupted come out in one piece, neighbouring statements keep apart, and speaker and content are
linked by what was learned and not by distance. Both are gated, dilated convolutions (Dauphin et al. 2017, Strubell et
al. 2017): without recurrence, and so as quick on a long text as on a short one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.features import SIZES
from index.linear import rounded
from index.transformer import Affine, Linear

STATE = 384  # numbers in a token state of MiniLM
CONTENT, BEGINS_CONTENT, SPEAKER, CUE, BEGINS_CUE = range(5)  # tags of the first stage, each a yes or a no
NOTHING, SAID, SAYS = range(3)  # what a token is to a cue: nothing, part of the content, part of the speaker
PARAGRAPHS = 2  # so many paragraphs between a token and its cue are told apart


class Design(NamedTuple):
    """The shape of a network: `layers` of the encoder that it reads (0 is the embedding), and its sizes.

    `reach` is how many tokens before and behind a cue are looked at.
    """

    layers: tuple[int, ...] = (0, 2, 3, 4, 5, 6)
    width: int = 256
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    pair_width: int = 64
    pair_dilations: tuple[int, ...] = (1, 2, 4)
    reach: int = 112
    dropout: float = 0.25

    @classmethod
    def of(cls, known: dict[str, Any]) -> Design:
        """A design as it is read from JSON, where tuples are lists."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
        }
        return cls(**values)


class Relation(NamedTuple):
    """What the second stage says of each of n cues.

    `labels` of shape (n, 2 * reach + 1, 3) are logits of NOTHING, SAID, SAYS for the tokens at `positions`, of which
    only those `within` the text exist; `valid` of shape (n,) are logits of being a cue at all.
    """

    labels: Tensor
    positions: Tensor
    within: Tensor
    valid: Tensor


class Convolution(nn.Conv1d):
    """Of states of shape (batch, tokens, width); nothing flows in from behind the text's ends."""

    def __init__(self, width: int, made: int, kernel: int, dilation: int) -> None:
        super().__init__(width, made, kernel, padding=dilation * (kernel // 2), dilation=dilation)

    def forward(self, states: Tensor) -> Tensor:
        return super().forward(states.transpose(1, 2)).transpose(1, 2)


class RoundedConvolution(nn.Module):
    """What a `Convolution` does, in whole numbers of eight bits: see `index.transformer.Rounded`.

    `low` and `high`, of shape (width,), are the least and the most that stands in each column of the states.
    """

    def __init__(self, exact: Convolution, low: Tensor, high: Tensor) -> None:
        super().__init__()
        made, width, self.kernel = exact.weight.shape
        self.dilation = exact.dilation[0]
        matrix = exact.weight.detach().permute(0, 2, 1).reshape(made, self.kernel * width)
        assert exact.bias is not None
        # Behind the ends nothing flows in, which is zeros.
        low, high = low.clamp(max=0.0).repeat(self.kernel), high.clamp(min=0.0).repeat(self.kernel)
        self.linear = rounded(Affine(matrix.contiguous(), exact.bias.detach()), low, high)

    def forward(self, states: Tensor) -> Tensor:
        beyond = self.dilation * (self.kernel // 2)
        padded = functional.pad(states, (0, 0, beyond, beyond))
        taps = (padded[:, at * self.dilation :][:, : states.shape[1]] for at in range(self.kernel))
        return self.linear(torch.cat(list(taps), dim=-1))


class Block(nn.Module):
    """A gated convolution with a residual connection."""

    def __init__(self, width: int, kernel: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.convolution: nn.Module = Convolution(width, 2 * width, kernel, dilation)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States of shape (batch, tokens, width), mask of shape (batch, tokens, 1)."""
        gated = functional.glu(self.convolution(self.norm(states) * mask), dim=-1)
        result: Tensor = (states + self.dropout(gated)) * mask
        return result


class Network(nn.Module):
    """See the module. Shapes: b texts of t tokens each, padded; `mask` (b, t) tells tokens from padding."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.design = design
        width, pair, dropout = design.width, design.pair_width, design.dropout
        self.projection = nn.Linear(STATE * len(design.layers), width)
        self.input_dropout = nn.Dropout(0.1)
        self.embeddings = nn.ModuleList(_embedding(size, width) for size in SIZES)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(width, 3, dilation, dropout) for dilation in design.dilations)
        self.norm = nn.LayerNorm(width)
        self.tags = nn.Linear(width, 5)
        self.from_cue = nn.Linear(width, pair)
        self.from_token = nn.Linear(width, pair)
        self.distance = _embedding(2 * design.reach + 1, pair)
        self.between = _embedding(2 * PARAGRAPHS + 1, pair)
        self.pair_blocks = nn.ModuleList(Block(pair, 5, dilation, dropout / 2) for dilation in design.pair_dilations)
        self.pair_norm = nn.LayerNorm(pair)
        self.labels = nn.Linear(pair, 3)
        self.valid = nn.Sequential(nn.Linear(2 * pair + width, pair), nn.GELU(), nn.Linear(pair, 1))
        self._projections: Sequence[Linear] = ()  # of each layer, where they are rounded

    def round(self, limits: Mapping[str, Tensor]) -> None:
        """Multiply in whole numbers of eight bits from now on, which takes half the time. To read with, not to learn.

        `limits` gives for each matrix, by its name and ".low" or ".high", what `index.transformer.Rounded` asks for.
        """
        for name, module in list(self.named_modules()):
            if isinstance(module, Convolution):
                parent, _, own = name.rpartition(".")
                replaced = RoundedConvolution(module, limits[f"{name}.low"], limits[f"{name}.high"])
                self.get_submodule(parent).add_module(own, replaced)
        parts = (self.projection.weight.detach(), limits["projection.low"], limits["projection.high"])
        nothing = torch.zeros(self.design.width)
        self._projections = [
            rounded(Affine(weight.contiguous(), nothing), low, high)
            for weight, low, high in zip(*(torch.split(part, STATE, dim=-1) for part in parts), strict=True)
        ]

    def project(self, layers: Tensor) -> Tensor:
        """States of shape (…, layers, 384) to (…, width): all that is kept of them. Done where the encoder runs."""
        normal = functional.layer_norm(layers, (STATE,))
        projected: Tensor = self.projection(self.input_dropout(normal.flatten(-2)))
        return projected

    def project_layers(self, hidden: Sequence[Tensor], rows: Tensor) -> Tensor:
        """What `project` gives for the hidden states of all layers, each (b, t, 384), where `rows` (b, t) is True.

        Layer by layer: together they would take as much memory as the encoder's pass.
        """
        projected = self.projection.bias.expand(int(rows.sum()), -1)
        for layer, linear in zip(self.design.layers, self.projections(), strict=True):
            projected = projected + linear(functional.layer_norm(hidden[layer][rows].float(), (STATE,)))
        return projected

    def projections(self) -> Sequence[Linear]:
        """What of the projection each layer is multiplied with."""
        nothing = torch.zeros(self.design.width)
        weights = torch.split(self.projection.weight, STATE, dim=1)
        return self._projections or [Affine(weight, nothing) for weight in weights]

    def tag(self, projected: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The first stage: states of shape (b, t, width), and logits of the five tags (b, t, 5).

        `features` (b, t, 5) are those of `index.features`.
        """
        there = mask[..., None].float()
        states = projected
        for column, embedding in enumerate(self.embeddings):
            states = states + embedding(features[..., column])
        states = self.dropout(functional.gelu(states) * there)
        for block in self.blocks:
            states = block(states, there)
        states = self.norm(states)
        return states, self.tags(states)

    def relate(
        self, states: Tensor, paragraphs: Tensor, mask: Tensor, texts: Tensor, cues: Tensor, *, reach: int | None = None
    ) -> Relation:
        """The second stage, for the tokens `cues` (n,) of the `texts` (n,) of a batch; `paragraphs` (b, t) count up.

        `reach` is how far it looks, as far as it was trained to or less.
        """
        reach = reach or self.design.reach
        around = torch.arange(-reach, reach + 1)
        positions = cues[:, None] + around
        within = (positions >= 0) & (positions < states.shape[1])
        positions = positions.clamp(0, states.shape[1] - 1)
        rows = texts[:, None]
        within = within & mask[rows, positions]
        apart = paragraphs[rows, positions] - paragraphs[texts, cues][:, None]
        pairs = (
            self.from_token(states)[rows, positions]
            + self.from_cue(states[texts, cues])[:, None]
            + self.distance(around + self.design.reach)
            + self.between(apart.clamp(-PARAGRAPHS, PARAGRAPHS) + PARAGRAPHS)
        )
        there = within[..., None].float()
        pairs = functional.gelu(pairs) * there
        for block in self.pair_blocks:
            pairs = block(pairs, there)
        pairs = self.pair_norm(pairs) * there
        evidence = torch.cat([pairs[:, reach], pairs.amax(dim=1), states[texts, cues]], dim=-1)
        return Relation(self.labels(pairs), positions, within, self.valid(evidence)[:, 0])


def _embedding(count: int, width: int) -> nn.Embedding:
    embedding = nn.Embedding(count, width)
    nn.init.normal_(embedding.weight, std=0.1)
    return embedding
