"""The one rule that decides which factors a user gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..contract import Factor, Policy

NO_PHONE = "no_phone"
UNVERIFIED_PHONE = "unverified_phone"
NOT_REGISTERED = "no_device"


@dataclass(frozen=True)
class Current:
    """The factors that a user has: "SMS", "TOTP", or a name that only Cognito knows."""

    enabled: tuple[str, ...] = ()
    preferred: str | None = None


NOTHING = Current()


@dataclass(frozen=True)
class Decision:
    """The factors to turn on for a user, and why not others."""

    enable: tuple[Factor, ...]
    preferred: Factor | None
    """One of `enable`; None when that is empty, and when the user has a factor already: which one to prefer
    is then the user's choice."""
    withheld: Mapping[Factor, str] = field(default_factory=dict)
    """The factors that the policy wants and the user cannot have, each with the reason."""

    def without(self, factor: Factor, reason: str) -> "Decision":
        """The same decision when `factor` turns out to be impossible."""
        if factor not in self.enable:
            return self
        enable = tuple(other for other in self.enable if other != factor)
        preferred = None if self.preferred is None else _preferred(self.preferred, enable)
        return Decision(enable, preferred, {**self.withheld, factor: reason})


def decide(policy: Policy, attributes: Mapping[str, str], current: Current = NOTHING) -> Decision:
    """Decide on a user.

    Factors are added, never taken away, and what a user prefers stays. Whether a TOTP device is registered
    cannot be seen: `preference.enable` tries, and takes Cognito's refusal as "not registered yet".

    :param attributes: the user's attributes as Cognito's events have them, all of them strings.
    :param current: the factors that the user has, by default none.
    """
    missing = [factor for factor in policy.factors if factor not in current.enabled]
    withheld: dict[Factor, str] = {}
    if "SMS" in missing:
        if not attributes.get("phone_number"):
            withheld["SMS"] = NO_PHONE
        elif policy.require_verified_phone and attributes.get("phone_number_verified") != "true":
            # With a number that is not theirs, users lock themselves out:
            # https://github.com/aws-amplify/amplify-js/issues/11259
            withheld["SMS"] = UNVERIFIED_PHONE
    enable = tuple(factor for factor in missing if factor not in withheld)
    chosen = current.enabled or current.preferred
    return Decision(enable, None if chosen else _preferred(policy.preferred, enable), withheld)


def _preferred(wanted: Factor | None, enable: tuple[Factor, ...]) -> Factor | None:
    """The factor to prefer: the wanted one, else the first. At most one can be preferred."""
    return wanted if wanted in enable else next(iter(enable), None)
