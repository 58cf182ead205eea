"""Train the reader of question and sentence: `python -m index.training.relevance FOLDER... [--out FILE]`.

It writes `index/weights/relevance.*`. A FOLDER is one of `index.training.examples`: its questions are asked, and of the
ten best hits those that a gold slice covers are right. `--also` are the articles and questions of another kind of text.
What is public comes from files of these sets: see `index.training.pools`. Wrong sentences are those beside the right
ones, and those that the encoder takes for near. Now and then a word of the question is replaced by another, so that the
right sentence becomes a wrong one.

The encoder's matrices stay as they are, and only small changes to them learn (Hu et al. 2022, LoRA), of which the mean
over the last steps is kept (Polyak & Juditsky 1992). On a graphics processor it takes a quarter of an hour, on two
cores half a day, and less on those that multiply numbers of sixteen bits; to go on from weights that were made before
(`--start`, `--most`) takes an hour or so. What comes of it has learned what is new and lost some of what it knew; the
mean of both weights (`--mean`) keeps nearly all of either (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models"). The same seed gives the same weights on the CPU only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from index import relevance
from index.encoder import Encoder
from index.training import pools
from index.training.changes import Reader, padded, ranges, save
from index.training.examples import opened
from index.training.pairs import Example, Gathering, of_hits, of_pool
from index.training.pools import Pool
from index.transformer import multiplies_halves

EPOCHS, RATE, DECAY = 2.6, 5e-4, 0.01
GROUPS, WRONG, FIRST = 48, 7, 3  # questions of a batch, wrong sentences of each, of these the first found
PARTS = 4  # of a batch
FALLING = 0.45  # of the steps, the last ones, in which the rate falls
KEPT, FROM = 0.999, 1 / 3  # of the mean of the weights with each step, and from which share of the steps on it is made
SHARES = 0.6, 0.4, 0.4  # of the three parts of the loss
HELD_OUT = 101  # one example of so many is not learned from, and scored
SWAPPED = 0.1  # of the questions that have a word to replace
RANGED = 150  # questions by which the matrices' ranges are found
SETTINGS = ("epochs", "rate", "groups", "wrong", "repeated", "often", "most", "mean")  # that the card tells
OFTEN = 5  # times as often as the others: the sets that are named so
REPEATED = 4  # how often the folders' questions are seen, which are few


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write weights and card."""
    chosen = _parsed(arguments)
    chance = random.Random(chosen.seed)  # noqa: S311 - nothing to keep secret
    torch.manual_seed(chosen.seed)
    encoder = Encoder()
    sets = [(pool.name, of_pool(pool, encoder, chance)) for pool in _pools(chosen, chance)]
    found = Gathering()
    with opened(chosen.folders, keep=chosen.keep, reader=lambda name: found) as folders:
        few = [(folder.name, of_hits(folder, found, encoder)) for folder in folders]
    if chosen.also:
        with opened(
            [chosen.also[0].parent], questions_file=chosen.also[1], keep=chosen.keep, reader=lambda name: found
        ) as (other,):
            sets.append((chosen.also[1].stem, of_hits(other, found, encoder)))
    if chosen.most is not None:
        sets = [(name, chance.sample(own, min(len(own), chosen.most))) for name, own in sets]
    often = dict.fromkeys(chosen.often, OFTEN)
    weighed = [(example, often.get(name, 1)) for name, own in sets for example in own]
    weighed += [(example, often.get(name, 1) * chosen.repeated) for name, own in few for example in own]
    if not weighed:
        sys.exit("There is nothing to learn from: name a FOLDER or a public set.")
    assert encoder.network is not None
    held_out = [example for example, _ in weighed[::HELD_OUT]]
    kept = [pair for number, pair in enumerate(weighed) if number % HELD_OUT] or weighed
    learned = [example for example, times in kept for _ in range(times)]
    network = Reader(encoder.network)
    before = _weights(chosen.start, network, chosen.shrink) if chosen.start else {}
    if before:
        network.load_state_dict(before)
    steps = max(1, int(-(-len(learned) // chosen.groups) * chosen.epochs))
    network = _train(network, learned, Course(steps, chosen.groups, chosen.wrong, chosen.rate), chance)
    if chosen.mean:
        after = dict(network.named_parameters())
        network.load_state_dict({name: (weight + after[name].detach()) / 2 for name, weight in before.items()})
    encoder.close()
    save(network, ranges(network, chance.sample(learned, min(len(learned), RANGED))), chosen.out)
    card = {
        "what": "Changes to all-MiniLM-L6-v2 that make it a cross-encoder: whether a sentence answers a question.",
        "data": [f"{name}: {len(own)} examples" for name, own in sets + few],
        "licence": "Weights: MIT. The data are not redistributed, but for the documents written for it: SQuAD and "
        "UnAnsQ are CC BY-SA 4.0, SQuADShifts CC BY 4.0, QED and the paragraphs of Wikipedia CC BY-SA 3.0, QAMR and "
        "PolNeAR MIT, SelQA and CLAPnq Apache 2.0; the news of the folders is under press copyright.",
        "command": _command(chosen),
        "seed": chosen.seed,
        "settings": {name: getattr(chosen, name) for name in SETTINGS},
        "before": _before(chosen.start),
        "parameters": sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad),
        "scores": {"right sentence first, of those held out": _score(network, held_out)},
        "sha256": hashlib.sha256(chosen.out.read_bytes()).hexdigest(),
    }
    text = json.dumps(card, indent=2)
    chosen.out.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _command(chosen: argparse.Namespace) -> str:
    """The command that makes these weights, without the names of files."""
    given = {
        "also": "ARTICLES QUESTIONS", "sentences": "SENTENCES QUESTIONS", "shifts": "FILE...", "qamr": "DIR",
        "selqa": "FILE...", "contrasted": "DIR SENTENCES QUESTIONS", "polnear": "TRAIN.jsonl.gz", "start": "WEIGHTS",
        "shrink": chosen.shrink if chosen.shrink < 1 else None, "most": chosen.most, "mean": "",
        "rate": chosen.rate, "epochs": chosen.epochs, "groups": chosen.groups, "wrong": chosen.wrong,
        "repeated": chosen.repeated, "often": " ".join(chosen.often),
    }  # fmt: skip
    parts = [
        f"--{name} {value}".strip() for name, value in given.items() if getattr(chosen, name) and value is not None
    ]
    return " ".join(["python -m index.training.relevance FOLDER...", *parts])


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--also", nargs=2, type=Path, metavar=("ARTICLES", "QUESTIONS"))
    parser.add_argument("--sentences", nargs=2, type=Path, metavar=("SENTENCES", "QUESTIONS"), help="lines of SQuAD")
    parser.add_argument("--shifts", nargs="*", type=Path, default=[], metavar="FILE", help="SQuADShifts")
    parser.add_argument("--qamr", type=Path, metavar="DIR")
    parser.add_argument("--selqa", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument(
        "--contrasted", nargs=3, type=Path, metavar=("DIR", "SENTENCES", "QUESTIONS"), help="UnAnsQ, and lines of SQuAD"
    )
    parser.add_argument("--polnear", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--start", type=Path, metavar="WEIGHTS", help="go on from these, which were made before")
    parser.add_argument("--shrink", type=float, default=1.0, metavar="SHARE", help="of those that is gone on from")
    parser.add_argument("--mean", action="store_true", help="save the mean of those and of what they became")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the libraries there, for the next time")
    parser.add_argument("--most", type=int, metavar="N", help="no more examples of each public set, and of --also")
    parser.add_argument("--repeated", type=int, default=REPEATED, help="how often the folders' questions are seen")
    parser.add_argument("--often", nargs="*", default=[], metavar="NAME", help="sets that are seen more often")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--groups", type=int, default=GROUPS, help="questions of a batch")
    parser.add_argument("--wrong", type=int, default=WRONG, help="wrong sentences of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=relevance.WEIGHTS)
    chosen = parser.parse_args(arguments)
    if chosen.mean and not chosen.start:
        parser.error("--mean is that of new weights and of those that --start names")
    if chosen.wrong < FIRST:
        parser.error(f"--wrong is {FIRST} at least")
    if any(os.environ.get(name, "").strip() for name in ("EMBEDDING_MODEL", "RERANKER_MODEL")):
        parser.error("the packaged model is what is trained: unset EMBEDDING_MODEL and RERANKER_MODEL")
    return chosen


def _weights(path: Path, network: Reader, share: float) -> dict[str, Tensor]:
    """What the network learns, as a file has it; of its changes that `share`, and where they are narrower, wider ones.

    What has learned long from a part of the data learns the rest less well than from a smaller beginning (Ash & Adams
    2020, "On warm-starting neural network training").
    """
    stored, begun = load_file(path), {}
    for name, parameter in network.named_parameters():
        value, own = stored[name].float(), parameter.detach().clone()
        if name.endswith(".down"):
            own[: len(value)] = value
        elif name.endswith(".up"):
            own.zero_()[:, : value.shape[1]] = value * share
        else:
            own = value
        begun[name] = own
    return begun


def _before(start: Path | None) -> dict[str, Any] | None:
    """What the card of the weights to go on from says of how they were made."""
    if start is None or not start.with_suffix(".json").exists():
        return None
    card: dict[str, Any] = json.loads(start.with_suffix(".json").read_text(encoding="utf-8"))
    return {name: card[name] for name in ("data", "command", "seed", "before", "sha256") if name in card}


def _pools(chosen: argparse.Namespace, chance: random.Random) -> Iterator[Pool]:
    if chosen.sentences:
        yield pools.sentences(*chosen.sentences)
    yield from map(pools.shifts, chosen.shifts)
    if chosen.qamr:
        yield pools.qamr(chosen.qamr)
    yield from map(pools.selqa, chosen.selqa)
    if chosen.contrasted:
        yield pools.contrasted(*chosen.contrasted)
    if chosen.polnear:
        yield pools.attributed(chosen.polnear, chance)


class Course(NamedTuple):
    """How long to train, how many questions at once, with how many wrong sentences each, and how fast at most."""

    steps: int
    groups: int
    wrong: int
    rate: float


def _train(network: Reader, examples: Sequence[Example], course: Course, chance: random.Random) -> Reader:
    steps, groups, most, rate = course
    device = "cuda" if torch.cuda.is_available() else "cpu"
    exact, network = network, Reader(network.base, torch.bfloat16 if _halves(device) else torch.float32)
    network.load_state_dict(exact.state_dict())
    network = network.to(device).train()
    mean: dict[str, Tensor] = {}
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=DECAY, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / max(1.0, 0.06 * steps), max(0.02, (1 - step / steps) / FALLING)),
    )
    order: list[Example] = []
    for step in range(steps):
        if len(order) < groups:
            order = chance.sample(examples, len(examples))
        batch = [_group(order.pop(), most, chance) for _ in range(min(groups, len(order)))]
        values = _values(network, [pair for group, _ in batch for pair in group], device)
        loss = _loss(values, [(len(group), right) for group, right in batch])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        _take_in(mean, network, step - int(steps * FROM))
        if step % 100 == 0:
            print(f"{step} of {steps} steps, loss {float(loss.detach()):.3f}", file=sys.stderr, flush=True)
    exact.load_state_dict(mean)
    return exact.eval()


def _halves(device: str) -> bool:
    """Whether numbers of half the bits are faster there."""
    return device == "cuda" or multiplies_halves()


@torch.no_grad()
def _take_in(mean: dict[str, Tensor], network: Reader, step: int) -> None:
    """Bring the mean of the weights forward by a step; before the first of those that count, it is what they are."""
    kept = min(KEPT, (1 + step) / (10 + step)) if step > 0 else 0.0
    for name, weight in network.named_parameters():
        mean[name] = torch.lerp(weight, mean[name], kept) if kept else weight.detach().clone()


def _values(network: Reader, pairs: Sequence[relevance.Pair], device: str) -> Tensor:
    """The log-odds of pairs, those of like lengths read together: half the time."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
    read = []
    for part in np.array_split(order, PARTS):
        read.append(network(*(one.to(device) for one in padded([pairs[at] for at in part]))))
    return torch.cat(read)[torch.tensor(np.argsort(order), device=device)]


def _group(example: Example, most: int, chance: random.Random) -> tuple[list[relevance.Pair], bool]:
    """Pairs of a question, at most so many of them wrong; the first is right if the second value says so."""
    wrong = list(example.wrong)
    if len(wrong) > most:
        wrong = wrong[:FIRST] + chance.sample(wrong[FIRST:], most - FIRST)
    if example.swapped is not None and example.right and chance.random() < SWAPPED:
        return [(example.swapped, text) for text in (chance.choice(example.right), *wrong[:FIRST])], False
    right = [chance.choice(example.right)] if example.right else []
    return [(example.question, text) for text in right + wrong], bool(right)


def _score(network: Reader, examples: Sequence[Example]) -> float | None:
    """The share of questions with an answer the right sentence of which is read as the best."""
    firsts = []
    with torch.inference_mode():
        for example in examples:
            if example.right:
                values = network(*padded([(example.question, text) for text in (*example.right, *example.wrong)]))
                firsts.append(int(values.argmax()) < len(example.right))
    return round(sum(firsts) / len(firsts), 3) if firsts else None


def _loss(values: Tensor, groups: Sequence[tuple[int, bool]]) -> Tensor:
    """That each pair is right or wrong, and which of a question is right: of those read, or of those and none.

    That none is has a log-odds of zero.
    """
    split = torch.split(values, [size for size, _ in groups])
    labels = torch.zeros_like(values)
    firsts = np.cumsum([0] + [size for size, _ in groups])[:-1]
    labels[[int(first) for first, (_, right) in zip(firsts, groups, strict=True) if right]] = 1
    each = functional.binary_cross_entropy_with_logits(values, labels, pos_weight=values.new_tensor(2.0))
    none = values.new_zeros(1)
    chosen = [
        -functional.log_softmax(torch.cat([own, none]), dim=0)[0 if right else -1]
        for own, (_, right) in zip(split, groups, strict=True)
    ]
    ranked = [-functional.log_softmax(own, dim=0)[0] for own, (_, right) in zip(split, groups, strict=True) if right]
    parts = each, torch.stack(chosen).mean(), torch.stack(ranked).mean() if ranked else values.new_zeros(())
    return sum((share * part for share, part in zip(SHARES, parts, strict=True)), values.new_zeros(()))


if __name__ == "__main__":
    sys.exit(main())
