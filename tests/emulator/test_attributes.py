"""Attributes that change, and their verification."""

import pytest

from local.scenarios.pool import Pool, User, code_in
from tests.emulator.pools import (
    PASSWORD,
    SMS_ROLE,
    Pools,
    another,
    attributes,
    named,
    new_phone,
    refused,
    sms_code,
)


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.create(AutoVerifiedAttributes=["phone_number"], SmsConfiguration=SMS_ROLE)


def admin_update(pool: Pool, username: str, **values: str) -> None:
    pool.cognito.admin_update_user_attributes(
        UserPoolId=pool.id, Username=username, UserAttributes=attributes(**values)
    )


def test_changed_phone_is_unverified(pool: Pool) -> None:
    pool.add_user(named("moved"), phone_number=new_phone(), phone_number_verified="true")
    phone = new_phone()

    admin_update(pool, "moved", phone_number=phone)

    values = pool.attributes(named("moved"))
    assert (values["phone_number"], values["phone_number_verified"]) == (phone, "false")


def test_changed_phone_that_the_administrator_vouches_for(pool: Pool) -> None:
    pool.add_user(named("vouched"), phone_number=new_phone())

    admin_update(pool, "vouched", phone_number=new_phone(), phone_number_verified="true")

    assert pool.attributes(named("vouched"))["phone_number_verified"] == "true"


def test_unchanged_phone_stays_verified(pool: Pool) -> None:
    phone = new_phone()
    pool.add_user(named("stayed"), phone_number=phone, phone_number_verified="true")

    admin_update(pool, "stayed", phone_number=phone, name="Ann")

    assert pool.attributes(named("stayed"))["phone_number_verified"] == "true"


def test_recovery_of_a_user_who_lost_the_device(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"])
    pool.add_user(named("ann"))
    pool.register_totp(named("ann"))
    pool.prefer(named("ann"), totp={"Enabled": True, "PreferredMfa": True})
    phone = new_phone()

    admin_update(pool, "ann", phone_number=phone, phone_number_verified="true")
    pool.prefer(named("ann"), sms={"Enabled": True, "PreferredMfa": True})

    challenge = pool.sign_in_by_password(named("ann"))
    assert "AuthenticationResult" in pool.respond(challenge, named("ann"), SMS_MFA_CODE=sms_code(pool, phone))


def test_verification_of_an_attribute(pool: Pool) -> None:
    phone = new_phone()
    pool.add_user(named("verifies"), phone_number=phone)
    token = pool.access_token(named("verifies"))

    sent = pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="phone_number")

    assert sent["CodeDeliveryDetails"]["Destination"] == f"+*******{phone[-4:]}"
    code = sms_code(pool, phone)
    with refused("CodeMismatchException"):
        pool.cognito.verify_user_attribute(
            AccessToken=token, AttributeName="phone_number", Code=another(code)
        )
    pool.cognito.verify_user_attribute(AccessToken=token, AttributeName="phone_number", Code=code)
    assert pool.attributes(named("verifies"))["phone_number_verified"] == "true"
    with refused("ExpiredCodeException"):
        pool.cognito.verify_user_attribute(AccessToken=token, AttributeName="phone_number", Code=code)


@pytest.mark.parametrize("name", ["email", "nickname"])
def test_attribute_that_cannot_be_verified(pool: Pool, name: str) -> None:
    pool.add_user(named(f"no-{name}"))

    with refused("InvalidParameterException"):
        pool.cognito.get_user_attribute_verification_code(
            AccessToken=pool.access_token(named(f"no-{name}")), AttributeName=name
        )


def test_users_new_phone_is_sent_a_code(pool: Pool) -> None:
    pool.add_user(named("own"), phone_number=new_phone(), phone_number_verified="true")
    token, phone = pool.access_token(named("own")), new_phone()

    answer = pool.cognito.update_user_attributes(
        AccessToken=token, UserAttributes=attributes(phone_number=phone)
    )

    [sent] = answer["CodeDeliveryDetailsList"]
    assert sent["AttributeName"] == "phone_number"
    assert pool.attributes(named("own"))["phone_number_verified"] == "false"
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="phone_number", Code=sms_code(pool, phone)
    )
    assert pool.attributes(named("own"))["phone_number_verified"] == "true"


def test_old_phone_stays_until_the_new_one_is_verified(pools: Pools) -> None:
    pool = pools.create(
        AutoVerifiedAttributes=["phone_number"],
        SmsConfiguration=SMS_ROLE,
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["phone_number"]},
    )
    old, new = new_phone(), new_phone()
    pool.add_user(named("ann"), phone_number=old, phone_number_verified="true")
    token = pool.access_token(named("ann"))

    pool.cognito.update_user_attributes(AccessToken=token, UserAttributes=attributes(phone_number=new))

    kept = pool.attributes(named("ann"))
    assert (kept["phone_number"], kept["phone_number_verified"]) == (old, "true")
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="phone_number", Code=sms_code(pool, new)
    )
    assert pool.attributes(named("ann"))["phone_number"] == new


def test_forgotten_password(pool: Pool) -> None:
    phone = new_phone()
    pool.add_user(named("forgot"), phone_number=phone, phone_number_verified="true")
    changed = f"{PASSWORD}-changed"

    sent = pool.cognito.forgot_password(ClientId=pool.web, Username="forgot")

    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    code = sms_code(pool, phone)
    with refused("CodeMismatchException"):
        confirm_forgotten(pool, "forgot", another(code), changed)
    confirm_forgotten(pool, "forgot", code, changed)
    with refused("ExpiredCodeException"):
        confirm_forgotten(pool, "forgot", code, changed)
    assert "AuthenticationResult" in pool.sign_in_by_password(User("forgot", changed))


def test_forgotten_password_goes_where_the_pool_says(pools: Pools) -> None:
    pool = pools.create(
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
    )
    pool.add_user(
        named("ann"),
        phone_number=new_phone(),
        phone_number_verified="true",
        email="recovers@example.com",
        email_verified="true",
    )

    sent = pool.cognito.forgot_password(ClientId=pool.web, Username="ann")

    assert sent["CodeDeliveryDetails"]["Destination"] == "r***@e***"
    code = code_in(pool.aws.email_messages("recovers@example.com")[-1].body)
    confirm_forgotten(pool, "ann", code, PASSWORD)


def test_forgotten_password_without_a_verified_address(pool: Pool) -> None:
    pool.add_user(named("unreachable"), phone_number=new_phone())

    with refused("InvalidParameterException", "no registered/verified email or phone_number"):
        pool.cognito.forgot_password(ClientId=pool.web, Username="unreachable")


def test_password_that_an_administrator_resets(pool: Pool) -> None:
    phone = new_phone()
    pool.add_user(named("reset"), phone_number=phone, phone_number_verified="true")

    pool.cognito.admin_reset_user_password(UserPoolId=pool.id, Username="reset")

    with refused("PasswordResetRequiredException"):
        pool.sign_in_by_password(named("reset"))
    confirm_forgotten(pool, "reset", sms_code(pool, phone), PASSWORD)
    assert "AuthenticationResult" in pool.sign_in_by_password(named("reset"))


def confirm_forgotten(pool: Pool, username: str, code: str, password: str) -> None:
    pool.cognito.confirm_forgot_password(
        ClientId=pool.web, Username=username, ConfirmationCode=code, Password=password
    )
