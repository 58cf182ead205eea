"""A second look at the best sentences, with a cross-encoder: a model that reads question and sentence together.

It is off unless `RERANKER_MODEL` names one. What it says changes the order of the best hits and nothing else: their
scores are dealt out anew in that order, so that scores still compare with those of other questions and libraries.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from index import loading
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

    from index.encoder import Encoder
    from index.ranking import Hit

BEST = 24  # hits that are read: one batch, a fraction of a second with a small model
PIECES = 256  # word pieces of a question and a sentence together
QUESTION, BEFORE, SENTENCE = 400, 300, 800  # characters of each that are read

Pairs = Sequence[tuple[str, str]]

_log = logging.getLogger(__name__)


class Scorer(Protocol):
    """What says how well texts answer a question, on a scale of its own."""

    def load(self) -> None:
        """Load what is needed, unless it is there already. Raises ModelUnavailable."""

    def scores(self, pairs: Pairs) -> list[float]:
        """A score for each question and text, higher is better; called by one thread at a time."""


class Model:
    """A sentence-transformers cross-encoder, loaded once when first needed. `name` is a hub name or a folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._loading = threading.Lock()
        self._model: CrossEncoder | None = None

    def load(self) -> None:
        with self._loading:
            if self._model is None:
                self._model = _loaded(self.name)

    def scores(self, pairs: Pairs) -> list[float]:
        import torch

        self.load()
        assert self._model is not None
        # As they are: behind a sigmoid, what is surely right and what is a little surer are the same.
        found = self._model.predict(
            list(pairs), batch_size=BEST, show_progress_bar=False, activation_fn=torch.nn.Identity()
        )
        return [float(score) for score in found]


class Reranker:
    """Puts the best hits of a question in the order that a scorer gives them."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._scoring = threading.Lock()  # so that it never holds more than one of the encoding threads

    def load(self) -> None:
        """Load the model unless it is there already. Raises ModelUnavailable."""
        self._scorer.load()

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, leads: Callable[[Hit], bool] = lambda hit: False
    ) -> list[Hit]:
        """The hits, the best of them in the scorer's order; those that `leads` tells before all others.

        Of equally good ones, the first stays first. Raises ModelUnavailable.
        """
        best, others = list(hits[:BEST]), hits[BEST:]
        if len(best) < 2:
            return list(hits)
        self.load()
        pairs = [(question[:QUESTION], context(hit)) for hit in best]
        with self._scoring:
            scores = encoder.submit(partial(self._scorer.scores, pairs), urgent=True).result()
        if not all(map(math.isfinite, scores)):  # a broken model: what is known without it is better than chance
            _log.warning("The reranker gave a score that is no number; the order is left as it was.")
            return list(hits)
        order = sorted(range(len(best)), key=lambda at: (not leads(best[at]), -scores[at], at))
        dealt = sorted((hit.score for hit in best), reverse=True)
        return [best[at]._replace(score=score, bonus=0.0) for at, score in zip(order, dealt, strict=True)] + list(
            others
        )


def context(hit: Hit) -> str:
    """A sentence with the end of the one before it in its passage, which says whom or what it speaks of."""
    if not hit.position:
        return hit.text[:SENTENCE]
    start, end = hit.stored.passage.sentences[hit.position - 1]
    base = hit.stored.passage.start
    return f"{hit.stored.text[start - base : end - base][-BEFORE:]} {hit.text[:SENTENCE]}"


@cache
def shared_reranker() -> Reranker | None:
    """The reranker of this process, if `RERANKER_MODEL` names a model. Loads nothing yet."""
    name = os.environ.get("RERANKER_MODEL", "").strip()
    return Reranker(Model(name)) if name else None


def _loaded(name: str) -> CrossEncoder:
    """The model; safetensors only, and no code but that of the libraries that are installed."""
    advice = "check RERANKER_MODEL (a sentence-transformers CrossEncoder name or folder)"
    try:
        from sentence_transformers import CrossEncoder

        model: CrossEncoder = loading.from_disk_or_hub(partial(CrossEncoder, trust_remote_code=False), name)
        config: Any = model.config
        trained = any("ForSequenceClassification" in kind for kind in config.architectures or ())
        labels = int(config.num_labels)
        model.tokenizer.model_max_length = min(model.tokenizer.model_max_length, PIECES)
    except Exception as error:  # the hub client, transformers and torch raise dozens of kinds
        _log.debug("loading %s failed", name, exc_info=True)
        raise ModelUnavailable(
            f"The reranker '{name}' cannot be loaded: {advice} and the network, or unset it to do without."
        ) from error
    if not trained or labels != 1:  # its scores would be chance, or answer another question
        raise ModelUnavailable(
            f"The model '{name}' is no reranker, which gives a question and a text one score: {advice}, or unset it "
            "to do without."
        )
    model.eval()
    return model
