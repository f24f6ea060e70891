"""What administrators do: they create users, and help those who lost their TOTP device."""

from collections.abc import Iterator

import pyotp

from local.scenarios.pool import Pool, User, new_password, new_phone, new_user
from local.scenarios.sign_in import registered, sms_challenge
from local.scenarios.step import Step, kind, outcome

PREFER_SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
PREFER_TOTP = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
TOTP_OFF = {"SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False}}


def lost_device_totp_off(pool: Pool) -> Iterator[Step]:
    """With mode OPTIONAL an administrator can turn TOTP off."""
    user = pool.signed_up(phone=False)
    registered(pool, pool.access_token(user))
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    yield Step("sign-in, device lost", "SOFTWARE_TOKEN_MFA", outcome(lambda: pool.sign_in(user)))
    turned_off = outcome(lambda: pool.admin("admin_set_user_mfa_preference", user, **TOTP_OFF))
    yield Step("an administrator turns TOTP off", "accepted", turned_off)
    yield Step("enabled and preferred", ([], None), pool.preference(user))
    yield Step("sign-in", "tokens", outcome(lambda: pool.sign_in(user)))


def lost_device_moved_to_sms(pool: Pool) -> Iterator[Step]:
    """With mode OPTIONAL an administrator can move a user who has a phone number to SMS."""
    user = pool.signed_up()
    registered(pool, pool.access_token(user))
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    yield Step("sign-in, device lost", "SOFTWARE_TOKEN_MFA", outcome(lambda: pool.sign_in(user)))
    moved = outcome(lambda: pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS, **TOTP_OFF))
    yield Step("an administrator moves the user to SMS", "accepted", moved)
    yield from sms_challenge(pool, user, pool.sign_in(user), pool.web)


def lost_device_without_phone(pool: Pool) -> Iterator[Step]:
    """With mode ON TOTP cannot be turned off: the user first needs a phone number."""
    user = pool.signed_up(phone=False)
    set_up_totp(pool, user)
    yield Step("sign-in, device lost", "SOFTWARE_TOKEN_MFA", outcome(lambda: pool.sign_in(user)))
    turned_off = outcome(lambda: pool.admin("admin_set_user_mfa_preference", user, **TOTP_OFF))
    yield Step("an administrator turns TOTP off", "InvalidParameterException", turned_off)
    early = outcome(lambda: pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS))
    yield Step("SMS preferred, without a phone number", "InvalidParameterException", early)
    found = User(user.name, user.password, new_phone(), user.email)
    number = [
        {"Name": "phone_number", "Value": found.phone},
        {"Name": "phone_number_verified", "Value": "true"},
    ]
    set_number = outcome(lambda: pool.admin("admin_update_user_attributes", user, UserAttributes=number))
    yield Step("an administrator sets the phone number", "accepted", set_number)
    moved = outcome(lambda: pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS))
    yield Step("SMS preferred", "accepted", moved)
    yield from sms_challenge(pool, found, pool.sign_in(found), pool.web)


def created_user_optional(pool: Pool) -> Iterator[Step]:
    """The post-confirmation function is not called for a user whom an administrator created."""
    yield from _created_user(pool, new_user(), then="tokens")


def created_user_with_phone(pool: Pool) -> Iterator[Step]:
    """With mode ON, a created user with a phone number is asked for a code by SMS."""
    yield from _created_user(pool, new_user(), then="SMS_MFA")


def created_user_without_phone(pool: Pool) -> Iterator[Step]:
    """With mode ON, a created user without a phone number has to set TOTP up."""
    yield from _created_user(pool, new_user(phone=False), then="MFA_SETUP")


def _created_user(pool: Pool, user: User, *, then: str) -> Iterator[Step]:
    verified = [{"Name": f"{a['Name']}_verified", "Value": "true"} for a in user.attributes]
    pool.admin(
        "admin_create_user",
        user,
        TemporaryPassword=user.password,
        UserAttributes=[*user.attributes, *verified],
        MessageAction="SUPPRESS",
    )
    challenge = pool.sign_in(user)
    yield Step("sign-in with the temporary password", "NEW_PASSWORD_REQUIRED", kind(challenge))
    answer = outcome(lambda: pool.respond(challenge, user, NEW_PASSWORD=new_password()))
    yield Step("a new password", then, answer)
    yield Step("nothing was enabled", ([], None), pool.preference(user))


def set_up_totp(pool: Pool, user: User) -> None:
    """Set TOTP up as mode ON demands it, and lose the device."""
    challenge = pool.sign_in(user)
    device = pool.cognito.associate_software_token(Session=challenge["Session"])
    code = pyotp.TOTP(device["SecretCode"]).now()
    verified = pool.cognito.verify_software_token(Session=device["Session"], UserCode=code)
    pool.respond({**challenge, "Session": verified["Session"]}, user)
