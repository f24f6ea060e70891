"""Reads the users of a chunk, and writes down once what each has and gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from ..contract import CHUNKS, PLANS, Factor, Kind, Outcome, Policy, Readiness
from ..factors import users
from ..factors.decision import NOT_REGISTERED, decide
from ..factors.outcome import cannot_get_mfa, exempt, outcome_of
from ..factors.readiness import readiness_of
from .many import for_all
from .run import run_name

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from ..pacing import Pacer
    from .lock import Lock
    from .objects import Objects


class Planned(TypedDict):
    """A user of a plan."""

    name: str
    sub: str | None
    outcome: Outcome | Readiness | None
    """The outcome that is certain already; None: that of enabling the factors."""
    factors_before: list[str]
    enable: list[Factor]
    preferred: Factor | None
    withheld: dict[Factor, str]


class Plan(TypedDict):
    """What the users of a chunk have and get."""

    users: list[Planned]
    users_read: int


class ChunkMissingError(Exception):
    """The chunk has expired, or was deleted."""


@dataclass(frozen=True)
class Planner:
    """The step of a run that reads users."""

    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    objects: Objects
    lock: Lock
    policy: Policy
    types: tuple[str, ...]
    reads: Pacer

    def plan(self, run: str, kind: Kind, chunk: str | None) -> None:
        """Write a chunk's plan, unless there is one: what is enabled already would no longer show as such.

        :param run: the execution's ARN.
        :param chunk: the chunk's id; None: there is no more to plan.
        """
        self.lock.take(run)
        if chunk is None:
            return
        key = plan_key(run, chunk)
        if self.objects.get(key) is not None:
            return
        names: list[str] | None = self.objects.get(f"{CHUNKS}{run_name(run)}/{chunk}.json")
        if names is None:
            raise ChunkMissingError(chunk)
        planned = for_all(names, lambda name: self._planned(kind, name))
        plan = Plan(
            users=[each or _certain(name, None, "failed") for name, each in zip(names, planned, strict=True)],
            users_read=sum(each is not None and each["outcome"] != "gone" for each in planned),
        )
        self.objects.create(key, plan)

    def _planned(self, kind: Kind, name: str) -> Planned:
        self.reads.wait()
        try:
            user = users.read(self.cognito, self.user_pool_id, name)
        except self.cognito.exceptions.UserNotFoundException:
            return _certain(name, None, "gone")
        if kind == "readiness":
            return _certain(name, user.sub, exempt(user) or readiness_of(user, self.types))
        outcome = cannot_get_mfa(user)
        if outcome:
            return _certain(name, user.sub, outcome)
        decision = decide(self.policy, user.attributes, user.current)
        if kind == "dry_run":
            # Whether a TOTP device is registered shows only when TOTP is turned on.
            return _certain(
                name, user.sub, outcome_of(decision.without("TOTP", NOT_REGISTERED), user.current)
            )
        return Planned(
            name=name,
            sub=user.sub,
            outcome=None if decision.enable else outcome_of(decision, user.current),
            factors_before=list(user.current.enabled),
            enable=list(decision.enable),
            preferred=decision.preferred,
            withheld=dict(decision.withheld),
        )


def plan_key(run: str, chunk: str) -> str:
    """The key of a chunk's plan."""
    return f"{PLANS}{run_name(run)}/{chunk}.json"


def _certain(name: str, sub: str | None, outcome: Outcome | Readiness) -> Planned:
    return Planned(
        name=name, sub=sub, outcome=outcome, factors_before=[], enable=[], preferred=None, withheld={}
    )
