"""A lost TOTP device: each way back ends with a sign-in, each wrong request says why it is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, User, new_phone
from local.scenarios.users import PREFER_TOTP, set_up_totp
from tests.acceptance.operator import Operator
from tests.acceptance.population import Population

ASKED = {"requested_by": "jane", "ticket": "T-1"}
Recover = Callable[..., dict[str, Any]]


@pytest.fixture
def optional(aws: LocalAws, pools: dict[str, Pool]) -> Operator:
    return Operator(aws, pools["auth-dev"].outputs)


@pytest.fixture
def required(aws: LocalAws, pools: dict[str, Pool]) -> Operator:
    return Operator(aws, pools["auth-on"].outputs)


def recover(operator: Operator, user: User, to: str, **more: object) -> Any:
    """Ask for a recovery, and return what was changed or why not."""
    payload = {"user": user.name, "to": to, **ASKED, **more}
    answer = operator.invoke("RecoveryFunction", **payload)
    return answer["refused"] if "refused" in answer else answer["changed"]


def lost_device(pool: Pool, *, phone: bool) -> User:
    """A user in a pool with mode OPTIONAL who is asked for TOTP."""
    user = pool.signed_up(phone=phone)
    pool.register_totp(user)
    pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    assert pool.sign_in(user)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    return user


def signs_in_by_sms(pool: Pool, user: User) -> bool:
    challenge = pool.sign_in(user)
    assert challenge["ChallengeName"] == "SMS_MFA"
    answer = pool.respond(challenge, user, SMS_MFA_CODE=pool.sms_code(user))
    return "AuthenticationResult" in answer


def test_optional_totp_off(optional: Operator) -> None:
    user = lost_device(optional.pool, phone=False)
    assert recover(optional, user, "OFF") == ["TOTP turned off"]
    assert "AuthenticationResult" in optional.pool.sign_in(user)
    assert recover(optional, user, "OFF") == []


def test_optional_moved_to_sms(optional: Operator) -> None:
    user = lost_device(optional.pool, phone=True)
    assert recover(optional, user, "SMS") == ["SMS preferred", "TOTP turned off"]
    assert signs_in_by_sms(optional.pool, user)
    assert recover(optional, user, "SMS") == []


def test_on_with_a_phone_number(required: Operator) -> None:
    user = required.pool.signed_up()
    challenge = required.pool.sign_in(user)
    answer = required.pool.respond(challenge, user, SMS_MFA_CODE=required.pool.sms_code(user))
    required.pool.register_totp(user, answer["AuthenticationResult"]["AccessToken"])
    required.pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    assert required.pool.sign_in(user)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert recover(required, user, "SMS") == ["SMS preferred"]
    assert signs_in_by_sms(required.pool, user)


def test_on_without_a_phone_number(required: Operator) -> None:
    user = required.pool.signed_up(phone=False)
    set_up_totp(required.pool, user)
    assert recover(required, user, "SMS") == "phone_number: the user has none; give one"
    found = User(user.name, user.password, new_phone(), user.email)
    assert recover(required, found, "SMS", phone_number=found.phone) == ["phone number set", "SMS preferred"]
    assert signs_in_by_sms(required.pool, found)


def test_on_cannot_be_turned_off(required: Operator) -> None:
    user = required.pool.signed_up(phone=False)
    set_up_totp(required.pool, user)
    assert recover(required, user, "OFF") == (
        'to: TOTP cannot be turned off while the pool requires MFA; use "SMS"'
    )


def test_a_number_is_verified_by_saying_it_and_never_replaced(optional: Operator) -> None:
    user = Population(optional.pool).created(verified=False)
    assert recover(optional, user, "SMS") == (
        "phone_number: the user's is not verified; give it, to say that it is theirs"
    )
    assert recover(optional, user, "SMS", phone_number=new_phone()) == (
        "phone_number: the user has another one, which this does not replace"
    )
    assert recover(optional, user, "SMS", phone_number=user.phone) == [
        "phone number verified",
        "SMS preferred",
    ]
    assert signs_in_by_sms(optional.pool, user)


def test_users_whom_it_is_not_about(operator: Operator, optional: Operator) -> None:
    assert recover(optional, User("nobody", ""), "OFF") == "there is no such user"
    federated = User(Population(optional.pool).one("federated"), "")
    assert recover(optional, federated, "SMS", phone_number=new_phone()) == (
        "the user is federated: their identity provider has their second factor"
    )
    # A pool without TOTP has no recovery.
    assert "RecoveryFunction" not in operator.outputs
