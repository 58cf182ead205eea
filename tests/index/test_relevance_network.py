"""The packaged network that reads question and sentence together, beside the libraries' own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from index import Encoder, ModelUnavailable, linear, relevance
from index.linear import Rounded
from index.relevance import Pair, Relevance, dealt
from index.transformer import Affine

from .hashing import HashEncoder
from .reading import QUESTION_TEXT


def test_an_answer_is_more_relevant_than_what_only_sounds_like_one(packaged: Encoder) -> None:
    asked, *texts = packaged.pieces(
        [
            "How many people attended the opening of the bridge?",
            "Some 4,000 people came to see the bridge opened.",
            "The opening of the bridge was put off twice.",
            "People have asked how the bridge was paid for.",
        ]
    )
    answer, *others = Relevance().read([(asked, text) for text in texts], packaged)
    assert answer > 0.5 > max(others)


def test_what_is_read_does_not_depend_on_threads_and_is_read_alike_again(packaged: Encoder) -> None:
    """What is read beside it, and by whom else, changes nothing that is told: all is rounded alike."""
    asked, *texts = packaged.pieces(
        [QUESTION_TEXT, "Poland will not.", "Troops left Poland in 1993.", "No. " * 20, "Tusk ruled out troops."]
    )
    reader, pairs = Relevance(), [(asked, text) for text in texts]
    alone = [reader.read([pair], packaged)[0] for pair in pairs]
    assert len(set(alone)) == 4
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: reader.read(pairs, packaged), range(8)))
    assert together == [pytest.approx(alone, abs=1e-4)] * 8
    assert reader.read(pairs[::-1], packaged) == pytest.approx(alone[::-1], abs=1e-4)
    assert reader.read([], packaged) == []


@given(sizes=st.lists(st.tuples(st.integers(1, 32), st.integers(0, 48)), max_size=6), most=st.integers(1, 4))
def test_pairs_are_dealt_out_in_parts_of_like_sizes(sizes: list[tuple[int, int]], most: int) -> None:
    pairs = [(range(one), range(other)) for one, other in sizes]
    parts = dealt(pairs, most)
    assert [pair for part in parts for pair in part] == pairs
    assert all(parts) and len(parts) <= most
    weights = [sum(len(one) + len(other) for one, other in part) for part in parts]
    assert max(weights, default=0) <= sum(weights) / most + max((sum(pair) for pair in sizes), default=0)


def test_two_pairs_of_like_sizes_are_read_by_two_threads(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown by a barrier that none passes alone."""
    reader, encoder = Relevance(), Encoder(workers=2)
    network = reader.load(encoder)
    assert network is not None
    read, both = network.read, Barrier(2, timeout=30)
    pairs = [([2003, 2054], [3173, 2097]), ([2003, 2054], [2053, 2073])]
    together = read(pairs)

    class Waiting:
        def read(self, part: list[Pair]) -> list[float]:
            both.wait()
            return read(part)

    monkeypatch.setattr(reader, "load", lambda encoder: Waiting())
    assert reader.read(pairs, encoder) == pytest.approx(together, abs=1e-4)
    encoder.close()


def test_the_network_is_the_packaged_one_with_its_changes(
    packaged: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the same changes made to the libraries' own model; without rounding to the bit, nearly so with it."""
    changes = load_file(relevance.WEIGHTS)
    asked, text = packaged.pieces([QUESTION_TEXT, "Poland does not plan to send its troops to Ukraine."])
    expected = _reference(packaged, changes, asked, text)
    assert Relevance().read([(asked, text)], packaged)[0] == pytest.approx(expected, abs=0.05)
    monkeypatch.setattr(linear, "rounded", lambda exact, low, high, finely: exact)
    assert Relevance().read([(asked, text)], packaged)[0] == pytest.approx(expected, abs=1e-4)
    path = tmp_path / "other.safetensors"
    save_file({name: tensor * 0 if name.startswith("out.") else tensor for name, tensor in changes.items()}, path)
    assert Relevance(path).read([(asked, text)], packaged) == [0.5]


def _reference(packaged: Encoder, changes: dict[str, torch.Tensor], asked: list[int], text: list[int]) -> float:
    import copy

    model: Any = copy.deepcopy(packaged._loaded.transformers_model)
    state = model.state_dict()
    places = {
        "joined": "attention.output.dense", "widened": "intermediate.dense", "narrowed": "output.dense",
        "attended": "attention.output.LayerNorm", "passed": "output.LayerNorm",
    }  # fmt: skip
    for number in range(6):
        prefix = f"encoder.layer.{number}."
        change = 2 * changes[f"layers.{number}.heads.up"].float() @ changes[f"layers.{number}.heads.down"].float()
        for at, name in enumerate(("query", "key", "value")):
            state[f"{prefix}attention.self.{name}.weight"] += change[384 * at : 384 * (at + 1)]
        for own, path in places.items():
            name = f"layers.{number}.{own}"
            if f"{name}.up" in changes:
                change = 2 * changes[f"{name}.up"].float() @ changes[f"{name}.down"].float()
                state[f"{prefix}{path}.weight"] += change
            else:
                for part in ("weight", "bias"):
                    state[f"{prefix}{path}.{part}"] = changes[f"{name}.{part}"].float()
    for part in ("weight", "bias"):
        state[f"embeddings.LayerNorm.{part}"] = changes[f"norm.{part}"].float()
    model.load_state_dict(state)
    pieces = torch.tensor([[101, *asked, 102, *text, 102]])
    sides = torch.tensor([[0] * (len(asked) + 2) + [1] * (len(text) + 1)])
    with torch.inference_mode():
        first = model(input_ids=pieces, token_type_ids=sides).last_hidden_state[0, 0]
        hidden = torch.tanh(Affine(changes["hidden.weight"].float(), changes["hidden.bias"].float())(first))
        value = Affine(changes["out.weight"].float(), changes["out.bias"].float())(hidden)
    return float(torch.sigmoid(value))


def test_without_its_weights_it_says_what_to_do(packaged: Encoder, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    other = tmp_path / "other.safetensors"
    save_file({"norm.weight": torch.zeros(3)}, other)
    for path in (tmp_path / "none.safetensors", damaged, other):
        with pytest.raises(ModelUnavailable, match=rf"The weights '{path.name}' are missing or damaged; reinstall"):
            Relevance(path).load(packaged)
    assert Relevance(damaged).load(HashEncoder()) is None


def test_the_matrices_are_rounded(packaged: Encoder) -> None:
    reader = Relevance()
    reader.read([([2000], [2001])], packaged)
    assert reader._network is not None
    for layer in reader._network.transformer.layers:
        assert all(isinstance(part, Rounded) for part in (layer.heads, layer.joined, layer.widened, layer.narrowed))
