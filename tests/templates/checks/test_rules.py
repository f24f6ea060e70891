"""Each rule of the update guard: a change that breaks it, and the nearest that harms nobody."""

from typing import Any

import pytest

from stacks.checks.update_guard.compare import compare
from stacks.checks.update_guard.rules import RULES
from stacks.deployed.model import DeployedStack, PoolMfa
from tests.synthesis import template
from tests.templates.checks.editing import BASE, GONE, POOL, SMS_ROLE, WEB, Edits, edited, findings

PROPERTIES = f"{POOL}.Properties"
SCHEMA = f"{PROPERTIES}.Schema"
TRUST = f"{SMS_ROLE}.Properties.AssumeRolePolicyDocument.Statement.0"
DOMAIN = "Resources.Domain"
IDENTITY_POOL = "Resources.IdentityPool"

EMAIL = {"AttributeDataType": "String", "Mutable": True, "Name": "email", "Required": True}
EMAIL_WITHOUT_TYPE = {key: value for key, value in EMAIL.items() if key != "AttributeDataType"}
PHONE = {**EMAIL, "Name": "phone_number"}
NICKNAME = {**EMAIL, "Name": "nickname", "Required": False}
COMPANY = {"AttributeDataType": "String", "Mutable": True, "Name": "company"}
COMPANY_AS_NUMBER = {**COMPANY, "AttributeDataType": "Number"}

RENAMED_POOL = {POOL: GONE, "Resources.Renamed": {"Type": "AWS::Cognito::UserPool", "Properties": {}}}
SECOND_POOL = {"Resources.Second": {"Type": "AWS::Cognito::UserPool", "Properties": {}}}
PHONE_RECOVERY = {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}
EMAIL_RECOVERY = {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
ADMIN_RECOVERY = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
A_DOMAIN = {
    "Type": "AWS::Cognito::UserPoolDomain",
    "Properties": {"Domain": "example", "UserPoolId": {"Ref": "UserPool6BA7E5F2"}},
}
AN_IDENTITY_POOL = {
    "Type": "AWS::Cognito::IdentityPool",
    "Properties": {"AllowUnauthenticatedIdentities": False},
}
OFF: Edits = {
    f"{PROPERTIES}.MfaConfiguration": "OFF",
    f"{PROPERTIES}.EnabledMfas": GONE,
}
ON: Edits = {f"{PROPERTIES}.MfaConfiguration": "ON"}
OWN_ROLE = {"Fn::GetAtt": ["UserPoolSmsRoleDF313B17", "Arn"]}
OTHER_ROLE = "arn:aws:iam::123456789012:role/sms"

REFUSED: list[tuple[str, Edits, Edits]] = [
    # rule, what is deployed, what is new
    ("PoolRemoved", {}, {POOL: GONE}),
    ("PoolRemoved", {}, RENAMED_POOL),
    ("PoolRemoved", {}, {f"{POOL}.Type": "AWS::Cognito::IdentityPool"}),
    ("PoolReplaced", {}, {f"{POOL}.Condition": "IsProduction"}),
    ("PoolReplaced", {}, {**SECOND_POOL, "Outputs.UserPoolId.Value": {"Ref": "Second"}}),
    ("PoolReplaced", {}, {"Outputs.UserPoolId": GONE}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.UsernameAttributes": ["email"]}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.AliasAttributes": ["email"]}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.UsernameConfiguration": GONE}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.UsernameConfiguration.CaseSensitive": True}),
    ("ImmutableProperty", {}, {SCHEMA: [EMAIL]}),
    ("ImmutableProperty", {}, {SCHEMA: GONE}),
    ("ImmutableProperty", {}, {f"{SCHEMA}.0.Required": False}),
    ("ImmutableProperty", {SCHEMA: [EMAIL, COMPANY]}, {SCHEMA: [EMAIL]}),
    ("ImmutableProperty", {SCHEMA: [EMAIL, COMPANY]}, {SCHEMA: [EMAIL, COMPANY_AS_NUMBER]}),
    ("SchemaTouched", {}, {f"{SCHEMA}.0.Mutable": False}),
    ("SchemaTouched", {}, {SCHEMA: [EMAIL_WITHOUT_TYPE, PHONE]}),
    ("SchemaTouched", {}, {SCHEMA: [EMAIL, PHONE, NICKNAME]}),
    ("SchemaTouched", {SCHEMA: [EMAIL, NICKNAME]}, {SCHEMA: [EMAIL]}),
    ("MfaModeOn", {}, ON),
    ("MfaModeOn", OFF, ON),
    ("MfaModeOff", {}, OFF),
    ("MfaModeOff", ON, OFF),
    ("FactorRemoved", {}, {f"{PROPERTIES}.EnabledMfas": ["SMS_MFA"]}),
    ("FactorRemoved", {}, {f"{PROPERTIES}.EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}),
    ("FactorRemoved", ON, {**ON, f"{PROPERTIES}.EnabledMfas": ["SMS_MFA"]}),
    (
        "FactorRemoved",
        {f"{PROPERTIES}.EnabledMfas": GONE},
        {f"{PROPERTIES}.EnabledMfas": ["SOFTWARE_TOKEN_MFA"]},
    ),
    ("SmsRoleChanged", {}, {f"{PROPERTIES}.SmsConfiguration": GONE}),
    ("SmsRoleChanged", {}, {f"{PROPERTIES}.SmsConfiguration.ExternalId": "another"}),
    ("SmsRoleChanged", {}, {f"{PROPERTIES}.SmsConfiguration.SnsCallerArn": OTHER_ROLE}),
    ("SmsRoleChanged", {}, {SMS_ROLE: GONE}),
    ("SmsRoleChanged", {}, {f"{SMS_ROLE}.Properties.RoleName": "renamed"}),
    ("SmsRoleChanged", {}, {f"{TRUST}.Principal.Service": "lambda.amazonaws.com"}),
    ("SmsRoleChanged", {}, {f"{TRUST}.Condition.StringEquals": {"sts:ExternalId": "another"}}),
    ("SmsRoleChanged", {}, {f"{TRUST}.Condition.StringEquals.aws:SourceAccount": "123456789012"}),
    ("SmsRoleChanged", {}, {f"{TRUST}.Effect": "Deny"}),
    ("SmsRoleChanged", {}, {f"{SMS_ROLE}.Properties.Policies": GONE}),
    ("ProtectionWeakened", {}, {f"{PROPERTIES}.DeletionProtection": "INACTIVE"}),
    ("ProtectionWeakened", {}, {f"{PROPERTIES}.DeletionProtection": GONE}),
    ("ProtectionWeakened", {}, {f"{POOL}.DeletionPolicy": "Delete"}),
    ("ProtectionWeakened", {}, {f"{POOL}.UpdateReplacePolicy": GONE}),
    ("ProtectionWeakened", {}, {f"{SMS_ROLE}.DeletionPolicy": "Delete"}),
    ("ProtectionWeakened", {}, {f"{WEB}.DeletionPolicy": "Delete"}),
    ("ClientReplaced", {}, {WEB: GONE}),
    ("ClientReplaced", {}, {f"{WEB}.Properties.GenerateSecret": True}),
    ("ClientReplaced", {}, {**SECOND_POOL, f"{WEB}.Properties.UserPoolId": {"Ref": "Second"}}),
    ("IdentityPoolReplaced", {IDENTITY_POOL: AN_IDENTITY_POOL}, {}),
    (
        "IdentityPoolReplaced",
        {IDENTITY_POOL: AN_IDENTITY_POOL},
        {IDENTITY_POOL: {**AN_IDENTITY_POOL, "Condition": "IsProduction"}},
    ),
    ("IdentityPoolReplaced", {DOMAIN: A_DOMAIN}, {}),
    ("IdentityPoolReplaced", {DOMAIN: A_DOMAIN}, {DOMAIN: A_DOMAIN, f"{DOMAIN}.Properties.Domain": "other"}),
    ("TriggerLost", {}, {f"{PROPERTIES}.LambdaConfig": GONE}),
    ("RecoveryWeakened", {}, {f"{PROPERTIES}.AccountRecoverySetting": GONE}),
    ("RecoveryWeakened", {}, {f"{PROPERTIES}.AccountRecoverySetting": PHONE_RECOVERY}),
]

HARMLESS: list[tuple[str, Edits, Edits]] = [
    # the rule that it is near to, what is deployed, what is new
    ("PoolRemoved", {}, {f"{PROPERTIES}.UserPoolName": "another"}),
    ("PoolRemoved", {}, SECOND_POOL),
    ("PoolReplaced", {}, {"Outputs.Another": {"Value": {"Ref": "UserPool6BA7E5F2"}}}),
    ("ImmutableProperty", {}, {SCHEMA: [EMAIL, PHONE, COMPANY]}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.UsernameConfiguration.CaseSensitive": "false"}),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.AutoVerifiedAttributes": ["email", "phone_number"]}),
    ("SchemaTouched", {SCHEMA: [EMAIL_WITHOUT_TYPE]}, {SCHEMA: [EMAIL]}),
    (
        "SchemaTouched",
        {SCHEMA: [EMAIL_WITHOUT_TYPE]},
        {SCHEMA: [EMAIL_WITHOUT_TYPE], f"{PROPERTIES}.UserPoolName": "another"},
    ),
    ("ImmutableProperty", {}, {f"{PROPERTIES}.UsernameAttributes": []}),
    # An adopted pool goes from its old role to one of the stack's own that trusts Cognito with the same id.
    ("SmsRoleChanged", {f"{PROPERTIES}.SmsConfiguration.SnsCallerArn": OTHER_ROLE}, {}),
    ("MfaModeOn", {}, {f"{PROPERTIES}.SmsAuthenticationMessage": "Sign in with {####}"}),
    ("MfaModeOn", OFF, {}),
    ("MfaModeOn", ON, {**ON, f"{PROPERTIES}.SmsAuthenticationMessage": "Sign in with {####}"}),
    ("MfaModeOff", ON, {}),
    ("FactorRemoved", {f"{PROPERTIES}.EnabledMfas": ["SMS_MFA"]}, {}),
    ("FactorRemoved", {}, {f"{PROPERTIES}.EnabledMfas": ["SOFTWARE_TOKEN_MFA", "SMS_MFA"]}),
    ("SmsRoleChanged", {}, {f"{PROPERTIES}.SmsVerificationMessage": "Verify with {####}"}),
    ("SmsRoleChanged", {}, {f"{SMS_ROLE}.Properties.Description": "another"}),
    ("SmsRoleChanged", {}, {f"{TRUST}.Principal.Service": ["cognito-idp.amazonaws.com"]}),
    ("ProtectionWeakened", {f"{POOL}.DeletionPolicy": "Delete"}, {}),
    ("ProtectionWeakened", {}, {f"{POOL}.DeletionPolicy": "RetainExceptOnCreate"}),
    ("ProtectionWeakened", {f"{PROPERTIES}.DeletionProtection": "INACTIVE"}, {}),
    ("ClientReplaced", {}, {"Resources.Third": {"Type": "AWS::Cognito::UserPoolClient"}}),
    ("ClientReplaced", {}, {f"{WEB}.Properties.ClientName": "another"}),
    ("IdentityPoolReplaced", {}, {IDENTITY_POOL: AN_IDENTITY_POOL, DOMAIN: A_DOMAIN}),
    (
        "IdentityPoolReplaced",
        {IDENTITY_POOL: AN_IDENTITY_POOL},
        {IDENTITY_POOL: AN_IDENTITY_POOL, f"{IDENTITY_POOL}.Properties.IdentityPoolName": "another"},
    ),
    (
        "TriggerLost",
        {},
        {f"{PROPERTIES}.LambdaConfig.PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
    ),
    (
        "RecoveryWeakened",
        {f"{PROPERTIES}.AccountRecoverySetting": ADMIN_RECOVERY},
        {f"{PROPERTIES}.AccountRecoverySetting": EMAIL_RECOVERY},
    ),
]


@pytest.mark.parametrize(("rule", "deployed", "new"), REFUSED)
def test_what_breaks_a_rule_is_refused_with_its_id(rule: str, deployed: Edits, new: Edits) -> None:
    assert rule in findings(edited(BASE, deployed), edited(BASE, new))


@pytest.mark.parametrize(("rule", "deployed", "new"), HARMLESS)
def test_the_nearest_harmless_change_passes(rule: str, deployed: Edits, new: Edits) -> None:
    assert rule in {r.id for r in RULES}
    assert findings(edited(BASE, deployed), edited(BASE, new)) == []


def test_every_rule_has_a_change_that_breaks_it_and_one_that_does_not() -> None:
    assert {rule for rule, _, _ in REFUSED} == {rule for rule, _, _ in HARMLESS}


def test_where_nothing_is_deployed_everything_is_allowed() -> None:
    assert list(compare(None, template(BASE))) == []


@pytest.mark.parametrize(
    ("real", "new", "expected"),
    [
        (("OPTIONAL", {"SMS_MFA", "SOFTWARE_TOKEN_MFA"}), {}, []),
        (("OFF", set()), {}, ["MfaDrift"]),
        (("ON", {"SMS_MFA", "SOFTWARE_TOKEN_MFA"}), {}, ["MfaDrift"]),
        (("ON", {"SMS_MFA", "SOFTWARE_TOKEN_MFA"}), ON, ["MfaDrift"]),
        (("OFF", set()), ON, ["MfaDrift", "MfaModeOn"]),
        (("OFF", set()), OFF, ["MfaDrift"]),
        (("OPTIONAL", {"SMS_MFA"}), {f"{PROPERTIES}.EnabledMfas": ["SMS_MFA"]}, ["MfaDrift"]),
    ],
)
def test_what_was_changed_in_the_console_is_reported_and_counts(
    real: tuple[str, set[str]], new: Edits, expected: list[str]
) -> None:
    mode, factors = real
    mfa = {"UserPool6BA7E5F2": PoolMfa(mode, frozenset(factors))}
    assert findings(edited(BASE, {}), edited(BASE, new), mfa) == expected


OF_PARAMETER: Edits = {
    "Parameters.Mode": {"Type": "String"},
    f"{PROPERTIES}.MfaConfiguration": {"Ref": "Mode"},
}
OF_SSM: Edits = {
    f"{PROPERTIES}.MfaConfiguration": {"Ref": "Mode"},
    "Parameters.Mode": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/mode"},
}
BY_IMPORT: Edits = {f"{PROPERTIES}.MfaConfiguration": {"Fn::ImportValue": "mode"}}


@pytest.mark.parametrize("written", [OF_PARAMETER, OF_SSM, BY_IMPORT])
@pytest.mark.parametrize(
    ("new", "found"), [({}, []), ({f"{PROPERTIES}.MfaConfiguration": "ON"}, ["MfaModeOn"])]
)
def test_a_mode_that_the_template_does_not_write_is_no_drift(
    written: Edits, new: Edits, found: list[str]
) -> None:
    mfa = {"UserPool6BA7E5F2": PoolMfa("OPTIONAL", frozenset({"SMS_MFA", "SOFTWARE_TOKEN_MFA"}))}
    stack = DeployedStack(edited(BASE, written), mfa, parameters={"Mode": "OPTIONAL"})
    assert [finding.rule for finding in compare(stack, edited(BASE, {**written, **new}))] == found


def test_the_mode_of_a_parameter_that_was_changed_in_the_console_is_drift() -> None:
    mfa = {"UserPool6BA7E5F2": PoolMfa("OFF", frozenset())}
    stack = DeployedStack(edited(BASE, OF_PARAMETER), mfa, parameters={"Mode": "OPTIONAL"})
    (finding,) = compare(stack, edited(BASE, OF_PARAMETER))
    assert (finding.rule, finding.deployed, finding.new) == ("MfaDrift", "OFF", "OPTIONAL")


def test_drift_alone_fails_nothing() -> None:
    mfa = {"UserPool6BA7E5F2": PoolMfa("OFF", frozenset())}
    (finding,) = compare(DeployedStack(template(BASE), mfa), template(BASE))
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("new", "severities"),
    [
        ({POOL: GONE}, {"PoolRemoved": "fatal"}),
        ({WEB: GONE}, {"ClientReplaced": "error"}),
        ({f"{PROPERTIES}.EnabledMfas": ["SOFTWARE_TOKEN_MFA"]}, {"FactorRemoved": "fatal"}),
        ({f"{PROPERTIES}.EnabledMfas": ["SMS_MFA"]}, {"FactorRemoved": "error"}),
    ],
)
def test_only_what_can_be_right_can_be_acknowledged(new: Edits, severities: dict[str, str]) -> None:
    found = {v.rule: v.severity for v in compare(DeployedStack(template(BASE)), edited(BASE, new))}
    assert found.items() >= severities.items()


def test_a_violation_says_what_would_happen_what_to_do_and_how_to_do_it_anyway() -> None:
    (finding,) = compare(DeployedStack(template(BASE)), edited(BASE, ON))
    assert finding.text == (
        "At their next sign-in, users without a factor have to set one up; where SMS is the only type, those "
        "without a phone number cannot sign in at all. "
        'Properties.MfaConfiguration: deployed "OPTIONAL", new "ON".'
    )
    assert "readiness report" in finding.fix
    assert '"UpdateGuard::MfaModeOn" = "why" under [acknowledge]' in finding.fix
    assert (finding.logical_id, finding.place) == ("UserPool6BA7E5F2", "Properties.MfaConfiguration")


def test_no_secret_is_shown() -> None:
    secret: dict[str, Any] = {
        "Resources.Google": {
            "Type": "AWS::Cognito::UserPoolIdentityProvider",
            "Properties": {"ProviderDetails": {"client_secret": "do-not-show"}},
        }
    }
    new = {POOL: GONE, WEB: GONE, SMS_ROLE: GONE}
    findings = list(compare(DeployedStack(edited(BASE, secret)), edited(BASE, new)))
    assert findings
    assert "do-not-show" not in repr(findings)


def test_off_to_on_is_refused_with_the_order_that_works() -> None:
    (finding,) = compare(DeployedStack(edited(BASE, OFF)), edited(BASE, ON))
    assert (finding.rule, finding.severity) == ("MfaModeOn", "fatal")
    assert finding.fix.startswith("Go OFF -> OPTIONAL -> ON: ")
