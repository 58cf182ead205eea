"""What a derived index was made from, and writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index mirrors: the vectors of which model, and which state of the store.

    Every change gives the store a state that was never there before, so that a store restored from a backup is not
    taken for what it became afterwards, though it counts its passages by the same numbers.
    """

    made_with: str
    state: str

    def to_json(self) -> dict[str, str]:
        """As JSON has it."""
        return asdict(self)


def from_json(value: object) -> Stamp:
    """The stamp that was noted. Raises ValueError when it is none."""
    if not isinstance(value, dict) or not all(isinstance(value.get(key), str) for key in ("made_with", "state")):
        raise ValueError("not a stamp")
    return Stamp(value["made_with"], value["state"])


def write_whole(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file beside `path`, flush it to the disk, and put it in `path`'s place in one step."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
