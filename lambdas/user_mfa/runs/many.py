"""Sends requests for many users at once, and repeats those that fail."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from ..errors import error_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# So many requests are sent at once that slow answers do not lower the rate.
THREADS = 16
PASSES = 10
# Without a single success the step is retried as a whole, after a longer time.
PASSES_WITHOUT_SUCCESS = 3
# Between two passes: 1 second, 2, 4, up to 15.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0

Item = TypeVar("Item")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)


class CognitoUnavailableError(Exception):
    """No request succeeded: the whole step is retried later."""


def for_all(items: Sequence[Item], work: Callable[[Item], Result]) -> list[Result | None]:
    """Do something for each item, several at once, and again for those that failed.

    :return: a result per item; None: it failed every time.
    :raises CognitoUnavailableError: all items failed three times.
    """
    results: dict[int, Result] = {}
    with ThreadPoolExecutor(THREADS) as threads:
        for number in range(PASSES):
            left = [index for index in range(len(items)) if index not in results]
            if not left:
                break
            if number:
                time.sleep(min(FIRST_PAUSE * 2 ** (number - 1), LONGEST_PAUSE))
            errors = set()
            attempts = {index: threads.submit(work, items[index]) for index in left}
            for index, attempt in attempts.items():
                try:
                    results[index] = attempt.result()
                except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the others theirs
                    errors.add(error_name(error))
            if not results and number + 1 == PASSES_WITHOUT_SUCCESS:
                raise CognitoUnavailableError
            if errors:
                failed = sum(index not in results for index in left)
                logger.warning("Requests failed", extra={"failed": failed, "errors": sorted(errors)})
    return [results.get(index) for index in range(len(items))]
