"""Requests are spaced evenly, whatever happens between them and however many threads send them."""

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.user_mfa import pacing
from lambdas.user_mfa.pacing import MARGIN, Pacer


class Clock:
    """A time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@given(
    per_second=st.sampled_from([0.5, 7.5, 10, 12.5]),
    work=st.lists(st.floats(min_value=0, max_value=3), max_size=60),
)
def test_no_second_has_more_than_its_share(per_second: float, work: list[float]) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "time", clock)
        pacer = Pacer(per_second)
        times = [clock.now]
        for seconds in work:
            clock.now += seconds
            pacer.wait()
            times.append(clock.now)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= 1 / per_second - 1e-6 for gap in gaps)


class Stall:
    """A time at which all requests get their turns, and a later one at which all are awake again."""

    def __init__(self) -> None:
        self.times = [1000.0]
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        time_ = self.times.pop(0) if self.times else 1000.0
        self.is_awake = time_ > 1000.0
        return time_

    def sleep(self, seconds: float) -> None:
        if self.is_awake:
            self.sleeps.append(seconds)


def test_requests_that_are_late_together_are_spread_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stall = Stall()
    monkeypatch.setattr(pacing, "time", stall)
    pacer = Pacer(2)
    for _ in range(25):
        stall.times = [1000.0, 1060.0]
        pacer.wait()
    # Ten at once are what two per second allow in five seconds.
    assert stall.sleeps == [5.0] * 10 + [10.0] * 5


def test_a_span_has_what_the_rate_allows_and_no_fraction_less(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(pacing, "time", clock)
    for rate in (1.2, 20.4, 24, 25, 96):
        pacer, began = Pacer(rate), clock.now
        for _ in range(500):
            pacer.wait()
        assert 500 / (clock.now - began) == pytest.approx(rate * MARGIN)


def test_work_that_is_faster_than_the_rate_leaves_the_rate_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(pacing, "time", clock)
    pacer = Pacer(10)
    for _ in range(100):
        clock.now += 0.06
        pacer.wait()
    assert clock.now - 1000 == pytest.approx(10 / MARGIN)


def test_the_margin_is_below_the_rate_and_within_what_is_promised() -> None:
    assert 0.95 < MARGIN < 1


def test_threads_take_turns() -> None:
    """What one thread reserves, another does not get, although it sleeps outside the lock."""
    pacer, rate, times = Pacer(200), 200, list[float]()

    def send() -> None:
        for _ in range(10):
            pacer.wait()
            times.append(time.monotonic())

    began = time.monotonic()
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 80
    assert max(times) - began >= 80 / rate
