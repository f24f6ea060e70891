"""Codes that users are sent: random, each user's own, and valid for a while."""

import secrets
import time

from local.patches.ministack_api import CognitoError, User
from local.settings import Settings

# https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html (quotas: code validity)
SIGN_UP_SECONDS = Settings.from_environ().sign_up_code_seconds
PASSWORD_RESET_SECONDS = 60 * 60
ATTRIBUTE_SECONDS = 24 * 60 * 60

SIGN_UP = "sign-up"
PASSWORD_RESET = "password-reset"


def new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def issue(user: User, purpose: str, seconds: float) -> str:
    """A new code; the one before it is no longer valid."""
    code = new_code()
    user.setdefault("_codes", {})[purpose] = (code, time.time() + seconds)
    return code


def check(user: User, purpose: str, given: str | None) -> None:
    """Raises what Cognito answers to a code that is wrong, too old or was never sent."""
    code, expires = user.get("_codes", {}).get(purpose, (None, 0))
    if code is None or time.time() >= expires:
        raise CognitoError("ExpiredCodeException", "Invalid code provided, please request a code again.")
    if given != code:
        raise CognitoError("CodeMismatchException", "Invalid verification code provided, please try again.")


def use_up(user: User, purpose: str) -> None:
    user.get("_codes", {}).pop(purpose, None)
