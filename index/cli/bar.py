"""Progress on standard error: only on a terminal, and only for what takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer

PATIENCE = 1.0  # seconds

Report = Callable[[int, int | None], None]
"""Called with how many are done and how many there are, None where nobody knows."""


@contextmanager
def bar(description: str) -> Iterator[Report]:
    """While this is open and a second has gone by, show what is being done and how far it is, as far as is known."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = progress.add_task(description, total=None)
    lock, over = Lock(), False

    def show() -> None:
        with lock:
            if not over:
                progress.start()

    def report(done: int, total: int | None) -> None:
        progress.update(task, completed=done, total=total)

    timer = Timer(PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        with lock:
            over = True
            progress.stop()
