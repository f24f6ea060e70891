"""One run at a time: two at once would exceed the rate, and each would count what the other did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..contract import LOCK

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

    from .objects import Objects


class AnotherRunInProgress(Exception):  # noqa: N818 - the name is the execution's error
    """Another execution holds the lock and has not ended."""


@dataclass(frozen=True)
class Lock:
    """An object that names the run in progress. Every step takes it, since a stopped run may be redriven
    while another is in progress."""

    objects: Objects
    step_functions: SFNClient

    def take(self, run: str) -> None:
        """Take the lock, unless the run has it already.

        :param run: the execution's ARN.
        :raises AnotherRunInProgress: another run has it.
        """
        holder = self.objects.get(LOCK)
        if holder == run:
            return
        if holder is None:
            taken = self.objects.create(LOCK, run)
        elif self._is_in_progress(holder):
            raise AnotherRunInProgress(_name(holder))
        else:
            taken = self.objects.replace(LOCK, holder, run)
        # Two steps of a run that is redriven may take it at the same time.
        if not taken and self.objects.get(LOCK) != run:
            raise AnotherRunInProgress("one that started at the same time")

    def release(self, run: str) -> None:
        """Leave the lock to other runs."""
        if self.objects.get(LOCK) == run:
            self.objects.delete([LOCK])

    def _is_in_progress(self, run: str) -> bool:
        try:
            status = self.step_functions.describe_execution(executionArn=run)["status"]
        except self.step_functions.exceptions.ExecutionDoesNotExist:
            # Its history has expired, or the state machine is a new one.
            return False
        return status in ("RUNNING", "PENDING_REDRIVE")


def _name(run: str) -> str:
    return run.rpartition(":")[2]
