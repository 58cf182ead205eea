"""Texts with labelled attributions, as tokens with the encoder's states: what the tagger is trained on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index import loading, marks, segment
from index.features import PARAGRAPH, Features, features
from index.model import Span

PART_NAMES = ("content", "source", "cue")
AT_ONCE = 16  # passages in a pass
HELD_OUT = 21  # of the documents, every which is one that nothing learns from
NEAR = 20  # batches among whose windows those of like lengths are sought

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Example:
    """A text of n tokens: their spans (n, 2), states of all layers (n, layers, 384), features and paragraph numbers.

    `labels` (3, n) say which attribution a token is content, speaker and cue of, -1 for none. `gold` are the labelled
    attributions.
    """

    id: str
    text: str
    spans: NDArray[np.int64]
    states: NDArray[np.float16]
    features: Features
    paragraphs: NDArray[np.int64]
    labels: NDArray[np.int64]
    gold: Sequence[dict[str, Any]]


def read(path: Path) -> list[dict[str, Any]]:
    """Documents: a line each of ``{"id", "text", "attributions": [{"source", "cue", "content": [[b, e], ...]}]}``."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def learned(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents but for those that are held out."""
    return [document for number, document in enumerate(documents) if number % HELD_OUT]


class Passage(NamedTuple):
    """A passage as the encoder is fed it: its word pieces, and which of them are of the text, and no title or frame."""

    pieces: NDArray[np.int64]
    kept: NDArray[np.bool_]


class _Cut(NamedTuple):
    """A document cut into passages: the spans of its n tokens (n, 2), the passages, and what of them is fed."""

    spans: NDArray[np.int64]
    places: Sequence[Any]
    fed: Sequence[Passage]


def examples(documents: Sequence[dict[str, Any]], cache: Path, *, titled: bool = False) -> list[Example]:
    """The documents with their states, which lie in the file `cache` as they fill a memory.

    Where `titled`, every second document is read as libraries read it, behind a title: here its first line.
    """
    model, _ = loading.load("")
    cuts = [_cut(model, document, title) for document, title in _behind_titles(documents, titled=titled)]
    offsets = np.cumsum([0] + [len(cut.spans) for cut in cuts])
    states: Any = None
    made = []
    for at, document, cut in zip(offsets, documents, cuts, strict=False):
        own = _states(model, cut.fed)
        if states is None:
            shape = (int(offsets[-1]), *own.shape[1:])
            states = np.lib.format.open_memmap(cache, mode="w+", dtype=np.float16, shape=shape)
        states[at : at + len(own)] = own
        made.append(_example(document, cut, states[at : at + len(own)]))
    return made


def unread(documents: Sequence[dict[str, Any]], *, titled: bool = False) -> list[tuple[Example, Sequence[Passage]]]:
    """The documents as `examples` gives them but without states, and what would be fed to the encoder."""
    model, _ = loading.load("")
    made = []
    for document, title in _behind_titles(documents, titled=titled):
        cut = _cut(model, document, title)
        made.append((_example(document, cut, np.empty((len(cut.spans), 0, 0), dtype=np.float16)), cut.fed))
    return made


def requoted(document: dict[str, Any], seed: int) -> dict[str, Any]:
    """The document with other quote marks, or without, of the same length: papers differ, and some are careless."""
    chance = random.Random(seed)  # noqa: S311 - nothing to keep secret
    style = chance.choice(tuple(_STYLES))
    change = _STYLES[style]
    characters = list(document["text"])
    opened = False
    for place, character in enumerate(characters):
        if character == "\n":
            opened = False
        elif character in '"“”':
            opened = character == "“" or (character == '"' and not opened)
            characters[place] = change(character, opened, chance)
        elif character == "’" and style in ("straight", "guillemets"):
            characters[place] = "'"
        elif character == "'" and style == "curly":
            characters[place] = "’"
    return {**document, "text": "".join(characters)}


def _noisy(mark: str, opens: bool, chance: random.Random) -> str:
    return chance.choice("\"“” '") if chance.random() < 0.3 else mark


_STYLES: dict[str, Callable[[str, bool, random.Random], str]] = {
    "straight": lambda mark, opens, chance: '"',
    "curly": lambda mark, opens, chance: "“" if opens else "”",
    "guillemets": lambda mark, opens, chance: "«" if opens else "»",
    "single": lambda mark, opens, chance: "‘" if opens else "’",
    "german": lambda mark, opens, chance: "„" if opens else "“",
    "none": lambda mark, opens, chance: " ",
    "noisy": _noisy,
}


def _behind_titles(documents: Sequence[dict[str, Any]], *, titled: bool) -> Iterator[tuple[dict[str, Any], str]]:
    """The documents, and the title that each is read behind, if any."""
    for number, document in enumerate(documents):
        yield document, document["text"].strip().split("\n")[0][:150] + "\n" if titled and number % 2 else ""


def _cut(model: Any, document: dict[str, Any], title: str) -> _Cut:
    text = document["text"]

    def piece_spans(texts: Sequence[str]) -> list[list[Span]]:
        encoding = model.tokenizer(
            list(texts), add_special_tokens=False, return_offsets_mapping=True, return_attention_mask=False,
            verbose=False,
        )  # fmt: skip
        return [[(int(begin), int(end)) for begin, end in pieces] for pieces in encoding["offset_mapping"]]

    places = segment.passages(text, piece_spans)
    encoding = model.tokenizer(
        [title + text[place.start : place.end] for place in places],
        truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True,
    )  # fmt: skip
    spans, fed = [np.empty((0, 2), dtype=np.int64)], []
    for place, pieces, offsets in zip(places, encoding["input_ids"], encoding["offset_mapping"], strict=True):
        own = np.array(offsets)
        kept = (own[:, 1] > own[:, 0]) & (own[:, 0] >= len(title))
        spans.append(own[kept] - len(title) + place.start)
        fed.append(Passage(np.array(pieces), kept))
    return _Cut(np.concatenate(spans), places, fed)


def _states(model: Any, fed: Sequence[Passage]) -> NDArray[np.float16]:
    """The states of all layers of the tokens that are kept, of shape (tokens, layers, 384)."""
    import torch

    states: list[Any] = [None] * len(fed)
    order = sorted(range(len(fed)), key=lambda i: -len(fed[i].pieces))
    for start in range(0, len(order), AT_ONCE):
        part = order[start : start + AT_ONCE]
        padded = model.tokenizer.pad({"input_ids": [fed[i].pieces.tolist() for i in part]}, return_tensors="pt")
        with torch.inference_mode():
            hidden = torch.stack(model[0].model(**padded, output_hidden_states=True).hidden_states, dim=2)
        for row, i in enumerate(part):
            kept = torch.from_numpy(fed[i].kept)
            states[i] = hidden[row, : len(kept)][kept].half().numpy()
    return np.concatenate(states)


def _example(document: dict[str, Any], cut: _Cut, states: NDArray[np.float16]) -> Example:
    text, spans = document["text"], cut.spans
    known = features(
        text, marks.read(text), [(int(start), int(end)) for start, end in spans],
        {start for place in cut.places for start, _ in place.sentences}, {place.start for place in cut.places},
    )  # fmt: skip
    labels = np.full((len(PART_NAMES), len(spans)), -1, dtype=np.int64)
    for number, attribution in enumerate(document["attributions"]):
        for row, name in enumerate(PART_NAMES):
            for begin, end in attribution[name]:
                first = np.searchsorted(spans[:, 1], begin, side="right")
                behind = np.searchsorted(spans[:, 0], end, side="left")
                labels[row, first:behind] = number
    paragraphs = np.cumsum(known[:, 3] == PARAGRAPH)
    return Example(document["id"], text, spans, states, known, paragraphs, labels, document["attributions"])


def windows(example: Example, length: int, phase: int) -> Iterator[slice]:
    """A text cut into windows of so many tokens, the first of them shorter by `phase`."""
    tokens = len(example.spans)
    start = -phase if tokens > length else 0
    while start < tokens:
        if min(tokens, start + length) - max(0, start) > 20:
            yield slice(max(0, start), min(tokens, start + length))
        start += length


def part(example: Example, tokens: slice) -> Example:
    """Some neighbouring tokens of a text as a text of their own; of what is labelled only the labels are theirs."""
    return replace(
        example, spans=example.spans[tokens], states=example.states[tokens], features=example.features[tokens],
        paragraphs=example.paragraphs[tokens], labels=example.labels[:, tokens],
    )  # fmt: skip


def groups(
    cut: Sequence[Part], size: int, chance: np.random.Generator, length: Callable[[Part], int]
) -> Iterator[list[Part]]:
    """All of what was cut in groups of a size, in which lengths are alike, by chance."""
    shuffled = [cut[i] for i in chance.permutation(len(cut))]
    for start in range(0, len(shuffled), NEAR * size):
        near = sorted(shuffled[start : start + NEAR * size], key=length)
        found = [near[i : i + size] for i in range(0, len(near), size)]
        yield from (found[i] for i in chance.permutation(len(found)))
