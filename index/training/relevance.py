"""Train the reader of question and sentence: `python -m index.training.relevance FOLDER... [--out FILE]`.

It writes `index/weights/relevance.*`. A FOLDER is one of `index.training.examples`: its questions are asked, and of the
ten best hits those that a gold slice covers are right. `--also` are the articles and questions of another kind of text.
What is public comes from files of these sets: see `index.training.pools`. Wrong sentences are those beside the right
ones, and those that the encoder takes for near. Now and then a word of the question is replaced by another, so that the
right sentence becomes a wrong one.

The encoder's matrices stay as they are, and only small changes to them learn (Hu et al. 2022, LoRA). On a graphics
processor it takes a quarter of an hour, on two cores half a day; to go on from weights that were made before with the
folders and a part of the rest (`--start`, `--most`) takes a quarter of an hour on two cores. The same seed gives the
same weights on the CPU only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from index import relevance
from index.encoder import Embeddable, Encoder
from index.ranking import Hit, Said
from index.relevance import END, QUESTION, SCALE, START, Relevance, passage
from index.roles import wordset
from index.training import pools
from index.training.examples import Asked, opened
from index.training.pools import Pool
from index.transformer import EPSILON, HEADS, Affine, Transformer, multiplies_halves

RANK, EPOCHS, RATE, DECAY, DROPOUT = 32, 2.6, 5e-4, 0.01, 0.1
LONGEST = 96  # word pieces of a sentence, more than are read later
GROUPS, WRONG = 48, 7  # questions of a batch, wrong sentences of each
PARTS = 4  # of a batch
HELD_OUT = 101  # one example of so many is not learned from, and scored
NEAR = 24  # sentences that the encoder finds for a question
SWAPPED = 0.1  # of the questions that have a word to replace
HITS, RIGHT, PARTLY = 10, 0.5, 0.2  # of a folder: hits, from which share of either a hit is right, up to which wrong
RANGED, READ = 150, 3  # questions, and texts of each, by which the matrices' ranges are found
REPEATED = 4  # how often the folders' questions are seen, which are few
STOP = wordset(
    "what when where which who whom whose that this with from have were been would could should about does did will "
    "there their they into than then many much long kind type name also other most some more are was is the and for "
    "said say"
)


class Example(NamedTuple):
    """A question with its right and wrong sentences as word pieces; `swapped` is it with a word replaced."""

    question: Sequence[int]
    right: Sequence[Sequence[int]]
    wrong: Sequence[Sequence[int]]
    swapped: Sequence[int] | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write weights and card."""
    chosen = _parsed(arguments)
    chance = random.Random(chosen.seed)  # noqa: S311 - nothing to keep secret
    torch.manual_seed(chosen.seed)
    encoder = Encoder()
    sets = [(pool.name, _examples(pool, encoder, chance)) for pool in _pools(chosen, chance)]
    found = Gathering()
    with opened(chosen.folders, reader=lambda name: found) as folders:
        few = [(folder.name, _of_hits(folder, found, encoder)) for folder in folders]
    if chosen.also:
        with opened([chosen.also[0].parent], questions_file=chosen.also[1], reader=lambda name: found) as (other,):
            sets.append((chosen.also[1].stem, _of_hits(other, found, encoder)))
    if chosen.most is not None:
        sets = [(name, chance.sample(own, min(len(own), chosen.most))) for name, own in sets]
    weighed = [(example, 1) for _, own in sets for example in own]
    weighed += [(example, chosen.repeated) for _, own in few for example in own]
    if not weighed:
        sys.exit("There is nothing to learn from: name a FOLDER or a public set.")
    assert encoder.network is not None
    held_out = [example for example, _ in weighed[::HELD_OUT]]
    kept = [pair for number, pair in enumerate(weighed) if number % HELD_OUT] or weighed
    learned = [example for example, times in kept for _ in range(times)]
    network = Reader(encoder.network)
    if chosen.start:
        before = load_file(chosen.start)
        network.load_state_dict(
            {name: before[name].float() for name, _ in network.named_parameters() if name in before}
        )
    steps = max(1, int(-(-len(learned) // chosen.groups) * chosen.epochs))
    network = _train(network, learned, Course(steps, chosen.groups, chosen.rate), chance)
    encoder.close()
    save(network, ranges(network, chance.sample(learned, min(len(learned), RANGED))), chosen.out)
    card = {
        "what": "Changes to all-MiniLM-L6-v2 that make it a cross-encoder: whether a sentence answers a question.",
        "data": [f"{name}: {len(own)} examples" for name, own in sets + few],
        "licence": "Weights: MIT. The data are not redistributed: SQuAD is CC BY-SA 4.0, SQuADShifts CC BY 4.0, QAMR "
        "and PolNeAR MIT, SelQA Apache 2.0; the articles of the folders are under press copyright.",
        "command": "python -m index.training.relevance FOLDER... --also ARTICLES QUESTIONS --sentences SENTENCES "
        "QUESTIONS --shifts FILE --qamr DIR --selqa FILE... --polnear TRAIN.jsonl.gz --start WEIGHTS",
        "seed": chosen.seed,
        "settings": {name: getattr(chosen, name) for name in ("epochs", "rate", "groups", "repeated", "most")},
        "before": _before(chosen.start),
        "parameters": sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad),
        "scores": {"right sentence first, of those held out": _score(network, held_out)},
        "sha256": hashlib.sha256(chosen.out.read_bytes()).hexdigest(),
    }
    text = json.dumps(card, indent=2)
    chosen.out.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--also", nargs=2, type=Path, metavar=("ARTICLES", "QUESTIONS"))
    parser.add_argument("--sentences", nargs=2, type=Path, metavar=("SENTENCES", "QUESTIONS"), help="lines of SQuAD")
    parser.add_argument("--shifts", nargs="*", type=Path, default=[], metavar="FILE", help="SQuADShifts")
    parser.add_argument("--qamr", type=Path, metavar="DIR")
    parser.add_argument("--selqa", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--polnear", type=Path, metavar="TRAIN.jsonl.gz")
    parser.add_argument("--start", type=Path, metavar="WEIGHTS", help="go on from these, which were made before")
    parser.add_argument("--most", type=int, metavar="N", help="no more examples of each public set, and of --also")
    parser.add_argument("--repeated", type=int, default=REPEATED, help="how often the folders' questions are seen")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--groups", type=int, default=GROUPS, help="questions of a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=relevance.WEIGHTS)
    chosen = parser.parse_args(arguments)
    if any(os.environ.get(name, "").strip() for name in ("EMBEDDING_MODEL", "RERANKER_MODEL")):
        parser.error("the packaged model is what is trained: unset EMBEDDING_MODEL and RERANKER_MODEL")
    return chosen


def _before(start: Path | None) -> dict[str, Any] | None:
    """What the card of the weights to go on from says of how they were made."""
    if start is None or not start.with_suffix(".json").exists():
        return None
    card: dict[str, Any] = json.loads(start.with_suffix(".json").read_text(encoding="utf-8"))
    return {name: card[name] for name in ("data", "command", "seed", "before", "sha256") if name in card}


# What is learned from


def _pools(chosen: argparse.Namespace, chance: random.Random) -> Iterator[Pool]:
    if chosen.sentences:
        yield pools.sentences(*chosen.sentences)
    yield from map(pools.shifts, chosen.shifts)
    if chosen.qamr:
        yield pools.qamr(chosen.qamr)
    yield from map(pools.selqa, chosen.selqa)
    if chosen.polnear:
        yield pools.attributed(chosen.polnear, chance)


def _examples(pool: Pool, encoder: Encoder, chance: random.Random) -> list[Example]:
    """The questions of a pool, each with what beside the right sentences is nearest to it."""
    pieces = [own[:LONGEST] for own in encoder.pieces(pool.sentences)]
    asked = encoder.pieces([question.text for question in pool.questions])
    vectors = _vectors(pool.sentences, encoder)
    sought = _vectors([question.text for question in pool.questions], encoder)
    donors = _donors([question.text for question in pool.questions])
    examples = []
    for question, own, vector in zip(pool.questions, asked, sought, strict=True):
        near = (vectors @ vector).topk(min(NEAR, len(vectors))).indices.tolist()
        right = {pool.sentences[at] for at in question.right}
        if pool.vague and not set(question.right).intersection(near):
            continue
        wrong = [at for at in near if pool.sentences[at] not in right]
        if question.wrong:
            beside = (vectors[list(question.wrong)] @ vector).topk(min(8, len(question.wrong))).indices.tolist()
            own_wrong = [question.wrong[at] for at in beside]
            wrong = own_wrong if pool.closed else list(dict.fromkeys(own_wrong + wrong[:6]))
        swapped = _swapped(question.text, right, donors, chance)
        examples.append(
            Example(
                own[:QUESTION],
                [pieces[at] for at in question.right],
                [pieces[at] for at in wrong],
                encoder.pieces([swapped])[0][:QUESTION] if swapped else None,
            )
        )
    print(f"{pool.name}: {len(examples)} of {len(pool.questions)} questions", file=sys.stderr)
    return examples


class Gathering(Relevance):
    """Reads nothing and leaves all as it is, but keeps what there was to read: hits, and what is read of each."""

    def __init__(self) -> None:
        super().__init__()
        self.last: list[tuple[Hit, str]] = []

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool],
        said: Callable[[Hit], Said | None],
    ) -> list[Hit]:  # fmt: skip
        self.last = [(hit, passage(hit, hit.said or said(hit))) for hit in hits[:HITS]]
        return list(hits)


def _of_hits(folder: Asked, found: Gathering, encoder: Encoder) -> list[Example]:
    """The questions of a folder, with the sentences that are found for them."""
    library, examples = folder.library, []
    for question in folder.questions:
        found.last = []
        library.search(question.text, source=question.source)
        places = folder.places(question) if question.gold else []
        number = library.source(question.article).number if question.article else None
        texts = encoder.pieces([question.text, *(text for _, text in found.last)])
        right, wrong = [], []
        for (hit, _), text in zip(found.last, texts[1:], strict=True):
            start, end = hit.span
            shares = [(min(end, last) - max(start, first)) / min(end - start, last - first) for first, last in places]
            share = max(shares, default=0.0) if hit.stored.source == number else 0.0
            if share >= RIGHT:
                right.append(text[:LONGEST])
            elif share < PARTLY:
                wrong.append(text[:LONGEST])
        if len(wrong) > 1:
            examples.append(Example(texts[0][:QUESTION], right, wrong))
    return examples


def _vectors(texts: Sequence[str], encoder: Encoder) -> Tensor:
    """Their vectors, of shape (texts, size)."""
    return torch.from_numpy(
        np.stack([own.vector for own in encoder.passages([Embeddable("", text, ()) for text in texts])])
    )


def _donors(questions: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Words of questions by how they are written."""
    found: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        for word in _words(question):
            found[_kind(word)].append(word)
    return found


def _swapped(question: str, right: set[str], donors: Mapping[str, Sequence[str]], chance: random.Random) -> str | None:
    """The question with one word that the right sentences have replaced by one that they have not."""
    texts = [text.lower() for text in right]
    shared = [
        word for word in _words(question) if word.lower() not in STOP and any(word.lower() in text for text in texts)
    ]
    if not shared:
        return None
    word = chance.choice(shared)
    for _ in range(4):
        other = chance.choice(donors[_kind(word)])
        if other.lower() not in question.lower() and not any(other.lower() in text for text in texts):
            place = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", question)
            return question[: place.start()] + other + question[place.end() :] if place else None
    return None


def _words(question: str) -> list[str]:
    words = (word.strip('?,.!"') for word in question.split()[1:])
    return [word for word in words if len(word) > 3 or word.isdigit()]


def _kind(word: str) -> str:
    return "number" if word[:1].isdigit() else "name" if word[:1].isupper() else "word"


# The network


class Changed(nn.Module):
    """A matrix that stays as it is, and the change to it that learns: the product of two narrow ones."""

    def __init__(self, exact: Affine) -> None:
        super().__init__()
        self.register_buffer("weight", exact.weight, persistent=False)
        self.register_buffer("bias", exact.bias, persistent=False)
        rows, columns = exact.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / columns**0.5)
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, states: Tensor) -> Tensor:
        change = functional.linear(functional.linear(states, self.down), self.up)
        return functional.linear(states, self.get_buffer("weight"), self.get_buffer("bias")) + SCALE * change


class Norm(nn.LayerNorm):
    """A layer norm that learns, from what it was."""

    def __init__(self, exact: Affine) -> None:
        super().__init__(len(exact.weight), EPSILON)
        self.load_state_dict({"weight": exact.weight, "bias": exact.bias})


class Layer(nn.Module):
    """A layer with changes to its matrices: see `index.transformer.Layer`."""

    def __init__(self, parts: Mapping[str, Affine]) -> None:
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, Norm(part) if part.weight.dim() == 1 else Changed(part))

    def part(self, name: str, states: Tensor) -> Tensor:
        """What one of its parts makes of states."""
        made: Tensor = self.get_submodule(name)(states)
        return made

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, length, size = states.shape
        triples = self.part("heads", states).view(texts, length, 3, HEADS, size // HEADS).permute(2, 0, 3, 1, 4)
        queries, keys, values = triples
        looked = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask[:, None, None, :])
        joined = self.part("joined", looked.transpose(1, 2).reshape(texts, length, size))
        states = self.part("attended", states + functional.dropout(joined, DROPOUT, self.training))
        passed = self.part("narrowed", functional.gelu(self.part("widened", states)))
        return self.part("passed", states + functional.dropout(passed, DROPOUT, self.training))


class Reader(nn.Module):
    """The whole network, on padded batches: see `index.relevance`."""

    def __init__(self, base: Transformer) -> None:
        super().__init__()
        self.base = base
        size = base.pieces.shape[1]
        self.norm = Norm(base.norm)
        parts = [
            {name: part for name, part in layer._asdict().items() if isinstance(part, Affine)} for layer in base.layers
        ]
        self.layers = nn.ModuleList(map(Layer, parts))
        self.hidden, self.out = nn.Linear(size, size), nn.Linear(size, 1)

    def forward(self, pieces: Tensor, sides: Tensor, mask: Tensor) -> Tensor:
        """The log-odds that each second text answers the first; all of shape (pairs, word pieces)."""
        embedded = self.base.pieces[pieces.cpu()] + self.base.positions[: pieces.shape[1]]
        states = self.norm((embedded + self.base.sides[sides.cpu()]).to(pieces.device))
        for layer in self.layers:
            states = layer(states, mask)
        made: Tensor = self.out(torch.tanh(self.hidden(states[:, 0]))).squeeze(-1)
        return made


class Course(NamedTuple):
    """How long to train, how many questions at once, and how fast at most."""

    steps: int
    groups: int
    rate: float


def _train(network: Reader, examples: Sequence[Example], course: Course, chance: random.Random) -> Reader:
    steps, groups, rate = course
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = network.to(device).train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=DECAY, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / max(1.0, 0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    order: list[Example] = []
    for step in range(steps):
        if len(order) < groups:
            order = chance.sample(examples, len(examples))
        batch = [_group(order.pop(), chance) for _ in range(min(groups, len(order)))]
        values = _values(network, [pair for group, _ in batch for pair in group], device)
        loss = _loss(values, [(len(group), right) for group, right in batch])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"{step} of {steps} steps, loss {float(loss.detach()):.3f}", file=sys.stderr, flush=True)
    return network.cpu().eval()


def _values(network: Reader, pairs: Sequence[relevance.Pair], device: str) -> Tensor:
    """The log-odds of pairs, those of like lengths read together: half the time."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
    read = []
    for part in np.array_split(order, PARTS):
        with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda" or multiplies_halves()):
            read.append(network(*(one.to(device) for one in _padded([pairs[at] for at in part]))).float())
    return torch.cat(read)[torch.tensor(np.argsort(order), device=device)]


def _group(example: Example, chance: random.Random) -> tuple[list[relevance.Pair], bool]:
    """Pairs of a question, the first of which is right if the second value says so."""
    wrong = list(example.wrong)
    if len(wrong) > WRONG:
        wrong = wrong[:3] + chance.sample(wrong[3:], WRONG - 3)
    if example.swapped is not None and example.right and chance.random() < SWAPPED:
        return [(example.swapped, text) for text in (chance.choice(example.right), *wrong[:3])], False
    right = [chance.choice(example.right)] if example.right else []
    return [(example.question, text) for text in right + wrong], bool(right)


def _padded(pairs: Sequence[relevance.Pair]) -> tuple[Tensor, Tensor, Tensor]:
    """Word pieces, which text each is of, and which are none, of shape (pairs, word pieces)."""
    length = max(len(question) + len(text) for question, text in pairs) + 3
    pieces, sides = torch.zeros(len(pairs), length, dtype=torch.long), torch.zeros(len(pairs), length, dtype=torch.long)
    mask = torch.zeros(len(pairs), length, dtype=torch.bool)
    for row, (question, text) in enumerate(pairs):
        own = [START, *question, END, *text, END]
        pieces[row, : len(own)] = torch.tensor(own)
        sides[row, len(question) + 2 : len(own)] = 1
        mask[row, : len(own)] = True
    return pieces, sides, mask


def _score(network: Reader, examples: Sequence[Example]) -> float | None:
    """The share of questions with an answer the right sentence of which is read as the best."""
    firsts = []
    with torch.inference_mode():
        for example in examples:
            if example.right:
                values = network(*_padded([(example.question, text) for text in (*example.right, *example.wrong)]))
                firsts.append(int(values.argmax()) < len(example.right))
    return round(sum(firsts) / len(firsts), 3) if firsts else None


def _loss(values: Tensor, groups: Sequence[tuple[int, bool]]) -> Tensor:
    """That each pair is right or wrong, and that the right one of a question is the best of them."""
    split = torch.split(values, [size for size, _ in groups])
    labels = torch.zeros_like(values)
    firsts = np.cumsum([0] + [size for size, _ in groups])[:-1]
    labels[[int(first) for first, (_, right) in zip(firsts, groups, strict=True) if right]] = 1
    loss = functional.binary_cross_entropy_with_logits(values, labels, pos_weight=values.new_tensor(2.0))
    ranked = [-functional.log_softmax(own, dim=0)[0] for own, (_, right) in zip(split, groups, strict=True) if right]
    return loss + 0.5 * torch.stack(ranked).mean() if ranked else loss


def ranges(network: Reader, examples: Sequence[Example]) -> dict[str, Tensor]:
    """The least and the most that comes to each matrix in each column, by which it is rounded: see `Rounded`."""
    found: dict[str, Tensor] = {}

    def note(name: str, states: Tensor) -> None:
        columns = states.flatten(0, -2)
        for end, extreme, bound in (
            ("low", columns.amin(0), torch.minimum), ("high", columns.amax(0), torch.maximum),
        ):  # fmt: skip
            key = f"{name}.{end}"
            found[key] = bound(found[key], extreme) if key in found else extreme

    hooks = [
        module.register_forward_pre_hook(lambda _, given, name=name: note(name, given[0]))
        for name, module in network.named_modules()
        if isinstance(module, Changed)
    ]
    with torch.inference_mode():
        for example in examples:
            for text in [*example.right, *example.wrong][:READ]:  # one by one, so that nothing is filled up
                network(*_padded([(example.question[: relevance.QUESTION], text[: relevance.SENTENCE])]))
    for hook in hooks:
        hook.remove()
    return found


def save(network: Reader, limits: Mapping[str, Tensor], path: Path) -> None:
    """Write what was learned, and the `ranges` of what it multiplies, in numbers of half the bits."""
    learned = {name: tensor.detach() for name, tensor in network.named_parameters()}
    save_file({name: tensor.half().contiguous() for name, tensor in {**learned, **limits}.items()}, path)


if __name__ == "__main__":
    sys.exit(main())
