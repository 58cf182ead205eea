"""What the reader of question and sentence learns from: questions with right and wrong sentences, as word pieces."""

from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from index.encoder import Embeddable, Encoder
from index.ranking import Hit
from index.relevance import QUESTION, Relevance, Texts
from index.roles import wordset
from index.training.examples import Asked
from index.training.pools import Pool

LONGEST = 64  # word pieces of a sentence, more than are read later
NEAR = 24  # sentences that the encoder finds for a question
HITS, RIGHT, PARTLY = 10, 0.5, 0.2  # of a folder: hits, from which share of either a hit is right, up to which wrong
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


def of_pool(pool: Pool, encoder: Encoder, chance: random.Random) -> list[Example]:
    """The questions of a pool, each with what beside the right sentences is nearest to it."""
    pieces = [own[:LONGEST] for own in encoder.pieces(pool.sentences)]
    asked = encoder.pieces([question.text for question in pool.questions])
    vectors = _vectors(pool.sentences, encoder)
    sought = _vectors([question.text for question in pool.questions], encoder)
    others = donors([question.text for question in pool.questions])
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
        replaced = swapped(question.text, right, others, chance)
        examples.append(
            Example(
                own[:QUESTION],
                [pieces[at] for at in question.right],
                [pieces[at] for at in wrong],
                encoder.pieces([replaced])[0][:QUESTION] if replaced else None,
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
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
    ) -> list[Hit]:
        first = hits[:HITS]
        self.last = list(zip(first, texts(first), strict=True))
        return list(hits)


def of_hits(folder: Asked, found: Gathering, encoder: Encoder) -> list[Example]:
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


def donors(questions: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Words of questions by how they are written."""
    found: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        for word in _words(question):
            found[_kind(word)].append(word)
    return found


def swapped(question: str, right: set[str], donors: Mapping[str, Sequence[str]], chance: random.Random) -> str | None:
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
