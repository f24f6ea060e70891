"""TOTP devices: registered with an access token, or at the sign-in that requires one."""

import json
import time

import pyotp
import pytest
from botocore.exceptions import ClientError

from tests.emulator.pools import Pool, Pools, another, new_phone, refused

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.create("OPTIONAL", [TOTP])


def test_verifying_registers_and_enables_nothing(pool: Pool) -> None:
    pool.add_user("registered")

    pool.register_totp("registered")

    assert pool.mfa("registered") == ([], None)
    assert "AuthenticationResult" in pool.sign_in("registered")


def test_wrong_code(pool: Pool) -> None:
    pool.add_user("wrong")
    token = pool.access_token("wrong")
    device = pyotp.TOTP(pool.cognito.associate_software_token(AccessToken=token)["SecretCode"])

    with refused("EnableSoftwareTokenMFAException"):
        pool.cognito.verify_software_token(AccessToken=token, UserCode=another(device.now()))

    pool.cognito.verify_software_token(AccessToken=token, UserCode=device.now())


def test_code_of_the_step_before_or_after(pool: Pool) -> None:
    pool.add_user("drifting")
    token = pool.access_token("drifting")
    device = pyotp.TOTP(pool.cognito.associate_software_token(AccessToken=token)["SecretCode"])

    for seconds in (-30, 30):
        while True:
            step = time.time() // 30
            try:
                code = device.at(int(step * 30) + seconds)
                pool.cognito.verify_software_token(AccessToken=token, UserCode=code)
                break
            except ClientError:
                # Unless the server was asked in the next step.
                assert time.time() // 30 > step
    with refused("EnableSoftwareTokenMFAException"):
        pool.cognito.verify_software_token(AccessToken=token, UserCode=device.at(int(time.time()) + 90))


def test_pool_without_totp(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS])
    pool.add_user("ann")

    with refused("SoftwareTokenMFANotFoundException"):
        pool.cognito.associate_software_token(AccessToken=pool.access_token("ann"))


def test_set_up_at_sign_in(pools: Pools) -> None:
    pool = pools.create("ON", [TOTP])
    pool.add_user("ann")
    setup = pool.sign_in("ann")
    assert setup["ChallengeName"] == "MFA_SETUP"
    assert json.loads(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == [TOTP]
    with refused("InvalidParameterException"):
        pool.answer(setup, "ann")

    associated = pool.cognito.associate_software_token(Session=setup["Session"])
    device = pyotp.TOTP(associated["SecretCode"])
    with refused("EnableSoftwareTokenMFAException"):
        pool.cognito.verify_software_token(Session=associated["Session"], UserCode=another(device.now()))
    verified = pool.cognito.verify_software_token(Session=associated["Session"], UserCode=device.now())
    assert pool.mfa("ann") == ([], None)
    answer = pool.answer(setup | {"Session": verified["Session"]}, "ann")

    assert "AuthenticationResult" in answer
    assert pool.mfa("ann") == ([TOTP], None)
    challenge = pool.sign_in("ann")
    assert challenge["ChallengeName"] == TOTP
    pool.answer(challenge, "ann", SOFTWARE_TOKEN_MFA_CODE=device.now())
    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.cognito.associate_software_token(Session=setup["Session"])


def test_set_up_without_a_phone_where_both_are_on(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user("ann")

    setup = pool.sign_in("ann")

    assert setup["ChallengeName"] == "MFA_SETUP"
    assert json.loads(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == [SMS, TOTP]


def test_session_of_a_code_challenge_sets_nothing_up(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user("ann", phone_number=new_phone())
    challenge = pool.sign_in("ann")

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.cognito.associate_software_token(Session=challenge["Session"])
