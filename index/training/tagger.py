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
import copy
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from index import marks, tagger
from index.model import Attribution
from index.network import CUE, NOTHING, SAID, SAYS, Convolution, Design, Network
from index.training import corpus, scoring
from index.training.corpus import Example
from index.training.extremes import extremes

EPOCHS, RATE, DECAY = 10.0, 2e-3, 0.05
TOKENS, TEXTS = 384, 6  # of a window, windows of a batch
HELD_OUT = 21
RANGED = 17  # of the documents learned from, every which is one that ranges are measured on
SUSPECTED = 0.15  # from which probability on a token that is no cue is shown to the second stage as one that is none
TAG_WEIGHTS = (1.0, 1.0, 1.0, 4.0, 1.0)  # cues decide most, and are the fewest
LABEL_WEIGHTS = (1.0, 1.0, 2.0)
THRESHOLDS = np.arange(0.25, 0.76, 0.05)


class Batch(NamedTuple):
    """Windows of b texts of at most t tokens: see `Network` for the shapes. `labels` are those of an Example."""

    states: Tensor
    features: Tensor
    paragraphs: Tensor
    mask: Tensor
    labels: Tensor


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, choose the threshold, report, write weights and card."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("train", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--report", type=Path, metavar="DEV.jsonl", help="score the result on these documents as well")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
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
        held_out = documents[::HELD_OUT]
        learned = _learned(documents)
        requoted = [corpus.requoted(document, number) for number, document in enumerate(learned) if number % 4 == 0]
        examples = corpus.examples(learned, Path(folder) / "train.npy", titled=True)
        variants = {
            example.id: example for example in corpus.examples(requoted, Path(folder) / "requoted.npy", titled=True)
        }
        trained = _train(examples, variants, chosen.epochs, chosen.seed)
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
        "command": f"python -m index.training.tagger TRAIN.jsonl.gz --report DEV.jsonl --epochs {chosen.epochs:g}",
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
        some = corpus.examples(_learned(documents)[::RANGED], Path(folder) / "some.npy", titled=True)
        _save(exact, _ranges(exact, some), threshold, weights)
        network, _ = tagger.load(weights)
        held_out = corpus.examples(documents[::HELD_OUT], Path(folder) / "tuning.npy")
        scores = {"held out": _score(network, held_out, threshold)}
        scores |= _reported(network, threshold, report, Path(folder))
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    _write(card | {"sha256": digest, "scores": card["scores"] | scores}, weights)
    return 0


def _learned(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents but for those that are held out."""
    return [document for number, document in enumerate(documents) if number % HELD_OUT]


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


def _train(examples: Sequence[Example], variants: dict[str, Example], epochs: float, seed: int) -> Network:
    """The mean of the last networks (exponentially weighted, Polyak & Juditsky 1992), which is better than the last."""
    chance = np.random.default_rng(seed)
    network = Network(Design()).train()
    steps = int(epochs * sum(len(example.spans) for example in examples) / (TOKENS * TEXTS))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=steps + 1, pct_start=0.08, final_div_factor=100
    )
    mean = copy.deepcopy(network).eval()
    batches = _batches(examples, variants, chance)
    began, losses = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        loss = _loss(network, _batch(next(batches), network.design.layers))
        loss.backward()  # type: ignore[no-untyped-call]
        losses += float(loss.detach())
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        with torch.no_grad():
            keep = min(0.998, (step - 1) / (step + 49))
            for own, new in zip(mean.parameters(), network.parameters(), strict=True):
                own.lerp_(new, 1 - keep)
        if step % 200 == 0:
            spent = time.monotonic() - began
            print(f"{step} of {steps} steps, loss {losses / 200:.4f}, {spent:.0f} s", file=sys.stderr, flush=True)
            losses = 0.0
    return mean


def _loss(network: Network, batch: Batch) -> Tensor:
    states, tags = network.tag(network.project(batch.states), batch.features, batch.mask)
    content, speaker, cue = batch.labels
    targets = torch.stack([content >= 0, _begins(content), speaker >= 0, cue >= 0, _begins(cue)], dim=-1).float()
    by_tag = functional.binary_cross_entropy_with_logits(tags[batch.mask], targets[batch.mask], reduction="none")
    tagging = (by_tag.mean(dim=0) * torch.tensor(TAG_WEIGHTS)).sum()
    texts, cues = _one_of_each_cue(cue)
    count = len(texts)
    if not count:
        return tagging
    wrong_texts, wrong_cues = _mistaken(tags[..., CUE].detach(), (cue < 0) & batch.mask, max(4, count // 2))
    relation = network.relate(
        states, batch.paragraphs, batch.mask, torch.cat([texts, wrong_texts]), torch.cat([cues, wrong_cues])
    )
    real = torch.zeros(len(relation.valid))
    real[:count] = 1
    validity = functional.binary_cross_entropy_with_logits(relation.valid, real)
    positions, within = relation.positions[:count], relation.within[:count]
    own = cue[texts, cues][:, None]
    expected = torch.full(positions.shape, NOTHING)
    expected[speaker[texts[:, None], positions] == own] = SAYS
    expected[content[texts[:, None], positions] == own] = SAID
    labelling = functional.cross_entropy(
        relation.labels[:count][within], expected[within], reduction="sum", weight=torch.tensor(LABEL_WEIGHTS)
    )
    return tagging + labelling / count / 20 + 0.5 * validity


def _begins(labels: Tensor) -> Tensor:
    before = torch.cat([torch.full_like(labels[:, :1], -1), labels[:, :-1]], dim=1)
    return (labels >= 0) & (labels != before)


def _one_of_each_cue(cue: Tensor) -> tuple[Tensor, Tensor]:
    """A random token of every cue: which of them it is known by is not to matter."""
    texts, tokens = (cue >= 0).nonzero(as_tuple=True)
    order = torch.randperm(len(texts))
    texts, tokens = texts[order], tokens[order]
    seen: dict[tuple[int, int], int] = {}
    for place, key in enumerate(zip(texts.tolist(), cue[texts, tokens].tolist(), strict=True)):
        seen.setdefault(key, place)
    first = torch.tensor(list(seen.values()), dtype=torch.long)
    return texts[first], tokens[first]


def _mistaken(logits: Tensor, allowed: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Some tokens that look like cues (peaks of their probability) and are none."""
    likely = torch.sigmoid(logits)
    ends = torch.zeros_like(likely[:, :1])
    peaks = (likely >= torch.cat([likely[:, 1:], ends], 1)) & (likely > torch.cat([ends, likely[:, :-1]], 1))
    texts, tokens = (peaks & (likely > SUSPECTED) & allowed).nonzero(as_tuple=True)
    some = torch.randperm(len(texts))[:count]
    return texts[some], tokens[some]


def _batches(
    examples: Sequence[Example], variants: dict[str, Example], chance: np.random.Generator
) -> Iterator[list[tuple[Example, slice]]]:
    """Windows of like lengths together, cut at other places each time round; now and then with other quote marks."""
    while True:
        cut = []
        for original in examples:
            varied = original.id in variants and chance.random() < 0.5
            example = variants[original.id] if varied else original
            cut += [(example, part) for part in corpus.windows(example, TOKENS, int(chance.integers(TOKENS)))]
        shuffled = [cut[i] for i in chance.permutation(len(cut))]
        for start in range(0, len(shuffled), 20 * TEXTS):
            near = sorted(shuffled[start : start + 20 * TEXTS], key=lambda pair: pair[1].stop - pair[1].start)
            groups = [near[i : i + TEXTS] for i in range(0, len(near), TEXTS)]
            yield from (groups[i] for i in chance.permutation(len(groups)))


def _batch(group: Sequence[tuple[Example, slice]], layers: Sequence[int]) -> Batch:
    size = max(part.stop - part.start for _, part in group)
    states = torch.zeros(len(group), size, len(layers), group[0][0].states.shape[-1])
    features = torch.zeros(len(group), size, group[0][0].features.shape[1], dtype=torch.long)
    paragraphs = torch.zeros(len(group), size, dtype=torch.long)
    mask = torch.zeros(len(group), size, dtype=torch.bool)
    labels = torch.full((3, len(group), size), -1)
    for row, (example, part) in enumerate(group):
        length = part.stop - part.start
        states[row, :length] = torch.from_numpy(example.states[part][:, list(layers)].astype(np.float32))
        features[row, :length] = torch.from_numpy(example.features[part])
        paragraphs[row, :length] = torch.from_numpy(example.paragraphs[part])
        mask[row, :length] = True
        labels[:, row, :length] = torch.from_numpy(example.labels[:, part])
    return Batch(states, features, paragraphs, mask, labels)


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
