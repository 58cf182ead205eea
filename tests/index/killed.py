"""Run by `test_crash.py`: fifty times, a process that adds, reads and removes sources is killed at a random moment.

Each time another process opens what is left: every source must be there whole, with its statements, or not at all, and
`check` clean.
Processes are forked from this one, which has everything imported and nothing opened, so that fifty take seconds.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from index import Document, Library, dense, lexical  # noqa: F401  # imported before the fork
from tests.index.hashing import PatternReader, opened

TEXTS = {
    f"s{n}": "\n\n".join(f"Heading {i}\n\nMary Smith said source {n} part {i} says things." for i in range(3 + n))
    for n in range(6)
}

SAID = {id: [line.removeprefix("Mary Smith said ") for line in text.split("\n\n")[1::2]] for id, text in TEXTS.items()}


def main(folder: Path, kills: int, seed: int) -> int:
    rng = random.Random(seed)
    moments = []
    for kill in range(kills):
        opened_here, told_there = os.pipe()
        child = os.fork()
        if child == 0:
            os._exit(change(folder, rng.random(), told_there))
        os.close(told_there)
        if kill % 5:  # else while it opens the library, perhaps
            os.read(opened_here, 1)
        os.close(opened_here)
        delay = rng.uniform(0.0, 0.25)
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        verifier = os.fork()
        if verifier == 0:
            os._exit(verify(folder))
        _, status = os.waitpid(verifier, 0)
        if status != 0:
            print(f"kill {kill} after {delay:.3f} s left something broken", file=sys.stderr)
            return 1
        moments.append((folder / "library.sqlite3").stat().st_mtime_ns)
    print(f"{kills} kills, {len(set(moments))} different states")
    return 0


def change(folder: Path, seed: float, told: int) -> int:
    """Change a library for ever; from its opening on, something can be read behind the file descriptor `told`."""
    rng = random.Random(seed)
    with opened(folder, reader=PatternReader(rng.choice(["pattern@1", "pattern@2"]))) as library:
        library.ask("Source")
        os.write(told, b".")
        while True:
            if rng.random() < 0.2:
                library.check()  # reads again what another reader has read
            id = rng.choice(list(TEXTS))
            if any(source.id == id for source in library.sources()):
                library.remove(id)
            else:
                library.add(Document(id, TEXTS[id], id=id))


def verify(folder: Path) -> int:
    with opened(folder) as library:
        for source in library.sources():
            whole = library.text(source.id) == TEXTS[source.id] and source.passages == 3 + int(source.id[1:])
            quotes = library.ask("says things", source=source.id, quotes=20).quotes
            if not (whole and quotes and said(library, source.id) == SAID[source.id]):
                print(f"{source.id} is not whole: {source}", file=sys.stderr)
                return 1
        report = library.check()
        if not report.clean or library.check().mended:
            print(report, file=sys.stderr)
            return 1
    return 0


def said(library: Library, id: str) -> list[str]:
    """The words of each statement, with the full stop after them."""
    text = library.text(id)
    spans = [statement.attribution.content for statement in library.statements(id, speaker="Mary Smith")]
    return [text[begin : end + 1] for ((begin, end),) in spans]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
