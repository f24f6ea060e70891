"""What would happen to a user if the pool's MFA became required."""

from collections.abc import Sequence

from ..contract import Readiness
from .users import User


def readiness_of(user: User, types: Sequence[str]) -> Readiness:
    """Tell how a user's next sign-in would go with mode ON.

    Cognito sends a code to a user who has a phone number, asks others to set TOTP up where the pool has it,
    and lets nobody else in:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
    https://github.com/aws-amplify/amplify-js/issues/14013

    :param types: the factors that the pool has.
    """
    if any(factor in types for factor in user.current.enabled):
        return "usable_factor"
    if "SMS" in types and user.attributes.get("phone_number"):
        # The code would go to a number that may not be theirs.
        verified = user.attributes.get("phone_number_verified") == "true"
        return "usable_factor" if verified else "unverified_phone"
    return "must_enroll" if "TOTP" in types else "locked_out"
