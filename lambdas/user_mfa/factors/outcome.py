"""The outcome for a user: one word for the log, the metrics and the counts of a run."""

from ..contract import Outcome
from .decision import NO_PHONE, UNVERIFIED_PHONE, Current, Decision
from .users import User


def exempt(user: User) -> Outcome | None:
    """Why a user is left alone whatever the policy says; None for all others."""
    if user.status == "EXTERNAL_PROVIDER":
        # Their MFA is their identity provider's.
        return "federated"
    if not user.is_enabled:
        return "disabled_user"
    # The post-confirmation function decides once they are confirmed.
    return "unconfirmed" if user.status == "UNCONFIRMED" else None


def cannot_get_mfa(user: User) -> Outcome | None:
    """Why no factor can be enabled for a user whatever the policy says; None for all others."""
    # Cognito refuses a preference until an imported user has reset the password.
    return exempt(user) or ("reset_required" if user.status == "RESET_REQUIRED" else None)


def outcome_of(decision: Decision, current: Current) -> Outcome:
    """The outcome of a decision.

    :param decision: what Cognito accepted of it.
    :param current: the factors that the user had before.
    """
    if decision.enable:
        return "enabled"
    if current.enabled:
        return "already"
    reason = decision.withheld.get("SMS")
    if reason == NO_PHONE:
        return "no_phone"
    return "unverified" if reason == UNVERIFIED_PHONE else "no_device"
