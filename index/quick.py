"""The network of `index.network` as texts are read with it: the same numbers, in half the time.

What it computes with is taken in pieces that stay in the processor's caches, in memory that is used again and again:
to get new memory takes longer than to multiply. And each stage is compiled to one step, see `index.passing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.linear import Exact, Rounded
from index.network import PARAGRAPHS, Block, Network, Relation, RoundedConvolution
from index.passing import as_it_is, compiled
from index.transformer import Affine, Linear

AT_ONCE = 384  # tokens


class Quick:
    """A `Network` whose matrices are rounded, for one text at a time. May be called from any thread."""

    def __init__(self, network: Network) -> None:
        self.design = network.design
        self._projecting = compiled(_Projecting(network))
        self._tagging = compiled(_Tagging(network))
        self._relating = compiled(_Relating(network))

    def project_layers(self, hidden: Sequence[Tensor], rows: Tensor) -> Tensor:
        """See `Network`."""
        with torch.inference_mode(), as_it_is(False):
            return cast(Tensor, self._projecting([hidden[layer] for layer in self.design.layers], rows))

    def tag(self, projected: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """See `Network`; one text has no padding, so that the mask is not looked at."""
        with torch.inference_mode(), as_it_is(False):
            return cast(tuple[Tensor, Tensor], self._tagging(projected, features))

    def relate(
        self, states: Tensor, paragraphs: Tensor, mask: Tensor, texts: Tensor, cues: Tensor, *, reach: int | None = None
    ) -> Relation:
        """See `Network`; one text has no padding, and is the only one."""
        with torch.inference_mode(), as_it_is(False):
            return Relation(*self._relating(states[0], paragraphs[0], cues, reach or self.design.reach))


def quickened(network: Network) -> Network | Quick:
    """What gives the same as the network, sooner where it multiplies in whole numbers."""
    is_rounded = any(isinstance(part, RoundedConvolution) for part in network.modules())
    return Quick(network) if is_rounded else network


class _Projecting(nn.Module):
    """The projection, a few tokens at a time."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.at_once = AT_ONCE  # as what is compiled has no globals
        self.bias = network.projection.bias.detach()
        self.layers = nn.ModuleList(map(_Normed, network.projections()))

    def forward(self, hidden: list[Tensor], rows: Tensor) -> Tensor:
        """What is made of the states of all layers that it reads, each (b, t, 384), where `rows` (b, t) is True."""
        states = [layer.flatten(0, 1) for layer in hidden]
        made: list[Tensor] = []
        for places in torch.split(rows.flatten().nonzero()[:, 0], self.at_once):
            projected = self.bias.repeat(places.shape[0], 1)
            for number, layer in enumerate(self.layers):
                projected.add_(layer(states[number].index_select(0, places).float()))
            made.append(projected)
        return torch.cat(made) if made else self.bias.repeat(0, 1)


class _Tagging(nn.Module):
    """The first stage."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.embeddings = network.embeddings
        self.blocks = nn.ModuleList(map(_Block, network.blocks))
        self.norm, self.tags = network.norm, network.tags

    def forward(self, projected: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """See `Network.tag`."""
        states = projected.clone()
        for column, embedding in enumerate(self.embeddings):
            states.add_(embedding(features[:, :, column]))
        states = functional.gelu(states)
        for block in self.blocks:
            block(states, None)
        states = self.norm(states)
        return states, self.tags(states)


class _Relating(nn.Module):
    """The second stage."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.reach, self.paragraphs = network.design.reach, PARAGRAPHS
        self.from_cue, self.from_token = network.from_cue, network.from_token
        self.distance, self.between = network.distance, network.between
        self.blocks = nn.ModuleList(map(_Block, network.pair_blocks))
        self.norm, self.labels, self.valid = network.pair_norm, network.labels, network.valid

    def forward(
        self, states: Tensor, paragraphs: Tensor, cues: Tensor, reach: int
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """See `Network.relate`: of the states (t, width) of one text."""
        around = torch.arange(-reach, reach + 1)
        positions = cues[:, None] + around
        within = (positions >= 0) & (positions < states.shape[0])
        positions = positions.clamp(0, states.shape[0] - 1)
        apart = (paragraphs[positions] - paragraphs[cues][:, None]).clamp(-self.paragraphs, self.paragraphs)
        own = states[cues]
        pairs = self.from_token(states)[positions]
        pairs.add_(self.from_cue(own)[:, None])
        pairs.add_(self.distance(around + self.reach))
        pairs.add_(self.between(apart + self.paragraphs))
        pairs = functional.gelu(pairs)
        there: Tensor | None = None
        if not bool(within.all()):
            there = within[:, :, None].float()
            pairs.mul_(there)
        for block in self.blocks:
            block(pairs, there)
        pairs = self.norm(pairs)
        if there is not None:
            pairs.mul_(there)
        evidence = torch.cat([pairs[:, reach], pairs.amax(dim=1), own], dim=-1)
        return self.labels(pairs), positions, within, self.valid(evidence)[:, 0]


class _Block(nn.Module):
    """A `Block` whose convolution is rounded: what comes to it is changed in place."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        assert isinstance(block, Block)
        assert isinstance(block.convolution, RoundedConvolution)
        self.at_once = AT_ONCE
        self.norm = block.norm
        self.kernel, self.dilation = block.convolution.kernel, block.convolution.dilation
        self.linear = _Evened(block.convolution.linear)
        self.evened = self.linear.evened.view(self.kernel, -1)

    def forward(self, states: Tensor, there: Tensor | None) -> None:
        """States of shape (batch, tokens, width), and which of them are in the text (batch, tokens, 1), if not all.

        A few of the batch at a time and a few of their tokens, or all.
        """
        normal = self.norm(states)
        if there is not None:
            normal.mul_(there)
        count = states.shape[1]
        for some, own in zip(  # noqa: B905  # what is compiled knows no `strict`
            torch.split(normal, max(1, self.at_once // max(1, count))),
            torch.split(states, max(1, self.at_once // max(1, count))),
        ):
            for first in range(0, count, self.at_once):
                last = min(first + self.at_once, count)
                own[:, first:last].add_(functional.glu(self.linear(self.taps(some, first, last)), -1))
        if there is not None:
            states.mul_(there)

    def taps(self, states: Tensor, first: int, last: int) -> Tensor:
        """What is multiplied for the tokens from the first up to the last: their neighbours, side by side."""
        batch, count, width = states.shape
        taps = torch.empty(batch, last - first, self.kernel * width)
        for number in range(self.kernel):
            shift = (number - self.kernel // 2) * self.dilation
            tap = taps[:, :, number * width : (number + 1) * width]
            low, high = max(first + shift, 0), min(last + shift, count)
            if low > first + shift or high < last + shift:
                tap.zero_()  # nothing flows in from behind the ends
            if low < high:
                torch.mul(
                    states[:, low:high], self.evened[number], out=tap[:, low - first - shift : high - first - shift]
                )
        return taps


class _Normed(nn.Module):
    """A matrix behind a layer norm, which evens the columns out in passing: see `Rounded`."""

    def __init__(self, linear: Linear) -> None:
        super().__init__()
        self.part = _Evened(linear)

    def forward(self, states: Tensor) -> Tensor:
        made: Tensor = self.part(functional.layer_norm(states, states.shape[1:], self.part.evened))
        return made


class _Evened(nn.Module):
    """A matrix, for states whose columns were evened out before: see `Rounded`."""

    def __init__(self, linear: Linear) -> None:
        super().__init__()
        self.evened: Tensor
        if isinstance(linear, Rounded):
            self.part: nn.Module = linear.even
            self.evened = linear.evened
        else:
            exact = cast(Affine, linear)
            self.part, self.evened = Exact(exact), torch.ones(exact.weight.shape[1])

    def forward(self, states: Tensor) -> Tensor:
        made: Tensor = self.part(states)
        return made
