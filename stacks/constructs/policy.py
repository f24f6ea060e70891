"""What the functions receive of the `[mfa]` section."""

from typing import cast

from lambdas.user_mfa.contract import Factor, Policy
from stacks.settings.mfa import Mfa, MfaOff


def policy_of(mfa: Mfa, join_groups: tuple[str, ...] = ()) -> Policy:
    """The policy that the functions apply.

    :param join_groups: the groups that users join who sign up.
    """
    if isinstance(mfa, MfaOff):
        return Policy(factors=(), preferred=None, require_verified_phone=True, join_groups=join_groups)
    return Policy(
        factors=cast("tuple[Factor, ...]", tuple(str(name) for name in mfa.new_user_types)),
        preferred=cast("Factor | None", mfa.new_user_preferred and str(mfa.new_user_preferred)),
        require_verified_phone=mfa.require_verified_phone,
        join_groups=join_groups,
    )
