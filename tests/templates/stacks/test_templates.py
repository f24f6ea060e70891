"""What holds for every template, whatever the environment."""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint import lint

from tests.synthesis import COMBINATIONS, NAMES, resources, template

KEPT_WITH_THE_POOL = {
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::IdentityPool",
}
# Actions on resources that a policy statement may leave open, and why.
OBJECTS = "The objects of a run are written while it runs."
EXECUTIONS = "The executions of a run are started while it runs."
ALLOWED_WILDCARDS = {
    ("sns:Publish", "*"): "A phone number has no resource that could be named.",
    ("s3:PutObject", "/chunks/*"): OBJECTS,
    ("s3:GetObject", "/chunks/*"): OBJECTS,
    ("s3:DeleteObject", "/chunks/*"): OBJECTS,
    ("s3:PutObject", "/plans/*"): OBJECTS,
    ("s3:GetObject", "/plans/*"): OBJECTS,
    ("s3:DeleteObject", "/plans/*"): OBJECTS,
    ("s3:PutObject", "/results/*"): OBJECTS,
    ("s3:GetObject", "/results/*"): OBJECTS,
    ("s3:DeleteObject", "/results/*"): OBJECTS,
    ("s3:PutObject", "/manifests/*"): OBJECTS,
    ("s3:GetObject", "/manifests/*"): OBJECTS,
    ("s3:DeleteObject", "/manifests/*"): OBJECTS,
    ("states:DescribeExecution", ":*"): EXECUTIONS,
    ("states:DescribeExecution", "/Chunks:*"): EXECUTIONS,
    ("states:StopExecution", ":*"): EXECUTIONS,
    ("states:StopExecution", "/Chunks:*"): EXECUTIONS,
    ("states:RedriveExecution", "/Chunks:*"): EXECUTIONS,
}


@pytest.mark.parametrize("name", NAMES)
def test_cfn_lint_finds_nothing(name: str) -> None:
    # The tool looks for circles of dependencies (E3004), too.
    assert [str(finding) for finding in lint(json.dumps(template(name)))] == []


@pytest.mark.parametrize("name", NAMES)
def test_there_is_no_custom_resource(name: str) -> None:
    types = {resource["Type"] for resource in template(name)["Resources"].values()}
    assert not {t for t in types if t.startswith("Custom::") or t == "AWS::CloudFormation::CustomResource"}


@pytest.mark.parametrize("name", NAMES)
def test_there_is_no_wildcard_but_where_aws_demands_it(name: str) -> None:
    assert wildcards(name) <= ALLOWED_WILDCARDS.keys()


def test_no_wildcard_is_allowed_that_nothing_needs() -> None:
    assert {wildcard for name in NAMES for wildcard in wildcards(name)} == ALLOWED_WILDCARDS.keys()


def wildcards(name: str) -> set[tuple[str, str]]:
    """Each action and resource of a template's policy statements that have a wildcard in them; of a resource
    with references, what comes after the last one."""
    return {
        (action, _end_of(resource))
        for statement in _statements(template(name))
        if statement != _tls_only(statement)
        for action in _as_list(statement.get("Action"))
        for resource in _as_list(statement.get("Resource"))
        if "*" in json.dumps([action, resource])
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_statement_allows_named_actions_to_one_principal(name: str) -> None:
    for statement in _statements(template(name)):
        if statement == _tls_only(statement):
            continue
        assert statement["Effect"] == "Allow"
        assert "NotAction" not in statement
        assert "NotResource" not in statement
        assert statement.get("Principal", {}) in (
            {},
            {"Service": "cognito-idp.amazonaws.com"},
            {"Service": "lambda.amazonaws.com"},
            {"Service": "states.amazonaws.com"},
            {"Federated": "cognito-identity.amazonaws.com"},
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_pool_and_what_it_cannot_do_without_stay_or_go_together(name: str) -> None:
    together = {
        policy
        for logical_id, resource in template(name)["Resources"].items()
        if resource["Type"] in KEPT_WITH_THE_POOL or "SmsRole" in logical_id
        for policy in (resource["DeletionPolicy"], resource["UpdateReplacePolicy"])
    }
    (pool,) = resources(name, "AWS::Cognito::UserPool").values()
    protected = pool["Properties"]["DeletionProtection"] == "ACTIVE"
    # A rollback of the creation can delete all but a protected pool and its role.
    assert together == ({"Retain", "RetainExceptOnCreate"} if protected else {"Delete"})
    if protected:
        assert pool["DeletionPolicy"] == "Retain"


def test_the_logical_ids_of_what_holds_state_never_change() -> None:
    """CloudFormation makes a new pool under a new logical id, and the users stay behind in the old one."""
    for name in ("tests/environments/dev", "tests/environments/prod"):
        held = {
            "AWS::Cognito::UserPool": {"UserPool6BA7E5F2"},
            "AWS::Cognito::UserPoolClient": {"AppClientsWeb8BCCD02C", "AppClientsNativeAB1031FA"},
        }
        assert {resource_type: set(resources(name, resource_type)) for resource_type in held} == held
        assert "UserPoolSmsRoleDF313B17" in resources(name, "AWS::IAM::Role")
    everything = "tests/environments/everything"
    assert set(resources(everything, "AWS::Cognito::IdentityPool")) == {"IdentityPoolEC8A1A0D"}
    assert set(resources(everything, "AWS::Cognito::UserPoolDomain")) == {"HostedUiDomain4E10BBFB"}


def test_the_combinations_are_all_there() -> None:
    combinations = {
        (pool["MfaConfiguration"], tuple(sorted(pool.get("EnabledMfas", []))))
        for file in COMBINATIONS.glob("*.toml")
        for pool in [_pool(file)]
    }
    factors = [("SMS_MFA",), ("SOFTWARE_TOKEN_MFA",), ("SMS_MFA", "SOFTWARE_TOKEN_MFA")]
    assert combinations == {("OFF", ()), *((mode, f) for mode in ("OPTIONAL", "ON") for f in factors)}


def _pool(file: Path) -> dict[str, Any]:
    (pool,) = resources(f"tests/environments/{file.stem}", "AWS::Cognito::UserPool").values()
    properties: dict[str, Any] = pool["Properties"]
    return properties


def _statements(value: Any) -> list[dict[str, Any]]:
    """All policy statements in a template, wherever they stand."""
    if isinstance(value, list):
        return [statement for item in value for statement in _statements(item)]
    if isinstance(value, dict):
        found = [s for s in value.get("Statement", []) if isinstance(s, dict)]
        return found + [statement for item in value.values() for statement in _statements(item)]
    return []


def _tls_only(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement by which a queue or a bucket refuses everybody everything without TLS."""
    action = statement.get("Action")
    return {
        "Action": action if action in ("sqs:*", "s3:*") else None,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Resource": statement.get("Resource"),
    }


def _end_of(resource: Any) -> str:
    parts = resource["Fn::Join"][1] if isinstance(resource, dict) and "Fn::Join" in resource else [resource]
    return parts[-1] if isinstance(parts[-1], str) else json.dumps(resource)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
