"""SetUserMFAPreference and AdminSetUserMFAPreference."""

from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.emulator.pools import Pools, named, new_phone, refused

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
ON: Any = {"Enabled": True}
OFF: Any = {"Enabled": False}
PREFERRED: Any = {"Enabled": True, "PreferredMfa": True}


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    """Users: `both` has a phone and a device, `phone` and `device` have one of them, `bare` has neither."""
    pool = pools.create("OPTIONAL", [SMS, TOTP])
    pool.add_user(named("bare"))
    pool.add_user(named("phone"), phone_number=new_phone())
    for username, values in {"device": {}, "both": {"phone_number": new_phone()}}.items():
        pool.add_user(named(username), **values)
        pool.register_totp(named(username))
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
        pool.prefer(named(username), **blocks)

    assert pool.preference(named(username)) == ([], None)


def test_device_that_is_not_verified_yet(pool: Pool) -> None:
    pool.add_user(named("halfway"), phone_number=new_phone())
    pool.cognito.associate_software_token(AccessToken=pool.access_token(named("halfway")))

    with refused("InvalidParameterException", "has not verified software token mfa"):
        pool.prefer(named("halfway"), sms=ON, totp=OFF)


def test_factors_come_and_go(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS, TOTP])
    pool.add_user(named("ann"), phone_number=new_phone())
    pool.register_totp(named("ann"))

    pool.prefer(named("ann"), sms=PREFERRED)
    assert pool.preference(named("ann")) == ([SMS], SMS)
    pool.prefer(named("ann"), totp=PREFERRED)
    assert pool.preference(named("ann")) == ([SMS, TOTP], TOTP)
    pool.prefer(named("ann"), sms={"PreferredMfa": True})
    assert pool.preference(named("ann")) == ([SMS, TOTP], SMS)
    pool.prefer(named("ann"), sms={"Enabled": True, "PreferredMfa": False})
    assert pool.preference(named("ann")) == ([SMS, TOTP], None)
    pool.prefer(named("ann"), sms=OFF)
    assert pool.preference(named("ann")) == ([TOTP], None)
    pool.prefer(named("ann"), totp=OFF)
    assert pool.preference(named("ann")) == ([], None)


def test_users_own_preference(pool: Pool) -> None:
    pool.add_user(named("own"), phone_number=new_phone())
    token = pool.access_token(named("own"))

    pool.cognito.set_user_mfa_preference(AccessToken=token, SMSMfaSettings=PREFERRED)

    user = pool.cognito.get_user(AccessToken=token)
    assert (user["UserMFASettingList"], user["PreferredMfaSetting"]) == ([SMS], SMS)
    with refused("InvalidParameterException"):
        pool.cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=ON)


def test_factor_that_is_off_in_the_pool(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [TOTP])
    pool.add_user(named("ann"), phone_number=new_phone())

    with refused("InvalidParameterException", "not enabled for the user pool"):
        pool.prefer(named("ann"), sms=ON)


def test_required_mfa_cannot_be_turned_off_for_a_user(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user(named("ann"), phone_number=new_phone())
    pool.prefer(named("ann"), sms=PREFERRED)

    with refused("InvalidParameterException", "cannot be turned off"):
        pool.prefer(named("ann"), sms=OFF)

    pool.prefer(named("ann"), sms={"Enabled": True, "PreferredMfa": False})
    assert pool.preference(named("ann")) == ([SMS], None)


def test_totp_before_registration_where_that_is_accepted() -> None:
    with LocalAws(totp_before_registration="accept") as aws:
        pool = Pools(aws).create("OPTIONAL", [TOTP])
        pool.add_user(named("ann"))

        pool.prefer(named("ann"), totp=PREFERRED)

        assert pool.preference(named("ann")) == ([TOTP], TOTP)
        assert "AuthenticationResult" in pool.sign_in_by_password(named("ann"))
