"""The tagger: finds who said what in a text, from the token states of the passes that encode its passages.

No second pass through the encoder, and a tenth of its work for the network (`index.network`). Trained on PolNeAR
(Newell et al. 2018), see the card beside the weights and `index.training.tagger`, which makes them again.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import marks
from index.errors import ModelUnavailable
from index.model import Attribution, Span
from index.telling import WORD, tells

if TYPE_CHECKING:
    from torch import Tensor

    from index import decoding
    from index.decoding import Related
    from index.features import Features
    from index.network import Network
    from index.quick import Quick

WEIGHTS = Path(__file__).parent / "weights" / "tagger.safetensors"
READING = 3  # counts up when the same weights are read in another way, so that libraries are read again
WINDOW = 1_500  # tokens whose cues are decided on at once
MARGIN = 256  # tokens on both sides of them that are looked at
CUES_AT_ONCE = 24  # in the second stage: so that what it computes with stays in the processor's caches
# Tokens that it looks at on both sides of a cue: at first, and where what is said goes on at the ends of these. That is
# as good as looking far at once, for two thirds of the work.
NEAR, FAR = 40, 96
END = 14  # tokens at an end, whose labels lack what stands beyond it
GOES_ON = 0.1  # from which probability on something may go on there
MAY_BE = 0.1  # from which validity on it is worth looking
VIEWS = 3  # tokens that a cue is seen from at most
TELLING = 0.7  # of the threshold of cues, where their words tell: as many more are right as wrong, and more is found
SOMEBODY = 0.5  # from which probability on of a token somebody says it there
AS_LIKELY = 0.5  # of the likeliest of them: how likely the others must be

Submit = Callable[[Callable[[], list[Attribution]]], "Future[list[Attribution]]"]
"""Has something done on a thread that is made for computing, and gives the promise of its result."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage's tokens: their spans in its text, of shape (n, 2), and their projected states, (n, width)."""

    spans: NDArray[np.int32]
    states: NDArray[np.float16]


class Tagger:
    """The network with its weights, loaded when first needed. Safe to use from any thread."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._path = weights
        self._loading = threading.Lock()
        self._network: Network | Quick | None = None
        self._fingerprint = ""
        self._threshold = 0.5

    @property
    def fingerprint(self) -> str:
        """Which tagger this is, weights included. Raises ModelUnavailable when they are missing."""
        if not self._fingerprint:
            try:
                digest = hashlib.sha256(self._path.read_bytes()).hexdigest()
            except OSError as error:
                raise _unavailable() from error
            self._fingerprint = f"tagger-{READING}@{digest[:16]}"
        return self._fingerprint

    def project(self, hidden: Sequence[Tensor], rows: Tensor) -> NDArray[np.float16]:
        """What is kept of the hidden states of all layers, each (batch, tokens, 384), where `rows` is True."""
        import torch

        with torch.inference_mode():
            return self._loaded.project_layers(hidden, rows).half().numpy()

    def attributions(
        self, text: str, sentences: Sequence[int], passages: Sequence[int], tokens: Iterator[Tokens], submit: Submit
    ) -> Callable[[], list[Attribution]]:
        """Begin to find who said what; what is returned waits for the result, in the order of the text.

        `sentences` and `passages` are the offsets at which they begin, `tokens` those of the passages in order.
        They are taken one by one, and only a window of them is held.
        """
        page = _Page(text, marks.read(text), frozenset(sentences), frozenset(passages))
        promises: list[Future[list[Attribution]]] = []

        def window(part: _Window) -> Callable[[], list[Attribution]]:
            return lambda: self._read(page, part)

        for part in _windows(passages, tokens):
            promises.append(submit(window(part)))
        return lambda: sorted(
            (found for promise in promises for found in promise.result()), key=lambda found: found.content[0]
        )

    def _read(self, page: _Page, window: _Window) -> list[Attribution]:
        """The attributions of the cues in a window, its margins left out."""
        import torch

        from index.features import features

        spans: list[Span] = [(start, end) for start, end in window.spans.tolist()]
        known = features(page.text, page.quoted, spans, page.sentences, page.passages)
        projected = torch.from_numpy(window.states).float()
        view = View(page.text, spans, projected, known, page.quoted[1])
        found = decide(self._loaded, view, self._threshold)
        return [said for cue, said in found if window.first <= cue < window.last]

    @property
    def _loaded(self) -> Network | Quick:
        from index import quick

        with self._loading:
            if self._network is None:
                network, self._threshold = load(self._path)
                self._network = quick.quickened(network)
            return self._network


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a text: its quote marks and what stands in them, where sentences and passages begin."""

    text: str
    quoted: tuple[marks.Codes, marks.Codes]
    sentences: frozenset[int]
    passages: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Window:
    """Some tokens of a text, of which those from `first` up to `last` are not its margins."""

    spans: NDArray[np.int32]
    states: NDArray[np.float16]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class View:
    """What is read at once: n neighbouring tokens of a text.

    `spans` are theirs, `projected` (n, width) their states, `features` (n, 5) what `index.features` says of them, and
    `inside` what `marks.read` says of the text's characters.
    """

    text: str
    spans: Sequence[Span]
    projected: Tensor
    features: Features
    inside: marks.Codes


def decide(network: Network | Quick, view: View, threshold: float) -> list[tuple[int, Attribution]]:
    """The attributions that are seen, each with the token that its cue begins with.

    What stands in quote marks and was surely said, though no cue is valid enough to claim it, goes on what was said in
    the paragraph before, or goes with whatever is most like a cue.
    """
    import torch

    from index import decoding
    from index.network import CUE

    mask = torch.ones(1, len(view.spans), dtype=torch.bool)
    with torch.inference_mode():
        states, tags = network.tag(view.projected[None], torch.from_numpy(view.features)[None], mask)
        likely = torch.sigmoid(tags[0]).numpy()
        cues = decoding.suspects(likely)
        related = _related(network, states, view.features, cues, likely[:, CUE])
        related = related.at_least(_thresholds(view, related, threshold))
        quoted = np.isin(view.features[:, 2], (marks.Inside.DOUBLE, marks.Inside.UNCLOSED))
        lost: list[tuple[int, int]] = []
        for run in decoding.unclaimed(likely, related, quoted):
            owner = decoding.continued(view.text, view.spans, run, related, view.inside)
            if owner is None:
                lost.append(run)
            else:
                related.said[owner, run[0] : run[1] + 1] = 1.0
        beside = [decoding.nearest_cue(likely, run) for run in lost]
        found = _related(network, states, view.features, [(token, token) for token in beside], likely[:, CUE])
        found.said[:] = 0.0
        for row, (first, last) in enumerate(lost):
            found.said[row, first : last + 1] = 1.0
            found.says[row, first : last + 1] = 0.0
    return list(decoding.attributions(view.text, view.spans, related.and_more(found), view.inside))


def _thresholds(view: View, related: Related, threshold: float) -> NDArray[np.float64]:
    """From which validity on each is a cue: a lower one for words that tell that something is said, by somebody."""
    words = (view.text[view.spans[first][0] : view.spans[last][1]].lower() for first, last in related.cues)
    telling = np.array([any(map(tells, WORD.findall(cue))) for cue in words], dtype=bool)
    by_somebody = related.says.max(axis=1, initial=0.0) >= SOMEBODY
    return np.where(telling & by_somebody, TELLING * threshold, threshold)


class _Views(NamedTuple):
    """Tokens that cues are seen from: the number of its cue, the token and its weight of each, all of shape (n,)."""

    owners: Tensor
    tokens: Tensor
    weights: Tensor

    def only(self, chosen: Tensor) -> _Views:
        """Some of them, by a mask or by their places."""
        return _Views(self.owners[chosen], self.tokens[chosen], self.weights[chosen])


def _related(
    network: Network | Quick,
    states: Tensor,
    known: Features,
    cues: Sequence[tuple[int, int]],
    likely: decoding.Floats,
) -> Related:
    """What the second stage says of cues: the mean over the tokens of each, as far as they are `likely` to be one.

    A cue seen from up to three of its tokens instead of the likeliest one: attribution F1 .755 instead of .751 on
    PolNeAR's dev.
    """
    import torch

    from index.decoding import Related
    from index.features import PARAGRAPH
    from index.network import SAID, SAYS

    count = states.shape[1]
    whole = torch.zeros(len(cues), count, 2)
    valid = torch.zeros(len(cues))
    paragraphs = torch.from_numpy(np.cumsum(known[:, 3] == PARAGRAPH))[None]
    mask = torch.ones(1, count, dtype=torch.bool)
    views = _views(cues, likely)
    for reach in (NEAR, FAR):
        if not len(views.tokens):
            break
        further = []
        for part in torch.split(torch.arange(len(views.tokens)), CUES_AT_ONCE):
            seen = views.only(part)
            relation = network.relate(
                states, paragraphs, mask, torch.zeros_like(seen.tokens), seen.tokens, reach=reach
            )  # fmt: skip
            sure = torch.sigmoid(relation.valid)
            shares = torch.softmax(relation.labels, dim=-1)[..., [SAID, SAYS]] * relation.within[..., None]
            settled = ~_goes_on(shares, sure) if reach < FAR else torch.ones(len(part), dtype=torch.bool)
            rows, columns = (relation.within & settled[:, None]).nonzero(as_tuple=True)
            places = seen.owners[rows] * count + relation.positions[rows, columns]
            whole.view(-1, 2).index_add_(0, places, (shares * seen.weights[:, None, None])[rows, columns])
            valid.index_add_(0, seen.owners[settled], (sure * seen.weights)[settled])
            further.append(part[~settled])
        views = views.only(torch.cat(further))
    return Related(cues, whole[..., 0].numpy(), whole[..., 1].numpy(), valid.numpy())


def _goes_on(shares: Tensor, sure: Tensor) -> Tensor:
    """Whether content or speaker of what may be a cue, of shape (n, tokens, 2), reach an end of what was looked at."""
    import torch

    ends = torch.cat([shares[:, :END], shares[:, -END:]], dim=1)
    return (ends.amax(dim=(1, 2)) > GOES_ON) & (sure > MAY_BE)


def _views(cues: Sequence[tuple[int, int]], likely: decoding.Floats) -> _Views:
    """What cues are seen from: the likeliest of their tokens, which weigh as much as they are likely."""
    import torch

    seen = [(row, token) for row, cue in enumerate(cues) for token in _seen_from(cue, likely)]
    owners, tokens = torch.tensor(seen, dtype=torch.long).reshape(-1, 2).unbind(dim=1)
    weights = torch.from_numpy(likely[tokens.numpy()])
    return _Views(owners, tokens, weights / torch.zeros(len(cues)).index_add_(0, owners, weights)[owners])


def _seen_from(cue: tuple[int, int], likely: decoding.Floats) -> list[int]:
    """The tokens that a cue is seen from, the likeliest first."""
    tokens = sorted(range(cue[0], cue[1] + 1), key=lambda token: -float(likely[token]))[:VIEWS]
    return [token for token in tokens if likely[token] >= AS_LIKELY * likely[tokens[0]]]


def load(path: Path, *, exact: bool = False) -> tuple[Network, float]:
    """A network as `index.training.tagger` saved it, and the threshold of its cues. Raises ModelUnavailable.

    It multiplies in whole numbers, where it was saved with its ranges, or else as it has learned: `exact`.
    """
    import safetensors
    import torch

    from index.network import Design, Network

    try:
        with safetensors.safe_open(path, framework="pt") as file:
            network = Network(Design.of(json.loads(file.metadata()["design"])))
            stored = {name: file.get_tensor(name).to(torch.float32) for name in file.keys()}  # noqa: SIM118
            limits = {name: tensor for name, tensor in stored.items() if name.endswith((".low", ".high"))}
            network.load_state_dict({name: tensor for name, tensor in stored.items() if name not in limits})
            if limits and not exact:
                network.round(limits)
            return network.eval(), float(file.metadata()["threshold"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, safetensors.SafetensorError) as error:
        raise _unavailable() from error


def _windows(passages: Sequence[int], tokens: Iterator[Tokens]) -> Iterator[_Window]:
    """Windows of whole passages, each with what is before and behind it as its margins."""
    held: list[tuple[NDArray[np.int32], NDArray[np.float16]]] = []
    lead = 0  # how many of the tokens held are the left margin
    size = 0
    for start, passage in zip(passages, tokens, strict=True):
        held.append((passage.spans + np.int32(start), passage.states))
        size += len(passage.spans)
        if size >= lead + WINDOW + MARGIN:
            spans, states = _joined(held)
            last = size - MARGIN
            yield _Window(spans, states, lead, last)
            keep = max(0, last - MARGIN)
            held = [(spans[keep:], states[keep:])]
            lead, size = last - keep, size - keep
    if size > lead:
        spans, states = _joined(held)
        yield _Window(spans, states, lead, size)


def _joined(
    parts: Sequence[tuple[NDArray[np.int32], NDArray[np.float16]]],
) -> tuple[NDArray[np.int32], NDArray[np.float16]]:
    return np.concatenate([spans for spans, _ in parts]), np.concatenate([states for _, states in parts])


def _unavailable() -> ModelUnavailable:
    return ModelUnavailable(
        "The weights that find who says what are missing or damaged: install Verbatim again, or set STATEMENTS=off."
    )
