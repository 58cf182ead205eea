"""Libraries of any size without an hour of encoding: real text, real questions, vectors made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from index import SAMPLE, Attribution, Document, Encoder, Passage, Speaker, Statement
from index.encoder import Embeddable, Encoded
from index.readers import read_path

PASSAGES_A_SOURCE = 10
SENTENCES_A_PASSAGE = 5


class SyntheticEncoder(Encoder):
    """The packaged model for questions; for passages random directions, at no cost."""

    def passages(self, texts: Sequence[Embeddable], *, tokens: bool = False) -> Iterator[Encoded]:
        rng = np.random.default_rng(len(texts))
        for item in texts:
            vectors = rng.standard_normal((1 + len(item.sentences), self.dimension)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            yield Encoded(vectors[0], vectors[1:])


NATIONS = (
    ("Polish", "PL"), ("Russian", "RU"), ("German", "DE"), ("French", "FR"), ("Czech", "CZ"), ("Slovak", "SK"),
    ("Dutch", "NL"), ("Italian", "IT"), ("Spanish", "ES"), ("Greek", "GR"), ("Irish", "IE"), ("Danish", "DK"),
)  # fmt: skip
OFFICES = ("Prime Minister", "Foreign Minister", "President", "Chancellor", "spokesman", "general", "writer", "farmer")


class SyntheticReader:
    """A statement in each passage: its first sentence, said by one of a thousand people of a dozen nations."""

    fingerprint = "synthetic"

    def begin(
        self, text: str, passages: Sequence[Passage], encoded: Iterable[Encoded]
    ) -> Callable[[], list[Statement]]:
        rng = random.Random(text)
        people = [
            Speaker(f"Name{n} Surname{n}", f"{nation} {OFFICES[n % len(OFFICES)]}", (code,))
            for n in range(1_000)
            for nation, code in [NATIONS[n % len(NATIONS)]]
        ]
        statements = [
            Statement(Attribution((passage.sentences[0],), "indirect", None, None, 0.9), rng.choice(people))
            for passage, _ in zip(passages, encoded, strict=True)
        ]
        return lambda: statements


def documents(passages: int, seed: int = 1) -> Iterator[Document]:
    """Articles of `PASSAGES_A_SOURCE` passages each, their words drawn from the sample as often as they stand there.

    Each article has a few words of its own, so that rare words are rare.
    """
    rng = random.Random(seed)
    words = read_path(SAMPLE).text.split()
    for number in range(passages // PASSAGES_A_SOURCE):
        own = [f"Name{number}x{n}" for n in range(5)]
        paragraphs = []
        for _ in range(PASSAGES_A_SOURCE):
            sentences = [
                " ".join([*rng.choices(words, k=21), rng.choice(own)]).replace(".", "") + "."
                for _ in range(SENTENCES_A_PASSAGE)
            ]
            paragraphs.append(" ".join(sentences))
        yield Document(f"Article {number}", "\n\n".join(paragraphs), id=f"a{number}")


def retold(count: int, seed: int = 1) -> Iterator[Document]:
    """The sample's paragraphs in ever another order: real sentences, with as many statements as news has."""
    rng = random.Random(seed)
    paragraphs = read_path(SAMPLE).text.split("\n\n")
    for number in range(count):
        rng.shuffle(paragraphs)
        yield Document(f"Article {number}", "\n\n".join(paragraphs), id=f"r{number}")


def questions(count: int, seed: int = 2) -> list[str]:
    """Questions as people type them: five to nine words."""
    rng = random.Random(seed)
    who = ["Poland", "the Kremlin", "Olaf Scholz", "the Czech prime minister", "NATO", "France", "Fico", "Prague"]
    what = [
        "troops",
        "sending soldiers to Ukraine",
        "the meeting in Paris",
        "ammunition",
        "the alliance",
        "a direct war",
    ]
    asks = ["What did {} say about {}?", "what does {} think of {}", "Did {} warn of {}?", "why is {} against {}"]
    return [rng.choice(asks).format(rng.choice(who), rng.choice(what)) for _ in range(count)]
