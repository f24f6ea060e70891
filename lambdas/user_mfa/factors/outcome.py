"""What became of a user: one word for the log, the metrics and the counts of a run."""

from typing import Literal

from .decision import NO_PHONE, UNVERIFIED_PHONE, Current, Decision
from .users import User

Outcome = Literal[
    "enabled", "already", "no phone", "unverified", "no device", "disabled user", "federated", "unconfirmed",
    "gone", "failed",
]  # fmt: skip


def exempt(user: User) -> Outcome | None:
    """Why a user is left alone whatever the policy says; None for a user whom it is about."""
    if user.status == "EXTERNAL_PROVIDER":
        # Their MFA is their identity provider's.
        return "federated"
    if not user.is_enabled:
        return "disabled user"
    # The post-confirmation function decides once they are confirmed.
    return "unconfirmed" if user.status == "UNCONFIRMED" else None


def outcome_of(decision: Decision, current: Current) -> Outcome:
    """The outcome of a decision that was carried out.

    :param decision: what Cognito took of it.
    :param current: what the user had before that.
    """
    if decision.enable:
        return "enabled"
    if current.enabled:
        return "already"
    reason = decision.withheld.get("SMS")
    if reason == NO_PHONE:
        return "no phone"
    return "unverified" if reason == UNVERIFIED_PHONE else "no device"
