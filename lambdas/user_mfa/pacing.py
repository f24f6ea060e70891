"""Keeps requests apart, so that the application gets its share of Cognito's quotas."""

import time


class Pacer:
    """Lets through so many requests a second, evenly, and saves up none.

    One for each of Cognito's quota categories: an execution environment that is new waits first, since it
    may follow one that has just asked.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / per_second
        self._next = time.monotonic() + self._interval

    def wait(self) -> None:
        """Return when the next request may go."""
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._interval
