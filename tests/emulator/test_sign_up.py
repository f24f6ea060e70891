"""Sign-up and its confirmation."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.emulator import LocalAws
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
    return pools.create(
        AutoVerifiedAttributes=["phone_number", "email"],
        SmsConfiguration=SMS_ROLE,
        SmsVerificationMessage="Hello {username}: {####}",
        EmailVerificationMessage="Dear {username}: {####}",
    )


def test_code_goes_to_the_phone_when_both_are_auto_verified(pool: Pool) -> None:
    phone = new_phone()

    answer = pool.sign_up(named("both"), phone_number=phone, email="both@example.com")

    assert answer["UserConfirmed"] is False
    assert answer["UserSub"] == pool.attributes(named("both"))["sub"]
    assert answer["CodeDeliveryDetails"] == {
        "Destination": f"+*******{phone[-4:]}",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    assert pool.aws.email_messages("both@example.com") == []
    pool.confirm(named("both"), sms_code(pool, phone))
    confirmed = pool.attributes(named("both"))
    assert (confirmed["phone_number_verified"], confirmed["email_verified"]) == ("true", "false")
    assert pool.admin("admin_get_user", named("both"))["UserStatus"] == "CONFIRMED"


def test_code_goes_by_email_without_a_phone(pool: Pool) -> None:
    answer = pool.sign_up(named("mail"), email="mail@example.com")

    assert answer["CodeDeliveryDetails"]["Destination"] == "m***@e***"
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    [email] = pool.aws.email_messages("mail@example.com")
    assert email.body.startswith("Dear mail: ")
    pool.confirm(named("mail"), code_in(email.body))
    assert pool.attributes(named("mail"))["email_verified"] == "true"


def test_pool_without_auto_verified_attribute_sends_nothing(pools: Pools) -> None:
    pool = pools.create()

    answer = pool.sign_up(named("quiet"), email="quiet@example.com")

    assert "CodeDeliveryDetails" not in answer
    assert pool.aws.email_messages("quiet@example.com") == []


def test_a_preferred_user_name_that_is_an_alias_comes_after_the_confirmation(pools: Pools) -> None:
    required = {"Name": "preferred_username", "Required": True, "Mutable": True}
    pool = pools.create(AliasAttributes=["preferred_username"], Schema=[required])

    with refused("InvalidParameterException", "cannot be provided for unconfirmed account"):
        pool.sign_up(named("early"), preferred_username="early-bird")
    with refused("InvalidParameterException", "attribute is required"):
        pool.sign_up(named("late"))


def test_wrong_code_is_refused_and_the_right_one_still_works(pool: Pool) -> None:
    phone = new_phone()
    pool.sign_up(named("wrong"), phone_number=phone)
    code = sms_code(pool, phone)

    with refused("CodeMismatchException"):
        pool.confirm(named("wrong"), another(code))

    assert pool.admin("admin_get_user", named("wrong"))["UserStatus"] == "UNCONFIRMED"
    pool.confirm(named("wrong"), code)
    with refused("NotAuthorizedException", "Current status is CONFIRMED"):
        pool.confirm(named("wrong"), code)


def test_resent_code_replaces_the_one_before(pool: Pool) -> None:
    phone = new_phone()
    pool.sign_up(named("again"), phone_number=phone)
    first = sms_code(pool, phone)

    answer = pool.cognito.resend_confirmation_code(ClientId=pool.web, Username="again")

    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    second = sms_code(pool, phone)
    assert len(pool.aws.sms_messages(phone)) == 2
    if first != second:
        with refused("CodeMismatchException"):
            pool.confirm(named("again"), first)
    pool.confirm(named("again"), second)


def test_users_who_sign_up_at_the_same_moment_get_their_own_codes(pool: Pool) -> None:
    phones = {f"crowd{number}": new_phone() for number in range(8)}

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda user: pool.sign_up(named(user), phone_number=phones[user]), phones))

    for user, phone in phones.items():
        [message] = pool.aws.sms_messages(phone)
        assert message.startswith(f"Hello {user}: ")
        pool.confirm(named(user), code_in(message))


def test_code_expires() -> None:
    with LocalAws(sign_up_code_seconds=0) as aws:
        pool = Pools(aws).create(AutoVerifiedAttributes=["email"])
        pool.sign_up(named("late"), email="late@example.com")
        [email] = aws.email_messages("late@example.com")

        with refused("ExpiredCodeException"):
            pool.confirm(named("late"), code_in(email.body))


def test_phone_number_as_the_sign_in_name(pools: Pools) -> None:
    pool = pools.create(
        UsernameAttributes=["phone_number"],
        AutoVerifiedAttributes=["phone_number"],
        SmsConfiguration=SMS_ROLE,
    )
    phone = new_phone()

    sub = pool.sign_up(named(phone))["UserSub"]

    user = pool.admin("admin_get_user", named(phone))
    assert user["Username"] == sub
    assert pool.attributes(named(sub))["phone_number"] == phone
    pool.confirm(named(phone), sms_code(pool, phone))
    assert "AuthenticationResult" in pool.sign_in_by_password(named(phone))


def test_email_as_an_alias(pools: Pools) -> None:
    pool = pools.create(AliasAttributes=["email"], AutoVerifiedAttributes=["email"])
    pool.sign_up(named("ann"), email="ann@example.com")
    pool.confirm(named("ann"), code_in(pool.aws.email_messages("ann@example.com")[-1].body))

    assert "AuthenticationResult" in pool.sign_in_by_password(named("ann@example.com"))


def test_who_signs_up_cannot_say_that_an_address_is_verified(pool: Pool) -> None:
    pool.sign_up(named("liar"), phone_number=new_phone(), phone_number_verified="true")

    assert pool.attributes(named("liar"))["phone_number_verified"] == "false"


def test_unconfirmed_user_cannot_sign_in(pool: Pool) -> None:
    pool.sign_up(named("unconfirmed"), phone_number=new_phone())

    with refused("UserNotConfirmedException"):
        pool.sign_in_by_password(User("unconfirmed", PASSWORD))


def test_invitation_by_email(pool: Pool) -> None:
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username="invited", UserAttributes=attributes(email="invited@example.com")
    )

    [email] = pool.aws.email_messages("invited@example.com")
    assert "Your username is invited and temporary password is" in email.body


def test_invitation_that_is_suppressed(pool: Pool) -> None:
    phone = new_phone()

    pool.add_user(named("uninvited"), phone_number=phone)

    assert pool.aws.sms_messages(phone) == []


def test_nobody_signs_up_without_a_required_attribute(pools: Pools) -> None:
    required: Any = [{"Name": "phone_number", "AttributeDataType": "String", "Required": True}]
    pool = pools.create(Schema=required)
    with refused("InvalidParameterException", "phone_number: The attribute is required"):
        pool.sign_up(named("ann"), email="ann@example.com")
    pool.sign_up(named("ann"), phone_number=new_phone())
    by_phone = pools.create(Schema=required, UsernameAttributes=["phone_number"])
    by_phone.sign_up(named(new_phone()))
