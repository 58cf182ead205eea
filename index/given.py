"""Given names: which gender a name tells, where a text does not say it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from index.roles import Gender

DATA = Path(__file__).with_name("data") / "given_names.json"


def gender(name: str) -> Gender | None:
    """The gender that a given name tells ("Ursula", "Anne-Marie"), or None for one that is not known."""
    return _genders().get(name.partition("-")[0])


@cache
def _genders() -> dict[str, Gender]:
    data: dict[str, list[str]] = json.loads(DATA.read_text("utf-8"))
    men: dict[str, Gender] = dict.fromkeys(data["m"], "m")
    return {**men, **dict.fromkeys(data["f"], "f")}
