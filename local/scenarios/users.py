"""Users in the states that scenarios start from, and what administrators do for them."""

import pyotp

from local.scenarios.pool import Pool, User, new_phone, new_user

SMS, TOTP = "SMS_MFA", "SOFTWARE_TOKEN_MFA"
BOTH = [SMS, TOTP]
SMS_PREFERRED = ([SMS], SMS)
TOTP_PREFERRED = (BOTH, TOTP)

PREFER_SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
PREFER_TOTP = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
TOTP_OFF = {"SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False}}


def created_by_administrator(pool: Pool, *, phone: bool = True) -> User:
    """A user with a temporary password."""
    user = new_user(phone=phone)
    pool.admin(
        "admin_create_user",
        user,
        TemporaryPassword=user.password,
        UserAttributes=user.attributes,
        MessageAction="SUPPRESS",
    )
    return user


def with_verified_email(pool: Pool) -> User:
    """A signed-up user with SMS preferred, and an address for the code of a forgotten password."""
    user = pool.signed_up()
    verified = [{"Name": "email_verified", "Value": "true"}]
    pool.admin("admin_update_user_attributes", user, UserAttributes=verified)
    return user


def with_totp_preferred(pool: Pool, *, phone: bool = True) -> User:
    """A signed-up user of a pool with mode OPTIONAL, whose TOTP device is lost."""
    user = pool.signed_up(phone=phone)
    pool.register_totp(user)
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    return user


def with_totp_alone(pool: Pool) -> User:
    """A signed-up user of a pool with mode ON who has no phone number, and whose TOTP device is lost."""
    user = pool.signed_up(phone=False)
    set_up_totp(pool, user)
    return user


def set_up_totp(pool: Pool, user: User) -> None:
    """Set TOTP up as mode ON demands it, and lose the device."""
    challenge = pool.sign_in(user)
    device = pool.cognito.associate_software_token(Session=challenge["Session"])
    code = pyotp.TOTP(device["SecretCode"]).now()
    verified = pool.cognito.verify_software_token(Session=device["Session"], UserCode=code)
    pool.respond({**challenge, "Session": verified["Session"]}, user)


def moved_to_new_phone(pool: Pool, user: User) -> User:
    """The user, after an administrator set a phone number and made SMS the preferred factor."""
    found = User(user.name, user.password, new_phone(), user.email)
    number = [
        {"Name": "phone_number", "Value": found.phone},
        {"Name": "phone_number_verified", "Value": "true"},
    ]
    pool.admin("admin_update_user_attributes", user, UserAttributes=number)
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_SMS)
    return found
