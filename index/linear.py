"""Matrices as a network multiplies with them: exact, or in fewer bits, which takes less time.

Modules, so that what multiplies with them can be compiled: see `index.passing`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.transformer import Affine, Layer, Linear, Transformer, multiplies_bytes, multiplies_halves

EVENED = 0.8  # how far columns are evened out, of which the matrix's rows take the more: of .5 to .8, the nearest
COARSE = 127  # steps that states are rounded to: one bit less than eight, as processors without VNNI would run over
FINE = 255  # on those with it, where half as much is lost


class Exact(nn.Module):
    """An `Affine` as it is."""

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        self.weight, self.bias = exact.weight.detach(), exact.bias.detach()

    def forward(self, states: Tensor) -> Tensor:
        return functional.linear(states, self.weight, self.bias)


class Halved(nn.Module):
    """An `Affine` in numbers of half the bits (bfloat16), for processors that multiply such: see `multiplies_halves`.

    What a question takes is mostly the time to read the matrices from memory; its vector stays the same to a cosine of
    .9999.
    """

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        self.weight, self.bias = exact.weight.detach().bfloat16(), exact.bias.detach().bfloat16()

    def forward(self, states: Tensor) -> Tensor:
        # Not `states.bfloat16()`, which is not known to what compiles this.
        return functional.linear(states.to(torch.bfloat16), self.weight, self.bias).float()


class Packed(nn.Module):
    """An `Affine` whose matrix is kept in numbers of half the bits (float16), in the order in which it is read.

    It is multiplied in whole ones, so that a vector stays the same to the sixth digit of its cosine: for a question's
    few word pieces, in less than half the time.
    """

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        operations: Any = torch.ops.quantized
        self.packed = operations.linear_prepack_fp16(exact.weight.detach(), exact.bias.detach())

    def forward(self, states: Tensor) -> Tensor:
        return torch.ops.quantized.linear_dynamic_fp16(states, self.packed)  # type: ignore[no-any-return]


class Even(nn.Module):
    """A `Rounded` matrix, for states whose columns were evened out before."""

    def __init__(self, packed: Any, scale: float, zero: int) -> None:
        super().__init__()
        self.packed, self.scale, self.zero = packed, scale, zero

    def forward(self, states: Tensor) -> Tensor:
        return torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(  # type: ignore[no-any-return]
            states, self.scale, self.zero, self.packed
        )


class Rounded(nn.Module):
    """An `Affine` in whole numbers of eight bits: a third of the time, and some hundredths off.

    `low` and `high` are the least and the most that stands in each column of the states that it is made for. A few
    columns hold numbers twenty times as large as the others, so that the columns are evened out first, and the matrix
    takes it back (Xiao et al. 2023, SmoothQuant). As it is known beforehand what states there will be, all are rounded
    alike, whatever else is multiplied with them, to one of so many `steps`.
    """

    def __init__(self, exact: Affine, low: Tensor, high: Tensor, steps: int = COARSE) -> None:
        super().__init__()
        most = torch.maximum(low.abs(), high.abs()).clamp(min=1e-4)
        heaviest = exact.weight.abs().amax(dim=0).clamp(min=1e-4)
        evened = most**EVENED / heaviest ** (1 - EVENED)
        matrix = exact.weight * evened
        scales = matrix.abs().amax(dim=1).clamp(min=1e-8) / 127
        zeros = torch.zeros(len(scales), dtype=torch.long)
        least = min(float((low / evened).min()), 0.0)
        self.evened = 1 / evened
        scale = max(float((high / evened).max()) - least, 1e-8) / steps
        zero = round(-least / scale)
        with warnings.catch_warnings(action="ignore"):  # torch means to move this elsewhere one day
            packed = torch.quantize_per_channel(matrix, scales, zeros, 0, torch.qint8)
        operations: Any = torch.ops.quantized
        self.even = Even(operations.linear_prepack(packed, exact.bias), scale, zero)

    def forward(self, states: Tensor) -> Tensor:
        made: Tensor = self.even(states * self.evened)
        return made


def rounded(exact: Affine, low: Tensor, high: Tensor, *, finely: bool = False) -> Linear:
    """The matrix in whole numbers of eight bits, or as it is where this build of torch cannot multiply such.

    `finely` is as this processor can, so that what comes of it is not to the last digits what another makes of it.
    """
    steps = FINE if finely and multiplies_bytes() else COARSE
    return _or_exact(lambda: Rounded(exact, low, high, steps), exact)


def packed(exact: Affine) -> Linear:
    """The matrix packed, or as it is where this build of torch cannot multiply such."""
    return _or_exact(lambda: Packed(exact), exact)


def quickened(exact: Transformer) -> Transformer:
    """The network with its matrices as this processor multiplies them soonest and hardly less exactly."""
    return each(exact, Halved if multiplies_halves() else packed)


def each(exact: Transformer, form: Callable[[Affine], Linear]) -> Transformer:
    """The network with its matrices in another form."""

    def formed(part: Any) -> Any:
        return form(part) if isinstance(part, Affine) and part.weight.dim() == 2 else part

    layers = [Layer(**{name: formed(part) for name, part in layer._asdict().items()}) for layer in exact.layers]
    return exact._replace(layers=layers)


def _or_exact(make: Callable[[], Linear], exact: Affine) -> Linear:
    try:
        made = make()
        made(torch.zeros(1, exact.weight.shape[1]))
        return made
    except (AttributeError, NotImplementedError, RuntimeError):
        return exact
