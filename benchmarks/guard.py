"""How long the update guard takes to judge a stack, beyond reading it."""

import copy
import statistics
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.table import Row
from stacks.checks.update_guard.compare import compare
from stacks.deployed.model import DeployedStack
from tests.synthesis import NAMES, template

GOAL_MS = 50
ROUNDS = 20


def rows() -> Iterator[Row]:
    """Measure every test environment against a change of each of its Cognito resources, and yield the row."""
    times = [statistics.median(_times(template(name))) for name in NAMES]
    worst = max(times)
    middle = statistics.median(times)
    yield Row(
        f"the guard judges a stack, median of {len(times)} environments (slowest)",
        "-",
        f"{middle:.1f} ms ({worst:.1f} ms)",
        f"under {GOAL_MS} ms",
        worst < GOAL_MS,
    )


def _times(deployed: dict[str, Any]) -> Iterator[float]:
    new = copy.deepcopy(deployed)
    for resource in new["Resources"].values():
        resource.get("Properties", {})["NewInThisRelease"] = "changed"
    for _ in range(ROUNDS):
        start = time.perf_counter()
        list(compare(DeployedStack(deployed), new))
        yield (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    print("\n".join(row.markdown() for row in rows()))
