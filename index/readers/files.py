"""Opening files: one sentence for each way in which that fails."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from index.errors import ReadError


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """A regular file, open for reading, and its size in bytes.

    Raises ReadError for what is missing, a folder, a device or a pipe, what may not be read, and when the disk fails.
    """
    try:
        status = path.stat()  # before opening: to open a pipe is to wait for a writer
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{path} is a folder; name the files in it, for example {path}/*.md.")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path} is no ordinary file; save what it gives to a file and add that.")
        with path.open("rb") as file:
            yield file, status.st_size
    except FileNotFoundError as error:
        raise ReadError(f"{path} does not exist; check the path.") from error
    except PermissionError as error:
        raise ReadError(f"{path} may not be read by you; change its permissions or copy it.") from error
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # a NUL character in the path
        raise ReadError(f"{str(path)!r} is no path.") from error
