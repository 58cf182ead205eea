"""The network as texts are read with it: in pieces, and the same as at once."""

from __future__ import annotations

import pytest
import torch

from index import features, quick, tagger
from index.network import STATE, Network
from index.tagger import Tagger


def both_networks(monkeypatch: pytest.MonkeyPatch, *, compiles: bool) -> tuple[Network, quick.Quick]:
    """The network, and what gives the same sooner, a few tokens at a time: compiled, or where torch compiles none."""
    monkeypatch.setattr(quick, "AT_ONCE", 100)
    if not compiles:
        monkeypatch.setattr(quick, "compiled", lambda part: part.eval())
    network, _ = tagger.load(tagger.WEIGHTS)
    return network, quick.Quick(network)


@pytest.mark.parametrize("compiles", [True, False])
@pytest.mark.parametrize("count", [1, 7, 100, 260])
def test_a_text_is_tagged_in_pieces_as_at_once(monkeypatch: pytest.MonkeyPatch, count: int, compiles: bool) -> None:
    network, reading = both_networks(monkeypatch, compiles=compiles)
    torch.manual_seed(count)
    projected = torch.randn(1, count, network.design.width)
    known = torch.stack([torch.randint(size, (1, count)) for size in features.SIZES], dim=-1)
    mask = torch.ones(1, count, dtype=torch.bool)
    before = projected.clone()
    with torch.inference_mode():
        for expected, found in zip(
            network.tag(projected, known, mask), reading.tag(projected, known, mask), strict=True
        ):
            assert torch.allclose(found, expected, atol=1e-5)
    assert torch.equal(projected, before)


@pytest.mark.parametrize("compiles", [True, False])
@pytest.mark.parametrize(
    ("cues", "reach"), [([0], 40), ([259], 96), ([130], None), ([130, 131], 40), ([*range(0, 260, 9)], 96), ([], 40)]
)
def test_cues_are_read_in_pieces_as_at_once(
    monkeypatch: pytest.MonkeyPatch, cues: list[int], reach: int | None, compiles: bool
) -> None:
    """Within the text, and where it ends within their reach."""
    network, reading = both_networks(monkeypatch, compiles=compiles)
    torch.manual_seed(3)
    states, mask = torch.randn(1, 260, network.design.width), torch.ones(1, 260, dtype=torch.bool)
    paragraphs = torch.randint(2, (1, 260)).cumsum(dim=1)
    at = torch.tensor(cues, dtype=torch.long)
    with torch.inference_mode():
        expected = network.relate(states, paragraphs, mask, torch.zeros_like(at), at, reach=reach)
        found = reading.relate(states, paragraphs, mask, torch.zeros_like(at), at, reach=reach)
    assert torch.equal(found.positions, expected.positions)
    assert torch.equal(found.within, expected.within)
    assert torch.allclose(found.labels, expected.labels, atol=1e-5)
    assert torch.allclose(found.valid, expected.valid, atol=1e-5)


@pytest.mark.parametrize("compiles", [True, False])
@pytest.mark.parametrize("chosen", [0.0, 0.6, 1.0])
def test_states_are_projected_in_pieces_as_at_once(
    monkeypatch: pytest.MonkeyPatch, chosen: float, compiles: bool
) -> None:
    network, reading = both_networks(monkeypatch, compiles=compiles)
    torch.manual_seed(4)
    hidden = [3 * torch.randn(4, 90, STATE) + 1 for _ in range(7)]
    rows = torch.rand(4, 90) < chosen
    before = [layer.clone() for layer in hidden]
    with torch.inference_mode():
        expected, found = network.project_layers(hidden, rows), reading.project_layers(hidden, rows)
    assert found.shape == expected.shape == (int(rows.sum()), network.design.width)
    assert torch.allclose(found, expected, atol=1e-5)
    assert all(map(torch.equal, hidden, before))


def test_a_network_that_is_not_rounded_is_read_with_as_it_is() -> None:
    exact, _ = tagger.load(tagger.WEIGHTS, exact=True)
    assert quick.quickened(exact) is exact
    assert isinstance(Tagger()._loaded, quick.Quick)
