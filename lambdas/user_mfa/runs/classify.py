"""What the listing alone shows of a user, without reading them."""

from collections.abc import Sequence
from typing import NamedTuple

from ..contract import Kind, Outcome, Policy, Readiness
from ..factors.decision import NOTHING, decide
from ..factors.outcome import cannot_get_mfa, exempt, outcome_of
from ..factors.readiness import readiness_of
from ..factors.users import User


class Listed(NamedTuple):
    """A user's outcome as far as the listing shows it."""

    outcome: Outcome | Readiness
    depends_on_factors: bool
    """Whether it may be another one for the factors that the user has, which only reading the user shows."""


def listed(user: User, kind: Kind, policy: Policy, types: Sequence[str]) -> Listed:
    """Classify a user by what `ListUsers` gives.

    :param types: the factors that the pool has.
    """
    return _readiness(user, types) if kind == "readiness" else _enabling(user, policy)


def _enabling(user: User, policy: Policy) -> Listed:
    outcome = cannot_get_mfa(user)
    if outcome:
        return Listed(outcome, depends_on_factors=False)
    decision = decide(policy, user.attributes)
    if decision.enable:
        return Listed("unknown_factors", depends_on_factors=True)
    return Listed(outcome_of(decision, NOTHING), depends_on_factors=False)


def _readiness(user: User, types: Sequence[str]) -> Listed:
    exemption = exempt(user)
    if exemption:
        return Listed(exemption, depends_on_factors=False)
    readiness = readiness_of(user, types)
    if readiness == "usable_factor" or "TOTP" not in types:
        return Listed(readiness, depends_on_factors=False)
    # Who has TOTP enabled needs no phone number, and need not enroll.
    return Listed(
        "unverified_phone" if readiness == "unverified_phone" else "unknown_factors", depends_on_factors=True
    )
