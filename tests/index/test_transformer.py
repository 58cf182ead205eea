"""Our own pass through the packaged network, against that of transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from index import Encoder, linear, workers
from index.linear import Halved, Packed, Rounded, each, packed, quickened, rounded
from index.passing import LONG, Pass
from index.transformer import Affine, Transformer, multiplies_bytes, multiplies_halves

PAIRS = (
    ("What did Poland say?", "Poland does not plan to send its troops to Ukraine."),
    ("who?", "Tusk " * 60),
    ("🙂", "…"),
)


@pytest.fixture(scope="module")
def network(packaged: Encoder) -> Transformer:
    assert packaged.network is not None
    return packaged.network


def theirs(packaged: Encoder, question: str, text: str) -> tuple[list[int], list[int], torch.Tensor]:
    """The word pieces of a pair, which text each is of, and their last states, as the libraries have them."""
    encoding: Any = packaged._loaded.tokenizer(question, text, return_tensors="pt")
    model: Any = packaged._loaded.transformers_model
    with torch.inference_mode():
        states = model(**encoding).last_hidden_state[0]
    return encoding["input_ids"][0].tolist(), encoding["token_type_ids"][0].tolist(), states


def test_first_states_of_pairs_are_those_of_transformers_however_long_the_others_are(
    packaged: Encoder, network: Transformer
) -> None:
    expected = [theirs(packaged, *pair) for pair in PAIRS]
    texts, seconds = [pieces for pieces, _, _ in expected], [sides.index(1) for _, sides, _ in expected]
    firsts = Pass(network).firsts(texts, seconds)
    assert (firsts - torch.stack([states[0] for _, _, states in expected])).abs().max() < 1e-5


def test_means_of_texts_are_those_of_transformers_however_long_the_others_are(
    packaged: Encoder, network: Transformer
) -> None:
    model: Any = packaged._loaded.transformers_model
    encodings: list[Any] = [packaged._loaded.tokenizer(text, return_tensors="pt") for pair in PAIRS for text in pair]
    made = Pass(network).means([encoding["input_ids"][0].tolist() for encoding in encodings])
    for own, encoding in zip(made, encodings, strict=True):
        with torch.inference_mode():
            mean = model(**encoding).last_hidden_state[0].mean(dim=0)
        assert own.shape == mean.shape
        assert (own - mean / mean.norm()).abs().max() < 1e-6


@pytest.mark.parametrize(("form", "off"), [(None, 1e-5), (Packed, 5e-4), (Halved, 1e-2)])
def test_a_question_has_the_vector_of_sentence_transformers_in_any_company(
    packaged: Encoder, network: Transformer, monkeypatch: pytest.MonkeyPatch, form: Any, off: float
) -> None:
    monkeypatch.setattr(packaged, "_pass", Pass(each(network, form) if form else network))
    texts = ["", "who", "What did Poland say? " * 100, "Что сказала Польша?", "a\x00b \ud83d"[:4]]
    vectors = np.stack(packaged._questions([packaged._as_asked(text) for text in texts]))
    expected = packaged._loaded.encode(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    assert ((vectors * expected).sum(axis=1) > 0.9999).all()
    assert np.abs(vectors - expected).max() < off


def test_a_question_is_multiplied_in_half_the_bits_where_the_processor_does_so_and_else_only_kept_in_them(
    network: Transformer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        monkeypatch.delattr(torch.cpu, name, raising=False)
    assert not multiplies_halves()
    assert all(isinstance(layer.heads, Packed) for layer in quickened(network).layers)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True, raising=False)
    assert multiplies_halves()
    assert all(isinstance(layer.heads, Halved) for layer in quickened(network).layers)


@pytest.mark.parametrize("form", [None, Packed, Halved])  # whatever this processor would take
def test_a_pass_is_one_step_and_gives_the_same_where_it_cannot_be(
    network: Transformer, monkeypatch: pytest.MonkeyPatch, form: Any
) -> None:
    texts = [[101, *range(2000, 2000 + count), 102] for count in (1, LONG - 2, LONG + 30)]
    formed = each(network, form) if form else network
    compiled = Pass(formed)
    assert isinstance(compiled._run, torch.jit.ScriptModule)

    def refuse(*_: Any) -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr(torch.jit, "script", refuse)
    stepwise = Pass(formed)
    assert not isinstance(stepwise._run, torch.jit.ScriptModule)
    assert (compiled.means(texts) - stepwise.means(texts)).abs().max() < 1e-5
    seconds = [2, 5, 40]
    assert (compiled.firsts(texts, seconds) - stepwise.firsts(texts, seconds)).abs().max() < 1e-4


def test_word_pieces_are_the_tokenizers_without_what_stands_around_them(packaged: Encoder) -> None:
    tokenizer: Any = packaged._loaded.tokenizer
    one, other = packaged.pieces(["Tusk’s troops", "word " * 400])
    assert one == tokenizer("Tusk’s troops")["input_ids"][1:-1]
    assert len(other) == packaged._loaded.max_seq_length
    assert packaged._as_asked("Tusk’s troops").pieces == tokenizer("Tusk’s troops")["input_ids"]
    assert len(packaged._as_asked("word " * 400).pieces or []) == packaged._loaded.max_seq_length


def test_who_asks_waits_until_a_thread_is_at_it(packaged: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged.question("warm")
    monkeypatch.setattr(workers, "BEGINNING", 30.0)
    began: list[bool] = []
    original = packaged.workers._submitted

    def kept(priority: int, payload: Any) -> Any:
        job = original(priority, payload)
        wait = job.begun.wait

        def waited(most: float) -> bool:
            began.append(wait(most))
            return began[-1]

        monkeypatch.setattr(job.begun, "wait", waited)
        return job

    monkeypatch.setattr(packaged.workers, "_submitted", kept)
    assert np.allclose(packaged.asked("who?").result(), packaged.question("who?"))
    assert began == [True, True]


def test_rounding_is_little_off_whatever_the_sizes_of_rows_and_columns() -> None:
    torch.manual_seed(1)
    exact = Affine(torch.randn(40, 24) * torch.logspace(-3, 3, 40)[:, None], torch.randn(40))
    states = torch.randn(50, 24)
    states[:, 5] *= 30  # a column as trained networks have some
    found = Rounded(exact, states.amin(0), states.amax(0))
    error = (found(states) - exact(states)).abs().mean(dim=0)
    assert (error < 0.03 * (exact(states) - exact.bias).abs().mean(dim=0)).all()


def test_finely_rounded_less_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    if not multiplies_bytes():
        pytest.skip("this processor has no VNNI")
    torch.manual_seed(1)
    exact, states = Affine(torch.randn(40, 24), torch.randn(40)), torch.randn(500, 24)
    low, high = states.amin(0), states.amax(0)

    def lost(**how: bool) -> float:
        return float((rounded(exact, low, high, **how)(states) - exact(states)).abs().mean())

    fine, coarse = lost(finely=True), lost()
    assert fine < 0.75 * coarse  # the matrix is rounded alike, so it is not half
    monkeypatch.setattr(linear, "multiplies_bytes", lambda: False)
    assert lost(finely=True) == coarse


def test_what_is_multiplied_beside_it_changes_nothing() -> None:
    torch.manual_seed(2)
    exact = Affine(torch.randn(40, 24), torch.randn(40))
    states = torch.randn(9, 24)
    found = Rounded(exact, states.amin(0), states.amax(0))
    assert torch.equal(found(states), torch.cat([found(row[None]) for row in states]))
    more = torch.cat([states, 5 * states])  # what goes beyond the range is cut to it, and the others stay
    assert torch.equal(found(more)[:9], found(states))


def test_what_cannot_be_rounded_stays_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise RuntimeError("no engine")

    exact = Affine(torch.randn(3, 8), torch.randn(3))
    assert isinstance(rounded(exact, -torch.ones(8), torch.ones(8)), Rounded)
    assert isinstance(packed(exact), Packed)
    monkeypatch.setattr(torch, "quantize_per_channel", refuse)
    assert rounded(exact, -torch.ones(8), torch.ones(8)) is exact
    monkeypatch.setattr(linear, "Packed", refuse)
    assert packed(exact) is exact


def test_a_row_of_nothing_is_rounded_to_nothing() -> None:
    exact = Affine(torch.zeros(3, 8), torch.tensor([1.0, 2.0, 3.0]))
    for ends in ((-torch.ones(8), torch.ones(8)), (torch.zeros(8), torch.zeros(8))):
        assert (Rounded(exact, *ends)(torch.randn(2, 8)) - exact.bias).abs().max() < 1e-6
