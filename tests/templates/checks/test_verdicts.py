"""Each rule of the update guard: a breaking change with its exact place and values, and harmless ones."""

import copy
from typing import Any

import pytest

from stacks.checks.findings import Finding
from stacks.checks.update_guard.compare import compare
from stacks.checks.update_guard.rules import RULES
from stacks.deployed.model import DeployedStack
from tests.templates.checks.breaking_changes import (
    BREAKING,
    CLIENT,
    DOMAIN,
    FAILS,
    MFA_CALL,
    POOL,
    STAGE,
    TRIGGERS,
    Case,
    attachment,
)
from tests.templates.checks.deployed_app import (
    DEPLOYED,
    LAMBDA,
    POOL_ID,
    USERS,
    allow,
    policy,
    resource,
)
from tests.templates.checks.editing import GONE, Edits, set_value
from tests.templates.checks.harmless_changes import HARMLESS


def edited(edits: Edits) -> dict[str, Any]:
    template = copy.deepcopy(DEPLOYED)
    for place, value in edits.items():
        set_value(template, place, copy.deepcopy(value) if value is not GONE else GONE)
    return template


def findings(deployed: Edits, new: Edits) -> list[Finding]:
    return list(compare(DeployedStack(edited(deployed)), edited(new)))


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: f"{case.rule} {case.logical_id} {case.place}")
def test_a_breaking_change_is_found_in_its_place(case: Case) -> None:
    found = [
        finding
        for finding in findings(case.deployed, {**case.deployed, **case.new})
        if finding.rule == case.rule
    ]
    assert [(each.severity, each.logical_id, each.place) for each in found] == [
        (case.severity, case.logical_id, case.place)
    ]


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: f"{case.rule} {case.logical_id} {case.place}")
def test_what_is_deployed_already_is_no_change(case: Case) -> None:
    new = {**case.deployed, **case.new}
    assert findings(new, new) == []


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_passes_in_silence(name: str) -> None:
    assert findings({}, HARMLESS[name]) == []


@pytest.mark.parametrize(
    "new",
    [
        {"Resources.Attachment": attachment("arn:aws:iam::111122223333:role/users")},
        {"Resources.Attachment": attachment({"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/users"})},
        {"Resources.Attachment": attachment({"Fn::GetAtt": ["AdminRole", "Arn"]})},
        {
            "Resources.New": resource("Cognito::IdentityPool", AllowUnauthenticatedIdentities=False),
            "Resources.Attachment": attachment({"Fn::GetAtt": ["OwnRole", "Arn"]}, {"Ref": "New"}),
            "Resources.OwnRole": resource("IAM::Role", AssumeRolePolicyDocument=USERS),
        },
    ],
    ids=["an ARN", "an ARN of this account", "a role of the stack", "a new identity pool"],
)
def test_roles_that_were_chosen_and_those_of_a_new_identity_pool_replace_none(new: Edits) -> None:
    imported: Edits = {"Resources.Attachment": GONE}
    assert "RoleAttachmentChanged" not in {each.rule for each in findings(imported, {**imported, **new})}


def test_every_rule_has_a_breaking_change() -> None:
    assert {case.rule for case in BREAKING} == {rule.id for rule in RULES} - {"MfaDrift"}


@pytest.mark.parametrize(
    ("new", "deployed_value", "new_value"),
    [
        ({f"{POOL}.UserPoolTier": "LITE"}, "PLUS", "LITE"),
        ({f"{CLIENT}.GenerateSecret": GONE}, False, None),
        ({"Resources.Domain": GONE}, "AWS::Cognito::UserPoolDomain", None),
        ({"Resources.Client.Condition": "IsProd"}, None, "IsProd"),
        ({f"{POOL}.MfaConfiguration": {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}}, "OPTIONAL", "ON"),
    ],
)
def test_a_finding_has_the_values_before_and_after(new: Edits, deployed_value: Any, new_value: Any) -> None:
    (finding,) = findings({}, new)
    assert (finding.deployed, finding.new) == (deployed_value, new_value)


def test_only_a_resource_that_is_gone_stands_for_the_stack() -> None:
    (removed,) = findings({}, {"Resources.Domain": GONE})
    (changed,) = findings({}, {f"{DOMAIN}.Domain": "other"})
    assert (removed.gone, changed.gone) == (True, False)


def test_custom_authentication_is_missed_only_where_the_pool_has_its_triggers() -> None:
    deployed: Edits = {f"{CLIENT}.ExplicitAuthFlows": GONE}
    new: Edits = {f"{CLIENT}.ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    without: Edits = {f"{TRIGGERS}.DefineAuthChallenge": GONE}
    assert [finding.rule for finding in findings(deployed, new)] == ["FlowRemoved"]
    assert findings({**deployed, **without}, {**new, **without}) == []


@pytest.mark.parametrize(
    "deployed",
    [
        {f"{CLIENT}.AuthSessionValidity": 3},  # the default
        {f"{CLIENT}.LogoutURLs": []},
        {f"{POOL}.EmailVerificationMessage": "{####}"},  # which an update without it resets
    ],
    ids=str,
)
def test_what_is_off_by_being_left_out_may_leave(deployed: Edits) -> None:
    assert findings(deployed, {}) == []


def test_the_grace_period_of_rotation_counts_only_while_it_is_on() -> None:
    rotation = f"{CLIENT}.RefreshTokenRotation"
    on: Edits = {rotation: {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}}
    assert findings(on, {rotation: {"Feature": "DISABLED"}}) == []
    shorter = findings(on, {rotation: {"Feature": "ENABLED", "RetryGracePeriodSeconds": 5}})
    assert [each.rule for each in shorter] == ["RefreshRotation"]


def test_parameters_keep_their_deployed_values() -> None:
    deployed = DeployedStack(edited({}), parameters={"Mode": "ON", "Stage": "prod"})
    assert list(compare(deployed, edited({"Parameters.Mode.Default": "ON"}))) == []
    (finding,) = compare(
        deployed, edited({f"{POOL}.MfaConfiguration": "OPTIONAL", f"{POOL}.UserPoolTier": "LITE"})
    )
    assert finding.rule == "TierLowered"


def test_a_condition_turned_round_with_its_branches_is_no_change() -> None:
    value = {"Fn::If": ["IsProd", "ON", "OPTIONAL"]}
    turned = {"Fn::If": ["IsNotProd", "OPTIONAL", "ON"]}
    old = {f"{POOL}.MfaConfiguration": value}
    new = {f"{POOL}.MfaConfiguration": turned, "Conditions.IsNotProd": {"Fn::Not": [{"Condition": "IsProd"}]}}
    assert findings(old, new) == []


def test_two_texts_that_one_parameter_cannot_be_at_once_are_not_tried_together() -> None:
    conditions: Edits = {
        "Conditions.IsProd": {"Fn::Equals": [STAGE, "prod"]},
        "Conditions.IsDev": {"Fn::Equals": [STAGE, "dev"]},
    }
    impossible = {"Fn::If": ["IsProd", {"Fn::If": ["IsDev", "ON", "OPTIONAL"]}, "OPTIONAL"]}
    assert findings(conditions, {**conditions, f"{POOL}.MfaConfiguration": impossible}) == []


def test_sam_makes_triggers_and_permissions_of_events() -> None:
    event = {"Type": "Cognito", "Properties": {"UserPool": POOL_ID, "Trigger": "PreAuthentication"}}
    deployed: Edits = {"Resources.Sam": resource("Serverless::Function", Events={"SignIn": event})}
    code: Edits = {**deployed, "Resources.Sam.Properties.InlineCode": "pass"}
    assert findings(deployed, code) == []
    assert [finding.rule for finding in findings(deployed, {})] == ["TriggerRemoved"]
    assert [finding.rule for finding in findings({}, deployed)] == ["TriggerInSignIn"]


def test_no_secret_is_shown() -> None:
    new: Edits = {
        "Resources.Google.Properties.ProviderDetails": {"client_id": "two", "client_secret": "hidden"}
    }
    found = findings({}, {**new, "Resources.Client": GONE})
    assert {finding.rule for finding in found} >= {"ProviderChanged", "ClientReplaced"}
    assert "do-not-show" not in repr(found)
    assert "hidden" not in repr(found)


def test_a_hidden_parameter_is_not_shown_and_its_change_is_found() -> None:
    hidden = {"Type": "String", "NoEcho": True, "Default": "do-not-show"}
    old: Edits = {"Parameters.Hidden": hidden, f"{DOMAIN}.Domain": {"Ref": "Hidden"}}
    (finding,) = findings(old, {**old, "Parameters.Hidden.Default": "other"})
    assert finding.rule == "IdentityPoolReplaced"
    assert "do-not-show" not in repr(finding)


def test_the_arn_of_a_pool_is_its_own_by_any_function() -> None:
    by_text = {
        "Fn::Sub": "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}"
    }
    assert findings({}, {"Resources.MayPreSignUp.Properties.SourceArn": by_text}) == []


def test_the_rights_of_a_role_that_no_user_has_are_nobodys_matter() -> None:
    policies = [{"PolicyName": "a", "PolicyDocument": policy(allow("s3:*"), allow("cognito-idp:*"))}]
    role = resource("IAM::Role", AssumeRolePolicyDocument=LAMBDA, Policies=policies)
    deployed: Edits = {"Resources.Unrelated": role}
    assert findings(deployed, {**deployed, "Resources.Unrelated.Properties.Policies": []}) == []


def test_a_custom_resource_that_goes_makes_no_other_call_than_its_last() -> None:
    deployed: Edits = {"Resources.Call": {"Type": "Custom::AWS", "Properties": {"Create": MFA_CALL}}}
    assert findings(deployed, {}) == []


def test_a_condition_that_changes_is_shown_by_its_name_or_by_what_it_says() -> None:
    deployed: Edits = {"Resources.Client.Condition": "Always"}
    (renamed,) = findings(deployed, {"Resources.Client.Condition": "IsProd"})
    assert (renamed.place, renamed.deployed, renamed.new) == ("Condition", "Always", "IsProd")
    (redefined,) = findings(deployed, {**deployed, "Conditions.Always": FAILS})
    assert (redefined.deployed, redefined.new) == ({"Fn::Equals": ["a", "a"]}, FAILS)


def test_the_role_of_guests_matters_where_there_are_guests() -> None:
    deployed: Edits = {"Resources.Identities.Properties.AllowUnauthenticatedIdentities": False}
    new: Edits = {**deployed, "Resources.Attachment.Properties.Roles.unauthenticated": GONE}
    assert findings(deployed, new) == []


@pytest.mark.parametrize("name", ["Admins", "Google", "Api", "Root", "Domain"])
def test_what_moves_under_its_name_takes_the_two_deployments_that_the_finding_names(name: str) -> None:
    moved: Edits = {f"Resources.{name}": GONE, "Resources.Moved": DEPLOYED["Resources"][name]}
    fixes = [each.fix for each in findings({}, moved) if (each.logical_id, each.place) == (name, "Type")]
    assert fixes
    assert all("It takes two deployments" in fix for fix in fixes)
    others = resource("Cognito::UserPoolGroup", UserPoolId=POOL_ID, GroupName="Others")
    other: Edits = {**moved, "Resources.Moved": others}
    assert "It takes two deployments" not in repr(findings({}, other))
    assert "It takes two deployments" not in repr(findings({}, {f"Resources.{name}": GONE}))


NAMED_QUEUE: Edits = {"Resources.Queue.Properties.QueueName": "waiting"}
NAMED_ROLE: Edits = {"Resources.SmsRole.Properties.RoleName": "sms"}


@pytest.mark.parametrize(
    ("name", "deployed"), [("Queue", NAMED_QUEUE), ("SmsRole", NAMED_ROLE), ("Queue", {}), ("SmsRole", {})]
)
def test_a_queue_or_role_takes_two_deployments_where_its_name_is_written(name: str, deployed: Edits) -> None:
    moved: Edits = {f"Resources.{name}": GONE, "Resources.Moved": edited(deployed)["Resources"][name]}
    fixes = [
        each.fix for each in findings(deployed, moved) if (each.logical_id, each.place) == (name, "Type")
    ]
    assert fixes
    assert all(("It takes two deployments" in fix) == bool(deployed) for fix in fixes)


@pytest.mark.parametrize(
    ("place", "value", "takes_two"),
    [
        # Every property of a user is create-only, and the new user would have the old one's name.
        ("Root.Properties.UserAttributes", [{"Name": "email", "Value": "a@example.com"}], True),
        ("Root.Properties.Username", "admin", False),
        ("Google.Properties.ProviderType", "OIDC", True),
        ("Google.Properties.ProviderName", "Other", False),
        ("Google.Properties.AttributeMapping", {"username": "email"}, False),
        # Other pools have names of their own; domains are those of all pools.
        ("Admins.Properties.UserPoolId", {"Ref": "Other"}, False),
        ("Domain.Properties.UserPoolId", {"Ref": "Other"}, True),
    ],
)
def test_what_is_replaced_under_its_name_takes_two_deployments(
    place: str, value: object, takes_two: bool
) -> None:
    other: Edits = {"Resources.Other": resource("Cognito::UserPool")}
    found = findings(other, {**other, f"Resources.{place}": value})
    assert [("It takes two deployments" in each.fix) for each in found] == [takes_two]
