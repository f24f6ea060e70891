"""Spaces requests evenly, so that the application keeps its share of Cognito's quotas."""

import threading
import time
from collections import deque

# A request that its thread sends late comes closer to the next one: the spacing leaves a reserve for that.
MARGIN = 0.975
# After a pause of the whole process many are late at once. No such span has more than the rate allows.
SPAN_SECONDS = 5


class Pacer:
    """Lets through a number of requests per second, evenly, to any number of threads; unused turns are lost.

    One per quota category. The first request waits for a full interval, since the function may follow one
    that has just sent its last.
    """

    def __init__(self, per_second: float) -> None:
        self._interval = 1 / (per_second * MARGIN)
        self._next = time.monotonic() + self._interval
        self._sent: deque[float] = deque(maxlen=max(1, round(per_second * SPAN_SECONDS)))
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            time.sleep(turn - now)
        with self._lock:
            now = time.monotonic()
            is_full = len(self._sent) == self._sent.maxlen
            sent = max(now, self._sent[0] + SPAN_SECONDS) if is_full else now
            self._sent.append(sent)
        if sent > now:
            time.sleep(sent - now)
