"""What administrators do: they create users, and restore access for users who lost their TOTP device."""

from collections.abc import Iterator

from local.scenarios.app import App
from local.scenarios.pool import Pool, User, new_password
from local.scenarios.sign_in import signed_in_by_sms, sms_code
from local.scenarios.step import Step, outcome_for_administrator
from local.scenarios.totp import set_up
from local.scenarios.users import (
    BOTH,
    PREFER_SMS,
    TOTP,
    TOTP_OFF,
    created_by_administrator,
    moved_to_new_phone,
    with_totp_alone,
    with_totp_preferred,
)


def lost_device_totp_off(pool: Pool, app: App) -> Iterator[Step]:
    """With mode OPTIONAL an administrator can turn TOTP off."""
    user = with_totp_preferred(pool, phone=False)
    yield Step("sign-in, device lost", TOTP, app.sign_in(user).outcome)
    yield Step("an administrator turns TOTP off", "accepted", _set_preference(pool, user, TOTP_OFF))
    yield Step("enabled and preferred", ([], None), pool.preference(user))
    yield Step("sign-in", "tokens", app.sign_in(user).outcome)


def lost_device_moved_to_sms(pool: Pool, app: App) -> Iterator[Step]:
    """With mode OPTIONAL an administrator can move a user who has a phone number to SMS."""
    user = with_totp_preferred(pool)
    yield Step("sign-in, device lost", TOTP, app.sign_in(user).outcome)
    moved = _set_preference(pool, user, PREFER_SMS | TOTP_OFF)
    yield Step("an administrator moves the user to SMS", "accepted", moved)
    yield from signed_in_by_sms(pool, app, user)


def lost_device_without_phone(pool: Pool, app: App) -> Iterator[Step]:
    """With mode ON TOTP cannot be turned off: the user first needs a phone number."""
    user = with_totp_alone(pool)
    yield Step("sign-in, device lost", TOTP, app.sign_in(user).outcome)
    turned_off = _set_preference(pool, user, TOTP_OFF)
    yield Step("an administrator turns TOTP off", "InvalidParameterException", turned_off)
    early = _set_preference(pool, user, PREFER_SMS)
    yield Step("SMS preferred, without a phone number", "InvalidParameterException", early)
    moved = moved_to_new_phone(pool, user)
    yield Step("SMS preferred, with one", (BOTH, "SMS_MFA"), pool.preference(user))
    yield from signed_in_by_sms(pool, app, moved)


def created_user_optional(pool: Pool, app: App) -> Iterator[Step]:
    """The post-confirmation function is not called for a user whom an administrator created."""
    yield from _created_user(pool, app, created_by_administrator(pool), then="tokens")


def created_user_with_phone(pool: Pool, app: App) -> Iterator[Step]:
    """With mode ON, a created user with a phone number is asked for a code by SMS."""
    user = created_by_administrator(pool)
    yield from _created_user(pool, app, user, then="SMS_MFA")
    yield from sms_code(pool, app, user)


def created_user_without_phone(pool: Pool, app: App) -> Iterator[Step]:
    """With mode ON, a created user without a phone number has to set TOTP up."""
    user = created_by_administrator(pool, phone=False)
    renewed = User(user.name, new_password(), email=user.email)
    yield from _created_user(pool, app, user, then="MFA_SETUP", password=renewed.password)
    yield from set_up(app, renewed)


def _created_user(
    pool: Pool, app: App, user: User, *, then: str, password: str | None = None
) -> Iterator[Step]:
    yield Step("sign-in with the temporary password", "NEW_PASSWORD_REQUIRED", app.sign_in(user).outcome)
    yield Step("a new password", then, app.set_password(password or new_password()).outcome)
    yield Step("nothing was enabled", ([], None), pool.preference(user))


def _set_preference(pool: Pool, user: User, factors: dict[str, dict[str, bool]]) -> str:
    return outcome_for_administrator(lambda: pool.admin("admin_set_user_mfa_preference", user, **factors))
