"""`python -m tests.benchmarks.speed [PASSAGES ...]`: asking and storing beside the bare model.

Every figure is taken in one run; the ratios are what to quote. Above 1,000 passages the vectors are synthetic.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index import Encoder, Library, shared_relevance
from index.encoder import BATCH, shared_tagger
from index.local import Local
from tests.benchmarks.synthetic import SyntheticEncoder, SyntheticReader, documents, questions, retold

WAITING = 32
ROUNDS = 60


def main(arguments: Sequence[str]) -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure speed and memory.")
    parser.add_argument("sizes", type=int, nargs="*", metavar="PASSAGES", help="of the libraries that are asked")
    sizes = parser.parse_args(arguments).sizes or [1_000, 10_000, 100_000]
    encoder = SyntheticEncoder()
    encoder.load()
    store()
    statements()
    spoken()
    for size in sizes:
        ask(size, encoder)
    memory()
    return 0


def ask(size: int, encoder: Encoder) -> None:
    """Time of a question beside the time to encode it, and of `WAITING` questions at once beside one at a time.

    Nearly all questions are about what somebody said, and every passage holds a statement. The vectors being made up,
    the best sentences lie closer together than in real libraries, so that more of them are read with the question.
    """
    model = encoder._loaded
    with (
        tempfile.TemporaryDirectory() as name,
        Library(Local(Path(name)), Path(name), encoder, SyntheticReader(), relevance=shared_relevance()) as library,
    ):
        started = time.perf_counter()
        for _ in library.add_many(documents(size)):
            pass
        for question in questions(20, seed=3):
            library.ask(question)
        filled = time.perf_counter() - started
        asked = questions(ROUNDS)
        bare, whole = [], []
        for question in asked:  # in turn, so that both see the same machine
            bare.append(timed(lambda question=question: model.encode([question])))  # type: ignore[misc]
            whole.append(timed(lambda question=question: library.ask(question)))  # type: ignore[misc]
        single, alone = statistics.median(whole), statistics.median(bare)
        print(f"{size:>7} passages (filled in {filled:.0f} s)")
        mean = sum(whole) / sum(bare)
        print(
            f"        ask {single * 1e3:6.1f} ms   bare encode {alone * 1e3:6.1f} ms   ratio {single / alone:.2f}"
            f"   of the means {mean:.2f}"
        )
        with ThreadPoolExecutor(WAITING) as pool:
            list(pool.map(library.ask, asked))
            each = timed(lambda: list(pool.map(library.ask, questions(10 * WAITING)))) / (10 * WAITING)
        print(f"        {WAITING} waiting {each * 1e3:5.1f} ms each   {single / each:.1f} times as fast as one by one")


def store(count: int = 400) -> None:
    """Passages stored per second, all included, beside the bare model's rate on the same texts."""
    encoder = Encoder()
    encoder.load()
    texts = list(documents(count))
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), encoder=encoder) as library:
        library.ask("warm up")
        took = timed(lambda: list(library.add_many(texts)))
        stored = sum(source.passages for source in library.sources())
        found = [hit.stored.text for hit in library.hits("warm up")]
    passages = [f"{text.title}\n{paragraph}" for text in texts for paragraph in text.text.split("\n\n")]
    bare = timed(lambda: encoder._loaded.encode(passages, batch_size=BATCH))
    rate, bare_rate = stored / took, len(passages) / bare
    print(f"storing {rate:.1f} passages/s   bare encode {bare_rate:.1f} passages/s   ratio {rate / bare_rate:.2f}")
    assert found
    encoder.close()


def statements(count: int = 25, rounds: int = 5) -> None:
    """Time to store sources that are read for who says what beside the time without, in turn."""
    took: dict[bool, list[float]] = {True: [], False: []}
    encoders = {True: Encoder(tagger=shared_tagger()), False: Encoder()}
    found = 0
    for turn in range(2 * rounds + 2):
        reading = turn % 2 == 0
        with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), encoder=encoders[reading]) as library:
            texts = list(retold(count, seed=turn // 2))
            seconds = timed(lambda: list(library.add_many(texts)))  # noqa: B023  # called at once
            found += sum(voice.statements for voice in library.speakers())
        if turn > 1:  # the first load the model and the tagger
            took[reading].append(seconds)
    for encoder in encoders.values():
        encoder.close()
    with_them, without = (statistics.median(took[reading]) for reading in (True, False))
    print(
        f"storing {count} articles with statements {with_them:.2f} s   without {without:.2f} s"
        f"   ratio {with_them / without:.2f}   ({found} with a speaker)"
    )


def spoken(size: int = 8_000) -> None:
    """Time to read the statements of a library, one a passage, for the first time and again, and to count speakers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Library(Local(folder), folder, SyntheticEncoder(), SyntheticReader()) as library:
            for _ in library.add_many(documents(size)):
                pass
        storage = Local(folder)
        first = timed(storage.statements)
        again = statistics.median(timed(storage.statements) for _ in range(20))
        with Library(storage, folder, SyntheticEncoder()) as library:
            library.speakers()
            counting = statistics.median(timed(library.speakers) for _ in range(20))
    print(
        f"{size} statements: first {first * 1e3:.0f} ms   again {again * 1e3:.2f} ms   speakers {counting * 1e3:.1f} ms"
    )


def memory(size: int = 10_000) -> None:
    """Resident memory of a process that asks a library of `size` passages beside one that only loaded the model."""
    with tempfile.TemporaryDirectory() as folder:
        with Library.open(Path(folder), encoder=SyntheticEncoder()) as library:
            for _ in library.add_many(documents(size)):
                pass
            library.ask("warm up")
        only, asking = (resident(program, folder) for program in (ONLY_MODEL, ASKING))
    print(f"memory at {size} passages: {asking:.0f} MB   model only {only:.0f} MB   ratio {asking / only:.2f}")


def resident(program: str, folder: str) -> float:
    """Megabytes of memory that a program says it has."""
    run = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    return float(run.stdout)


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


ONLY_MODEL = """
import psutil
from index import Encoder
encoder = Encoder()
encoder.load()
encoder._loaded.encode(["What did Poland say?"])
print(psutil.Process().memory_info().rss / 1e6)
"""
ASKING = """
import sys, psutil
from pathlib import Path
from index import Library
with Library.open(Path(sys.argv[1])) as library:
    for number in range(50):
        library.ask(f"What did Poland say about Name{number}x1?")
    print(psutil.Process().memory_info().rss / 1e6)
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
