"""A library for each server and one that all share: opened when somebody asks, closed when nobody does.

On disk: ``DATA_DIR/shared`` and ``DATA_DIR/servers/<server id>``. A server that removed the bot has a file
`removed` in its folder, with the time it was noticed; after a while the folder is deleted.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

from index import Library, StorageError, Strictness

from .shelf import Shelf

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

READERS = 32  # so many questions may wait together: the encoder gathers them into one batch
WRITERS = 4  # adding takes minutes and must not hold up questions
REMOVED = "removed"
_DELETED = ".deleted"


@dataclass
class _Entry:
    """An open library, or one that is being opened: who holds it, and since when nobody does."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    library: Library | None = None
    users: int = 0
    idle_since: datetime = field(default_factory=lambda: datetime.now(UTC))


class Libraries:
    """The libraries under one data folder. All methods belong to the event loop; blocking work runs in threads.

    Where `statements` is False, nobody finds out who says what in the sources that are added. `strictness` says how
    sure an answer must be.
    """

    def __init__(self, data: Path, *, statements: bool = True, strictness: Strictness = "balanced") -> None:
        self._statements = statements
        self._strictness = strictness
        self._shared = data / "shared"
        self._servers = data / "servers"
        self._entries: dict[Path, _Entry] = {}
        self._writing: dict[int, asyncio.Lock] = {}
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="library-read")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="library-write")

    def folder(self, server: int) -> Path:
        """Where the library of a server lies, whether there is one or not."""
        return self._servers / str(server)

    def exists(self, server: int) -> bool:
        """Whether a server has a library of its own."""
        return self.folder(server).is_dir()

    def changing(self, server: int) -> bool:
        """Whether somebody changes the library of a server, so that whoever wants to has to wait."""
        return server in self._writing and self._writing[server].locked()

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs blocking `function` in a reading thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, lambda: function(*args, **kwargs))

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs blocking `function`, which may take minutes, in a writing thread."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, lambda: function(*args, **kwargs))

    @asynccontextmanager
    async def shelf(self, server: int | None) -> AsyncIterator[Shelf]:
        """What may be read in `server` (None: in a direct message): its own library, if any, and the shared one."""
        async with self._using(self._shared) as shared:
            if server is None or not self.exists(server):
                yield Shelf(None, shared)
            else:
                async with self._using(self.folder(server)) as own:
                    yield Shelf(own, shared)

    @asynccontextmanager
    async def own(self, server: int) -> AsyncIterator[Library]:
        """The library of `server` for somebody who may change it, made where there is none.

        One at a time for each server, so that no server takes all the writing threads.
        """
        async with self._writing.setdefault(server, asyncio.Lock()), self._using(self.folder(server)) as library:
            yield library

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[Library]:
        """The shared library."""
        async with self._using(self._shared) as library:
            yield library

    @asynccontextmanager
    async def _using(self, folder: Path) -> AsyncIterator[Library]:
        entry = self._entries.setdefault(folder, _Entry())
        entry.users += 1
        try:
            async with entry.lock:
                if entry.library is None:
                    entry.library = await self.read(_open, folder, self._statements, self._strictness)
            yield entry.library
        finally:
            entry.users -= 1
            entry.idle_since = datetime.now(UTC)

    async def close_idle(self, idle: timedelta) -> None:
        """Closes every library that nobody has used for `idle`."""
        now = datetime.now(UTC)
        for folder, entry in list(self._entries.items()):
            if not entry.users and now - entry.idle_since >= idle:
                await self._close(folder)

    async def _close(self, folder: Path) -> None:
        """Closes a library that nobody uses; whoever comes meanwhile waits and opens it again."""
        entry = self._entries.get(folder)
        if entry is None:
            return
        async with entry.lock:
            if entry.users == 0 and entry.library is not None:
                library, entry.library = entry.library, None
                await self.read(library.close)
        if entry.users == 0 and self._entries.get(folder) is entry:
            del self._entries[folder]

    async def close(self) -> None:
        """Closes everything. Work that still runs in a thread is left to end by itself."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writers.shutdown(wait=False, cancel_futures=True)
        libraries = [entry.library for entry in self._entries.values() if entry.library is not None]
        self._entries.clear()
        for library in libraries:
            await asyncio.to_thread(library.close)

    async def forget(self, server: int) -> None:
        """Remembers that `server` removed the bot just now."""
        await self.read(_mark, self.folder(server))

    async def keep(self, server: int) -> None:
        """`server` has the bot (again): nothing of it will be deleted."""
        await self.read((self.folder(server) / REMOVED).unlink, missing_ok=True)

    async def compare(self, servers: Iterable[int]) -> None:
        """Marks the libraries of servers that are not among `servers`, and unmarks those that are."""
        present = set(servers)
        for server in await self.read(_stored, self._servers):
            if server in present:
                await self.keep(server)
            else:
                await self.forget(server)

    async def sweep(self, keep: timedelta) -> list[int]:
        """Deletes the libraries of servers that removed the bot at least `keep` ago; their ids."""
        deleted = []
        for server in await self.read(_expired, self._servers, keep):
            folder = self.folder(server)
            await self._close(folder)
            # No await between the look and the rename: nobody can open the library in between.
            if folder in self._entries or _marked_since(folder) is None:
                continue
            try:
                folder.rename(folder.with_suffix(_DELETED))
            except OSError as error:
                log.error("the library of server %s cannot be deleted: %s", server, error)
            else:
                deleted.append(server)
                log.info("the library of server %s is deleted: the bot was removed from there", server)
        await self.read(_remove_deleted, self._servers)
        return deleted


def _open(folder: Path, statements: bool, strictness: Strictness) -> Library:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"The folder {str(folder.parent)!r} cannot be made ({error.strerror}): check DATA_DIR."
        raise StorageError(sentence) from error
    return Library.open(folder, statements=statements, strictness=strictness)


def _stored(servers: Path) -> list[int]:
    """The servers that have a folder. A link or a name that is no id is somebody else's: never touched."""
    if not servers.is_dir():
        return []
    return sorted(int(entry.name) for entry in servers.iterdir() if _is_ours(entry, entry.name))


def _is_ours(entry: Path, name: str) -> bool:
    return name.isascii() and name.isdigit() and str(int(name)) == name and entry.is_dir() and not entry.is_symlink()


def _mark(folder: Path) -> None:
    if folder.is_dir() and _marked_since(folder) is None:
        (folder / REMOVED).write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="utf-8")


def _marked_since(folder: Path) -> datetime | None:
    try:
        since = datetime.fromisoformat((folder / REMOVED).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return since if since.tzinfo else since.replace(tzinfo=UTC)


def _expired(servers: Path, keep: timedelta) -> list[int]:
    now = datetime.now(UTC)
    marked = ((server, _marked_since(servers / str(server))) for server in _stored(servers))
    return [server for server, since in marked if since is not None and now - since >= keep]


def _remove_deleted(servers: Path) -> None:
    """Takes away what was renamed for deletion, also by a process that ended in between."""
    if not servers.is_dir():
        return
    for entry in servers.iterdir():
        if entry.suffix == _DELETED and _is_ours(entry, entry.stem):
            shutil.rmtree(entry, ignore_errors=True)
