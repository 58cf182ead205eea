"""What the owner shares with everybody: the shipped sample, or the files that `SHARED_SOURCES` names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index import SAMPLE, Document, Library, ReadError, SourceTaken, readers

log = logging.getLogger(__name__)

SAMPLE_BY = "sample"
OWNER_BY = "SHARED_SOURCES"


def seed(library: Library, paths: Sequence[Path] | None, progress: Callable[[int, int], None]) -> None:
    """Brings the shared library in line with `paths`: new files in, files no longer named out.

    With None, an empty library gets the sample, and any other stays as it is. Blocks while it encodes. A file that
    cannot be read is logged and left out, and then nothing is removed: its sources may be there from an earlier start.
    Any other failure, and what `progress` raises, ends it.
    """
    if paths is None:
        if not library.count():
            library.add(readers.read_path(SAMPLE), added_by=SAMPLE_BY, progress=progress)
        return
    wanted = set()
    unread = False

    def fail(where: str, error: ReadError) -> None:
        nonlocal unread
        unread = True
        log.error("%s: %s", where, error)

    for document in _documents(paths, fail):
        try:
            added = library.add(document, added_by=OWNER_BY, progress=progress)
        except ReadError as error:
            fail(f"{document.title} cannot be shared", error)
            continue
        except SourceTaken as error:
            log.error("%s cannot be shared: %s", document.title, error)
            continue
        wanted.add(added.source.id)
        if added.new:
            log.info("shared: %s, %d passages", added.source.title, added.source.passages)
    if unread:
        log.warning("nothing is taken out of the shared library before all that SHARED_SOURCES names can be read")
        return
    for source in library.sources():
        if source.added_by in (SAMPLE_BY, OWNER_BY) and source.id not in wanted:
            library.forget(source.number)
            log.info("no longer shared: %s", source.title)


def _documents(paths: Sequence[Path], fail: Callable[[str, ReadError], None]) -> Iterator[Document]:
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_dir() or (path.is_dir() and file.suffix.lower() not in readers.SUFFIXES | {".jsonl"}):
                continue
            try:
                if file.suffix.lower() == ".jsonl":
                    yield from readers.read_jsonl(file)
                else:
                    yield readers.read_path(file)
            except ReadError as error:
                fail("SHARED_SOURCES", error)
