"""User pools that CloudFormation creates, updates and deletes."""

import itertools
import json
import time
from typing import Any

import pytest
from types_boto3_cognito_idp import CognitoIdentityProviderClient

from local.emulator import LocalAws
from tests.emulator.pools import AUTHENTICATION_MESSAGE, SMS_ROLE, attributes, new_phone, refused

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
BOTH_OPTIONAL: Any = {
    "MfaConfiguration": "OPTIONAL",
    "EnabledMfas": [SMS, TOTP],
    "SmsConfiguration": SMS_ROLE,
    "SmsAuthenticationMessage": AUTHENTICATION_MESSAGE,
}
WITHIN = 20.0  # seconds

_numbers = itertools.count()


class Stack:
    """A stack with one user pool."""

    def __init__(self, aws: LocalAws) -> None:
        self._cloudformation = aws.client("cloudformation")
        self._cognito: CognitoIdentityProviderClient = aws.client("cognito-idp")
        self.name = f"stack-{next(_numbers)}"

    def create(self, **properties: Any) -> str:
        self._cloudformation.create_stack(StackName=self.name, TemplateBody=template(properties))
        return self._settled()

    def update(self, **properties: Any) -> str:
        self._cloudformation.update_stack(StackName=self.name, TemplateBody=template(properties))
        return self._settled()

    def delete(self) -> str:
        stack_id = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["StackId"]
        self._cloudformation.delete_stack(StackName=self.name)
        return self._settled(stack_id)

    @property
    def pool_id(self) -> str:
        resource = self._cloudformation.describe_stack_resource(StackName=self.name, LogicalResourceId="Pool")
        pool_id: str = resource["StackResourceDetail"]["PhysicalResourceId"]
        return pool_id

    @property
    def mfa(self) -> Any:
        return self._cognito.get_user_pool_mfa_config(UserPoolId=self.pool_id)

    def failures(self) -> str:
        events = self._cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        return "\n".join(event.get("ResourceStatusReason", "") for event in events)

    def _settled(self, name: str = "") -> str:
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            [stack] = self._cloudformation.describe_stacks(StackName=name or self.name)["Stacks"]
            status: str = stack["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.05)
        raise TimeoutError(f"{self.name} is {status}")


def template(properties: dict[str, Any]) -> str:
    return json.dumps({"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": properties}}})


@pytest.fixture
def stack(aws: LocalAws) -> Stack:
    return Stack(aws)


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

    assert stack.update(**BOTH_OPTIONAL | {"MfaConfiguration": "ON"}) == "UPDATE_COMPLETE"
    assert stack.mfa["MfaConfiguration"] == "ON"


def test_on_to_off(stack: Stack) -> None:
    stack.create(**BOTH_OPTIONAL)

    assert stack.update(SmsConfiguration=SMS_ROLE, MfaConfiguration="OFF") == "UPDATE_COMPLETE"

    assert stack.mfa["MfaConfiguration"] == "OFF"
    assert "SmsMfaConfiguration" not in stack.mfa


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
