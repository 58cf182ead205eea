"""What the owner sets, read from the environment and `.env` into one frozen object."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar, get_args

from dotenv import load_dotenv

from index import Strictness, VerbatimError, readers

T = TypeVar("T")
LogFormat = Literal["text", "json"]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(VerbatimError):
    """One or more settings are wrong; one line for each says which, what is wrong and how to write it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the owner may set; `.env.example` says what each is for.

    `shared_sources` is None where nothing is set (the sample article is shared) and empty for an empty library.
    """

    token: str | None = field(default=None, repr=False)
    data_dir: Path = Path("data")
    shared_sources: tuple[Path, ...] | None = None
    ask_cooldown: float = 3.0
    max_upload_mb: int = 10
    idle_minutes: float = 30.0
    forget_after_days: float = 30.0
    statements: bool = True
    strictness: Strictness = "balanced"
    log_level: str = "INFO"
    log_format: LogFormat = "text"

    @property
    def max_upload(self) -> int:
        """The largest attachment accepted, in bytes."""
        return min(self.max_upload_mb * 1024 * 1024, readers.MAX_BYTES)

    @property
    def idle(self) -> timedelta:
        """How long an unused library stays open."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def forget_after(self) -> timedelta:
        """How long the library of a server that removed the bot is kept."""
        return timedelta(days=self.forget_after_days)


def load() -> Settings:
    """The settings of this process: the environment first, then `.env` in the working folder.

    Raises SettingsError.
    """
    try:
        load_dotenv(Path(".env"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file .env cannot be read ({error}); save it as UTF-8 text, or remove it.") from error
    return read(os.environ)


def read(values: Mapping[str, str]) -> Settings:
    """The settings that `values` (names as in `.env`) ask for; an empty value counts as not set.

    Raises SettingsError, which names every wrong value.
    """
    reader = _Reader(values)
    settings = Settings(
        token=reader.value("DISCORD_TOKEN", _token, None),
        data_dir=reader.value("DATA_DIR", _folder, Path("data")),
        shared_sources=reader.value("SHARED_SOURCES", _paths, None),
        ask_cooldown=reader.value("ASK_COOLDOWN", _number(0, 3600, "seconds", "3"), 3.0),
        max_upload_mb=reader.value("MAX_UPLOAD_MB", _whole(1, readers.MAX_BYTES // 2**20, "megabytes", "10"), 10),
        idle_minutes=reader.value("IDLE_MINUTES", _number(1, 10_080, "minutes", "30"), 30.0),
        forget_after_days=reader.value("FORGET_AFTER_DAYS", _number(0, 3650, "days", "30"), 30.0),
        statements=reader.value("STATEMENTS", _switch, True),
        strictness=reader.value("STRICTNESS", _strictness, "balanced"),
        log_level=reader.value("LOG_LEVEL", _level, "INFO"),
        log_format=reader.value("LOG_FORMAT", _format, "text"),
    )
    # The index reads these itself.
    reader.value("EMBEDDING_MODEL", _model("all-MiniLM-L6-v2"), None)
    reader.value("RERANKER_MODEL", _model("cross-encoder/ms-marco-MiniLM-L6-v2"), None)
    if reader.problems:
        raise SettingsError("\n".join(reader.problems))
    return settings


class _Wrong(Exception):
    """What is wrong with a value, and an example of a right one."""

    def __init__(self, problem: str, example: str) -> None:
        super().__init__(problem)
        self.example = example


class _Reader:
    """Reads values one by one and remembers what was wrong with them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []

    def value(self, name: str, parse: Callable[[str], T], default: T) -> T:
        raw = self._values.get(name, "")
        if not raw:
            return default
        try:
            return parse(raw.strip())
        except _Wrong as wrong:
            self.problems.append(f"{name} {wrong}; write for example {name}={wrong.example}")
            return default


def _token(raw: str) -> str | None:
    # The value itself stays out of the message: it may be the real token with a slip in it.
    if raw.count(".") != 2 or any(character.isspace() for character in raw) or not raw.isascii():
        raise _Wrong(
            "does not look like a bot token (three parts with dots between, from the Bot page of the"
            " Discord developer portal)",
            "MTE5...Gh1Jk2.abcdef...",
        )
    return raw


def _folder(raw: str) -> Path:
    path = Path(raw).expanduser()
    if not raw or path.is_file():
        raise _Wrong(f"is {raw!r}, which is not a folder", "data")
    return path


def _paths(raw: str) -> tuple[Path, ...] | None:
    if raw.casefold() == "none":
        return ()
    paths = tuple(Path(part.strip()).expanduser() for part in raw.split(",") if part.strip())
    missing = [str(path) for path in paths if not path.exists()]
    if missing or not paths:
        raise _Wrong(f"names {', '.join(missing) or 'nothing'}, which does not exist", "articles,handbook.md (or none)")
    return paths


def _number(least: float, most: float, unit: str, example: str) -> Callable[[str], float]:
    def parse(raw: str) -> float:
        try:
            value = float(raw)
        except ValueError:
            raise _Wrong(f"is {raw!r}, which is not a number of {unit}", example) from None
        if not least <= value <= most:
            raise _Wrong(f"is {raw!r}, but has to be between {least:g} and {most:g} {unit}", example)
        return value

    return parse


def _whole(least: int, most: int, unit: str, example: str) -> Callable[[str], int]:
    number = _number(least, most, unit, example)

    def parse(raw: str) -> int:
        value = number(raw)
        if value != int(value):
            raise _Wrong(f"is {raw!r}, which is not a whole number of {unit}", example)
        return int(value)

    return parse


def _level(raw: str) -> str:
    if raw.upper() not in LOG_LEVELS:
        raise _Wrong(f"is {raw!r}, but has to be one of {', '.join(LOG_LEVELS)}", "INFO")
    return raw.upper()


def _format(raw: str) -> LogFormat:
    for choice in get_args(LogFormat):
        if raw.casefold() == choice:
            return choice  # type: ignore[no-any-return]
    raise _Wrong(f"is {raw!r}, but has to be text or json", "text")


def _strictness(raw: str) -> Strictness:
    for choice in get_args(Strictness):
        if raw.casefold() == choice:
            return choice  # type: ignore[no-any-return]
    raise _Wrong(f"is {raw!r}, but has to be strict, balanced or eager", "balanced")


def _switch(raw: str) -> bool:
    if raw.casefold() not in ("on", "off"):
        raise _Wrong(f"is {raw!r}, but has to be on or off", "off")
    return raw.casefold() == "on"


def _model(example: str) -> Callable[[str], str | None]:
    def parse(raw: str) -> str | None:
        if not raw:
            raise _Wrong("is blank", example)
        return raw

    return parse
