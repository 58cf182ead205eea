"""What somebody guesses of texts that nobody has labelled: of each token, and of what may be cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.training.corpus import Example

STATES, GUESSES = "states.npy", "guesses.npz"


@dataclass(frozen=True, slots=True)
class Guess:
    """A text of n tokens as an Example without labels, and what was guessed of it, in probabilities.

    `tags` (n, 5) are those of the first stage of `index.network`, `cues` (k,) the tokens that may be cues, `valid` (k,)
    how surely each is one, and `labels` (k, 2 * reach + 1, 3) what the tokens around are to it.
    """

    example: Example
    tags: NDArray[np.float16]
    cues: NDArray[np.int64]
    valid: NDArray[np.float32]
    labels: NDArray[np.float16]


def save(guesses: Sequence[Guess], folder: Path) -> None:
    """Write guesses into a folder, in which the states of all their tokens lie already."""
    np.savez(
        folder / GUESSES,
        ids=np.array([guess.example.id for guess in guesses]),
        tokens=np.array([len(guess.tags) for guess in guesses]),
        found=np.array([len(guess.cues) for guess in guesses]),
        spans=np.concatenate([guess.example.spans for guess in guesses]),
        features=np.concatenate([guess.example.features for guess in guesses]),
        paragraphs=np.concatenate([guess.example.paragraphs for guess in guesses]),
        tags=np.concatenate([guess.tags for guess in guesses]),
        cues=np.concatenate([guess.cues for guess in guesses]),
        valid=np.concatenate([guess.valid for guess in guesses]),
        labels=np.concatenate([guess.labels for guess in guesses]),
    )


def load(folder: Path) -> list[Guess]:
    """The guesses that were saved in a folder; their states are read as they are needed."""
    states = np.load(folder / STATES, mmap_mode="r", allow_pickle=False)
    with np.load(folder / GUESSES, allow_pickle=False) as file:
        known = {name: file[name] for name in file.files}
    guesses, token, cue = [], 0, 0
    for name, tokens, found in zip(
        known["ids"].tolist(), known["tokens"].tolist(), known["found"].tolist(), strict=True
    ):
        own, cues = slice(token, token + tokens), slice(cue, cue + found)
        example = Example(
            name, "", known["spans"][own], states[own], known["features"][own], known["paragraphs"][own],
            np.full((3, tokens), -1), (),
        )  # fmt: skip
        guesses.append(
            Guess(example, known["tags"][own], known["cues"][cues], known["valid"][cues], known["labels"][cues])
        )
        token, cue = own.stop, cues.stop
    return guesses
