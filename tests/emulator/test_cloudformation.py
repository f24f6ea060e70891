"""User pools that CloudFormation creates, updates and deletes."""

from typing import Any

import pytest
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws
from tests.emulator.pools import AUTHENTICATION_MESSAGE, SMS_ROLE, attributes, new_phone, refused
from tests.emulator.stacks import Stack

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
BOTH_OPTIONAL: Any = {
    "MfaConfiguration": "OPTIONAL",
    "EnabledMfas": [SMS, TOTP],
    "SmsConfiguration": SMS_ROLE,
    "SmsAuthenticationMessage": AUTHENTICATION_MESSAGE,
}


def test_enabled_mfas_at_creation(stack: Stack) -> None:
    assert stack.create(**BOTH_OPTIONAL) == "CREATE_COMPLETE"

    assert stack.mfa["MfaConfiguration"] == "OPTIONAL"
    assert stack.mfa["SmsMfaConfiguration"] == {
        "SmsAuthenticationMessage": AUTHENTICATION_MESSAGE,
        "SmsConfiguration": SMS_ROLE,
    }
    assert stack.mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}


def test_mode_without_enabled_mfas(stack: Stack) -> None:
    assert stack.create(MfaConfiguration="ON", SmsConfiguration=SMS_ROLE) == "CREATE_COMPLETE"

    assert stack.mfa["MfaConfiguration"] == "ON"
    assert "SmsMfaConfiguration" in stack.mfa
    assert "SoftwareTokenMfaConfiguration" not in stack.mfa


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"MfaConfiguration": "ON"}, "can't disable all MFAs"),
        ({"MfaConfiguration": "ON", "EnabledMfas": []}, "can't disable all MFAs"),
        ({"MfaConfiguration": "OFF", "EnabledMfas": [TOTP]}, "can't turn off MFA and configure"),
        ({"MfaConfiguration": "ON", "EnabledMfas": [SMS]}, "SMS_MFA needs an SMS configuration"),
        (
            {"MfaConfiguration": "ON", "EnabledMfas": [TOTP], "SmsConfiguration": SMS_ROLE},
            "can't turn off SMS_MFA",
        ),
        ({"SmsVerificationMessage": "no placeholder"}, "smsVerificationMessage"),
    ],
)
def test_refused_at_creation(
    stack: Stack, cognito: CognitoIdentityProviderClient, properties: dict[str, Any], message: str
) -> None:
    name = f"{stack.name}-pool"

    assert stack.create(UserPoolName=name, **properties) == "ROLLBACK_COMPLETE"

    assert message in stack.failures()
    assert name not in {pool["Name"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]}


def test_update_in_place(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    stack.create(**BOTH_OPTIONAL)
    pool_id = stack.pool_id
    cognito.admin_create_user(
        UserPoolId=pool_id, Username="ann", UserAttributes=attributes(phone_number=new_phone())
    )

    changed = BOTH_OPTIONAL | {"MfaConfiguration": "ON", "SmsAuthenticationMessage": "New: {####}"}
    assert stack.update(**changed) == "UPDATE_COMPLETE"

    assert stack.pool_id == pool_id
    assert stack.mfa["MfaConfiguration"] == "ON"
    assert stack.mfa["SmsMfaConfiguration"]["SmsAuthenticationMessage"] == "New: {####}"
    assert cognito.admin_get_user(UserPoolId=pool_id, Username="ann")["Username"] == "ann"


def test_off_to_on(stack: Stack) -> None:
    stack.create(SmsConfiguration=SMS_ROLE)

    without_factors = stack.update(SmsConfiguration=SMS_ROLE, MfaConfiguration="ON")
    assert without_factors == "UPDATE_ROLLBACK_COMPLETE"
    assert "Cannot turn MFA functionality ON" in stack.failures()
    assert stack.mfa["MfaConfiguration"] == "OFF"

    on = BOTH_OPTIONAL | {"MfaConfiguration": "ON"}
    assert stack.update(**on) == "UPDATE_ROLLBACK_COMPLETE"
    assert stack.mfa["MfaConfiguration"] == "OFF"

    assert stack.update(**BOTH_OPTIONAL) == "UPDATE_COMPLETE"
    assert stack.update(**on) == "UPDATE_COMPLETE"
    assert stack.mfa["MfaConfiguration"] == "ON"


def test_on_to_off(stack: Stack) -> None:
    stack.create(**BOTH_OPTIONAL)

    assert stack.update(SmsConfiguration=SMS_ROLE, MfaConfiguration="OFF") == "UPDATE_COMPLETE"

    assert stack.mfa["MfaConfiguration"] == "OFF"
    assert "SmsMfaConfiguration" not in stack.mfa


THREAT_PROTECTION: Any = {"UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}
SENDER: Any = {"EmailConfiguration": {"ReplyToEmailAddress": "help@example.com"}}


def test_omitted_properties_are_reset(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    stack.create(**THREAT_PROTECTION, **SENDER)

    assert stack.update(UserPoolTier="ESSENTIALS") == "UPDATE_COMPLETE"

    pool = cognito.describe_user_pool(UserPoolId=stack.pool_id)["UserPool"]
    assert "ReplyToEmailAddress" not in pool.get("EmailConfiguration", {})


def test_omitted_properties_are_kept_with_the_switch() -> None:
    with LocalAws(omitted_properties="keep") as aws:
        stack, cognito = Stack(aws), aws.client("cognito-idp")
        stack.create(**THREAT_PROTECTION, **SENDER)

        assert stack.update(UserPoolTier="ESSENTIALS") == "UPDATE_ROLLBACK_COMPLETE"
        assert "Threat Protection" in stack.failures()
        off = {"UserPoolTier": "ESSENTIALS", "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}
        assert stack.update(**off) == "UPDATE_COMPLETE"

        pool = cognito.describe_user_pool(UserPoolId=stack.pool_id)["UserPool"]
        assert pool["EmailConfiguration"]["ReplyToEmailAddress"] == "help@example.com"
        assert pool["UserPoolAddOns"] == {"AdvancedSecurityMode": "OFF"}


REQUIRED_EMAIL: Any = {"Name": "email", "Required": True, "Mutable": True}
CUSTOM: Any = {"Name": "team", "AttributeDataType": "String", "Mutable": True}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"UsernameAttributes": ["email"]}, {"UsernameAttributes": ["phone_number"]}),
        ({"AliasAttributes": ["email"]}, {"AliasAttributes": ["email", "preferred_username"]}),
        (
            {"UsernameConfiguration": {"CaseSensitive": False}},
            {"UsernameConfiguration": {"CaseSensitive": True}},
        ),
        ({"Schema": [REQUIRED_EMAIL]}, {"Schema": [REQUIRED_EMAIL | {"Required": False}]}),
        ({"Schema": [CUSTOM]}, {"Schema": [CUSTOM | {"Mutable": False}]}),
        ({"Schema": [CUSTOM]}, {"UserPoolName": "without"}),
    ],
)
def test_what_cannot_change(stack: Stack, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert stack.create(**before) == "CREATE_COMPLETE"

    assert stack.update(**after) == "UPDATE_ROLLBACK_COMPLETE"


def test_custom_attribute_can_be_added(stack: Stack) -> None:
    stack.create(Schema=[REQUIRED_EMAIL])

    assert stack.update(Schema=[REQUIRED_EMAIL, CUSTOM]) == "UPDATE_COMPLETE"


def test_deletion_protection(stack: Stack, cognito: CognitoIdentityProviderClient) -> None:
    stack.create(DeletionProtection="ACTIVE")
    pool_id = stack.pool_id

    assert stack.delete() == "DELETE_FAILED"

    assert "deletion protection is activated" in stack.failures()
    cognito.describe_user_pool(UserPoolId=pool_id)
    cognito.update_user_pool(UserPoolId=pool_id, DeletionProtection="INACTIVE")
    assert stack.delete() == "DELETE_COMPLETE"
    with refused("ResourceNotFoundException"):
        cognito.describe_user_pool(UserPoolId=pool_id)


def test_an_alarm_on_metric_math(aws: LocalAws, stack: Stack) -> None:
    metric = {"Namespace": "AWS/States", "MetricName": "ExecutionsFailed"}
    failed = {
        "Id": "failed",
        "ReturnData": False,
        "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"},
    }
    properties = {
        "AlarmName": f"{stack.name}-failed",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "Metrics": [{"Id": "none", "Expression": "failed - FILL(refused, 0)"}, failed],
    }
    resources = {"Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}}
    assert stack.create_from(resources) == "CREATE_COMPLETE"
    (alarm,) = aws.client("cloudwatch").describe_alarms(AlarmNames=[f"{stack.name}-failed"])["MetricAlarms"]
    assert (alarm["MetricName"], alarm["Period"], alarm["Statistic"]) == ("ExecutionsFailed", 300, "Sum")
