"""How often one person may ask."""

from __future__ import annotations

import pytest

from bot import cooldown
from bot.cooldown import Cooldown


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("bot.cooldown.time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_one_question_in_a_while_for_each_person(clock: Clock) -> None:
    limit = Cooldown(5.0)
    assert limit.wait(1) == 0
    assert limit.wait(2) == 0
    clock.now += 2
    assert limit.wait(1) == 3
    clock.now += 3
    assert limit.wait(1) == 0
    assert limit.wait(1) == 5


def test_asking_too_early_does_not_prolong_the_wait(clock: Clock) -> None:
    limit = Cooldown(5.0)
    limit.wait(1)
    for left in (4, 3, 2, 1):
        clock.now += 1
        assert limit.wait(1) == left


def test_zero_switches_it_off(clock: Clock) -> None:
    limit = Cooldown(0.0)
    assert [limit.wait(1) for _ in range(3)] == [0, 0, 0]


def test_a_wait_is_told_once(clock: Clock) -> None:
    limit = Cooldown(5.0)
    limit.wait(1)
    limit.wait(1)
    assert [limit.tell(1), limit.tell(1), limit.tell(2)] == [True, False, True]
    clock.now += 5
    limit.wait(1)
    assert limit.tell(1)


def test_it_does_not_grow_without_end(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooldown, "MOST_REMEMBERED", 100)
    limit = Cooldown(5.0)
    for user in range(1000):
        limit.wait(user)
        limit.wait(user)
        limit.tell(user)
        clock.now += 1
    assert len(limit._until) <= 101 and len(limit._told) <= 101
