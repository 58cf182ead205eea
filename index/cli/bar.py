"""Progress on standard error: only on a terminal, and only for what takes more than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer

PATIENCE = 1.0  # seconds

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""


@contextmanager
def bar(description: str, *, counted: bool = True) -> Iterator[Progress]:
    """While this is open and a second has gone by, show what is being done and, if `counted`, how far it is."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich import progress as columns
    from rich.console import Console

    progress = columns.Progress(
        columns.SpinnerColumn(),
        columns.TextColumn("{task.description}", markup=False),
        *((columns.BarColumn(), columns.MofNCompleteColumn()) if counted else ()),
        columns.TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # what is printed meanwhile goes above the bar, but never out of a pipe
    )
    task = progress.add_task(description, total=None)
    lock, over = Lock(), False

    def show() -> None:
        with lock:
            if not over:
                progress.start()

    def report(done: int, total: int) -> None:
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
