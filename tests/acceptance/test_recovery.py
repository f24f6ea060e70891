"""A lost TOTP device: it is gone for good, and each way back ends with a sign-in."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, User, new_phone
from local.scenarios.users import PREFER_TOTP, set_up_totp
from tests.acceptance.operator import Operator
from tests.acceptance.population import Population

REQUEST = {"requested_by": "jane", "ticket": "T-1"}
Recover = Callable[..., dict[str, Any]]


@pytest.fixture
def optional(aws: LocalAws, pools: dict[str, Pool]) -> Operator:
    return Operator(aws, pools["auth-dev"].outputs)


@pytest.fixture
def required(aws: LocalAws, pools: dict[str, Pool]) -> Operator:
    return Operator(aws, pools["auth-on"].outputs)


def recover(operator: Operator, user: User, **more: object) -> Any:
    """Ask for a recovery, and return what was changed or why not."""
    answer = operator.invoke("RecoveryFunction", user=user.name, **REQUEST, **more)
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


def test_optional_the_device_is_gone_for_good(optional: Operator) -> None:
    user = lost_device(optional.pool, phone=False)
    assert recover(optional, user) == ["totp_deleted", "signed_out"]
    assert "AuthenticationResult" in optional.pool.sign_in(user)
    # What would turn TOTP on again, such as a run over all users, finds no device.
    with pytest.raises(Exception, match="delivery config"):
        optional.pool.admin("admin_set_user_mfa_preference", user, **PREFER_TOTP)
    assert recover(optional, user) == ["signed_out"]


def test_optional_moved_to_sms(optional: Operator) -> None:
    user = lost_device(optional.pool, phone=True)
    assert recover(optional, user, to_sms=True) == ["sms_preferred", "totp_deleted", "signed_out"]
    assert signs_in_by_sms(optional.pool, user)
    assert recover(optional, user, to_sms=True) == ["signed_out"]


def test_on_a_user_without_a_phone_number_sets_up_another_device(required: Operator) -> None:
    user = required.pool.signed_up(phone=False)
    set_up_totp(required.pool, user)
    assert required.pool.sign_in(user)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert recover(required, user) == ["totp_deleted", "signed_out"]
    assert required.pool.sign_in(user)["ChallengeName"] == "MFA_SETUP"


def test_on_moved_to_sms(required: Operator) -> None:
    user = required.pool.signed_up(phone=False)
    set_up_totp(required.pool, user)
    assert recover(required, user, to_sms=True) == "phone_number: the user has none; give one"
    found = User(user.name, user.password, new_phone(), user.email)
    changed = recover(required, found, to_sms=True, phone_number=found.phone)
    assert changed == ["phone_number_set", "sms_preferred", "totp_deleted", "signed_out"]
    assert signs_in_by_sms(required.pool, found)


def test_who_is_signed_in_is_signed_out(optional: Operator) -> None:
    pool = optional.pool
    user = pool.signed_up(phone=False)
    tokens = pool.sign_in(user)["AuthenticationResult"]
    pool.register_totp(user, tokens["AccessToken"])
    recover(optional, user)
    with pytest.raises(Exception, match="NotAuthorizedException"):
        pool.cognito.associate_software_token(AccessToken=tokens["AccessToken"])
    with pytest.raises(Exception, match="NotAuthorizedException"):
        pool.cognito.initiate_auth(
            ClientId=pool.web,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
        )


def test_a_number_is_verified_by_giving_it_and_never_replaced(optional: Operator) -> None:
    user = Population(optional.pool).created(verified=False)
    assert recover(optional, user, to_sms=True) == (
        "phone_number: the user's is not verified; give it, to confirm that it is theirs"
    )
    assert recover(optional, user, to_sms=True, phone_number=new_phone()) == (
        "phone_number: the user has another one, which this does not replace"
    )
    assert recover(optional, user, to_sms=True, phone_number=user.phone) == [
        "phone_number_verified",
        "sms_preferred",
        "signed_out",
    ]
    assert signs_in_by_sms(optional.pool, user)


def test_users_for_whom_it_is_not(operator: Operator, optional: Operator) -> None:
    assert recover(optional, User("nobody", "")) == "user: there is no such user"
    federated = User(Population(optional.pool).one("federated"), "")
    assert recover(optional, federated) == (
        "user: is federated; the second factor is their identity provider's"
    )
    # A pool without TOTP has no recovery.
    assert "RecoveryFunction" not in operator.outputs
