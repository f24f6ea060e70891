"""The user pool's properties, from what its settings say."""

import pytest

from tests.synthesis import properties, resources, template

POOL = "AWS::Cognito::UserPool"


@pytest.mark.parametrize(
    ("name", "mode", "factors"),
    [
        ("off", "OFF", None),
        ("optional-sms", "OPTIONAL", ["SMS_MFA"]),
        ("optional-totp", "OPTIONAL", ["SOFTWARE_TOKEN_MFA"]),
        ("on-sms-totp", "ON", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
        ("everything", "ON", ["SOFTWARE_TOKEN_MFA", "SMS_MFA"]),
    ],
)
def test_mfa(name: str, mode: str, factors: list[str] | None) -> None:
    pool = properties(f"tests/environments/{name}", POOL)
    # With mode OFF the list must be absent: Cognito refuses an empty one, too.
    assert (pool["MfaConfiguration"], pool.get("EnabledMfas")) == (mode, factors)


@pytest.mark.parametrize("name", ["off", "optional-totp", "on-totp"])
def test_a_pool_that_sends_no_sms_has_no_sms_configuration_and_no_role(name: str) -> None:
    name = f"tests/environments/{name}"
    pool = properties(name, POOL)
    assert not {key for key in pool if key.startswith("Sms")}
    assert not [role for role in resources(name, "AWS::IAM::Role") if "Sms" in role]
    assert "CreatedSNSRole" not in template(name)["Outputs"]


def test_the_sms_role_trusts_cognito_with_the_pools_external_id_and_nothing_else() -> None:
    name = "tests/environments/prod"
    role_id, role = next(item for item in resources(name, "AWS::IAM::Role").items() if "Sms" in item[0])
    assert properties(name, POOL)["SmsConfiguration"] == {
        "ExternalId": "auth-prod-sms",
        "SnsCallerArn": {"Fn::GetAtt": [role_id, "Arn"]},
    }
    assert role["Properties"]["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "auth-prod-sms"}},
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
        }
    ]
    (policy,) = role["Properties"]["Policies"]
    assert policy["PolicyDocument"]["Statement"] == [
        {"Action": "sns:Publish", "Effect": "Allow", "Resource": "*"}
    ]
    assert (role["DeletionPolicy"], role["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_an_existing_role_is_used_and_none_is_made() -> None:
    name = "tests/environments/everything"
    assert properties(name, POOL)["SmsConfiguration"] == {
        "ExternalId": "given-external-id",
        "SnsCallerArn": "arn:aws:iam::123456789012:role/sms",
        "SnsRegion": "eu-west-1",
    }
    assert not [role for role in resources(name, "AWS::IAM::Role") if "Sms" in role]


def test_sign_in_with_a_user_name_and_its_aliases() -> None:
    pool = properties("tests/environments/everything", POOL)
    assert pool["AliasAttributes"] == ["email", "phone_number", "preferred_username"]
    assert "UsernameAttributes" not in pool


def test_sign_in_with_an_attribute() -> None:
    pool = properties("local/environments/phone", POOL)
    assert pool["UsernameAttributes"] == ["phone_number"]
    assert "AliasAttributes" not in pool
    assert "Schema" not in pool


def test_required_attributes_have_a_type_so_that_later_updates_pass() -> None:
    assert properties("tests/environments/everything", POOL)["Schema"] == [
        {"AttributeDataType": "String", "Mutable": True, "Name": "email", "Required": True},
        {"AttributeDataType": "String", "Mutable": True, "Name": "phone_number", "Required": True},
        {"AttributeDataType": "Number", "Mutable": True, "Name": "updated_at", "Required": True},
    ]


def test_a_protected_environment() -> None:
    (pool,) = resources("tests/environments/prod", POOL).values()
    assert pool["DeletionPolicy"] == "Retain"
    assert pool["UpdateReplacePolicy"] == "Retain"
    assert pool["Properties"]["DeletionProtection"] == "ACTIVE"
    assert pool["Properties"]["UserPoolTier"] == "PLUS"
    assert pool["Properties"]["UserPoolAddOns"] == {"AdvancedSecurityMode": "ENFORCED"}


def test_messages_and_their_sender() -> None:
    pool = properties("tests/environments/everything", POOL)
    assert pool["SmsAuthenticationMessage"] == "{####} is your code for signing in"
    assert pool["SmsVerificationMessage"] == "{####} verifies your number"
    assert pool["AdminCreateUserConfig"] == {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {"SMSMessage": "Welcome, {username}: {####}"},
    }
    assert pool["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example <no-reply@example.com>",
        "SourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
    }


def test_recovery_is_by_the_ways_that_are_named_in_their_order() -> None:
    assert properties("tests/environments/everything", POOL)["AccountRecoverySetting"] == {
        "RecoveryMechanisms": [
            {"Name": "verified_phone_number", "Priority": 1},
            {"Name": "verified_email", "Priority": 2},
        ]
    }
