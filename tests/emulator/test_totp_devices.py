"""TOTP devices: registered with an access token, or at the sign-in that requires one."""

import json
import time

import pyotp
import pytest
from botocore.exceptions import ClientError

from local.scenarios.pool import Pool
from tests.emulator.pools import Pools, another, named, new_phone, refused

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.create("OPTIONAL", [TOTP])


def test_verifying_registers_and_enables_nothing(pool: Pool) -> None:
    pool.add_user(named("registered"))

    pool.register_totp(named("registered"))

    assert pool.preference(named("registered")) == ([], None)
    assert "AuthenticationResult" in pool.sign_in_by_password(named("registered"))


def test_wrong_code(pool: Pool) -> None:
    pool.add_user(named("wrong"))
    token = pool.access_token(named("wrong"))
    device = pyotp.TOTP(pool.cognito.associate_software_token(AccessToken=token)["SecretCode"])

    with refused("EnableSoftwareTokenMFAException"):
        pool.cognito.verify_software_token(AccessToken=token, UserCode=another(device.now()))

    pool.cognito.verify_software_token(AccessToken=token, UserCode=device.now())


def test_code_of_the_step_before_or_after(pool: Pool) -> None:
    pool.add_user(named("drifting"))
    token = pool.access_token(named("drifting"))
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
    pool.add_user(named("ann"))

    with refused("SoftwareTokenMFANotFoundException"):
        pool.cognito.associate_software_token(AccessToken=pool.access_token(named("ann")))


def test_set_up_at_sign_in(pools: Pools) -> None:
    pool = pools.create("ON", [TOTP])
    pool.add_user(named("ann"))
    setup = pool.sign_in_by_password(named("ann"))
    assert setup["ChallengeName"] == "MFA_SETUP"
    assert json.loads(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == [TOTP]
    with refused("InvalidParameterException"):
        pool.respond(setup, named("ann"))

    associated = pool.cognito.associate_software_token(Session=setup["Session"])
    device = pyotp.TOTP(associated["SecretCode"])
    with refused("EnableSoftwareTokenMFAException"):
        pool.cognito.verify_software_token(Session=associated["Session"], UserCode=another(device.now()))
    verified = pool.cognito.verify_software_token(Session=associated["Session"], UserCode=device.now())
    assert pool.preference(named("ann")) == ([], None)
    answer = pool.respond(setup | {"Session": verified["Session"]}, named("ann"))

    assert "AuthenticationResult" in answer
    assert pool.preference(named("ann")) == ([TOTP], None)
    challenge = pool.sign_in_by_password(named("ann"))
    assert challenge["ChallengeName"] == TOTP
    pool.respond(challenge, named("ann"), SOFTWARE_TOKEN_MFA_CODE=device.now())
    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.cognito.associate_software_token(Session=setup["Session"])


def test_set_up_without_a_phone_where_both_are_on(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user(named("ann"))

    setup = pool.sign_in_by_password(named("ann"))

    assert setup["ChallengeName"] == "MFA_SETUP"
    assert json.loads(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == [SMS, TOTP]


def test_session_of_a_code_challenge_sets_nothing_up(pools: Pools) -> None:
    pool = pools.create("ON", [SMS, TOTP])
    pool.add_user(named("ann"), phone_number=new_phone())
    challenge = pool.sign_in_by_password(named("ann"))

    with refused("NotAuthorizedException", "Invalid session for the user"):
        pool.cognito.associate_software_token(Session=challenge["Session"])
