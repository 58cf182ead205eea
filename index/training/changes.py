"""The reader of question and sentence as it learns: the packaged network, and small changes to its matrices.

The matrices themselves stay as they are (Hu et al. 2022, LoRA). `index.relevance` reads with what is saved here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from index.relevance import END, QUESTION, SCALE, SENTENCE, START, Pair
from index.training.extremes import extremes
from index.training.pairs import Example
from index.transformer import EPSILON, HEADS, Affine, Transformer

RANK, DROPOUT = 48, 0.1
HIDDEN = -1e4  # what is added to a likeness that does not count
READ = 3  # texts of each question by which ranges are found


class Changed(nn.Module):
    """A matrix that stays as it is, and the change to it that learns: the product of two narrow ones.

    All is multiplied in numbers of type `kind`, which the matrix is held in; what learns is of full precision.
    """

    def __init__(self, exact: Affine, kind: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", exact.weight.to(kind), persistent=False)
        self.register_buffer("bias", exact.bias.to(kind), persistent=False)
        rows, columns = exact.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / columns**0.5)
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, states: Tensor, rows: slice = slice(None)) -> Tensor:
        """What the matrix and its change make of states, or only some of its `rows`."""
        weight, bias, up = self.get_buffer("weight")[rows], self.get_buffer("bias")[rows], self.up[rows]
        narrow = functional.linear(states, self.down.to(states.dtype))
        return functional.linear(states, weight, bias) + functional.linear(narrow, SCALE * up.to(states.dtype))


class Norm(nn.LayerNorm):
    """A layer norm that learns, from what it was."""

    def __init__(self, exact: Affine) -> None:
        super().__init__(len(exact.weight), EPSILON)
        self.load_state_dict({"weight": exact.weight, "bias": exact.bias})

    def forward(self, states: Tensor) -> Tensor:
        weight, bias = self.weight.to(states.dtype), self.bias.to(states.dtype)
        return functional.layer_norm(states, self.normalized_shape, weight, bias, self.eps)


class Layer(nn.Module):
    """A layer with changes to its matrices: see `index.transformer.Layer`."""

    def __init__(self, parts: Mapping[str, Affine], kind: torch.dtype) -> None:
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, Norm(part) if part.weight.dim() == 1 else Changed(part, kind))

    def part(self, name: str, states: Tensor, rows: slice = slice(None)) -> Tensor:
        """What one of its parts, or some rows of it, makes of states."""
        module = self.get_submodule(name)
        made: Tensor = module(states, rows) if isinstance(module, Changed) else module(states)
        return made

    def forward(self, states: Tensor, hidden: Tensor, *, first: bool) -> Tensor:
        """The states behind the layer, those of the first word pieces alone where nothing else is asked for.

        `hidden` is added to what each looks at: of shape (texts, word pieces), far below zero where there is none.
        """
        texts, length, size = states.shape
        keys, values = (
            self.part("heads", states, slice(size, None)).view(texts, length, 2, HEADS, -1).permute(2, 0, 3, 1, 4)
        )
        states = states[:, :1] if first else states
        queries = self.part("heads", states, slice(size)).view(texts, states.shape[1], HEADS, -1).transpose(1, 2)
        # Written out, as what is fused is slow to go back through on processors.
        alike = queries * (size // HEADS) ** -0.5 @ keys.transpose(-1, -2) + hidden[:, None, None, :]
        looked = torch.softmax(alike, -1) @ values
        joined = self.part("joined", looked.transpose(1, 2).reshape(states.shape))
        states = self.part("attended", states + functional.dropout(joined, DROPOUT, self.training))
        passed = self.part("narrowed", functional.gelu(self.part("widened", states)))
        return self.part("passed", states + functional.dropout(passed, DROPOUT, self.training))


class Reader(nn.Module):
    """The whole network, on padded batches: see `index.relevance`. It computes in numbers of type `kind`."""

    def __init__(self, base: Transformer, kind: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.base, self.kind = base, kind
        size = base.pieces.shape[1]
        self.norm = Norm(base.norm)
        parts = [
            {name: part for name, part in layer._asdict().items() if isinstance(part, Affine)} for layer in base.layers
        ]
        self.layers = nn.ModuleList(Layer(part, kind) for part in parts)
        self.hidden, self.out = nn.Linear(size, size), nn.Linear(size, 1)

    def forward(self, pieces: Tensor, sides: Tensor, mask: Tensor) -> Tensor:
        """The log-odds that each second text answers the first; all of shape (pairs, word pieces)."""
        embedded = self.base.pieces[pieces.cpu()] + self.base.positions[: pieces.shape[1]]
        states = self.norm((embedded + self.base.sides[sides.cpu()]).to(pieces.device)).to(self.kind)
        hidden = torch.zeros_like(mask, dtype=self.kind).masked_fill(~mask, HIDDEN)
        for number, layer in enumerate(self.layers, start=1):
            states = layer(states, hidden, first=number == len(self.layers))
        made: Tensor = self.out(torch.tanh(self.hidden(states[:, 0].float()))).squeeze(-1)
        return made


def padded(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
    """Word pieces, which text each is of, and which are none, of shape (pairs, word pieces)."""
    length = max(len(question) + len(text) for question, text in pairs) + 3
    pieces, sides = torch.zeros(len(pairs), length, dtype=torch.long), torch.zeros(len(pairs), length, dtype=torch.long)
    mask = torch.zeros(len(pairs), length, dtype=torch.bool)
    for row, (question, text) in enumerate(pairs):
        own = [START, *question, END, *text, END]
        pieces[row, : len(own)] = torch.tensor(own)
        sides[row, len(question) + 2 : len(own)] = 1
        mask[row, : len(own)] = True
    return pieces, sides, mask


def ranges(network: Reader, examples: Sequence[Example]) -> dict[str, Tensor]:
    """The least and the most that comes to each matrix in each column, by which it is rounded: see `Rounded`."""

    def read() -> None:
        for example in examples:
            for text in [*example.right, *example.wrong][:READ]:  # one by one, so that nothing is filled up
                network(*padded([(example.question[:QUESTION], text[:SENTENCE])]))

    changed = {name: module for name, module in network.named_modules() if isinstance(module, Changed)}
    return extremes(changed, read)


def save(network: Reader, limits: Mapping[str, Tensor], path: Path) -> None:
    """Write what was learned, and the `ranges` of what it multiplies, in numbers of half the bits."""
    learned = {name: tensor.detach() for name, tensor in network.named_parameters()}
    save_file({name: tensor.half().contiguous() for name, tensor in {**learned, **limits}.items()}, path)
