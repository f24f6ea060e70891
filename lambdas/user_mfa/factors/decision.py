"""The one rule that decides which factors a user gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

Factor = Literal["SMS", "TOTP"]

NO_PHONE = "no phone number"
UNVERIFIED_PHONE = "phone number not verified"
NOT_REGISTERED = "no TOTP device registered"


@dataclass(frozen=True)
class Policy:
    """What an environment wants for its users: its `[mfa]` table."""

    factors: tuple[Factor, ...]
    preferred: Factor | None
    require_verified_phone: bool

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> "Policy":
        """Read the policy from a function's environment variables."""
        factors = tuple(variables["MFA_FACTORS"].split(","))
        return cls(
            factors=cast("tuple[Factor, ...]", factors),
            preferred=cast("Factor", variables["MFA_PREFERRED"]),
            require_verified_phone=variables["MFA_REQUIRE_VERIFIED_PHONE"] == "true",
        )


@dataclass(frozen=True)
class Current:
    """The factors that a user has: "SMS", "TOTP", or a name that only Cognito knows."""

    enabled: tuple[str, ...] = ()
    preferred: str | None = None


NOTHING = Current()


@dataclass(frozen=True)
class Decision:
    """What to turn on for a user, and why not more."""

    enable: tuple[Factor, ...]
    preferred: Factor | None
    """One of `enable`; None when that is empty, and when the user has a factor already: which one to be asked
    for is then the user's choice."""
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

    Factors are added, never taken away, and what a user prefers stays. A TOTP device cannot be seen from
    here: whoever carries the decision out tries, and takes Cognito's refusal as "not registered yet".

    :param attributes: the user's attributes as Cognito's events have them, all of them texts.
    :param current: what the user has; nothing, unless said.
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
    """The factor to prefer: the wanted one, else the first there is. At most one can be preferred."""
    return wanted if wanted in enable else next(iter(enable), None)
