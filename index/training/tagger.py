"""Train the tagger: `python -m index.training.tagger TRAIN.jsonl.gz --report DEV.jsonl`; writes `weights/tagger.*`.

The files are PolNeAR's (see `corpus.read`). The encoder stays as it is: its states are computed once, and only the
small network on top of them learns. Every 21st document is held out, and the threshold of the cues is the one that is
best on those. With `--rescore` nothing is trained: the weights that are there are given their ranges anew, and their
card the scores that they have as they are read now. On two cores it takes three quarters of an hour and 10 GB of
memory; the same seed gives the same weights on the same kind of processor and number of threads.

The network is read with in whole numbers of eight bits (see `index.transformer.Rounded`). Their ranges are measured on
some of the documents that it has learned from, and the scores are those of the network as it is read with.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from index import marks, tagger
from index.model import Attribution
from index.network import Convolution, Design, Network
from index.training import corpus, losses, scoring
from index.training import guesses as guessing
from index.training.corpus import Example
from index.training.extremes import extremes
from index.training.guesses import Guess
from index.training.learning import averaged
from index.training.losses import Window

EPOCHS, RATE, DECAY = 10.0, 2e-3, 0.05
SHARE = 0.4
LATEST = 0.998  # share of the mean of the last networks that stays with each step
TOKENS, TEXTS = 384, 6  # of a window, windows of a batch
RANGED = 17  # of the documents learned from, every which is one that ranges are measured on
THRESHOLDS = np.arange(0.25, 0.76, 0.05)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, choose the threshold, report, write weights and card."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("train", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--report", type=Path, metavar="DEV.jsonl", help="score the result on these documents as well")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guessed", type=Path, metavar="FOLDER", help="learn from what index.training.teacher wrote")
    parser.add_argument("--share", type=float, default=SHARE, help="of the steps are guesses learned from")
    parser.add_argument("--width", type=int, default=Design().width, help="numbers in a token's state")
    parser.add_argument("--out", type=Path, default=tagger.WEIGHTS)
    parser.add_argument("--rescore", action="store_true", help="train nothing: score the weights that are there anew")
    chosen = parser.parse_args(arguments)
    if chosen.rescore:
        return _rescore(chosen.train, chosen.report, chosen.out)
    torch.manual_seed(chosen.seed)
    torch.use_deterministic_algorithms(True)
    setattr(torch.utils.deterministic, "fill_uninitialized_memory", False)  # noqa: B010 - of no use here, and slow
    with tempfile.TemporaryDirectory() as folder:
        documents = corpus.read(chosen.train)
        held_out = documents[:: corpus.HELD_OUT]
        learned = corpus.learned(documents)
        requoted = [corpus.requoted(document, number) for number, document in enumerate(learned) if number % 4 == 0]
        examples = corpus.examples(learned, Path(folder) / "train.npy", titled=True)
        variants = {
            example.id: example for example in corpus.examples(requoted, Path(folder) / "requoted.npy", titled=True)
        }
        guesses = guessing.load(chosen.guessed) if chosen.guessed else []
        share = chosen.share if guesses else 0.0
        steps = _steps(examples, chosen.epochs, share)
        learned_from = _Learned(examples, variants, guesses)
        trained = _train(learned_from, Design(width=chosen.width), steps, chosen.seed, share=share)
        limits = _ranges(trained, examples[::RANGED])
        _save(trained, limits, 0.5, chosen.out)
        network, _ = tagger.load(chosen.out)
        tuning = corpus.examples(held_out, Path(folder) / "tuning.npy")
        threshold = max(THRESHOLDS, key=lambda value: _score(network, tuning, float(value))["attribution_f1"])
        scores = {"held out": _score(network, tuning, float(threshold))}
        scores |= _reported(network, float(threshold), chosen.report, Path(folder))
    _save(trained, limits, float(threshold), chosen.out)
    card = {
        "what": "Finds who said what from the token states of all-MiniLM-L6-v2; see index/network.py.",
        "data": f"PolNeAR 1.0 (Newell, Margolin & Ruths 2018), {len(learned)} of its training articles",
        "licence": "Weights: MIT. The articles are not redistributed.",
        "command": f"python -m index.training.tagger TRAIN.jsonl.gz --report DEV.jsonl --epochs {chosen.epochs:g}"
        + (f" --guessed FOLDER --share {chosen.share:g} --width {chosen.width}" if chosen.guessed else ""),
        "seed": chosen.seed,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "sha256": hashlib.sha256(chosen.out.read_bytes()).hexdigest(),
        "scores": scores,
    }
    _write(card, chosen.out)
    return 0


def _rescore(train: Path, report: Path | None, weights: Path) -> int:
    """Renew the scores in the card of weights, which are read in another way than when they were trained."""
    exact, threshold = tagger.load(weights, exact=True)
    with tempfile.TemporaryDirectory() as folder:
        documents = corpus.read(train)
        some = corpus.examples(corpus.learned(documents)[::RANGED], Path(folder) / "some.npy", titled=True)
        _save(exact, _ranges(exact, some), threshold, weights)
        network, _ = tagger.load(weights)
        held_out = corpus.examples(documents[:: corpus.HELD_OUT], Path(folder) / "tuning.npy")
        scores = {"held out": _score(network, held_out, threshold)}
        scores |= _reported(network, threshold, report, Path(folder))
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    _write(card | {"sha256": digest, "scores": card["scores"] | scores}, weights)
    return 0


def _reported(network: Network, threshold: float, report: Path | None, folder: Path) -> dict[str, dict[str, float]]:
    """The scores on a file of documents, under its name, if there is one."""
    if report is None:
        return {}
    return {report.stem: _score(network, corpus.examples(corpus.read(report), folder / "report.npy"), threshold)}


def _write(card: dict[str, Any], weights: Path) -> None:
    """Write the card of weights beside them, and print it."""
    text = json.dumps(card, indent=2)
    weights.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(text)


class _Learned(NamedTuple):
    """What is learned from: labelled documents, some of them with other quote marks as well, and guesses of others."""

    examples: Sequence[Example]
    variants: dict[str, Example]
    guesses: Sequence[Guess]


def _steps(examples: Sequence[Example], epochs: float, share: float) -> int:
    """How many there are until the labelled documents were seen so often, where a share of them is others'."""
    return int(epochs * sum(len(example.spans) for example in examples) / (TOKENS * TEXTS) / (1 - share))


def _train(learned: _Learned, design: Design, steps: int, seed: int, *, share: float) -> Network:
    chance = np.random.default_rng(seed)
    network = Network(design).train()
    labelled = _batches(learned.examples, learned.variants, chance)
    guesses = {guess.example.id: guess for guess in learned.guesses}
    guessed = _batches([guess.example for guess in learned.guesses], {}, chance)

    def wrong() -> Tensor:
        if chance.random() < share:
            return losses.guessed(network, next(guessed), guesses)
        return losses.labelled(network, losses.batch(next(labelled), design.layers))

    groups = [{"params": list(network.parameters()), "lr": RATE, "weight_decay": DECAY}]
    return averaged(network, groups, steps, wrong, LATEST)


def _batches(
    examples: Sequence[Example], variants: dict[str, Example], chance: np.random.Generator
) -> Iterator[list[Window]]:
    """Windows of like lengths together, cut at other places each time round; now and then with other quote marks."""
    while True:
        cut: list[Window] = []
        for original in examples:
            varied = original.id in variants and chance.random() < 0.5
            example = variants[original.id] if varied else original
            cut += [(example, part) for part in corpus.windows(example, TOKENS, int(chance.integers(TOKENS)))]
        yield from corpus.groups(cut, TEXTS, chance, lambda window: window[1].stop - window[1].start)


def _score(network: Network, examples: Sequence[Example], threshold: float) -> dict[str, float]:
    return scoring.score(
        (example.text, example.gold, _attributions(network, example, threshold)) for example in examples
    )


def _attributions(network: Network, example: Example, threshold: float) -> list[Attribution]:
    with torch.inference_mode():
        layers = torch.from_numpy(example.states.astype(np.float32)).unbind(dim=1)
        projected = network.project_layers(layers, torch.ones(len(example.spans), dtype=torch.bool))
    spans = [(int(start), int(end)) for start, end in example.spans]
    inside = marks.read(example.text)[1]
    found = tagger.decide(network, tagger.View(example.text, spans, projected, example.features, inside), threshold)
    return [said for _, said in found]


def _ranges(network: Network, examples: Sequence[Example]) -> dict[str, Tensor]:
    """What is multiplied as these are read: see `Network.round`."""

    def read() -> None:
        for example in examples:
            # All layers at once, as they are learned from: `project_layers` would show the projection nothing.
            network.project(torch.from_numpy(example.states[:, list(network.design.layers)].astype(np.float32)))
            _attributions(network, example, 0.0)

    multiplied = {name: part for name, part in network.named_modules() if isinstance(part, Convolution)}
    return extremes(multiplied | {"projection": network.projection}, read)


def _save(network: Network, limits: Mapping[str, Tensor], threshold: float, path: Path) -> None:
    known = {**network.state_dict(), **limits}
    weights = {name: tensor.half().contiguous() for name, tensor in known.items()}
    design = json.dumps(network.design._asdict())
    save_file(weights, path, metadata={"design": design, "threshold": f"{threshold:.3f}"})


if __name__ == "__main__":
    raise SystemExit(main())
