"""Whether a sentence answers a question, from reading both together.

The vectors of a question and a sentence are made apart, and many an almost-answer lies as near as the answer. The best
hit, and others that are about as good, are read once more together with the question, by a cross-encoder (Nogueira and
Cho 2019): the packaged MiniLM with small changes to each of its matrices (Hu et al. 2022, LoRA), which
are all that is stored of it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.errors import ModelUnavailable
from index.terms import stemmed
from index.transformer import Affine, Layer, Transformer

if TYPE_CHECKING:
    from torch import Tensor

    from index.encoder import Encoder
    from index.passing import Pass
    from index.ranking import Hit, Said

WEIGHTS = Path(__file__).parent / "weights" / "relevance.safetensors"
SCALE = 2.0  # what the stored changes are multiplied with
TITLE, LONGEST_TITLE = 5, 40  # words and characters of a title that is read, at most
ABOVE, LONGEST_ABOVE = 10, 60  # and of a heading
# Word pieces of each that are read, the names before a sentence among them: more of longer ones would keep others from
# being read.
QUESTION, SENTENCE = 32, 44
START, END = 101, 102  # the word pieces before and behind a text
# Chosen on the training questions, with readers that had not learned from them. To read more would be better still.
SPREAD = 0.15  # of a score below the best: what could be as good
BEST = 5  # hits that are read
PIECES = 176  # word pieces that are read in all, where it is enough for two: asking takes twice as long then
WEIGHT = 0.3  # of a score: what surely answers over what surely does not

Pair = tuple[Sequence[int], Sequence[int]]
Texts = Callable[["Sequence[Hit]"], Sequence[str]]  # what is read of hits: see `passage`


class Relevance:
    """The reader. `weights` are those that `index.training.relevance` makes; they are loaded when first needed."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._loading = threading.Lock()
        self._network: _Network | None = None

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
    ) -> list[Hit]:
        """The hits, those that are about as good as the first in the order that reading them gives.

        Their scores are dealt out anew in that order, so that they still compare with those of other questions. Only
        those that `fits` tells may come before the first; `texts` says what is read of some. Where nothing comes near
        the first, it is read nevertheless, as the confidence depends on it. All stay as they are where the encoder's
        model is not the packaged one, or what they say not English.
        """
        if not hits or _is_foreign(hits[0]) or encoder.network is None:
            return list(hits)
        others = (
            at for at, hit in enumerate(hits) if at and _is_near(hit, hits[0]) and not _is_foreign(hit) and fits(hit)
        )
        places = [0, *islice(others, BEST - 1)]
        near = [hits[at] for at in places]
        asked, *read = encoder.pieces([question, *texts(near)])
        pairs = [(asked[:QUESTION], text[:SENTENCE]) for text in read]
        near = near[: _within(PIECES, [len(one) + len(other) for one, other in pairs])]
        found = self.read(pairs[: len(near)], encoder)
        better = [hit.score + WEIGHT * relevance for hit, relevance in zip(near, found, strict=True)]
        order = sorted(range(len(near)), key=lambda at: (-better[at], at))
        dealt = sorted((hit.score for hit in near), reverse=True)
        anew = list(hits)
        for place, at, score in zip(places, order, dealt, strict=False):
            anew[place] = near[at]._replace(score=score, relevance=found[at])
        return anew

    def read(self, pairs: Sequence[Pair], encoder: Encoder) -> list[float]:
        """For each pair the probability that the second answers the first. The encoder's model is the packaged one.

        The pairs are dealt out to the encoder's threads: what comes of one does not depend on which it is read with.
        """
        network = self.load(encoder)
        assert network is not None
        shares = dealt(pairs, encoder.workers.number)
        parts = [encoder.submit(partial(network.read, share), urgent=True) for share in shares]
        return [probability for part in parts for probability in part.result()]

    def load(self, encoder: Encoder) -> _Network | None:
        """The network, made when it is first asked for; None where the encoder's model is not the packaged one.

        Raises ModelUnavailable where its weights are missing or damaged.
        """
        if encoder.network is None:
            return None
        with self._loading:
            if self._network is None:
                from safetensors import SafetensorError
                from safetensors.torch import load_file

                try:
                    changes = {name: tensor.float() for name, tensor in load_file(self._weights).items()}
                    self._network = _network(encoder.network, changes)
                except (OSError, SafetensorError, KeyError, RuntimeError) as error:
                    raise ModelUnavailable(
                        f"The weights '{self._weights.name}' are missing or damaged; reinstall Verbatim."
                    ) from error
            return self._network


def passage(hit: Hit, said: Said | None, title: str, *, called: str | None = None) -> str:
    """What is read of a hit: its sentence, behind a short title and heading, and who says it, where it has them not.

    "It opened in 1890" is of whatever its encyclopedia article is called. (Headlines are longer, and tell less.) A row
    of a table is read with the names of its columns, and what follows on a short question with that: "only on Sundays"
    tells little without it. Who says it is `called` so where a question means them and has no word of their name: that
    "Ann Lee" speaks for Germany, or is the minister, nothing else tells whoever reads "What does Germany want?".
    """
    speaker = said.statement.speaker.name if said is not None and said.statement.speaker is not None else ""
    if called and not _has_of(speaker, called):
        speaker = called
    text = hit.row.read if hit.row is not None else hit.text
    nearest = hit.heading.rpartition("\n")[2]
    if (asked := _short(hit.asked, ABOVE, LONGEST_ABOVE)) and hit.row is None:
        text = f"{asked} {text}"
    above = _short(hit.heading.replace("\n", ": "), ABOVE, LONGEST_ABOVE) or _short(nearest, ABOVE, LONGEST_ABOVE)
    for name in (speaker, above, _short(title, TITLE, LONGEST_TITLE)):
        if name and not _has(text, name):
            text = f"{name}: {text}"
    return text


def _has_of(name: str, called: str) -> bool:
    """Whether a name has a word of what somebody is called."""
    return not set(name.casefold().split()).isdisjoint(called.casefold().split())


def _short(name: str, words: int, characters: int) -> str:
    """A title or heading on one line, "" where it is longer than this."""
    split = name.split()
    return " ".join(split) if len(split) <= words and len(name) <= characters else ""


def _has(text: str, name: str) -> bool:
    """Whether a name stands in a text in whole words."""
    if name.casefold() not in text.casefold():  # seen sooner than a pattern is made
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _is_near(hit: Hit, first: Hit) -> bool:
    return hit.score >= first.score - SPREAD


def _is_foreign(hit: Hit) -> bool:
    return stemmed(hit.stored.language) != "en"


def _within(most: int, sizes: Sequence[int]) -> int:
    """How many of the first are within a bound together; two at least, if there are as many."""
    return max(sum(total <= most for total in accumulate(sizes)), min(2, len(sizes)))


def dealt(pairs: Sequence[Pair], most: int) -> list[list[Pair]]:
    """The pairs in at most so many parts of like sizes, in their order."""
    ends = list(accumulate(len(one) + len(other) for one, other in pairs))
    middles = (start + end for start, end in zip([0, *ends], ends, strict=False))
    parts: list[list[Pair]] = [[] for _ in range(most)]
    for pair, middle in zip(pairs, middles, strict=True):
        parts[middle * most // (2 * ends[-1] + 1)].append(pair)
    return [part for part in parts if part]


@cache
def shared_relevance() -> Relevance:
    """The reader of this process. Loads nothing yet."""
    return Relevance()


class _Network(NamedTuple):
    """A transformer, and what makes a probability of the state of a pair's first word piece."""

    transformer: Transformer
    through: Pass
    hidden: Affine
    out: Affine

    def read(self, pairs: Sequence[Pair]) -> list[float]:
        """For each pair the probability that the second text answers the first."""
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            texts = [[START, *question, END, *text, END] for question, text in pairs]
            states = self.through.firsts(texts, [len(question) + 2 for question, _ in pairs])
            values = functional.linear(torch.tanh(functional.linear(states, *self.hidden)), *self.out)
            return torch.sigmoid(values.squeeze(-1).clamp(-30.0, 30.0)).tolist()


def _network(base: Transformer, changes: Mapping[str, Tensor]) -> _Network:
    """The packaged network with the changes made to it."""
    from index.passing import Pass

    layers = [_changed(layer, f"layers.{number}.", changes) for number, layer in enumerate(base.layers)]
    changed = base._replace(norm=_affine(changes, "norm"), layers=layers)
    return _Network(changed, Pass(changed), _affine(changes, "hidden"), _affine(changes, "out"))


def _changed(layer: Layer, prefix: str, changes: Mapping[str, Tensor]) -> Layer:
    from index.linear import rounded

    parts: dict[str, Any] = {}
    for name, part in layer._asdict().items():
        if f"{prefix}{name}.weight" in changes:  # a layer norm, which is stored whole
            parts[name] = _affine(changes, prefix + name)
        else:
            change = changes[f"{prefix}{name}.up"] @ changes[f"{prefix}{name}.down"]
            low, high = (changes[f"{prefix}{name}.{end}"] for end in ("low", "high"))
            parts[name] = rounded(Affine(part.weight + SCALE * change, part.bias), low, high, finely=True)
    return Layer(**parts)


def _affine(changes: Mapping[str, Tensor], name: str) -> Affine:
    return Affine(changes[f"{name}.weight"], changes[f"{name}.bias"])
