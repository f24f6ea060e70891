"""What an error of AWS says about a user, and how it is named in logs."""

from botocore.exceptions import ClientError

from .contract import Outcome

# Facts about a user, which no retry changes:
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
FACTS: dict[str, Outcome] = {
    "UserNotFoundException": "gone",
    "PasswordResetRequiredException": "reset_required",
    "UserNotConfirmedException": "unconfirmed",
}


def error_name(error: Exception) -> str:
    """An error's name alone: its message may hold personal data."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def fact_of(error: Exception) -> Outcome | None:
    """The outcome for a user with whom Cognito answers `error`; None: the request may succeed later."""
    return FACTS.get(error_name(error))
