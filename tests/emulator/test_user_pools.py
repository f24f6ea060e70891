"""What a user pool may be."""

from typing import Any

import pytest
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from tests.emulator.pools import AUTHENTICATION_MESSAGE, SMS_ROLE, Pools, refused, set_mfa

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
LONG = "{####}" + "x" * 140
PHONE_ONLY: Any = {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
def test_mode_without_a_factor(pools: Pools, mode: str) -> None:
    with refused("InvalidParameterException", "SMS configuration"):
        pools.create(MfaConfiguration=mode)
    with refused("InvalidParameterException", "can't disable all MFAs"):
        pools.create(mode, [])


def test_mode_at_creation_turns_sms_on(pools: Pools) -> None:
    pool = pools.create(
        MfaConfiguration="ON", SmsConfiguration=SMS_ROLE, SmsAuthenticationMessage=AUTHENTICATION_MESSAGE
    )

    config = pool.cognito.get_user_pool_mfa_config(UserPoolId=pool.id)

    assert config["MfaConfiguration"] == "ON"
    assert config["SmsMfaConfiguration"] == {
        "SmsAuthenticationMessage": AUTHENTICATION_MESSAGE,
        "SmsConfiguration": SMS_ROLE,
    }
    assert "SoftwareTokenMfaConfiguration" not in config


def test_mfa_config(pools: Pools) -> None:
    pool = pools.create("OPTIONAL", [SMS, TOTP])

    config = pool.cognito.get_user_pool_mfa_config(UserPoolId=pool.id)

    assert config["MfaConfiguration"] == "OPTIONAL"
    assert config["SmsMfaConfiguration"]["SmsConfiguration"] == SMS_ROLE
    assert config["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    set_mfa(pool, "OFF", [])
    off = pool.cognito.get_user_pool_mfa_config(UserPoolId=pool.id)
    assert off["MfaConfiguration"] == "OFF"
    assert "SmsMfaConfiguration" not in off


def test_factors_with_mode_off(pools: Pools) -> None:
    pool = pools.create()

    with refused("InvalidParameterException", "can't turn off MFA and configure an MFA together"):
        set_mfa(pool, "OFF", [TOTP])


def test_sms_without_a_configuration(pools: Pools) -> None:
    pool = pools.create()

    with refused("InvalidParameterException", "SMS_MFA needs an SMS configuration"):
        pool.cognito.set_user_pool_mfa_config(
            UserPoolId=pool.id, MfaConfiguration="ON", SmsMfaConfiguration={}
        )
    with refused("InvalidParameterException", "auto-verified"):
        pools.create(AutoVerifiedAttributes=["phone_number"])


def test_sms_configuration_without_sms(pools: Pools) -> None:
    with refused("InvalidParameterException", "can't turn off SMS_MFA when SMS configuration is set"):
        pools.create("ON", [TOTP], SmsConfiguration=SMS_ROLE)


def test_recovery_by_phone_only_with_sms_mfa(pools: Pools) -> None:
    with refused("InvalidParameterException", "Account Recovery Setting"):
        pools.create("ON", [SMS], AccountRecoverySetting=PHONE_ONLY)


def test_required_mfa_on_an_existing_pool(pools: Pools) -> None:
    pool = pools.create(SmsConfiguration=SMS_ROLE)

    with refused("InvalidParameterException", "Cannot turn MFA functionality ON"):
        pool.cognito.update_user_pool(UserPoolId=pool.id, MfaConfiguration="ON")

    set_mfa(pool, "ON", [SMS])
    assert pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["MfaConfiguration"] == "ON"


@pytest.mark.parametrize(
    "settings",
    [
        {"SmsVerificationMessage": "no placeholder"},
        {"SmsVerificationMessage": LONG},
        {"SmsAuthenticationMessage": "no placeholder"},
        {"EmailVerificationMessage": "no placeholder"},
        {"EmailVerificationSubject": "x" * 141},
        {"VerificationMessageTemplate": {"SmsMessage": "no placeholder"}},
        {"AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": "without a name: {####}"}}},
    ],
)
def test_messages(pools: Pools, cognito: CognitoIdentityProviderClient, settings: dict[str, Any]) -> None:
    pool = pools.create()

    with refused("InvalidParameterException"):
        pools.create(**settings)
    with refused("InvalidParameterException"):
        cognito.update_user_pool(UserPoolId=pool.id, **settings)


def test_deletion_protection(pools: Pools) -> None:
    pool = pools.create(DeletionProtection="ACTIVE")

    with refused("InvalidParameterException", "deletion protection is activated"):
        pool.cognito.delete_user_pool(UserPoolId=pool.id)

    pool.cognito.update_user_pool(UserPoolId=pool.id, DeletionProtection="INACTIVE")
    pool.cognito.delete_user_pool(UserPoolId=pool.id)
    with refused("ResourceNotFoundException"):
        pool.cognito.describe_user_pool(UserPoolId=pool.id)
