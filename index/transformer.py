"""The network of the packaged MiniLM, without a library around it: what it is made of; `index.passing` runs it.

A question is a dozen word pieces. Of the time that transformers takes for it, two fifths go into what it does around
the arithmetic; the arithmetic alone is this module, and the same to the fifth decimal (Devlin et al. 2019, with the
layer norms behind each sum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from torch import Tensor

HEADS = 12
EPSILON = 1e-12  # of the layer norms

_LINEAR = {"joined": "attention.output.dense", "widened": "intermediate.dense", "narrowed": "output.dense"}
_NORMS = {"attended": "attention.output.LayerNorm", "passed": "output.LayerNorm"}


class Linear(Protocol):
    """What makes states of states, row by row."""

    def __call__(self, states: Tensor) -> Tensor:
        """The states times a matrix, and something added."""


class Affine(NamedTuple):
    """A matrix with what is added to its product; or what a layer norm multiplies with and adds."""

    weight: Tensor
    bias: Tensor

    def __call__(self, states: Tensor) -> Tensor:
        from torch.nn import functional

        return functional.linear(states, self.weight, self.bias)


class Layer(NamedTuple):
    """Queries, keys and values of all heads in one matrix, what joins the heads, and the two linear steps behind."""

    heads: Linear
    joined: Linear
    attended: Affine
    widened: Linear
    narrowed: Linear
    passed: Affine


class Transformer(NamedTuple):
    """Embeddings of word pieces, of positions and of the two texts of a pair, a layer norm, and the layers."""

    pieces: Tensor
    positions: Tensor
    sides: Tensor
    norm: Affine
    layers: Sequence[Layer]


def transformer(state: Mapping[str, Tensor]) -> Transformer:
    """The network with these weights, which are named as transformers names those of a BertModel."""
    layers: list[Layer] = []
    while (prefix := f"encoder.layer.{len(layers)}.") + "output.dense.weight" in state:
        parts = {name: _affine(state, prefix + path) for name, path in (_LINEAR | _NORMS).items()}
        layers.append(Layer(heads=_heads(state, prefix), **parts))
    pieces, positions, sides = (
        state[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
    )
    return Transformer(pieces, positions, sides, _affine(state, "embeddings.LayerNorm"), layers)


def multiplies_halves() -> bool:
    """Whether this processor multiplies numbers of half the bits itself; where it does not, they are slower by far."""
    import torch

    return any(getattr(torch.cpu, name, bool)() for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))


def multiplies_bytes() -> bool:
    """Whether this processor adds up products of eight bits without running over (VNNI)."""
    import torch

    return bool(getattr(torch.cpu, "_is_vnni_supported", bool)())


def _affine(state: Mapping[str, Tensor], path: str) -> Affine:
    return Affine(state[f"{path}.weight"], state[f"{path}.bias"])


def _heads(state: Mapping[str, Tensor], prefix: str) -> Affine:
    import torch

    parts = [_affine(state, f"{prefix}attention.self.{name}") for name in ("query", "key", "value")]
    return Affine(torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts]))
