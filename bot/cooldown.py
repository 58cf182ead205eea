"""How often one person may ask."""

from __future__ import annotations

import time

MOST_REMEMBERED = 10_000


class Cooldown:
    """One question per person every `seconds` seconds; 0 switches it off."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[int, float] = {}
        self._told: set[int] = set()

    def wait(self, user: int) -> float:
        """Seconds that `user` still has to wait; 0 counts as a question asked now."""
        now = time.monotonic()
        left = self._until.get(user, 0.0) - now
        if left > 0:
            return left
        if len(self._until) >= MOST_REMEMBERED:
            self._until = {one: until for one, until in self._until.items() if until > now}
            self._told &= self._until.keys()
        self._told.discard(user)
        if self._seconds:
            self._until[user] = now + self._seconds
        return 0.0

    def tell(self, user: int) -> bool:
        """Whether `user` is still to be told to wait: once per wait, so that nobody makes the bot flood a channel."""
        if user in self._told:
            return False
        self._told.add(user)
        return True
