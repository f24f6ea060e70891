"""SetUserMFAPreference and AdminSetUserMFAPreference."""

from typing import Any

import pytest

from local.emulator import LocalAws
from tests.emulator.pools import Pool, Pools, new_phone, refused

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
ON: Any = {"Enabled": True}
OFF: Any = {"Enabled": False}
PREFERRED: Any = {"Enabled": True, "PreferredMfa": True}


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    """Users: `both` has a phone and a device, `phone` and `device` have one of them, `bare` has neither."""
    pool = pools.create("OPTIONAL", [SMS, TOTP])
    pool.add_user("bare")
    pool.add_user("phone", phone_number=new_phone())
    for username, values in {"device": {}, "both": {"phone_number": new_phone()}}.items():
        pool.add_user(username, **values)
        pool.register_totp(username)
    return pool


@pytest.mark.parametrize(
    ("username", "blocks", "message"),
    [
        ("both", {"sms": PREFERRED, "totp": PREFERRED}, "Only one MFA method"),
        ("bare", {"totp": PREFERRED}, "delivery config set to turn on SOFTWARE_TOKEN_MFA"),
        ("phone", {"totp": ON}, "delivery config set to turn on SOFTWARE_TOKEN_MFA"),
        ("bare", {"sms": PREFERRED}, "delivery config set to turn on SMS_MFA"),
        ("both", {"sms": {"Enabled": False, "PreferredMfa": True}}, "cannot be preferred"),
        ("both", {"sms": {"PreferredMfa": True}}, "cannot be preferred"),
        ("phone", {"sms": ON, "totp": OFF}, "has not set up software token mfa"),
        ("device", {"sms": OFF, "totp": ON}, "does not have a phone_number set to turn on SMS MFA"),
    ],
)
def test_refused(pool: Pool, username: str, blocks: dict[str, Any], message: str) -> None:
    with refused("InvalidParameterException", message):
        pool.prefer(username, **blocks)

    assert pool.mfa(username) == ([], None)


def test_device_that_is_not_verified_yet(pool: Pool) -> None:
    pool.add_user("halfway", phone_number=new_phone())
    pool.cognito.associate_software_token(AccessToken=pool.access_token("halfway"))

    with refused("InvalidParameterException", "has not verified software token mfa"):
        pool.prefer("halfway", sms=ON, totp=OFF)


def test_factors_come_and_go(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS, TOTP])
    pool.add_user("ann", phone_number=new_phone())
    pool.register_totp("ann")

    pool.prefer("ann", sms=PREFERRED)
    assert pool.mfa("ann") == ([SMS], SMS)
    pool.prefer("ann", totp=PREFERRED)
    assert pool.mfa("ann") == ([SMS, TOTP], TOTP)
    pool.prefer("ann", sms={"PreferredMfa": True})
    assert pool.mfa("ann") == ([SMS, TOTP], SMS)
    pool.prefer("ann", sms={"Enabled": True, "PreferredMfa": False})
    assert pool.mfa("ann") == ([SMS, TOTP], None)
    pool.prefer("ann", sms=OFF)
    assert pool.mfa("ann") == ([TOTP], None)
    pool.prefer("ann", totp=OFF)
    assert pool.mfa("ann") == ([], None)


def test_users_own_preference(pool: Pool) -> None:
    pool.add_user("own", phone_number=new_phone())
    token = pool.access_token("own")

    pool.cognito.set_user_mfa_preference(AccessToken=token, SMSMfaSettings=PREFERRED)

    user = pool.cognito.get_user(AccessToken=token)
    assert (user["UserMFASettingList"], user["PreferredMfaSetting"]) == ([SMS], SMS)
    with refused("InvalidParameterException"):
        pool.cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=ON)


def test_factor_that_is_off_in_the_pool(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [TOTP])
    pool.add_user("ann", phone_number=new_phone())

    with refused("InvalidParameterException", "not enabled for the user pool"):
        pool.prefer("ann", sms=ON)


def test_required_mfa_cannot_be_turned_off_for_a_user(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user("ann", phone_number=new_phone())
    pool.prefer("ann", sms=PREFERRED)

    with refused("InvalidParameterException", "cannot be turned off"):
        pool.prefer("ann", sms=OFF)

    pool.prefer("ann", sms={"Enabled": True, "PreferredMfa": False})
    assert pool.mfa("ann") == ([SMS], None)


def test_totp_before_registration_where_that_is_accepted() -> None:
    with LocalAws(totp_before_registration="accept") as aws:
        pool = Pools(aws).create("OPTIONAL", [TOTP])
        pool.add_user("ann")

        pool.prefer("ann", totp=PREFERRED)

        assert pool.mfa("ann") == ([TOTP], TOTP)
        assert "AuthenticationResult" in pool.sign_in("ann")
