"""What the stack and the functions agree on: environment variables, outcomes, log messages, object keys.

The stack imports this module and nothing else of the functions, so it imports nothing itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

Factor = Literal["SMS", "TOTP"]
Kind = Literal["dry_run", "readiness", "enable"]

# The functions' environment variables, besides those of `Policy`.
QUEUE_URL: Final = "QUEUE_URL"
MAX_RECEIVES: Final = "MAX_RECEIVES"
USER_POOL_ID: Final = "USER_POOL_ID"
JOIN_GROUPS: Final = "JOIN_GROUPS"
MFA_TYPES: Final = "MFA_TYPES"
REQUESTS_PER_SECOND: Final = "REQUESTS_PER_SECOND"
BUCKET: Final = "BUCKET"
CHUNK_USERS: Final = "CHUNK_USERS"
USD_PER_ACTIVE_USER: Final = "USD_PER_ACTIVE_USER"
PHONE_NUMBER_SIGNS_IN: Final = "PHONE_NUMBER_SIGNS_IN"


@dataclass(frozen=True)
class Policy:
    """What an environment wants for its users: its `[mfa]` section, and the groups that new users join."""

    factors: tuple[Factor, ...]
    preferred: Factor | None
    require_verified_phone: bool
    join_groups: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        """The environment variables that carry the policy to a function."""
        return {
            "MFA_FACTORS": ",".join(self.factors),
            "MFA_PREFERRED": self.preferred or "",
            "MFA_REQUIRE_VERIFIED_PHONE": str(self.require_verified_phone).lower(),
            # A group's name can have any character but spaces.
            **({JOIN_GROUPS: json.dumps(self.join_groups)} if self.join_groups else {}),
        }

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Policy":
        """Read the policy from a function's environment variables."""
        factors = tuple(factor for factor in variables["MFA_FACTORS"].split(",") if factor)
        return cls(
            factors=cast("tuple[Factor, ...]", factors),
            preferred=cast("Factor | None", variables["MFA_PREFERRED"] or None),
            require_verified_phone=variables["MFA_REQUIRE_VERIFIED_PHONE"] == "true",
            join_groups=tuple(json.loads(variables.get(JOIN_GROUPS, "[]"))),
        )


# What happened to a user whom a function was to give MFA, or would happen (a dry run).
Outcome = Literal[
    "enabled", "already", "unknown_factors", "no_phone", "unverified", "no_device", "disabled_user",
    "federated", "unconfirmed", "reset_required", "gone", "failed",
]  # fmt: skip
# How a user's next sign-in would go with mode ON.
Readiness = Literal["usable_factor", "unverified_phone", "must_enroll", "locked_out"]

# Log messages that metrics count. The lines that have OUTCOME are counted by its value.
OUTCOME: Final = "outcome"
MFA_LOST: Final = "MFA lost"
RECOVERY_STARTED: Final = "Recovery started"
RUN_REFUSED: Final = "Run refused"

# The error with which a run is refused.
Refusal = Literal["InvalidInput", "ConsentRequired", "AnotherRunInProgress"]
# Errors of a run's functions that no retry changes.
FINAL_ERRORS: Final = ("AnotherRunInProgress", "ListingTokenExpired")

# Objects of runs. Each kind has a prefix, so that each function is allowed its own.
LOCK: Final = "lock.json"
MANIFESTS: Final = "manifests/"
CHUNKS: Final = "chunks/"
PLANS: Final = "plans/"
RESULTS: Final = "results/"
# Redriving is possible for 14 days.
RETENTION_DAYS: Final = 15
