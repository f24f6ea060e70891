"""Spaces requests evenly, so that the application keeps its share of Cognito's quotas."""

import threading
import time

# A request that its thread sends late comes closer to the next one. This much below the rate, no 5 seconds
# have more requests than the rate allows.
MARGIN = 0.975


class Pacer:
    """Lets through a number of requests per second, evenly, to any number of threads; unused turns are lost.

    One per quota category. The first request waits for a full interval, since the function may follow one
    that has just sent its last.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / (per_second * MARGIN)
        self._next = time.monotonic() + self._interval
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            time.sleep(turn - now)
