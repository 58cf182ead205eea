"""A crash anywhere leaves the library as it was before or as it is after."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from index import StorageError
from index.local import Local

from .test_storage import entry, put

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_fifty_random_moments(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.index.killed", str(tmp_path), "50", "1"],
        capture_output=True, text=True, timeout=300, cwd=ROOT, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    printed = re.fullmatch(r"50 kills, (\d+) different states\n", run.stdout)
    assert printed, run.stdout
    assert int(printed[1]) > 10  # the kills did fall between changes


def test_a_failing_disk_loses_nothing(tmp_path: Path) -> None:
    """A bound on the size of files stands for the disk: writing past it fails."""
    run = subprocess.run(
        [sys.executable, "-c", FAILING, str(tmp_path)], capture_output=True, text=True, timeout=120, cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert re.fullmatch(
        r"StorageError: The library in '.*' cannot be used \(disk I/O error\): check the disk.*", lines[0]
    )
    assert lines[1:] == ["['first']", "True", "First sentence."]


FAILING = """
import resource, signal, sys
from pathlib import Path
from index import Document, VerbatimError
from tests.index.hashing import HashEncoder, opened

folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with opened(folder, encoder=HashEncoder()) as library:
    library.add(Document("First", "First sentence.", id="first"))
    library.ask("first")
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    try:
        library.add(Document("Large", "\\n\\n".join(f"Sentence {n}." * 20 for n in range(3000)), id="large"))
    except VerbatimError as error:
        print(f"{type(error).__name__}: {error}")
    print([source.id for source in library.sources()])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(library.check().clean)
    print(library.ask("first sentence").quotes[0].text)
"""


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """SQLite says the same at a bound on the file's pages as on a disk without room."""
    storage = Local(tmp_path)
    put(storage, entry("First sentence.", "first"))
    writer = storage._store._writer
    assert writer is not None
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(
        StorageError, match=r"^The disk that holds the library in '.*' is full: make room and try again\.$"
    ):
        put(storage, entry("\n\n".join(f"Sentence {n}." * 20 for n in range(300)), "large"))
    assert [source.id for source in storage.sources()] == ["first"]
    assert storage.check().clean
    writer.execute("PRAGMA max_page_count = 1000000")
    put(storage, entry("Second sentence.", "second"))
    assert storage.count() == 2
    storage.close()
