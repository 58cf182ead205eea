"""The network that finds statements, rounded: little off, and the same statements."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import torch

import index
from index import tagger
from index.network import Convolution, RoundedConvolution
from index.training import corpus
from index.training import tagger as training


@pytest.mark.parametrize(("kernel", "dilation", "tokens"), [(3, 1, 40), (3, 8, 40), (5, 4, 6)])
def test_a_rounded_convolution_is_little_off(kernel: int, dilation: int, tokens: int) -> None:
    torch.manual_seed(1)
    exact = Convolution(16, 24, kernel, dilation)
    plain = torch.nn.Conv1d(16, 24, kernel, padding=dilation * (kernel // 2), dilation=dilation)
    plain.load_state_dict(exact.state_dict())
    states = torch.randn(3, tokens, 16) + 2  # so that the zeros behind the ends lie outside of most columns' ranges
    states[..., 5] *= 30
    with torch.inference_mode():
        expected = plain(states.transpose(1, 2)).transpose(1, 2)
        assert torch.equal(exact(states), expected)
        found = RoundedConvolution(exact, states.amin((0, 1)), states.amax((0, 1)))(states)
    assert found.shape == expected.shape
    assert (found - expected).abs().mean() < 0.03 * (expected - plain.bias).abs().mean()


def test_rounded_it_finds_the_same_statements() -> None:
    text = (Path(index.__file__).parent / "sample.md").read_text(encoding="utf-8")
    document = {"id": "sample", "text": text, "attributions": []}
    with tempfile.TemporaryDirectory() as folder:
        (example,) = corpus.examples([document], Path(folder) / "states.npy")
        networks = [tagger.load(tagger.WEIGHTS, exact=exact) for exact in (False, True)]
        rounded, exact = (
            [(said.content, said.speaker, said.cue) for said in training._attributions(network, example, threshold)]
            for network, threshold in networks
        )
    assert any(isinstance(part, RoundedConvolution) for part in networks[0][0].modules())
    assert not any(isinstance(part, RoundedConvolution) for part in networks[1][0].modules())
    assert len(exact) > 10
    assert len({*rounded} & {*exact}) >= 0.9 * len({*rounded} | {*exact})
