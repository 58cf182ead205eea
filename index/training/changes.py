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

RANK, DROPOUT = 32, 0.1
READ = 3  # texts of each question by which ranges are found


class Changed(nn.Module):
    """A matrix that stays as it is, and the change to it that learns: the product of two narrow ones."""

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        self.register_buffer("weight", exact.weight, persistent=False)
        self.register_buffer("bias", exact.bias, persistent=False)
        rows, columns = exact.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / columns**0.5)
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, states: Tensor) -> Tensor:
        change = functional.linear(functional.linear(states, self.down), self.up)
        return functional.linear(states, self.get_buffer("weight"), self.get_buffer("bias")) + SCALE * change


class Norm(nn.LayerNorm):
    """A layer norm that learns, from what it was."""

    def __init__(self, exact: Affine) -> None:
        super().__init__(len(exact.weight), EPSILON)
        self.load_state_dict({"weight": exact.weight, "bias": exact.bias})


class Layer(nn.Module):
    """A layer with changes to its matrices: see `index.transformer.Layer`."""

    def __init__(self, parts: Mapping[str, Affine]) -> None:
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, Norm(part) if part.weight.dim() == 1 else Changed(part))

    def part(self, name: str, states: Tensor) -> Tensor:
        """What one of its parts makes of states."""
        made: Tensor = self.get_submodule(name)(states)
        return made

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, length, size = states.shape
        triples = self.part("heads", states).view(texts, length, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
        queries, keys, values = triples
        looked = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask[:, None, None, :])
        joined = self.part("joined", looked.transpose(1, 2).reshape(texts, length, size))
        states = self.part("attended", states + functional.dropout(joined, DROPOUT, self.training))
        passed = self.part("narrowed", functional.gelu(self.part("widened", states)))
        return self.part("passed", states + functional.dropout(passed, DROPOUT, self.training))


class Reader(nn.Module):
    """The whole network, on padded batches: see `index.relevance`."""

    def __init__(self, base: Transformer) -> None:
        super().__init__()
        self.base = base
        size = base.pieces.shape[1]
        self.norm = Norm(base.norm)
        parts = [
            {name: part for name, part in layer._asdict().items() if isinstance(part, Affine)} for layer in base.layers
        ]
        self.layers = nn.ModuleList(map(Layer, parts))
        self.hidden, self.out = nn.Linear(size, size), nn.Linear(size, 1)

    def forward(self, pieces: Tensor, sides: Tensor, mask: Tensor) -> Tensor:
        """The log-odds that each second text answers the first; all of shape (pairs, word pieces)."""
        embedded = self.base.pieces[pieces.cpu()] + self.base.positions[: pieces.shape[1]]
        states = self.norm((embedded + self.base.sides[sides.cpu()]).to(pieces.device))
        for layer in self.layers:
            states = layer(states, mask)
        made: Tensor = self.out(torch.tanh(self.hidden(states[:, 0]))).squeeze(-1)
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
