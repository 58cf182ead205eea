"""Texts of any lengths through a network, without padding, and without Python between its steps.

Between two of the hundred and fifty steps, a thread gives Python away and has to wait until it gets it back: up to
five milliseconds, where another thread is at work in the meantime. So a pass is compiled to one step (TorchScript),
where this build of torch can do so.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.linear import Exact
from index.transformer import EPSILON, HEADS, Affine, Layer, Transformer

# Without looking for what could be made quicker still, which makes the first two passes take ten times as long.
as_it_is: Any = getattr(torch.jit, "optimized_execution", nullcontext)
LONG = 24  # word pieces from which attention is quicker as two products than as torch has it in one


class Pass:
    """What a network makes of texts. May be called from any thread."""

    def __init__(self, network: Transformer) -> None:
        self._run = compiled(_Network(network))

    def means(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """The means of the last states of each text's word pieces, of length 1, of shape (texts, size)."""
        return self._made(texts, list(map(len, texts)), firsts=False)

    def firsts(self, pairs: Sequence[Sequence[int]], seconds: Sequence[int]) -> Tensor:
        """The last state of each pair's first word piece, of shape (pairs, size); a sixth cheaper than all.

        `seconds` says from which piece on it is the second text of the pair.
        """
        return self._made(pairs, seconds, firsts=True)

    def _made(self, texts: Sequence[Sequence[int]], seconds: Sequence[int], *, firsts: bool) -> Tensor:
        with torch.inference_mode(), as_it_is(False):
            pieces = torch.tensor([piece for text in texts for piece in text])
            made: Tensor = self._run(pieces, list(map(len, texts)), list(seconds), firsts)
            return made


def compiled(network: nn.Module) -> Any:
    """The network in one step, or as it is where this build of torch compiles none."""
    try:
        with warnings.catch_warnings(action="ignore"):  # torch means to do without this one day
            return torch.jit.script(network.eval())
    except (AttributeError, NotImplementedError, OSError, RuntimeError, TypeError):
        return network


class _Network(nn.Module):
    """A `Transformer`, whose steps are compiled. All texts' word pieces stand in one row, one behind the other."""

    def __init__(self, network: Transformer) -> None:
        super().__init__()
        self.pieces, self.positions = network.pieces.detach(), network.positions.detach()
        self.sides = network.sides.detach()
        self.norm = _Norm(network.norm)
        self.layers = nn.ModuleList(_Layer(layer) for layer in network.layers[:-1])
        self.last = _Layer(network.layers[-1])

    def forward(self, pieces: Tensor, lengths: list[int], seconds: list[int], firsts: bool) -> Tensor:
        """The means of all texts, or the states of the `firsts` of each."""
        positions = torch.cat([self.positions[:length] for length in lengths])
        sides = torch.cat(
            [(torch.arange(length) >= second).long() for length, second in zip(lengths, seconds)]  # noqa: B905
        )
        states: Tensor = self.norm(self.pieces[pieces] + positions + self.sides[sides])
        for layer in self.layers:
            states = layer(states, lengths, False)
        states = self.last(states, lengths, firsts)
        if firsts:
            return states
        means = torch.stack([text.mean(dim=0) for text in torch.split(states, lengths)])
        return functional.normalize(means, dim=1)


class _Layer(nn.Module):
    """A `Layer`: what it makes of states, or of those of each text's first word piece only."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.count, self.long = HEADS, LONG  # as what is compiled has no globals
        self.heads, self.joined = _module(layer.heads), _module(layer.joined)
        self.widened, self.narrowed = _module(layer.widened), _module(layer.narrowed)
        self.attended, self.passed = _Norm(layer.attended), _Norm(layer.passed)

    def forward(self, states: Tensor, lengths: list[int], firsts: bool) -> Tensor:
        size = states.shape[1]
        triples = self.heads(states).view(states.shape[0], 3, self.count, size // self.count)
        seen: list[Tensor] = []
        for text in torch.split(triples, lengths):
            parts = text.permute(1, 2, 0, 3)
            asked = parts[0, :, :1] if firsts else parts[0]
            seen.append(self.attention(asked, parts[1], parts[2]).transpose(0, 1).reshape(-1, size))
        if firsts:
            states = torch.stack([text[0] for text in torch.split(states, lengths)])
        states = self.attended(states + self.joined(torch.cat(seen)))
        made: Tensor = self.passed(states + self.narrowed(functional.gelu(self.widened(states))))
        return made

    def attention(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """What each query gets of the values; all of shape (heads, word pieces, size of a head)."""
        if keys.shape[1] < self.long:
            return functional.scaled_dot_product_attention(queries[None], keys[None], values[None])[0]
        weights = torch.bmm(queries, keys.transpose(1, 2)).mul_(queries.shape[2] ** -0.5).softmax(-1)
        return torch.bmm(weights, values)


class _Norm(nn.Module):
    """A layer norm."""

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        self.weight, self.bias, self.epsilon = exact.weight.detach(), exact.bias.detach(), EPSILON

    def forward(self, states: Tensor) -> Tensor:
        return functional.layer_norm(states, self.weight.shape, self.weight, self.bias, self.epsilon)


def _module(part: Any) -> nn.Module:
    return part if isinstance(part, nn.Module) else Exact(part)
