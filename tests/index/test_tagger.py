"""The tagger: which tokens are looked at, from where and how far, and that any text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index import Attribution, decoding, features, marks, segment, tagger
from index.errors import ModelUnavailable
from index.network import SAID, SAYS, Network
from index.tagger import Tagger, Tokens

from .pieces import TEXTS, pieces


def test_a_word_that_tells_what_somebody_says_is_a_cue_from_a_lower_validity_on() -> None:
    text = "Kyiv estimates 3 of them. Kyiv building 3 of them."
    spans = [match.span() for match in re.finditer(r"\w+", text)]
    view = tagger.View(
        text, spans, torch.zeros(len(spans), 2), np.zeros((len(spans), 5), np.int64), marks.read(text)[1]
    )
    says = np.zeros((3, len(spans)), dtype=np.float32)
    says[:2, 0] = 0.6
    related = decoding.Related([(1, 1), (6, 6), (1, 1)], np.zeros_like(says), says, np.ones(3, np.float32))
    assert tagger._thresholds(view, related, 0.5) == pytest.approx([0.35, 0.5, 0.5])


@given(st.lists(st.integers(0, 700), max_size=30))
def test_windows_decide_on_every_token_once_and_see_what_is_around_it(sizes: list[int]) -> None:
    starts = np.cumsum([0, *sizes[:-1]]).tolist() if sizes else []

    def passages() -> Iterator[Tokens]:
        for size in sizes:
            spans = np.stack([np.arange(size), np.arange(size) + 1], axis=1).astype(np.int32)
            yield Tokens(spans, np.zeros((size, 2), np.float16))

    total = sum(sizes)
    decided_on: list[int] = []
    for window in tagger._windows(starts, passages()):
        own = window.spans[window.first : window.last, 0].tolist()
        decided_on += own
        seen = set(window.spans[:, 0].tolist())
        around = range(max(0, own[0] - tagger.MARGIN), min(total, own[-1] + 1 + tagger.MARGIN)) if own else range(0)
        assert seen.issuperset(around)
    assert decided_on == list(range(total))


def by_hand(
    network: Network,
    states: torch.Tensor,
    known: features.Features,
    cues: list[tuple[int, int]],
    likely: decoding.Floats,
) -> list[tuple[NDArray[np.float32], NDArray[np.float32], float]]:
    """What the second stage says of each cue, seen from one token after the other, near or as far as it can look."""
    paragraphs = torch.from_numpy(np.cumsum(known[:, 3] == features.PARAGRAPH))[None]
    mask = torch.ones(1, len(known), dtype=torch.bool)
    found = []
    for first, last in cues:
        best = sorted(range(first, last + 1), key=lambda token: -float(likely[token]))[:3]
        seen = [token for token in best if likely[token] >= likely[best[0]] / 2]
        shares, valid = np.zeros((len(known), 2), dtype=np.float32), 0.0
        for token in seen:
            weight = float(likely[token] / likely[seen].sum())
            seen_at = torch.tensor([0]), torch.tensor([token])
            one = network.relate(states, paragraphs, mask, *seen_at, reach=tagger.NEAR)
            own = torch.softmax(one.labels[0], dim=-1) * one.within[0][:, None]
            ends = torch.cat([own[:14], own[-14:]])[:, [SAID, SAYS]]
            if ends.max() > tagger.GOES_ON and torch.sigmoid(one.valid[0]) > tagger.MAY_BE:
                one = network.relate(states, paragraphs, mask, *seen_at, reach=tagger.FAR)
                own = torch.softmax(one.labels[0], dim=-1)
            for place, column in enumerate(one.positions[0].tolist()):
                if one.within[0, place]:
                    shares[column] += weight * own[place, [SAID, SAYS]].numpy()
            valid += weight * float(torch.sigmoid(one.valid[0]))
        found.append((shares[:, 0], shares[:, 1], valid))
    return found


@pytest.mark.parametrize(("near", "goes_on"), [(40, 0.0), (40, 0.0025), (40, 0.004), (40, 1.0), (96, 0.0)])
def test_what_is_said_of_cues_is_the_mean_of_what_is_seen_from_their_tokens(
    monkeypatch: pytest.MonkeyPatch, near: int, goes_on: float
) -> None:
    """All of it is looked at far, some, or nothing."""
    network, _ = tagger.load(tagger.WEIGHTS)
    count, chance = 260, np.random.default_rng(3)
    known = features.features(" ".join("ab" for _ in range(count)), marks.read("ab " * count), [
        (3 * n, 3 * n + 2) for n in range(count)
    ], {0, 120, 300}, {0})  # fmt: skip
    projected = torch.from_numpy(chance.normal(size=(1, count, network.design.width)).astype(np.float32))
    likely = chance.random(count, dtype=np.float32)
    cues = [(0, 0), (30, 34), (130, 131), (258, 259)]
    monkeypatch.setattr(tagger, "NEAR", near)
    monkeypatch.setattr(tagger, "GOES_ON", goes_on)
    monkeypatch.setattr(tagger, "MAY_BE", 0.4)  # which cues are more surely, and which less
    with torch.inference_mode():
        states, _ = network.tag(projected, torch.from_numpy(known)[None], torch.ones(1, count, dtype=torch.bool))
        found = tagger._related(network, states, known, cues, likely)
        for row, (said, says, valid) in enumerate(by_hand(network, states, known, cues, likely)):
            assert found.said[row] == pytest.approx(said, abs=1e-4)
            assert found.says[row] == pytest.approx(says, abs=1e-4)
            assert float(found.valid[row]) == pytest.approx(valid, abs=1e-4)
        assert found.said.max() > 0.01
        none = tagger._related(network, states, known, [], likely)
    assert (none.said.shape, none.says.shape, none.valid.shape) == ((0, count), (0, count), (0,))


def test_weights_that_are_missing_or_damaged_are_a_sentence(tmp_path: pytest.TempPathFactory) -> None:
    path = tagger.WEIGHTS.parent / "nothing.safetensors"
    with pytest.raises(ModelUnavailable, match=r"install Verbatim again, or set STATEMENTS=off\.$"):
        _ = Tagger(path).fingerprint
    with pytest.raises(ModelUnavailable, match="missing or damaged"):
        tagger.load(path)
    with pytest.raises(ModelUnavailable, match="missing or damaged"):
        tagger.load(tagger.WEIGHTS.with_suffix(".json"))


def now(work: Callable[[], list[Attribution]]) -> Future[list[Attribution]]:
    future: Future[list[Attribution]] = Future()
    future.set_result(work())
    return future


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_any_text_is_read(text: str) -> None:
    """With the real weights, but states that are noise: what it finds then is nonsense made of slices."""
    reader = Tagger()
    passages = segment.passages(text, lambda texts: [pieces(part) for part in texts])
    width = reader._loaded.design.width
    chance = np.random.default_rng(len(text))

    def tokens() -> Iterator[Tokens]:
        for passage in passages:
            spans = pieces(text[passage.start : passage.end])
            states = chance.normal(scale=2, size=(len(spans), width)).astype(np.float16)
            yield Tokens(np.array(spans, dtype=np.int32).reshape(-1, 2), states)

    sentences = [start for passage in passages for start, _ in passage.sentences]
    found = reader.attributions(text, sentences, [passage.start for passage in passages], tokens(), now)()
    assert [said.content[0] for said in found] == sorted(said.content[0] for said in found)
    for said in found:
        for start, end in said.content:
            assert 0 <= start < end <= len(text)
