"""A user's factors: which are enabled, and which is preferred.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
"""

from typing import Any

from local.patches import ministack_api, pools
from local.patches.ministack_api import Handler, Pool, Request, Response, User
from local.patches.patching import patch
from local.patches.pools import SMS, TOTP
from local.settings import Settings

BLOCKS = {SMS: "SMSMfaSettings", TOTP: "SoftwareTokenMfaSettings"}
TOTP_NEEDS_DEVICE = Settings.from_environ().totp_before_registration == "refuse"


def enabled(user: User) -> list[str]:
    factors: list[str] = user.get("_mfa_enabled", [])
    return factors


def preferred(user: User) -> str | None:
    return user.get("_preferred_mfa") or None


def enable(user: User, factor: str) -> None:
    if factor not in enabled(user):
        user["_mfa_enabled"] = [*enabled(user), factor]


def disable(user: User, factor: str) -> None:
    user["_mfa_enabled"] = [each for each in enabled(user) if each != factor]
    if preferred(user) == factor:
        user["_preferred_mfa"] = None


def usable(pool: Pool, user: User) -> list[str]:
    """The factors that a sign-in may ask for: enabled for the user, on in the pool, and set up."""
    on = pools.enabled_mfas(pool)
    return [factor for factor in enabled(user) if factor in on and is_set_up(user, factor)]


def is_set_up(user: User, factor: str) -> bool:
    if factor == SMS:
        return "phone_number" in ministack_api.attributes(user)
    return "_totp_secret" in user


@patch("_admin_set_user_mfa_preference")
def admin_set_user_mfa_preference(_ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    set_preference(pool, ministack_api.user_by_name(pool, request["Username"]), request)
    return ministack_api.ok({})


@patch("_set_user_mfa_preference")
def set_user_mfa_preference(_ministack: Handler, request: Request) -> Response:
    user, pool = ministack_api.user_of_token(request)
    set_preference(pool, user, request)
    return ministack_api.ok({})


@patch("_admin_get_user")
@patch("_get_user")
def get_user(ministack: Handler, request: Request) -> Response:
    """A user without a factor has neither field."""
    response = ministack(request)
    if not ministack_api.succeeded(response):
        return response
    answer = ministack_api.content(response)
    empty = [name for name in ("UserMFASettingList", "PreferredMfaSetting") if not answer[name]]
    return ministack_api.ok({name: value for name, value in answer.items() if name not in empty})


def set_preference(pool: Pool, user: User, request: Request) -> None:
    """Change all that is asked for, or nothing."""
    blocks = {factor: request[name] for factor, name in BLOCKS.items() if request.get(name) is not None}
    if sum(bool(block.get("PreferredMfa")) for block in blocks.values()) > 1:
        raise ministack_api.invalid("Only one MFA method can be set as preferred.")
    on = {factor: _turns_on(user, factor, block) for factor, block in blocks.items()}
    for factor, block in blocks.items():
        if on[factor]:
            _check_on(pool, user, factor)
        elif block.get("PreferredMfa"):
            raise ministack_api.invalid(f"{factor} cannot be preferred while it is not enabled.")
    for factor in blocks:
        if not on[factor]:
            _check_off(pool, user, factor)
    for factor, block in blocks.items():
        _apply(user, factor, on=on[factor], prefer=block.get("PreferredMfa"))


def _turns_on(user: User, factor: str, block: dict[str, Any]) -> bool:
    """A block with only a preference leaves the factor as it is."""
    value: bool = block.get("Enabled", factor in enabled(user))
    return value


def _check_on(pool: Pool, user: User, factor: str) -> None:
    if pools.mode(pool) != "OFF" and factor not in pools.enabled_mfas(pool):
        raise ministack_api.invalid(f"{factor} is not enabled for the user pool.")
    if not is_set_up(user, factor) and (factor == SMS or TOTP_NEEDS_DEVICE):
        # aws-sdk-js-v3#4645
        raise ministack_api.invalid(f"User does not have delivery config set to turn on {factor}")


def _check_off(pool: Pool, user: User, factor: str) -> None:
    if not is_set_up(user, factor):
        raise ministack_api.invalid(_lacking(user, factor))
    if pools.mode(pool) == "ON":
        raise ministack_api.invalid(
            f"{factor} cannot be turned off for a user while the user pool requires MFA."
        )


def _lacking(user: User, factor: str) -> str:
    """The wordings of amplify-js#618, #944 and #1343."""
    if factor == SMS:
        return "User does not have a phone_number set to turn on SMS MFA"
    if "_totp_pending_secret" in user:
        return "User has not verified software token mfa"
    return "User has not set up software token mfa"


def _apply(user: User, factor: str, *, on: bool, prefer: bool | None) -> None:
    if on:
        enable(user, factor)
    else:
        disable(user, factor)
    if prefer:
        user["_preferred_mfa"] = factor
    elif preferred(user) == factor and prefer is False:
        user["_preferred_mfa"] = None
