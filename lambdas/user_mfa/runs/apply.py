"""Enables what a plan says, and writes the chunk's result once."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from ..contract import OUTCOME, RESULTS, Kind, Outcome, Readiness
from ..errors import fact_of
from ..factors import preference
from ..factors.decision import Current, Decision
from ..factors.outcome import outcome_of
from .many import for_all
from .plan import Plan, Planned, plan_key
from .run import Counts, run_name

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from ..pacing import Pacer
    from .lock import Lock
    from .objects import Objects

logger = logging.getLogger(__name__)


class Result(TypedDict):
    """The counts of a chunk."""

    outcomes: Counts
    users_read: int


class PlanMissingError(Exception):
    """The plan has expired, or was deleted."""


@dataclass(frozen=True)
class Applier:
    """The step of a run that enables factors."""

    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    objects: Objects
    lock: Lock
    updates: Pacer

    def apply(self, run: str, kind: Kind, chunk: str) -> None:
        """Apply a chunk's plan, unless it has a result. Applying a plan again gives the same result, since
        the plan has what each user had before the first time.

        :param run: the execution's ARN.
        """
        self.lock.take(run)
        key = f"{RESULTS}{run_name(run)}/{chunk}.json"
        if self.objects.get(key) is not None:
            return
        plan: Plan | None = self.objects.get(plan_key(run, chunk))
        if plan is None:
            raise PlanMissingError(chunk)
        outcomes = for_all(plan["users"], self._outcome)
        counted = [outcome or "failed" for outcome in outcomes]
        result = Result(outcomes=dict(Counter(counted)), users_read=plan["users_read"])
        if not self.objects.create(key, result):
            return
        # The metrics count the lines with an outcome: not those of users to whom nothing was done.
        field = OUTCOME if kind == "enable" else "foreseen"
        for user, outcome in zip(plan["users"], counted, strict=True):
            logger.info("User handled", extra={"run": run, "sub": user["sub"], field: outcome})

    def _outcome(self, user: Planned) -> Outcome | Readiness:
        if user["outcome"]:
            return user["outcome"]
        decision = Decision(tuple(user["enable"]), user["preferred"], user["withheld"])
        try:
            applied = preference.enable(
                self.cognito, self.user_pool_id, user["name"], decision, before_request=self.updates.wait
            )
        except self.cognito.exceptions.ClientError as error:
            fact = fact_of(error)
            if fact is None:
                raise
            return fact
        return outcome_of(applied, Current(tuple(user["factors_before"])))
