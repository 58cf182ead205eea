"""Texts to unit vectors, with sentence-transformers.

A few threads encode: see `index.workers`. Tokenizers are not safe across threads and are used behind a lock. Sentence
vectors cost nothing: they are means of the token states of the passage's own pass ("late chunking", Günther et al.
2024), and so know what the sentences around them speak of.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index import loading
from index.model import Span
from index.tagger import Tagger, Tokens
from index.transformer import Transformer, transformer
from index.workers import Workers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import Tensor

    from index.passing import Pass

Vectors = NDArray[np.float32]
Result = TypeVar("Result")

BATCH = 32  # texts in one forward pass, at most
BATCH_CHARACTERS = 8_000  # of passages in one forward pass: a fraction of a second


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage as vectors of length 1: `vector` of shape (dimension,), `sentences` of shape (sentences, dimension).

    `tokens` is what a tagger reads who said what from, where it was asked for and the model has it.
    """

    vector: Vectors
    sentences: Vectors
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Embeddable:
    """What is embedded of a passage: `context` (title, heading) before `text`, and its sentences' spans in `text`."""

    context: str
    text: str
    sentences: tuple[Span, ...]


class _Pass(NamedTuple):
    """What one pass gives of some texts: unit vectors, states and offsets of the tokens, the states of all layers."""

    vectors: Vectors
    states: Vectors
    offsets: NDArray[np.int64]
    layers: Sequence[Tensor]


class _Question(NamedTuple):
    """A question as it is encoded: its text, and its word pieces where the model's network is run without it."""

    text: str
    pieces: list[int] | None


class Encoder:
    """A sentence-transformers model, loaded once when first needed, and the threads that run it.

    `name` is a hub name or a folder; None stands for the packaged MiniLM (or its hub name where that is missing).
    `workers` is the number of threads, each with one core; None stands for one a core, at most four.
    `tagger` is who reads the token states of passages, if anybody is to: only those of the packaged model.
    """

    def __init__(self, name: str | None = None, *, workers: int | None = None, tagger: Tagger | None = None) -> None:
        self.name = name or ""
        self.tagger = tagger
        self._loading = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._fingerprint = ""
        self._plain = False
        self._network: Transformer | None = None
        self._pass: Pass | None = None  # through the same, as questions are encoded
        self._tokenizer: Tokenizer | None = None  # the model's, without what transformers does around it
        self._tokenizing = threading.Lock()
        self.workers = Workers(workers or min(os.cpu_count() or 1, 4), self.load, self._questions)

    # What everybody calls

    def load(self) -> None:
        """Load the model unless it is there already: 5 to 10 seconds, most of it the import.

        Raises ModelUnavailable when the model cannot be had or is not what it should be.
        """
        with self._loading:
            if self._model is None:
                model, self._fingerprint = loading.load(self.name)
                self._plain = loading.is_plain(model)
                if self._plain and self.is_english and (network := model.transformers_model) is not None:
                    from index.linear import quickened
                    from index.passing import Pass

                    self._network = transformer(network.state_dict())
                    self._pass = Pass(quickened(self._network))
                    self._tokenizer = loading.tokenizer(model)
                self._model = model.eval()

    @property
    def fingerprint(self) -> str:
        """Which model this is, weights included: vectors of different fingerprints must not be mixed. Loads it."""
        self.load()
        return self._fingerprint

    @property
    def reads(self) -> bool:
        """Whether passages come with tokens for the tagger. Loads nothing, and is right once the model is loaded."""
        return self.tagger is not None and self._plain and self._fingerprint == loading.PACKAGED_FINGERPRINT

    @property
    def is_english(self) -> bool:
        """Whether it knows little but English. Loads nothing, and is right once the model is loaded."""
        return self._fingerprint == loading.PACKAGED_FINGERPRINT

    @property
    def network(self) -> Transformer | None:
        """The network itself, where it is the packaged model's. Loads it."""
        self.load()
        return self._network

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._loaded.get_embedding_dimension() or 0)

    @property
    def limit(self) -> int:
        """How many word pieces a passage may have, so that it and its context fit the model: 200 of MiniLM's 256."""
        return max(16, int((self._loaded.max_seq_length or 512) * 200 / 256))

    def question(self, text: str) -> Vectors:
        """The vector of a question, of shape (dimension,)."""
        return self.asked(text).result()

    def asked(self, text: str) -> Future[Vectors]:
        """What becomes the vector of a question, in a batch with those that wait at the same time."""
        return self.workers.ask(self._as_asked(text))

    def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
        """The vectors of passages, in order; with their tokens where they are wanted, if the encoder `reads`.

        Those of like lengths share a batch, whatever their order.
        """
        model = self._loaded
        wanted = tokens and self.reads
        batches = list(_batches(texts))
        futures = [self.submit(partial(self._passages, model, [texts[i] for i in batch], wanted)) for batch in batches]
        encoded: dict[int, Encoded] = {}
        for batch, future in zip(batches, futures, strict=True):
            encoded.update(zip(batch, future.result(), strict=True))
        return (encoded[i] for i in range(len(texts)))

    def submit(self, work: Callable[[], Result], *, urgent: bool = False) -> Future[Result]:
        """Have something computed on an encoding thread, which has one core, behind the questions that wait.

        What is `urgent`, as somebody waits for it, goes before passages.
        """
        return self.workers.submit(work, urgent=urgent)

    def piece_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text the spans of its word pieces, however many they are."""
        tokenizer = self._loaded.tokenizer
        spans: list[list[Span]] = []
        for start in range(0, len(texts), BATCH):  # so that a question waits for the lock for one batch only
            with self._tokenizing:
                encoding = tokenizer(
                    list(texts[start : start + BATCH]),
                    add_special_tokens=False, return_offsets_mapping=True, return_attention_mask=False, verbose=False,
                )  # fmt: skip
            spans += [[(int(begin), int(end)) for begin, end in pieces] for pieces in encoding["offset_mapping"]]
        return spans

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """For each text the numbers of its word pieces, as many as the model reads, without what stands around it."""
        model = self._loaded
        if not texts:
            return []
        if self._tokenizer is not None:
            return [self._tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        with self._tokenizing:
            encoding = model.tokenizer(
                list(texts), add_special_tokens=False, truncation=True, max_length=model.max_seq_length,
                return_attention_mask=False, return_token_type_ids=False, verbose=False,
            )  # fmt: skip
        found: list[list[int]] = encoding["input_ids"]
        return found

    def close(self) -> None:
        """End the threads. What is waiting is still done; nothing can be encoded afterwards."""
        self.workers.close()

    # One pass

    @property
    def _loaded(self) -> SentenceTransformer:
        self.load()
        assert self._model is not None
        return self._model

    def _as_asked(self, text: str) -> _Question:
        # The model reads its first few hundred word pieces only; the rest would be tokenized for nothing.
        text = text[: 20 * (self._loaded.max_seq_length or 512)]
        return _Question(text, self._tokenizer.encode(text).ids if self._tokenizer is not None else None)

    def _questions(self, questions: Sequence[_Question]) -> list[Vectors]:
        pieces = [question.pieces for question in questions if question.pieces is not None]
        if self._pass is not None and len(pieces) == len(questions):
            # What `_forward` gives for texts by themselves, in a third of the time where they are short.
            return list(np.asarray(self._pass.means(pieces).numpy()))
        model = self._loaded
        texts = [question.text for question in questions]
        if self._plain:
            prompt = loading.prompt(model, "query")
            return list(self._forward(model, [prompt + text for text in texts]).vectors)
        with self._tokenizing:
            encoded = model.encode_query(texts, show_progress_bar=False, normalize_embeddings=True)
        return list(np.asarray(encoded, dtype=np.float32))

    def _passages(self, model: SentenceTransformer, batch: list[Embeddable], wanted: bool) -> list[Encoded]:
        if not self._plain:
            return self._passages_in_two_passes(model, batch)
        heads = [loading.prompt(model, "document", "passage", "corpus") + item.context for item in batch]
        passed = self._forward(model, [head + item.text for head, item in zip(heads, batch, strict=True)], wanted)
        tokens = self._tokens(passed, list(map(len, heads))) if wanted else repeat(None, len(batch))
        return [
            Encoded(vector.copy(), _sentence_vectors(states, spans, len(head), item.sentences, vector), own)
            for vector, states, spans, head, item, own in zip(
                passed.vectors, passed.states, passed.offsets, heads, batch, tokens, strict=True
            )
        ]

    def _tokens(self, passed: _Pass, shifts: Sequence[int]) -> Iterator[Tokens]:
        """For the tagger: the tokens of each text behind its head, which is as long as the shift says."""
        import torch

        assert self.tagger is not None
        offsets = passed.offsets
        rows = (offsets[..., 1] > offsets[..., 0]) & (offsets[..., 0] >= np.array(shifts)[:, None])
        states = self.tagger.project(passed.layers, torch.from_numpy(rows))
        ends = np.cumsum(rows.sum(axis=1))[:-1]
        return (
            Tokens((spans[row] - shift).astype(np.int32), own.copy())
            for spans, row, shift, own in zip(offsets, rows, shifts, np.split(states, ends), strict=True)
        )

    def _forward(self, model: SentenceTransformer, texts: list[str], all_layers: bool = False) -> _Pass:
        import torch

        with self._tokenizing:
            features: dict[str, Any] = dict(
                model.tokenizer(
                    texts, padding=True, truncation=True, max_length=model.max_seq_length, return_tensors="pt",
                    return_offsets_mapping=True,
                )
            )  # fmt: skip
        offsets = features.pop("offset_mapping").numpy()
        layers: Sequence[Tensor] = ()
        with torch.inference_mode():
            if all_layers:  # the transformer gives them only when it is asked itself
                transformer, *others = list[Any](model)
                output = transformer.model(**features, output_hidden_states=True)
                layers = output.hidden_states
                features["token_embeddings"] = output.last_hidden_state
                for module in others:
                    features = module(features)
            else:
                features = model(features)
            vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=1).float().numpy()
            states = features["token_embeddings"].float().numpy()
        return _Pass(vectors, states, offsets, layers)

    def _passages_in_two_passes(self, model: SentenceTransformer, batch: list[Embeddable]) -> list[Encoded]:
        """For models whose sentence vectors are no means of token states: the sentences are encoded by themselves."""
        texts = [item.context + item.text for item in batch]
        texts += [item.text[start:end] for item in batch for start, end in item.sentences]
        with self._tokenizing:
            encoded = model.encode_document(texts, show_progress_bar=False, normalize_embeddings=True)
        vectors = iter(np.asarray(encoded, dtype=np.float32))
        own = list(islice(vectors, len(batch)))
        return [
            Encoded(vector, np.stack(list(islice(vectors, len(item.sentences)))))
            for vector, item in zip(own, batch, strict=True)
        ]


@cache
def shared_encoder() -> Encoder:
    """The encoder of this process: the model that `EMBEDDING_MODEL` names, else the packaged one. Loads nothing yet."""
    return Encoder(os.environ.get("EMBEDDING_MODEL", "").strip() or None, tagger=shared_tagger())


@cache
def packaged_encoder() -> Encoder:
    """The packaged model, for the tagger, where `shared_encoder` is another. Loads nothing yet."""
    shared = shared_encoder()
    return shared if not shared.name else Encoder(tagger=shared_tagger())


@cache
def shared_tagger() -> Tagger:
    """The tagger of this process. Loads nothing yet."""
    return Tagger()


def _sentence_vectors(
    states: Vectors, offsets: NDArray[np.int64], shift: int, sentences: Sequence[Span], fallback: Vectors
) -> Vectors:
    """Means of the token states of each sentence, of length 1; the passage's vector where a sentence has no token."""
    is_token = offsets[:, 1] > offsets[:, 0]
    vectors = np.empty((len(sentences), states.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(sentences):
        inside = is_token & (offsets[:, 0] < shift + end) & (offsets[:, 1] > shift + start)
        mean = states[inside].mean(axis=0) if inside.any() else fallback
        vectors[row] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return vectors


def _batches(texts: Sequence[Embeddable]) -> Iterator[list[int]]:
    """Positions of texts in batches of like lengths, small enough that a question never waits long behind one."""
    batch: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: -len(texts[i].context) - len(texts[i].text)):
        longest = len(texts[batch[0] if batch else i].text)
        if batch and (len(batch) == BATCH or (len(batch) + 1) * longest > BATCH_CHARACTERS):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
