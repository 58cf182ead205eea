"""The network of the packaged MiniLM, run on texts of any lengths without padding and without a library around it.

A question is a dozen word pieces. Of the time that transformers takes for it, two fifths go into what it does around
the arithmetic; the arithmetic alone is this module, and the same to the fifth decimal (Devlin et al. 2019, with the
layer norms behind each sum).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from torch import Tensor

HEADS = 12
EPSILON = 1e-12  # of the layer norms
EVENED = 0.8  # how far columns are evened out, of which the matrix's rows take the more: of .5 to .8, the nearest
STEPS = 127  # that states are rounded to: one bit less than eight, as processors without VNNI would run over

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


class Halved:
    """An `Affine` in numbers of half the bits (bfloat16), for processors that multiply such: see `multiplies_halves`.

    What a question takes is mostly the time to read the matrices from memory; its vector stays the same to a cosine of
    .9999.
    """

    def __init__(self, exact: Affine) -> None:
        self._weight, self._bias = exact.weight.bfloat16(), exact.bias.bfloat16()

    def __call__(self, states: Tensor) -> Tensor:
        from torch.nn import functional

        return functional.linear(states.bfloat16(), self._weight, self._bias).float()


class Rounded:
    """An `Affine` in whole numbers of eight bits: a third of the time, and some hundredths off.

    `low` and `high` are the least and the most that stands in each column of the states that it is made for. A few
    columns hold numbers twenty times as large as the others, so that the columns are evened out first, and the matrix
    takes it back (Xiao et al. 2023, SmoothQuant). As it is known beforehand what states there will be, all are rounded
    alike, whatever else is multiplied with them.
    """

    def __init__(self, exact: Affine, low: Tensor, high: Tensor) -> None:
        import torch

        most = torch.maximum(low.abs(), high.abs()).clamp(min=1e-4)
        heaviest = exact.weight.abs().amax(dim=0).clamp(min=1e-4)
        evened = most**EVENED / heaviest ** (1 - EVENED)
        matrix = exact.weight * evened
        scales = matrix.abs().amax(dim=1).clamp(min=1e-8) / 127
        zeros = torch.zeros(len(scales), dtype=torch.long)
        least = min(float((low / evened).min()), 0.0)
        self._evened = 1 / evened
        self._scale = max(float((high / evened).max()) - least, 1e-8) / STEPS
        self._zero = round(-least / self._scale)
        with warnings.catch_warnings(action="ignore"):  # torch means to move this elsewhere one day
            packed = torch.quantize_per_channel(matrix, scales, zeros, 0, torch.qint8)
        operations: Any = torch.ops.quantized
        self._packed = operations.linear_prepack(packed, exact.bias)
        self._multiply = operations.linear_with_input_q_dq_qweight_dq_output_fp32

    def __call__(self, states: Tensor) -> Tensor:
        made: Tensor = self._multiply(states * self._evened, self._scale, self._zero, self._packed)
        return made


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

    def states(self, texts: Sequence[Sequence[int]]) -> list[Tensor]:
        """For each text, the last states of its word pieces, of shape (pieces, size)."""
        import torch

        with torch.inference_mode():
            lengths = [len(text) for text in texts]
            states = self._embedded(texts, lengths)
            for layer in self.layers:
                states = _through(layer, states, lengths)
            return list(torch.split(states, lengths))

    def firsts(self, pairs: Sequence[Sequence[int]], seconds: Sequence[int]) -> Tensor:
        """The last state of each pair's first word piece, of shape (pairs, size); a sixth cheaper than all.

        `seconds` says from which piece on it is the second text of the pair.
        """
        import torch

        with torch.inference_mode():
            lengths = [len(pair) for pair in pairs]
            states = self._embedded(pairs, seconds)
            for layer in self.layers[:-1]:
                states = _through(layer, states, lengths)
            return _through(self.layers[-1], states, lengths, firsts=True)

    def _embedded(self, texts: Sequence[Sequence[int]], seconds: Sequence[int]) -> Tensor:
        import torch
        from torch.nn import functional

        pieces = torch.tensor([piece for text in texts for piece in text])
        positions = torch.cat([self.positions[: len(text)] for text in texts])
        sides = [int(at >= second) for text, second in zip(texts, seconds, strict=True) for at in range(len(text))]
        embedded = self.pieces[pieces] + positions + self.sides[torch.tensor(sides)]
        return functional.layer_norm(embedded, embedded.shape[1:], *self.norm, EPSILON)


def rounded(exact: Affine, low: Tensor, high: Tensor) -> Linear:
    """The matrix in whole numbers of eight bits, or as it is where this build of torch cannot multiply such."""
    import torch

    try:
        found = Rounded(exact, low, high)
        found(torch.zeros(1, exact.weight.shape[1]))
        return found
    except (AttributeError, NotImplementedError, RuntimeError):
        return exact


def halved(exact: Transformer) -> Transformer:
    """The network with its matrices in half the bits."""
    return exact._replace(
        layers=[Layer(**{name: _halved(part) for name, part in layer._asdict().items()}) for layer in exact.layers]
    )


def multiplies_halves() -> bool:
    """Whether this processor multiplies numbers of half the bits itself; where it does not, they are slower by far."""
    import torch

    return any(getattr(torch.cpu, name, bool)() for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))


def _halved(part: Any) -> Any:
    return Halved(part) if isinstance(part, Affine) and part.weight.dim() == 2 else part


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


def _affine(state: Mapping[str, Tensor], path: str) -> Affine:
    return Affine(state[f"{path}.weight"], state[f"{path}.bias"])


def _heads(state: Mapping[str, Tensor], prefix: str) -> Affine:
    import torch

    parts = [_affine(state, f"{prefix}attention.self.{name}") for name in ("query", "key", "value")]
    return Affine(torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts]))


def _through(layer: Layer, states: Tensor, lengths: Sequence[int], *, firsts: bool = False) -> Tensor:
    """What a layer makes of states; of the `firsts` of each text only, where no others are wanted."""
    import torch
    from torch.nn import functional

    size = states.shape[1]
    triples = layer.heads(states).view(len(states), 3, HEADS, size // HEADS)
    seen = []
    for text in torch.split(triples, list(lengths)):
        queries, keys, values = text.permute(1, 2, 0, 3).unsqueeze(1)
        asked = queries[:, :, :1] if firsts else queries
        seen.append(functional.scaled_dot_product_attention(asked, keys, values)[0].transpose(0, 1).reshape(-1, size))
    if firsts:
        begins = [sum(lengths[:number]) for number in range(len(lengths))]
        states = states[torch.tensor(begins)]
    joined = layer.joined(seen[0] if len(seen) == 1 else torch.cat(seen))
    states = functional.layer_norm(states + joined, (size,), *layer.attended, EPSILON)
    wide = functional.gelu(layer.widened(states))
    return functional.layer_norm(states + layer.narrowed(wide), (size,), *layer.passed, EPSILON)
