"""Each service rule: what an escape hatch can put into a template, and the CDK itself accepts."""

import copy
import json
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.auth_stack import AuthStack
from stacks.checks.service_rules.plugin import NAME, RULES, check, service_rules
from stacks.loading import load_environment
from tests.synthesis import COMBINATIONS, NAMES, ROOT, template

SMS_TOTP, TOTP, OFF = "optional-sms-totp", "optional-totp", "off"
EVERYTHING, EXISTING = "everything", "existing"  # which have a region
SES, IDENTITY = "arn:aws:ses", "123456789012:identity/example.com"
GONE = None

EMAIL_MFA = {
    "EnabledMfas": ["SMS_MFA", "EMAIL_OTP"],
    "EmailConfiguration": {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
    },
    "AccountRecoverySetting.RecoveryMechanisms": [
        {"Name": "verified_phone_number", "Priority": 1},
        {"Name": "verified_email", "Priority": 2},
    ],
}
BY_EMAIL = [{"Name": "verified_email", "Priority": 1}]
BY_PHONE = [{"Name": "verified_phone_number", "Priority": 1}]
TRUST = "AssumeRolePolicyDocument.Statement.0.Condition.StringEquals"

# rule, environment, properties of its pool, its SMS role or its web client that an escape hatch sets
BROKEN: list[tuple[str, str, str, dict[str, Any]]] = [
    ("UnknownFactor", SMS_TOTP, "pool", {"EnabledMfas": ["SMS_MFA", "PASSKEY"]}),
    ("NoFactor", SMS_TOTP, "pool", {"EnabledMfas": []}),
    ("FactorsWithModeOff", OFF, "pool", {"EnabledMfas": []}),
    ("FactorsWithModeOff", SMS_TOTP, "pool", {"MfaConfiguration": "OFF"}),
    ("SmsMfaWithoutSms", SMS_TOTP, "pool", {"SmsConfiguration": GONE, "AutoVerifiedAttributes": GONE}),
    ("SmsWithoutSmsMfa", SMS_TOTP, "pool", {"EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}),
    ("PhoneWithoutSms", TOTP, "pool", {"AutoVerifiedAttributes": ["phone_number"]}),
    ("PhoneWithoutSms", TOTP, "pool", {"UsernameAttributes": ["phone_number"]}),
    ("SmsMessage", SMS_TOTP, "pool", {"SmsAuthenticationMessage": "Your code"}),
    ("SmsMessage", SMS_TOTP, "pool", {"SmsVerificationMessage": "{####}" + "." * 135}),
    ("SmsMessage", SMS_TOTP, "pool", {"VerificationMessageTemplate.SmsMessage": "code"}),
    ("EmailMessage", SMS_TOTP, "pool", {"EmailVerificationMessage": "Your code"}),
    ("EmailSubject", SMS_TOTP, "pool", {"EmailVerificationSubject": "." * 141}),
    (
        "SmsInvitation",
        SMS_TOTP,
        "pool",
        {"AdminCreateUserConfig.InviteMessageTemplate.SMSMessage": "Welcome: {####}"},
    ),
    ("RecoveryByPhoneAlone", SMS_TOTP, "pool", {"AccountRecoverySetting.RecoveryMechanisms": BY_PHONE}),
    (
        "RecoveryByEmailAlone",
        SMS_TOTP,
        "pool",
        {**EMAIL_MFA, "AccountRecoverySetting.RecoveryMechanisms": BY_EMAIL},
    ),
    ("EmailMfaSender", SMS_TOTP, "pool", {**EMAIL_MFA, "EmailConfiguration": GONE}),
    ("EmailMfaTier", SMS_TOTP, "pool", {**EMAIL_MFA, "UserPoolTier": "LITE"}),
    ("EmailMfaAlone", TOTP, "pool", {**EMAIL_MFA, "EnabledMfas": ["EMAIL_OTP"]}),
    ("ThreatProtectionTier", SMS_TOTP, "pool", {"UserPoolAddOns.AdvancedSecurityMode": "AUDIT"}),
    (
        "PasskeyWithModeOn",
        EVERYTHING,
        "pool",
        {"Policies.SignInPolicy.AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
    ),
    ("SnsRegion", EVERYTHING, "pool", {"SmsConfiguration.SnsRegion": "us-west-2"}),
    ("ExternalId", EVERYTHING, "pool", {"SmsConfiguration.ExternalId": "x" * 1224}),
    ("SmsRoleTrust", SMS_TOTP, "role", {f"{TRUST}.sts:ExternalId": "another"}),
    ("SmsRoleTrust", SMS_TOTP, "role", {f"{TRUST}.aws:SourceAccount": "123456789012"}),
    ("SmsRolePolicy", SMS_TOTP, "role", {"Policies": GONE}),
    ("SmsRoleRemoval", SMS_TOTP, "role", {"DeletionPolicy": "Delete"}),
    ("PasswordLength", SMS_TOTP, "pool", {"Policies.PasswordPolicy.MinimumLength": 100}),
    ("TemporaryPassword", SMS_TOTP, "pool", {"Policies.PasswordPolicy.TemporaryPasswordValidityDays": 366}),
    ("PasswordHistory", SMS_TOTP, "pool", {"Policies.PasswordPolicy.PasswordHistorySize": 25}),
    (
        "PasswordHistoryTier",
        SMS_TOTP,
        "pool",
        {"UserPoolTier": "LITE", "Policies.PasswordPolicy.PasswordHistorySize": 5},
    ),
    (
        "RefreshToken",
        SMS_TOTP,
        "client",
        {"RefreshTokenValidity": 59, "TokenValidityUnits.RefreshToken": "minutes"},
    ),
    ("RefreshToken", SMS_TOTP, "client", {"RefreshTokenValidity": 3651}),
    ("AccessToken", SMS_TOTP, "client", {"AccessTokenValidity": 4}),
    ("AccessToken", SMS_TOTP, "client", {"IdTokenValidity": 1441}),
    ("NoRefreshFlow", SMS_TOTP, "client", {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
    ("RotationWithRefreshFlow", SMS_TOTP, "client", {"RefreshTokenRotation": {"Feature": "ENABLED"}}),
    ("EmptyAttributes", SMS_TOTP, "client", {"ReadAttributes": []}),
    ("EmptyAttributes", SMS_TOTP, "client", {"WriteAttributes": []}),
    ("RequiredAttributes", SMS_TOTP, "client", {"WriteAttributes": ["name"]}),
    ("ClientCredentials", EXISTING, "portal", {"AllowedOAuthFlows": ["client_credentials", "code"]}),
    ("ClientCredentials", EXISTING, "job", {"AllowedOAuthScopes": ["openid"]}),
    ("ClientCredentials", EXISTING, "job", {"GenerateSecret": False}),
    ("Redirects", EXISTING, "portal", {"CallbackURLs": GONE, "DefaultRedirectURI": GONE}),
    ("Redirects", EXISTING, "portal", {"DefaultRedirectURI": "https://example.org/"}),
    (
        "LinkMessage",
        EXISTING,
        "pool",
        {"VerificationMessageTemplate.EmailMessageByLink": "Confirm your address"},
    ),
    (
        "EmailInvitation",
        EXISTING,
        "pool",
        {"AdminCreateUserConfig.InviteMessageTemplate.EmailMessage": "Welcome: {####}"},
    ),
    ("SesIdentity", EXISTING, "pool", {"EmailConfiguration.SourceArn": GONE}),
    ("SesRegion", EXISTING, "pool", {"EmailConfiguration.SourceArn": f"{SES}:eu-west-3:{IDENTITY}"}),
    ("Sender", EXISTING, "pool", {"EmailConfiguration.From": "no-reply@example.org"}),
    (
        "TokenEventTier",
        EXISTING,
        "pool",
        {"UserPoolTier": "LITE", "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}},
    ),
    (
        "AliasRequired",
        EVERYTHING,
        "pool",
        {"Schema.0.Name": "preferred_username"},
    ),
    (
        "VerifiedBeforeUpdate",
        EVERYTHING,
        "pool",
        {"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate": ["email"]},
    ),
    ("CustomAttribute", EXISTING, "pool", {"Schema.3.Required": True}),
    ("CustomAttribute", EXISTING, "pool", {"Schema.3.Name": "x" * 21}),
    (
        "TriggerRegion",
        EXISTING,
        "pool",
        {"LambdaConfig.PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
    ),
    (
        "TriggerRegion",
        EXISTING,
        "pool",
        {"LambdaConfig.CustomEmailSender.LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:f"},
    ),
    ("CustomSenderKey", EXISTING, "pool", {"LambdaConfig.KMSKeyID": GONE}),
    ("GroupPrecedence", EXISTING, "group", {"Precedence": -1}),
    ("GroupNameTwice", EXISTING, "group", {"GroupName": "Readers"}),
    (
        "DomainCertificate",
        EXISTING,
        "domain",
        {"CustomDomainConfig.CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0"},
    ),
]

RESOURCES = {
    "pool": "UserPool/Resource",
    "role": "UserPool/SmsRole/Resource",
    "client": "AppClients/Web",
    "portal": "AppClients/Portal",
    "job": "AppClients/BatchJob",
    "group": "UserPoolGroups/Admins",
    "domain": "HostedUi/CustomDomain",
}


def broken_stack(app: cdk.App, name: str, environment: str, resource: str, values: dict[str, Any]) -> None:
    """Add a stack with an environment's resources, one of which an escape hatch has changed."""
    stack = AuthStack(app, name, environment=load_environment(COMBINATIONS / f"{environment}.toml"))
    path = f"{name}/{RESOURCES[resource]}"
    (found,) = [child for child in stack.node.find_all() if child.node.path == path]
    assert isinstance(found, cdk.CfnResource)
    for place, value in values.items():
        where = place if place == "DeletionPolicy" else f"Properties.{place}"
        if value is GONE:
            found.add_deletion_override(where)
        else:
            found.add_override(where, value)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[str]]]:
    """What each plugin finds in each stack that is broken, by the CDK's own report; errors only."""
    out = tmp_path_factory.mktemp("cdk.out")
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    # The CDK's own look at lengths and limits is for warnings only, unless this is set.
    del context["@aws-cdk/core:validateAgainstDefaultRules"]
    app = cdk.App(context=context, analytics_reporting=False, outdir=str(out))
    for index, (_, environment, resource, values) in enumerate(BROKEN):
        broken_stack(app, f"stack-{index}", environment, resource, values)
    cdk.Validations.of(app).add_plugins(service_rules([]))
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    found: dict[str, dict[str, set[str]]] = {}
    for plugin in json.loads((out / "validation-report.json").read_text(encoding="utf-8"))["pluginReports"]:
        for finding in plugin["violations"]:
            if finding["severity"] in {"error", "fatal"}:
                for construct in finding["violatingConstructs"]:
                    stack = construct["constructPath"].partition("/")[0]
                    rules = found.setdefault(stack, {}).setdefault(plugin["pluginName"], set())
                    rules.add(finding["ruleName"])
    return found


@pytest.mark.parametrize("index", range(len(BROKEN)), ids=lambda index: f"{BROKEN[index][0]}-{index}")
def test_what_the_cdk_accepts_and_cognito_refuses_is_refused(
    index: int, reports: dict[str, dict[str, set[str]]]
) -> None:
    found = reports[f"stack-{index}"]
    assert BROKEN[index][0] in found[NAME]
    assert found.keys() == {NAME}


def test_every_rule_has_a_template_that_breaks_it() -> None:
    # Managed login's needs a pool and a domain that are both changed: below.
    assert {rule for rule, _, _, _ in BROKEN} | {"ManagedLoginTier"} == {rule.id for rule in RULES}


def test_managed_login_with_lite_is_refused() -> None:
    existing = copy.deepcopy(template("tests/environments/existing"))
    (pool,) = (each for each in existing["Resources"].values() if each["Type"] == "AWS::Cognito::UserPool")
    pool["Properties"]["UserPoolTier"] = "LITE"
    found = {finding.rule for finding in check(existing, region="eu-west-1")}
    assert found == {"ManagedLoginTier", "ThreatProtectionTier", "TokenEventTier"}


@pytest.mark.parametrize("name", NAMES)
def test_the_templates_break_no_rule(name: str) -> None:
    regions = {"tests/environments/existing": "eu-west-1", "tests/environments/own-trigger": "us-east-1"}
    assert list(check(template(name), region=regions.get(name, "eu-central-1"))) == []
