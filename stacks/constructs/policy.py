"""What the functions are told of the `[mfa]` section."""

from typing import cast

from lambdas.user_mfa.contract import Factor, Policy
from stacks.settings.mfa import MfaOn, MfaOptional


def policy_of(mfa: MfaOptional | MfaOn) -> Policy:
    """The policy that the functions apply."""
    return Policy(
        factors=cast("tuple[Factor, ...]", tuple(str(name) for name in mfa.new_user_types)),
        preferred=cast("Factor | None", mfa.new_user_preferred and str(mfa.new_user_preferred)),
        require_verified_phone=mfa.require_verified_phone,
    )
