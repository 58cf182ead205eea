"""The log: readable lines or one JSON object a line, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from .settings import Settings

QUIET = ("discord", "httpx", "huggingface_hub", "sentence_transformers", "transformers", "asyncio")


class _Redacting(logging.Formatter):
    """A formatter that never lets the token through, wherever it came from."""

    def __init__(self, token: str | None) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        text = self.render(record)
        return text.replace(self._token, "[token]") if self._token else text

    def render(self, record: logging.LogRecord) -> str:
        return super().format(record)


class _Json(_Redacting):
    def render(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def start(settings: Settings) -> None:
    """Sets up the log of this process as the settings ask. Libraries only warn, unless LOG_LEVEL is DEBUG."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = _Json if settings.log_format == "json" else _Redacting
    handler.setFormatter(formatter(settings.token))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level)
    level = logging.DEBUG if settings.log_level == "DEBUG" else max(logging.WARNING, root.level)
    for name in QUIET:
        logging.getLogger(name).setLevel(level)
