"""Texts with labelled attributions, as tokens with the encoder's states: what the tagger is trained on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import loading, marks, segment
from index.features import PARAGRAPH, Features, features
from index.model import Span

PART_NAMES = ("content", "source", "cue")
AT_ONCE = 16  # passages in a pass


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


def examples(documents: Sequence[dict[str, Any]], cache: Path, *, titled: bool = False) -> list[Example]:
    """The documents with their states, which lie in the file `cache` as they fill a memory.

    Where `titled`, every second document is read as libraries read it, behind a title: here its first line.
    """
    model, _ = loading.load("")
    pages = []
    for number, document in enumerate(documents):
        title = document["text"].strip().split("\n")[0][:150] + "\n" if titled and number % 2 else ""
        pages.append(_page(model, document, title))
    offsets = np.cumsum([0] + [len(spans) for spans, _, _ in pages])
    layers = pages[0][1].shape[1:]
    states = np.lib.format.open_memmap(cache, mode="w+", dtype=np.float16, shape=(int(offsets[-1]), *layers))
    made = []
    for at, document, (spans, own, passages) in zip(offsets, documents, pages, strict=False):
        states[at : at + len(spans)] = own
        made.append(_example(document, spans, states[at : at + len(spans)], passages))
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

_Page = tuple[NDArray[np.int64], NDArray[np.float16], list[Any]]


def _page(model: Any, document: dict[str, Any], title: str) -> _Page:
    """The token spans of a document, their states of all layers, and its passages."""
    import torch

    text = document["text"]

    def piece_spans(texts: Sequence[str]) -> list[list[Span]]:
        encoding = model.tokenizer(
            list(texts), add_special_tokens=False, return_offsets_mapping=True, return_attention_mask=False,
            verbose=False,
        )  # fmt: skip
        return [[(int(begin), int(end)) for begin, end in pieces] for pieces in encoding["offset_mapping"]]

    passages = segment.passages(text, piece_spans)
    spans: list[Any] = [None] * len(passages)
    states: list[Any] = [None] * len(passages)
    order = sorted(range(len(passages)), key=lambda i: passages[i].start - passages[i].end)
    for start in range(0, len(order), AT_ONCE):
        part = order[start : start + AT_ONCE]
        fed = model.tokenizer(
            [title + text[passages[i].start : passages[i].end] for i in part],
            padding=True, truncation=True, max_length=model.max_seq_length, return_tensors="pt",
            return_offsets_mapping=True,
        )  # fmt: skip
        offsets = fed.pop("offset_mapping").numpy()
        with torch.inference_mode():
            hidden = torch.stack(model[0].model(**fed, output_hidden_states=True).hidden_states, dim=2)
        for row, i in enumerate(part):
            kept = (offsets[row, :, 1] > offsets[row, :, 0]) & (offsets[row, :, 0] >= len(title))
            spans[i] = offsets[row][kept] - len(title) + passages[i].start
            states[i] = hidden[row][torch.from_numpy(kept)].half().numpy()
    return np.concatenate(spans), np.concatenate(states), passages


def _example(
    document: dict[str, Any], spans: NDArray[np.int64], states: NDArray[np.float16], passages: Sequence[Any]
) -> Example:
    text = document["text"]
    known = features(
        text, marks.read(text), [(int(start), int(end)) for start, end in spans],
        {start for passage in passages for start, _ in passage.sentences}, {passage.start for passage in passages},
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
