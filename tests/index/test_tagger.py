"""The tagger without its weights: whatever the network says, what comes out are spans of the text."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import index
from index import Attribution, decoding, features, marks, quick, segment, tagger
from index.errors import ModelUnavailable
from index.model import Span
from index.network import BEGINS_CUE, CONTENT, CUE, SAID, SAYS, STATE, Convolution, Network, RoundedConvolution
from index.tagger import Tagger, Tokens
from index.training import corpus
from index.training import tagger as training

TEXTS = st.text(alphabet="abcD1 \n.,:;-—\"“”‘’«»'é") | st.text()


def pieces(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def related(text: str, seed: int) -> tuple[list[Span], decoding.Related]:
    """What a network that has learned nothing may say of a text."""
    chance = np.random.default_rng(seed)
    tokens = pieces(text)
    tags = chance.random((len(tokens), 5), dtype=np.float32)
    cues = decoding.suspects(tags)
    said, says = chance.random((2, len(cues), len(tokens)), dtype=np.float32)
    return tokens, decoding.Related(cues, said, says, chance.random(len(cues), dtype=np.float32))


@given(TEXTS, st.integers(0, 2**32 - 1))
@settings(max_examples=300)
def test_whatever_the_network_says_all_spans_are_slices_and_no_words_are_said_twice(text: str, seed: int) -> None:
    tokens, found = related(text, seed)
    said = [said for _, said in decoding.attributions(text, tokens, found, marks.read(text)[1])]
    taken: set[int] = set()
    for attribution in said:
        assert attribution.content
        for spans in (attribution.content, *([span] for span in (attribution.speaker, attribution.cue) if span)):
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]
        assert all(one[1] <= other[0] for one, other in zip(attribution.content, attribution.content[1:], strict=False))
        for start, end in attribution.content:
            assert not taken & set(range(start, end))
            taken |= set(range(start, end))


def decided(text: str, cues: Sequence[str], said: Sequence[str], says: Sequence[str]) -> list[Attribution]:
    """The attributions where the network is certain of these words, one of each for a cue."""
    tokens = pieces(text)

    def sure(words: Sequence[str]) -> decoding.Floats:
        rows = np.zeros((len(words), len(tokens)), dtype=np.float32)
        for row, part in enumerate(words):
            start = text.index(part) if part else 0
            for column, (first, last) in enumerate(tokens):
                rows[row, column] = bool(part) and start <= first and last <= start + len(part)
        return rows

    runs = [tuple(np.flatnonzero(row)[[0, -1]].tolist()) for row in sure(cues)]
    found = decoding.Related([(run[0], run[1]) for run in runs], sure(said), sure(says), np.ones(len(cues), np.float32))
    return [own for _, own in decoding.attributions(text, tokens, found, marks.read(text)[1])]


def test_tokens_become_the_words_of_the_text() -> None:
    text = "Mayor Ana Ruiz said the bridge, built in 1901, will close. “We will mend it,” her deputy added."
    first, second = decided(
        text,
        ["said", "added"],
        ["the bridge, built in 1901, will close", "“We will mend it,”"],
        ["Ana Ruiz", "her deputy"],
    )
    assert [text[slice(*span)] for span in first.content] == ["the bridge, built in 1901, will close"]
    assert (text[slice(*first.speaker or ())], text[slice(*first.cue or ())], first.kind) == (
        "Ana Ruiz", "said", "indirect",
    )  # fmt: skip
    assert [text[slice(*span)] for span in second.content] == ["“We will mend it,”"]
    assert (text[slice(*second.speaker or ())], second.kind) == ("her deputy", "direct")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“All of it.”", "direct"),
        ('"All of it."', "direct"),
        ("«All of it.»", "direct"),
        ("that “some” of it is", "mixed"),
        ("that none of it is", "indirect"),
        ("the players' pay", "indirect"),
    ],
)
def test_the_kind_follows_the_marks(text: str, kind: str) -> None:
    assert decoding.kind(text, [(0, len(text))], marks.read(text)[1]) == kind


def test_what_is_said_without_quote_marks_ends_with_its_paragraph() -> None:
    text = "Ruiz: no bridge for Dover\n\nDOVER (Wire) The talks ended."
    (said,) = decided(text, [":"], ["no bridge for Dover\n\nDOVER (Wire)"], ["Ruiz"])
    assert [text[slice(*span)] for span in said.content] == ["no bridge for Dover"]
    text = "Weather desk\n\nIt will rain, the office said."
    (said,) = decided(text, ["said"], [text[: text.index(", the")]], ["the office"])
    assert [text[slice(*span)] for span in said.content] == ["It will rain"]
    text = "“It will rain.\n\n“It will snow,” the office said."
    (said,) = decided(text, ["said"], [text[: text.index(" the")]], ["the office"])
    assert [text[slice(*span)] for span in said.content] == [text[: text.index(" the")]]


@pytest.mark.parametrize(
    ("before", "said", "behind", "parts"),
    [
        ("they said ", "it rained.\n\n“It will snow.”", "", ["it rained.", "“It will snow.”"]),
        ("", "Good weather\n\n“It will snow,”", " they said.", ["“It will snow,”"]),
        ("they said ", "“it rained.\n\n“It will snow.”", "", ["“it rained.\n\n“It will snow.”"]),
    ],
)
def test_a_quotation_that_a_paragraph_opens_is_a_part_of_its_own(
    before: str, said: str, behind: str, parts: list[str]
) -> None:
    text = before + said + behind
    (found,) = decided(text, ["said"], [said], ["they"])
    assert [text[slice(*span)] for span in found.content] == parts


def test_who_stands_behind_a_dash_has_said_it() -> None:
    text = "“We will mend the bridge.” — Ana Ruiz, mayor\nDover slept."
    (said,) = decided(text, ["—"], ["“We will mend the bridge.”"], [""])
    assert text[slice(*said.speaker or ())] == "Ana Ruiz, mayor"


@pytest.mark.parametrize(("text", "speaker"), [("“We will mend it,” Ruiz said.", "Ruiz"), ("Ruiz was accused.", None)])
def test_a_quotation_is_by_somebody_however_unsure(text: str, speaker: str | None) -> None:
    tokens = pieces(text)
    cue = next(at for at, (start, end) in enumerate(tokens) if text[start:end] in ("said", "was"))
    said, says = np.zeros((1, len(tokens)), np.float32), np.zeros((1, len(tokens)), np.float32)
    said[0, : cue - 1] = said[0, cue + 1 : -1] = 1.0 if speaker is None else 0.0
    if speaker:
        said[0, : cue - 1] = 1.0
    says[0, cue - 1] = 0.1
    found = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    ((_, own),) = decoding.attributions(text, tokens, found, marks.read(text)[1])
    assert (own.speaker and text[slice(*own.speaker)]) == speaker


def test_a_stray_word_beside_a_quotation_is_no_part_of_it() -> None:
    text = "“No bridge,” Ruiz said. “Never,” she added."
    tokens = pieces(text)
    said = np.array([[text[start:end] in ("“", "Never", ",", "”", "Ruiz") and start > 12 for start, end in tokens]])
    cue = next(at for at, (start, end) in enumerate(tokens) if text[start:end] == "added")
    found = decoding.Related([(cue, cue)], said.astype(np.float32), 0 * said.astype(np.float32), np.ones(1, np.float32))
    ((_, own),) = decoding.attributions(text, tokens, found, marks.read(text)[1])
    assert [text[slice(*span)] for span in own.content] == ["“Never,”"]


def test_a_comma_that_was_taken_along_is_left_out() -> None:
    text = "It is, he said, not so."
    (said,) = decided(text, ["he said"], [", not so."], ["he"])
    assert [text[slice(*span)] for span in said.content] == ["not so."]


def test_neighbouring_cues_are_told_apart_where_a_second_begins() -> None:
    tags = np.zeros((6, 5), dtype=np.float32)
    tags[1:5, CUE] = 0.9
    tags[1, BEGINS_CUE] = tags[3, BEGINS_CUE] = 0.9
    assert decoding.suspects(tags) == [(1, 2), (3, 4)]


def test_a_quotation_that_nobody_claims_goes_on_or_goes_with_what_stands_beside_it() -> None:
    text = "“One two three four.”\n“Five six seven eight.” — Ana\n“Nine ten eleven twelve.”"
    tokens = pieces(text)
    starts = [start for start, _ in tokens]
    tags = np.zeros((len(tokens), 5), dtype=np.float32)
    tags[:, CONTENT] = [0.0 if text[start] in "—A" or start == text.index("na") else 1.0 for start in starts]
    dash = starts.index(text.index("—"))
    tags[dash, CUE] = 0.02
    inside = marks.read(text)[1]
    quoted = inside[starts] > 0
    said = np.zeros((1, len(tokens)), dtype=np.float32)
    said[0, : starts.index(text.index("“Five"))] = 1.0
    claimed = decoding.Related([(0, 0)], said, np.zeros_like(said), np.ones(1, np.float32))
    second, third = decoding.unclaimed(tags, claimed, quoted)
    assert [text[starts[first] : tokens[last][1]] for first, last in (second, third)] == [
        "“Five six seven eight.”",
        "“Nine ten eleven twelve.”",
    ]
    assert decoding.continued(text, tokens, second, claimed, inside) == 0
    assert decoding.continued(text, tokens, third, claimed, inside) is None
    assert decoding.nearest_cue(tags, third) == dash


ANNA = (
    "“We ran,” said Ann Lee, 28, a teacher.\n\n“It was loud.”\n\n“It was,” he said.\n\nRain fell.\n\n"
    "“Very loud indeed.”"
)


@pytest.mark.parametrize(
    ("run", "owner"),
    [("It was loud", 0), ("It was,", None), ("Very loud indeed", None)],
    ids=["all of its paragraph", "said by somebody there", "behind a paragraph that quotes nobody"],
)
def test_a_paragraph_that_is_a_quotation_goes_on_the_last_of_the_one_before(run: str, owner: int | None) -> None:
    tokens = pieces(ANNA)
    places = {ANNA[slice(*span)]: place for place, span in reversed(list(enumerate(tokens)))}
    said, says = np.zeros((1, len(tokens)), dtype=np.float32), np.zeros((1, len(tokens)), dtype=np.float32)
    said[0, : places["ran"] + 1] = 1.0
    cue = places["said"]
    inside = marks.read(ANNA)[1]
    start = ANNA.index(run)
    quoted = [place for place, span in enumerate(tokens) if start <= span[0] < start + len(run)]
    lost = quoted[0], quoted[-1]
    nobody = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    assert decoding.continued(ANNA, tokens, lost, nobody, inside) is None
    says[0, places["Ann"]] = 1.0
    somebody = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    assert decoding.continued(ANNA, tokens, lost, somebody, inside) == owner


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


def test_what_the_encoder_does_not_tell_of_a_token() -> None:
    text = 'NATO\'s chief said: "No."\nThen 3 left.'
    tokens = pieces(text)
    known = features.features(text, marks.read(text), tokens, {0, text.index("Then")}, {0})
    words = [text[start:end] for start, end in tokens]
    assert known[words.index("NATO")].tolist() == [features.UPPER, 0, 0, features.PARAGRAPH, 1]
    assert known[words.index("chief")].tolist() == [features.LOWER, 0, 0, features.SPACED, 0]
    assert known[words.index(":")].tolist() == [features.NO_LETTERS, 0, 0, features.GLUED, 0]
    assert known[words.index("No")].tolist() == [
        features.CAPITALISED, marks.Mark.NONE, marks.Inside.DOUBLE, features.GLUED, 0,
    ]  # fmt: skip
    assert known[words.index("Then")].tolist() == [features.CAPITALISED, 0, 0, features.PARAGRAPH, 0]
    assert known[words.index("3")].tolist() == [features.DIGITS, 0, 0, features.SPACED, 0]


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


# Rounded, and trained


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


TEXT = "Mayor Ana Ruiz said the old bridge will close. “We will mend it,” her deputy added."
LABELLED = [
    {"source": [[TEXT.index("Mayor"), TEXT.index(" said")]], "cue": [[TEXT.index("said"), TEXT.index(" the old")]],
     "content": [[TEXT.index("the old"), TEXT.index(". “We")]], "kind": "indirect"},
]  # fmt: skip


def labelled(path: Path, count: int) -> str:
    """A file of so many labelled documents."""
    rows = [json.dumps({"id": str(number), "text": TEXT, "attributions": LABELLED}) for number in range(count)]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_weights_get_their_ranges_and_scores_anew_and_nothing_else_changes(tmp_path: Path) -> None:
    weights = tmp_path / "tagger.safetensors"
    shipped = load_file(tagger.WEIGHTS)
    learned = {name: tensor for name, tensor in shipped.items() if not name.endswith((".low", ".high"))}
    with safe_open(tagger.WEIGHTS, framework="pt") as file:
        save_file(learned, weights, metadata=file.metadata())  # as weights were before they had ranges
    card = {"what": "a tagger", "scores": {"held out": {"matched_f1": -1}, "other": {"matched_f1": 0.5}}}
    weights.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    files = [labelled(tmp_path / "train.jsonl", 2), "--report", labelled(tmp_path / "dev.jsonl", 1)]
    assert training.main([*files, "--out", str(weights), "--rescore"]) == 0
    found = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert found["what"] == "a tagger"
    assert found["sha256"] == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert found["scores"]["other"] == {"matched_f1": 0.5}
    for scores in (found["scores"]["held out"], found["scores"]["dev"]):
        assert (scores["speaker"], scores["matched_f1"]) == (1.0, pytest.approx(2 / 3, abs=0.01))  # of two found, one
    saved = load_file(weights)
    assert {name: torch.equal(tensor, saved[name]) for name, tensor in learned.items()} == dict.fromkeys(learned, True)
    assert saved.keys() == shipped.keys()
    assert all((saved[name] <= saved[name[:-3] + "high"]).all() for name in saved if name.endswith("low"))
    # Layer norms come before the projection, whose columns are those of six layers.
    assert saved["projection.low"].shape == (6 * 384,)
    assert saved["projection.low"].min() < -1 < 1 < saved["projection.high"].max() <= 384**0.5


def test_what_is_trained_is_what_is_read(tmp_path: Path) -> None:
    train, weights = labelled(tmp_path / "train.jsonl", 22), tmp_path / "tagger.safetensors"
    made = []
    for _ in range(2):
        assert training.main([train, "--epochs", "250", "--out", str(weights)]) == 0
        with safe_open(weights, framework="pt") as file:
            made.append((file.metadata(), load_file(weights)))
    (metadata, learned), (_, again) = made
    assert metadata == made[1][0]
    assert learned.keys() == again.keys()
    assert all(torch.equal(learned[name], again[name]) for name in learned)
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["sha256"] == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert card["scores"]["held out"]["content_f1"] == pytest.approx(1.0)  # it has learned the one text by heart
