"""The challenges between a password and tokens."""

import json
import urllib.request
from typing import Any

import pytest
from pycognito import aws_srp, exceptions

from local.scenarios.pool import Pool, User
from tests.emulator.pools import (
    AUTHENTICATION_MESSAGE,
    PASSWORD,
    Pools,
    another,
    named,
    new_phone,
    refused,
    set_mfa,
    sms_code,
)

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
ON: Any = {"Enabled": True}
PREFERRED: Any = {"Enabled": True, "PreferredMfa": True}


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.create("OPTIONAL", [SMS, TOTP])


def sms_user(pool: Pool, username: str) -> str:
    """A user who prefers SMS; returns the phone number."""
    phone = new_phone()
    pool.add_user(named(username), phone_number=phone)
    pool.prefer(named(username), sms=PREFERRED)
    return phone


def srp(pool: Pool, username: str) -> aws_srp.AWSSRP:
    return aws_srp.AWSSRP(
        username=username,
        password=PASSWORD,
        pool_id=pool.id,
        client_id=pool.web,
        client=pool.cognito,
    )


def test_optional_without_a_factor_gives_tokens(pool: Pool) -> None:
    pool.add_user(named("plain"), phone_number=new_phone())

    assert "AuthenticationResult" in pool.sign_in_by_password(named("plain"))


def test_sms_by_password(pool: Pool) -> None:
    phone = sms_user(pool, "by-password")

    challenge = pool.sign_in_by_password(named("by-password"))

    assert challenge["ChallengeName"] == SMS
    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": f"+*******{phone[-4:]}",
        "USER_ID_FOR_SRP": "by-password",
    }
    code = sms_code(pool, phone)
    assert pool.aws.sms_messages(phone) == [AUTHENTICATION_MESSAGE.replace("{####}", code)]
    assert "AuthenticationResult" in pool.respond(challenge, named("by-password"), SMS_MFA_CODE=code)


def test_sms_by_srp(pool: Pool) -> None:
    phone = sms_user(pool, "by-srp")

    with pytest.raises(exceptions.SMSMFAChallengeException) as caught:
        srp(pool, "by-srp").authenticate_user()

    answer = pool.respond(caught.value.get_tokens(), named("by-srp"), SMS_MFA_CODE=sms_code(pool, phone))
    assert "AuthenticationResult" in answer


def test_srp_without_a_factor_gives_tokens(pool: Pool) -> None:
    pool.add_user(named("plain-srp"))

    assert "AuthenticationResult" in srp(pool, "plain-srp").authenticate_user()


def test_sms_by_an_administrator(pool: Pool) -> None:
    phone = sms_user(pool, "by-admin")
    challenge = pool.cognito.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.web,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "by-admin", "PASSWORD": PASSWORD},
    )

    answer = pool.cognito.admin_respond_to_auth_challenge(
        UserPoolId=pool.id,
        ClientId=pool.web,
        ChallengeName=challenge["ChallengeName"],
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "by-admin", "SMS_MFA_CODE": sms_code(pool, phone)},
    )

    assert "AuthenticationResult" in answer


def test_wrong_sms_code_leaves_the_session_usable(pool: Pool) -> None:
    phone = sms_user(pool, "mistyped")
    challenge = pool.sign_in_by_password(named("mistyped"))
    code = sms_code(pool, phone)

    with refused("CodeMismatchException"):
        pool.respond(challenge, named("mistyped"), SMS_MFA_CODE=another(code))

    assert "AuthenticationResult" in pool.respond(challenge, named("mistyped"), SMS_MFA_CODE=code)


def test_session_is_used_once(pool: Pool) -> None:
    phone = sms_user(pool, "once")
    challenge = pool.sign_in_by_password(named("once"))
    code = sms_code(pool, phone)
    pool.respond(challenge, named("once"), SMS_MFA_CODE=code)

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.respond(challenge, named("once"), SMS_MFA_CODE=code)


def test_session_that_is_invented(pool: Pool) -> None:
    phone = sms_user(pool, "inventive")
    challenge = pool.sign_in_by_password(named("inventive")) | {"Session": "invented" * 4}

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.respond(challenge, named("inventive"), SMS_MFA_CODE=sms_code(pool, phone))


def test_session_of_another_user(pool: Pool) -> None:
    phone = sms_user(pool, "owner")
    sms_user(pool, "thief")
    challenge = pool.sign_in_by_password(named("owner"))

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.respond(challenge, named("thief"), SMS_MFA_CODE=sms_code(pool, phone))


def test_session_of_another_challenge(pool: Pool) -> None:
    sms_user(pool, "confused")
    challenge = pool.sign_in_by_password(named("confused")) | {"ChallengeName": TOTP}

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.respond(challenge, named("confused"), SOFTWARE_TOKEN_MFA_CODE="000000")


def test_session_expires_with_the_app_clients_validity(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS])
    phone = sms_user(pool, "slow")
    live_no_longer_than(pool, minutes=0)
    challenge = pool.sign_in_by_password(named("slow"))

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.respond(challenge, named("slow"), SMS_MFA_CODE=sms_code(pool, phone))


def live_no_longer_than(pool: Pool, minutes: int) -> None:
    """Set AuthSessionValidity lower than boto3 lets a caller."""
    request = {"UserPoolId": pool.id, "ClientId": pool.web, "AuthSessionValidity": minutes}
    target = "AWSCognitoIdentityProviderService.UpdateUserPoolClient"
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    body = json.dumps(request).encode()
    with urllib.request.urlopen(urllib.request.Request(pool.aws.endpoint, body, headers)):  # noqa: S310
        pass


def test_totp(pool: Pool) -> None:
    pool.add_user(named("totp"))
    device = pool.register_totp(named("totp"))
    pool.prefer(named("totp"), totp=PREFERRED)

    challenge = pool.sign_in_by_password(named("totp"))

    assert challenge["ChallengeName"] == TOTP
    with refused("CodeMismatchException"):
        pool.respond(challenge, named("totp"), SOFTWARE_TOKEN_MFA_CODE=another(device.now()))
    assert "AuthenticationResult" in pool.respond(
        challenge, named("totp"), SOFTWARE_TOKEN_MFA_CODE=device.now()
    )


@pytest.mark.parametrize("factor", [SMS, TOTP])
def test_both_factors_and_none_preferred(pool: Pool, factor: str) -> None:
    username, phone = f"both-{factor}", new_phone()
    pool.add_user(named(username), phone_number=phone)
    device = pool.register_totp(named(username))
    pool.prefer(named(username), sms=ON, totp=ON)

    choice = pool.sign_in_by_password(named(username))

    assert choice["ChallengeName"] == "SELECT_MFA_TYPE"
    assert json.loads(choice["ChallengeParameters"]["MFAS_CAN_CHOOSE"]) == [SMS, TOTP]
    assert pool.aws.sms_messages(phone) == []
    challenge = pool.respond(choice, named(username), ANSWER=factor)
    assert challenge["ChallengeName"] == factor
    code = sms_code(pool, phone) if factor == SMS else device.now()
    assert "AuthenticationResult" in pool.respond(challenge, named(username), **{f"{factor}_CODE": code})
    with refused("NotAuthorizedException"):
        pool.respond(choice, named(username), ANSWER=factor)


def test_preferred_factor_is_asked_for(pool: Pool) -> None:
    pool.add_user(named("prefers"), phone_number=new_phone())
    pool.register_totp(named("prefers"))
    pool.prefer(named("prefers"), sms=PREFERRED, totp=ON)

    assert pool.sign_in_by_password(named("prefers"))["ChallengeName"] == SMS
    pool.prefer(named("prefers"), totp=PREFERRED)
    assert pool.sign_in_by_password(named("prefers"))["ChallengeName"] == TOTP


def test_mode_off_asks_for_nothing(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS])
    sms_user(pool, "ann")
    assert pool.sign_in_by_password(named("ann"))["ChallengeName"] == SMS

    set_mfa(pool, "OFF", [])

    assert "AuthenticationResult" in pool.sign_in_by_password(named("ann"))


def test_required_sms_without_a_preference_goes_to_the_phone(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    phone = new_phone()
    pool.add_user(named("ann"), phone_number=phone)

    challenge = pool.sign_in_by_password(named("ann"))

    assert challenge["ChallengeName"] == SMS
    assert "AuthenticationResult" in pool.respond(challenge, named("ann"), SMS_MFA_CODE=sms_code(pool, phone))


def test_required_sms_without_a_phone(pools: Pools) -> None:
    pool = pools.create("ON", [SMS])
    pool.add_user(named("ann"))

    with refused("MFAMethodNotFoundException"):
        pool.sign_in_by_password(named("ann"))
    with refused("MFAMethodNotFoundException"):
        srp(pool, "ann").authenticate_user()


@pytest.mark.parametrize("mode", ["OPTIONAL", "ON"])
def test_user_whom_an_administrator_created(pools: Pools, mode: str) -> None:
    pool = pools.create(mode, [SMS])
    phone = new_phone()
    pool.cognito.admin_create_user(
        UserPoolId=pool.id, Username="ann", UserAttributes=[{"Name": "phone_number", "Value": phone}]
    )
    [invitation] = pool.aws.sms_messages(phone)
    challenge = pool.sign_in_by_password(User("ann", invitation.split()[-1].removesuffix(".")))
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    with refused("InvalidPasswordException"):
        pool.respond(challenge, named("ann"), NEW_PASSWORD="short")

    after = pool.respond(challenge, named("ann"), NEW_PASSWORD=PASSWORD)

    if mode == "ON":
        assert after["ChallengeName"] == SMS
        after = pool.respond(after, named("ann"), SMS_MFA_CODE=sms_code(pool, phone))
    assert "AuthenticationResult" in after
    with refused("NotAuthorizedException"):
        pool.respond(challenge, named("ann"), NEW_PASSWORD=PASSWORD)
