"""The service rules at their limits: what Cognito still takes, and the next that it refuses."""

from typing import Any

import pytest

from stacks.checks.service_rules.plugin import check

POOL: dict[str, Any] = {"MfaConfiguration": "OFF", "UserPoolTier": "ESSENTIALS"}
REQUIRED = {"Schema": [{"Name": "email", "Required": "true"}]}
ALIAS = {"AliasAttributes": ["preferred_username"]}
FUNCTION = "arn:aws:lambda:{}:123456789012:function:f"
SES = "arn:aws:ses:{}:123456789012:identity/example.com"
OPTIONAL = {"MfaConfiguration": "OPTIONAL", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}


def found(*resources: tuple[str, dict[str, Any]], pool: dict[str, Any] | None = None) -> list[str]:
    """The rules that a pool with other resources breaks, in eu-west-1."""
    template = {
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": POOL | (pool or {})},
            **{
                f"Resource{number}": {
                    "Type": f"AWS::Cognito::UserPool{kind}",
                    "Properties": {"UserPoolId": {"Ref": "Pool"}, **properties},
                }
                for number, (kind, properties) in enumerate(resources)
            },
        }
    }
    return sorted({finding.rule for finding in check(template, "eu-west-1")})


@pytest.mark.parametrize(
    ("pool", "rules"),
    [
        ({}, []),
        # What cannot be told from the template is not judged.
        ({"EmailVerificationMessage": {"Ref": "Message"}, "LambdaConfig": {"PreSignUp": {"Ref": "F"}}}, []),
        ({"LambdaConfig": {"PreSignUp": FUNCTION.format("eu-west-1")}}, []),
        ({"LambdaConfig": {"PreSignUp": FUNCTION.format("eu-west-2")}}, ["TriggerRegion"]),
        ({"LambdaConfig": {"KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/0"}}, []),
        ({"LambdaConfig": {"CustomSMSSender": {"LambdaVersion": "V1_0"}}}, ["CustomSenderKey"]),
        ({"EmailVerificationMessage": "{####}"}, []),
        ({"EmailVerificationMessage": "{####}" + "." * 19_994}, []),
        ({"EmailVerificationMessage": "{####}" + "." * 19_995}, ["EmailMessage"]),
        ({"SmsVerificationMessage": "{####}" + "." * 134}, []),
        ({"SmsVerificationMessage": "{####}" + "." * 135}, ["SmsMessage"]),
        ({"EmailVerificationSubject": "." * 140}, []),
        ({"EmailVerificationSubject": ""}, ["EmailSubject"]),
        ({"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}, []),
        ({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}, ["SesIdentity"]),
        ({"EmailConfiguration": {"SourceArn": SES.format("us-west-2")}}, []),
        ({"EmailConfiguration": {"SourceArn": SES.format("eu-west-2")}}, ["SesRegion"]),
        ({"EmailConfiguration": {"SourceArn": SES.format("eu-west-1"), "From": "a@b.example.com"}}, []),
        (
            {"EmailConfiguration": {"SourceArn": SES.format("eu-west-1"), "From": "a@xexample.com"}},
            ["Sender"],
        ),
        ({"EmailConfiguration": {"From": "a@example.org"}}, []),
        ({"Policies": {"PasswordPolicy": {"MinimumLength": 6}}}, []),
        ({"Policies": {"PasswordPolicy": {"MinimumLength": "5"}}}, ["PasswordLength"]),
        ({"Policies": {"PasswordPolicy": {"MinimumLength": 99}}}, []),
        ({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 24}}}, []),
        ({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 0}}, "UserPoolTier": "LITE"}, []),
        (
            {"Policies": {"PasswordPolicy": {"PasswordHistorySize": 1}}, "UserPoolTier": "LITE"},
            ["PasswordHistoryTier"],
        ),
        ({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 365}}}, []),
        ({"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}, []),
        ({"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}, "UserPoolTier": "PLUS"}, []),
        (
            {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}, "UserPoolTier": "LITE"},
            ["ThreatProtectionTier"],
        ),
        ({**REQUIRED, **ALIAS}, []),
        ({"Schema": [{"Name": "preferred_username", "Required": False}], **ALIAS}, []),
        ({"Schema": [{"Name": "preferred_username", "Required": True}], **ALIAS}, ["AliasRequired"]),
        ({"Schema": [{"Name": "preferred_username", "Required": True}]}, []),
        ({"Schema": [{"Name": "x" * 20}]}, []),
        ({"Schema": [{"Name": ""}]}, ["CustomAttribute"]),
        ({"Schema": [{"Name": f"a{number}"} for number in range(50)]}, []),
        ({"Schema": [{"Name": f"a{number}"} for number in range(51)]}, ["CustomAttribute"]),
        ({"AutoVerifiedAttributes": ["email"]}, []),
        (
            {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
            ["VerifiedBeforeUpdate"],
        ),
        ({"AliasAttributes": ["phone_number"]}, ["PhoneWithoutSms"]),
        ({"SmsConfiguration": {"SnsRegion": "eu-west-1", "ExternalId": "x" * 1223}}, []),
        ({"SmsConfiguration": {"SnsRegion": "us-east-1"}}, ["SnsRegion"]),
        (OPTIONAL, []),
        ({**OPTIONAL, "SmsConfiguration": {}}, []),
        ({**OPTIONAL, "SmsConfiguration": {"ExternalId": "x"}}, ["SmsWithoutSmsMfa"]),
        ({**OPTIONAL, "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["WEB_AUTHN"]}}}, []),
    ],
)
def test_pools(pool: dict[str, Any], rules: list[str]) -> None:
    assert found(pool=pool) == rules


@pytest.mark.parametrize(
    ("client", "rules"),
    [
        ({}, []),
        ({"RefreshTokenValidity": 3650}, []),
        ({"RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}}, []),
        ({"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}}, ["RefreshToken"]),
        # Without a unit, access tokens are in hours.
        ({"AccessTokenValidity": 24}, []),
        ({"IdTokenValidity": 25}, ["AccessToken"]),
        ({"AccessTokenValidity": 300, "TokenValidityUnits": {"AccessToken": "seconds"}}, []),
        ({"AccessTokenValidity": 299, "TokenValidityUnits": {"AccessToken": "seconds"}}, ["AccessToken"]),
        ({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}, []),
        ({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}, ["NoRefreshFlow"]),
        # The old names stand for flows beside those that are always there.
        ({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]}, []),
        ({"ExplicitAuthFlows": []}, []),
        (
            {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}},
            [],
        ),
        (
            {
                "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
                "AllowedOAuthFlows": ["client_credentials"],
                "GenerateSecret": "true",
            },
            [],
        ),
        (
            {
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "RefreshTokenRotation": {"Feature": "DISABLED"},
            },
            [],
        ),
        ({"ReadAttributes": ["email"], "WriteAttributes": ["email"]}, []),
        ({"WriteAttributes": ["name"]}, ["RequiredAttributes"]),
        ({"WriteAttributes": ["name"], "UserPoolId": "eu-west-1_EXAMPLE"}, []),
        ({"WriteAttributes": []}, ["EmptyAttributes"]),
        ({"AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": True}, []),
        ({"AllowedOAuthFlows": ["client_credentials"]}, ["ClientCredentials"]),
        ({"AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://a/"]}, []),
        ({"AllowedOAuthFlows": ["implicit"]}, ["Redirects"]),
        ({"CallbackURLs": ["https://a/"], "DefaultRedirectURI": "https://a/"}, []),
        ({"CallbackURLs": {"Ref": "Urls"}, "DefaultRedirectURI": "https://a/"}, []),
    ],
)
def test_clients(client: dict[str, Any], rules: list[str]) -> None:
    assert found(("Client", client), pool=REQUIRED) == rules


def test_users_whom_administrators_create_need_no_attribute_to_write() -> None:
    pool = {**REQUIRED, "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}
    assert found(("Client", {"WriteAttributes": ["name"]}), pool=pool) == []


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        ({"GroupName": "a", "Precedence": 0}, {"GroupName": "b", "Precedence": 2**31 - 1}, []),
        ({"GroupName": "a", "Precedence": -1}, {"GroupName": "b"}, ["GroupPrecedence"]),
        ({"GroupName": "a"}, {"GroupName": "b", "Precedence": 2**31}, ["GroupPrecedence"]),
        ({"GroupName": "a"}, {"GroupName": "a"}, ["GroupNameTwice"]),
        ({"GroupName": "a"}, {"GroupName": "a", "UserPoolId": {"Ref": "Another"}}, []),
        ({}, {}, []),
    ],
)
def test_groups(first: dict[str, Any], second: dict[str, Any], rules: list[str]) -> None:
    assert found(("Group", first), ("Group", second)) == rules


@pytest.mark.parametrize(
    ("tier", "version", "rules"),
    [
        ("LITE", 1, []),
        ("LITE", 2, ["ManagedLoginTier"]),
        ("LITE", "2", ["ManagedLoginTier"]),
        ("PLUS", 2, []),
    ],
)
def test_managed_login(tier: str, version: Any, rules: list[str]) -> None:
    assert found(("Domain", {"ManagedLoginVersion": version}), pool={"UserPoolTier": tier}) == rules


def test_the_finding_names_the_resource_and_the_property() -> None:
    template = {
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"EmailVerificationSubject": ""}}
        }
    }
    (finding,) = check(template, None)
    assert (finding.logical_id, finding.place) == ("Pool", "Properties.EmailVerificationSubject")
    assert finding.text == (
        "Cognito refuses e-mail subjects of more than 140 characters. "
        'Properties.EmailVerificationSubject: "".'
    )
    assert finding.fix == "Shorten the subject."


def mfa(*factors: str, **properties: Any) -> dict[str, Any]:
    return {"MfaConfiguration": "OPTIONAL", "EnabledMfas": list(factors), **properties}


def recovery(*names: str) -> dict[str, Any]:
    ways = [{"Name": name, "Priority": priority} for priority, name in enumerate(names, start=1)]
    return {"AccountRecoverySetting": {"RecoveryMechanisms": ways}}


SMS: dict[str, Any] = {"SmsConfiguration": {"ExternalId": "x"}}
BY_SES: dict[str, Any] = {
    "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": SES.format("eu-west-1")}
}


@pytest.mark.parametrize(
    ("pool", "rules"),
    [
        (mfa("SMS_MFA", "SOFTWARE_TOKEN_MFA", **SMS), []),
        (mfa("PASSKEY"), ["UnknownFactor"]),
        (mfa(), ["NoFactor"]),
        ({"MfaConfiguration": "OFF", "EnabledMfas": []}, ["FactorsWithModeOff"]),
        (mfa("SMS_MFA"), ["SmsMfaWithoutSms"]),
        (mfa("SMS_MFA", **SMS, **recovery("verified_phone_number")), ["RecoveryByPhoneAlone"]),
        (mfa("SMS_MFA", **SMS, **recovery("verified_email", "verified_phone_number")), []),
        (mfa("SMS_MFA", **SMS, **recovery("verified_email")), []),
        (mfa("SOFTWARE_TOKEN_MFA", **recovery("verified_phone_number")), []),
        (mfa("SOFTWARE_TOKEN_MFA", "EMAIL_OTP", **BY_SES), []),
        (mfa("SOFTWARE_TOKEN_MFA", "EMAIL_OTP"), ["EmailMfaSender"]),
        (mfa("EMAIL_OTP", **BY_SES), ["EmailMfaAlone"]),
        (mfa("SOFTWARE_TOKEN_MFA", "EMAIL_OTP", UserPoolTier="LITE", **BY_SES), ["EmailMfaTier"]),
        (
            mfa("SOFTWARE_TOKEN_MFA", "EMAIL_OTP", **BY_SES, **recovery("verified_email")),
            ["RecoveryByEmailAlone"],
        ),
        (mfa("SOFTWARE_TOKEN_MFA", **recovery("verified_email")), []),
    ],
)
def test_factors(pool: dict[str, Any], rules: list[str]) -> None:
    assert found(pool=pool) == rules


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (None, ["PasskeyWithModeOn"]),
        ("SINGLE_FACTOR", ["PasskeyWithModeOn"]),
        ("MULTI_FACTOR_WITH_USER_VERIFICATION", []),
    ],
)
def test_passkeys_with_mode_on(kind: str | None, rules: list[str]) -> None:
    pool = mfa("SOFTWARE_TOKEN_MFA", MfaConfiguration="ON", WebAuthnFactorConfiguration=kind)
    policies = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}}
    assert found(pool=pool | policies) == rules


@pytest.mark.parametrize(
    ("edit", "rules"),
    [
        ({}, []),
        ({"trust": {"StringEquals": {"sts:ExternalId": "another"}}}, ["SmsRoleTrust"]),
        ({"action": "sns:ListTopics"}, ["SmsRolePolicy"]),
        ({"resource": "arn:aws:sns:eu-west-1:123456789012:topic"}, ["SmsRolePolicy"]),
        ({"removal": "Delete"}, ["SmsRoleRemoval"]),
    ],
)
def test_the_sms_role(edit: dict[str, Any], rules: list[str]) -> None:
    trust = edit.get("trust", {"StringEquals": {"sts:ExternalId": "x"}})
    publish = {
        "Effect": "Allow",
        "Action": edit.get("action", "sns:Publish"),
        "Resource": edit.get("resource", "*"),
    }
    assume = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Condition": trust,
    }
    pool = mfa(
        "SMS_MFA", SmsConfiguration={"ExternalId": "x", "SnsCallerArn": {"Fn::GetAtt": ["Role", "Arn"]}}
    )
    template = {
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": pool, "DeletionPolicy": "Retain"},
            "Role": {
                "Type": "AWS::IAM::Role",
                "DeletionPolicy": edit.get("removal", "Retain"),
                "Properties": {
                    "AssumeRolePolicyDocument": {"Statement": [assume]},
                    "Policies": [{"PolicyDocument": {"Statement": [publish]}}],
                },
            },
        }
    }
    assert sorted({finding.rule for finding in check(template, None)}) == rules


@pytest.mark.parametrize(("region", "rules"), [("us-east-1", []), ("eu-west-1", ["DomainCertificate"])])
def test_the_certificate_of_a_custom_domain(region: str, rules: list[str]) -> None:
    config = {"CertificateArn": f"arn:aws:acm:{region}:123456789012:certificate/0"}
    assert found(("Domain", {"CustomDomainConfig": config})) == rules
