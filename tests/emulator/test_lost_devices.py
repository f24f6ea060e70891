"""A lost device: its token, the sessions, and what Cognito remembers of it."""

import json
from typing import Any

import pytest

from local.scenarios.pool import Pool
from tests.emulator.pools import Pools, named, new_phone, refused

SMS, TOTP = "SMS_MFA", "SOFTWARE_TOKEN_MFA"
ON: Any = {"Enabled": True, "PreferredMfa": True}
VERIFIER = {"PasswordVerifier": "dmVyaWZpZXI=", "Salt": "c2FsdA=="}


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.create("OPTIONAL", [SMS, TOTP])


def of(pool: Pool, name: str) -> Any:
    return {"UserPoolId": pool.id, "Username": name}


def test_the_token_and_its_preference_go_and_other_factors_stay(pool: Pool) -> None:
    pool.add_user(named("ann"), phone_number=new_phone())
    pool.register_totp(named("ann"))
    pool.prefer(named("ann"), sms={"Enabled": True}, totp=ON)
    assert pool.preference(named("ann")) == ([SMS, TOTP], TOTP)

    answer = pool.cognito.admin_delete_software_token(**of(pool, "ann"))

    assert set(answer) == {"ResponseMetadata"}
    assert pool.preference(named("ann")) == ([SMS], None)
    with refused("InvalidParameterException"):
        pool.prefer(named("ann"), totp=ON)
    with refused("InvalidParameterException"):
        pool.cognito.admin_delete_software_token(**of(pool, "ann"))


def test_where_nothing_is_left_and_the_mode_is_on_the_next_sign_in_sets_a_device_up(pools: Pools) -> None:
    pool = pools.create("ON", [TOTP])
    pool.add_user(named("ann"))
    setup = pool.sign_in_by_password(named("ann"))
    associated = pool.cognito.associate_software_token(Session=setup["Session"])
    # Half finished: there is no device yet.
    with refused("InvalidParameterException"):
        pool.cognito.admin_delete_software_token(**of(pool, "ann"))
    assert associated["SecretCode"]

    again = pool.sign_in_by_password(named("ann"))
    assert again["ChallengeName"] == "MFA_SETUP"
    assert json.loads(again["ChallengeParameters"]["MFAS_CAN_SETUP"]) == [TOTP]


def test_a_device_that_was_associated_and_not_verified_cannot_be_verified_afterwards(pool: Pool) -> None:
    pool.add_user(named("halfway"))
    token = pool.access_token(named("halfway"))
    pool.cognito.associate_software_token(AccessToken=token)
    with refused("InvalidParameterException"):
        pool.cognito.admin_delete_software_token(**of(pool, "halfway"))
    with refused("InvalidParameterException"):
        pool.cognito.verify_software_token(AccessToken=token, UserCode="000000")


@pytest.mark.parametrize(
    ("name", "error"), [("nobody", "UserNotFoundException"), ("unconfirmed", "UserNotConfirmedException")]
)
def test_users_whose_token_cannot_be_deleted(pools: Pools, name: str, error: str) -> None:
    pool = pools.create("OPTIONAL", [TOTP])
    pool.sign_up(named("unconfirmed"))
    with refused(error):
        pool.cognito.admin_delete_software_token(**of(pool, name))
    with refused("ResourceNotFoundException"):
        pool.cognito.admin_delete_software_token(UserPoolId="us-east-1_NONE", Username=name)


def test_a_sign_out_ends_the_tokens_of_the_same_second_and_of_no_later_sign_in(pool: Pool) -> None:
    pool.add_user(named("bob"))
    before = pool.sign_in_by_password(named("bob"))["AuthenticationResult"]
    pool.cognito.admin_user_global_sign_out(**of(pool, "bob"))
    after = pool.sign_in_by_password(named("bob"))["AuthenticationResult"]

    for tokens, is_ended in ((before, True), (after, False)):
        refresh: Any = {
            "ClientId": pool.web,
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
        }
        if is_ended:
            with refused("NotAuthorizedException"):
                pool.cognito.initiate_auth(**refresh)
            with refused("NotAuthorizedException"):
                pool.cognito.associate_software_token(AccessToken=tokens["AccessToken"])
        else:
            assert pool.cognito.initiate_auth(**refresh)["AuthenticationResult"]
            assert pool.cognito.associate_software_token(AccessToken=tokens["AccessToken"])["SecretCode"]


@pytest.mark.parametrize("opt_in", [True, False])
def test_a_device_is_remembered_until_it_is_forgotten(pools: Pools, opt_in: bool) -> None:
    pool = pools.create(
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": opt_in}
    )
    pool.add_user(named("ann"))
    token = pool.access_token(named("ann"))
    ann = of(pool, "ann")
    assert pool.cognito.admin_list_devices(**ann)["Devices"] == []

    for key in ("us-east-1_phone", "us-east-1_laptop"):
        confirmed = pool.cognito.confirm_device(
            AccessToken=token, DeviceKey=key, DeviceName="ann's", DeviceSecretVerifierConfig=VERIFIER
        )
        assert confirmed["UserConfirmationNecessary"] is opt_in
    keys = [device["DeviceKey"] for device in pool.cognito.admin_list_devices(**ann)["Devices"]]
    assert keys == ["us-east-1_phone", "us-east-1_laptop"]
    assert pool.cognito.get_device(AccessToken=token, DeviceKey=keys[0])["Device"]["DeviceKey"] == keys[0]

    pool.cognito.admin_forget_device(**ann, DeviceKey=keys[0])
    with refused("ResourceNotFoundException"):
        pool.cognito.admin_get_device(**ann, DeviceKey=keys[0])
    pool.cognito.forget_device(AccessToken=token, DeviceKey=keys[1])
    assert pool.cognito.list_devices(AccessToken=token)["Devices"] == []
    with refused("ResourceNotFoundException"):
        pool.cognito.admin_forget_device(**ann, DeviceKey=keys[1])


def test_a_pool_without_device_tracking_remembers_none(pools: Pools) -> None:
    pool = pools.create()
    pool.add_user(named("ann"))
    with refused("InvalidUserPoolConfigurationException"):
        pool.cognito.confirm_device(AccessToken=pool.access_token(named("ann")), DeviceKey="us-east-1_phone")
    assert pool.cognito.admin_list_devices(**of(pool, "ann"))["Devices"] == []
