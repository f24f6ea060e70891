"""Sums the chunks' results, and deletes what the run has written."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract import CHUNKS, MANIFESTS, PLANS, RESULTS
from .run import Run, Totals, added, run_name

if TYPE_CHECKING:
    from ..sign_up.trigger import Context
    from .lock import Lock
    from .objects import Objects

# Left for what is begun when this is checked: a read, or the deletion of a thousand objects.
SPARE_MILLISECONDS = 30_000
DELETED_AT_ONCE = 1000

logger = logging.getLogger(__name__)


class ResultMissingError(Exception):
    """The run has fewer results than chunks."""


@dataclass(frozen=True)
class Summary:
    """The last steps of a run."""

    objects: Objects
    lock: Lock

    def sum(self, run: Run, totals: Totals | None, context: Context) -> dict[str, Any]:
        """Add results to the totals, as many as the time allows.

        :param totals: what the call before returned.
        :return: the totals, `is_done`, and the run's output as far as it is known.
        """
        listing = run["listing"]
        totals = totals or Totals(after=None, chunks=0, outcomes=listing["outcomes"], users_read=0)
        is_done = True
        for key in self.objects.keys(f"{RESULTS}{run_name(run['run'])}/", totals["after"]):
            if context.get_remaining_time_in_millis() < SPARE_MILLISECONDS:
                is_done = False
                break
            result = self.objects.get(key)
            totals = Totals(
                after=key,
                chunks=totals["chunks"] + 1,
                outcomes=added(totals["outcomes"], result["outcomes"]),
                users_read=totals["users_read"] + result["users_read"],
            )
        if is_done and totals["chunks"] != sum(leg["chunks"] for leg in listing["legs"]):
            raise ResultMissingError
        output = {
            "kind": run["kind"],
            "users": listing["users"],
            "outcomes": totals["outcomes"],
            "users_read": totals["users_read"],
        }
        if is_done:
            logger.info("Run finished", extra={"run": run["run"], **output})
        return {"totals": totals, "is_done": is_done, "output": output}

    def delete(self, run: str, context: Context) -> bool:
        """Delete the run's objects, as many as the time allows, and at the end leave the lock.

        :return: whether there are none left.
        """
        name = run_name(run)
        prefixes = [f"{prefix}{name}/" for prefix in (CHUNKS, PLANS, RESULTS)]
        for prefix in prefixes:
            batch: list[str] = []
            for key in self.objects.keys(prefix):
                if context.get_remaining_time_in_millis() < SPARE_MILLISECONDS:
                    return False
                batch.append(key)
                if len(batch) == DELETED_AT_ONCE:
                    self.objects.delete(batch)
                    batch = []
            self.objects.delete(batch)
        self.objects.delete([f"{MANIFESTS}{name}.json"])
        self.lock.release(run)
        return True
