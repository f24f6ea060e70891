"""What counts as deployed, by CloudFormation's answers."""

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.stub import Stubber

from stacks.deployed.cloudformation import (
    LIVE_STACKS,
    STACK_NOT_THERE,
    is_environment,
    live_stacks,
    read_stack,
)
from stacks.deployed.model import Deployed, DeployedUnknownError, PoolMfa

UPDATED = datetime.datetime(2026, 3, 4, 5, 6, tzinfo=datetime.UTC)
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {}}


class Aws:
    """Answers that AWS gives in a row."""

    def __init__(self) -> None:
        session = boto3.Session("x", "x", region_name="us-east-1")
        self.cloudformation = session.client("cloudformation")
        self.cognito = session.client("cognito-idp")
        self.stubs = Stubber(self.cloudformation), Stubber(self.cognito)

    def stack(self, status: str = "UPDATE_COMPLETE", **fields: Any) -> None:
        described = {"StackName": "x", "CreationTime": UPDATED, "StackStatus": status, **fields}
        self.stubs[0].add_response("describe_stacks", {"Stacks": [described]})

    def template(self, body: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.stubs[0].add_response("get_template", {"TemplateBody": text} if body else {})

    def resources(self, **statuses: str) -> None:
        summaries = [
            {
                "LogicalResourceId": name,
                "PhysicalResourceId": f"{name}-id",
                "ResourceType": "x",
                "LastUpdatedTimestamp": UPDATED,
                "ResourceStatus": status,
            }
            for name, status in statuses.items()
        ]
        self.stubs[0].add_response("list_stack_resources", {"StackResourceSummaries": summaries})

    def mfa(self, **config: Any) -> None:
        self.stubs[1].add_response("get_user_pool_mfa_config", config)

    def read(self) -> Deployed:
        with self.stubs[0], self.stubs[1]:
            deployed = read_stack(self.cloudformation, self.cognito, "auth-dev")
            for stub in self.stubs:
                stub.assert_no_pending_responses()
        return deployed


@pytest.fixture
def aws() -> Iterator[Aws]:
    answers = Aws()
    yield answers
    answers.cloudformation.close()
    answers.cognito.close()


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"])
def test_a_stack_that_was_never_created_is_not_deployed(aws: Aws, status: str) -> None:
    aws.stack(status)
    assert aws.read() == (None, f"nothing: stack auth-dev is {status}")


def test_a_stack_without_a_template_is_not_deployed(aws: Aws) -> None:
    aws.stack()
    aws.template(None)
    assert aws.read() == (None, "nothing: stack auth-dev has no template")


def test_only_resources_that_exist_are_deployed(aws: Aws) -> None:
    aws.stack("CREATE_FAILED")
    kinds = {"Made": "CREATE_COMPLETE", "Failed": "CREATE_FAILED", "Kept": "DELETE_SKIPPED"}
    aws.template({"Resources": {name: {"Type": "AWS::SNS::Topic"} for name in (*kinds, "Never")}})
    aws.resources(**kinds)
    stack = aws.read().stack
    assert stack
    assert list(stack.template["Resources"]) == ["Made"]
    assert stack.physical_ids == {"Made": "Made-id"}


def test_a_stack_is_read_with_its_last_update_and_its_parameters(aws: Aws) -> None:
    parameter = {"ParameterKey": "Mode", "ParameterValue": "/mode", "ResolvedValue": "ON"}
    aws.stack(LastUpdatedTime=UPDATED + datetime.timedelta(days=1), Parameters=[parameter])
    aws.template('Resources: {Pool: {Type: "AWS::Cognito::UserPool"}}')
    aws.resources(Pool="UPDATE_COMPLETE")
    aws.mfa(MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}, SmsMfaConfiguration={})
    stack, compared_with = aws.read()
    assert compared_with == "stack auth-dev, last updated 2026-03-05 05:06 UTC"
    assert stack
    assert stack.parameters == {"Mode": "ON"}
    assert stack.mfa == {"Pool": PoolMfa("ON", frozenset({"SMS_MFA", "SOFTWARE_TOKEN_MFA"}))}
    assert not stack.deleted_pools


@pytest.mark.parametrize(
    ("config", "mode", "factors"),
    [
        ({"MfaConfiguration": "OFF", "SmsMfaConfiguration": {}}, "OFF", set()),
        ({}, "OFF", set()),
        (
            {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": False}},
            "OPTIONAL",
            set(),
        ),
        (
            {"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}, "SmsMfaConfiguration": {}},
            "OPTIONAL",
            {"EMAIL_OTP", "SMS_MFA"},
        ),
    ],
)
def test_the_real_mfa_of_a_pool(aws: Aws, config: dict[str, Any], mode: str, factors: set[str]) -> None:
    aws.stack()
    aws.template({"Resources": {"Pool": POOL}})
    aws.resources(Pool="CREATE_COMPLETE")
    aws.mfa(**config)
    stack = aws.read().stack
    assert stack
    assert stack.mfa == {"Pool": PoolMfa(mode, frozenset(factors))}


def test_a_pool_that_was_deleted_by_hand_is_known(aws: Aws) -> None:
    aws.stack()
    aws.template({"Resources": {"Pool": POOL}})
    aws.resources(Pool="CREATE_COMPLETE")
    aws.stubs[1].add_client_error("get_user_pool_mfa_config", "ResourceNotFoundException")
    stack = aws.read().stack
    assert stack
    assert stack.mfa == {}
    assert stack.deleted_pools == {"Pool"}


@pytest.mark.parametrize(
    ("description", "ours"), [("Cognito user pool with MFA, environment dev", True), ("Login service", False)]
)
def test_an_environments_stack_is_known_by_its_description(aws: Aws, description: str, *, ours: bool) -> None:
    aws.template({"Description": description, "Resources": {}})
    with aws.stubs[0]:
        assert is_environment(aws.cloudformation, "auth-x") is ours


def test_nested_stacks_are_read_by_their_ids(aws: Aws) -> None:
    aws.stack()
    aws.template({"Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack"}}})
    aws.resources(Nested="CREATE_COMPLETE")
    aws.stubs[0].add_response(
        "describe_stacks",
        {"Stacks": [{"StackName": "y", "CreationTime": UPDATED, "StackStatus": "CREATE_COMPLETE"}]},
        {"StackName": "Nested-id"},
    )
    aws.template({"Resources": {}})
    aws.resources()
    stack = aws.read().stack
    assert stack
    assert stack.nested["Nested"].template == {"Resources": {}}


def test_stacks_of_every_status_but_that_of_a_new_or_leaving_one_are_live(aws: Aws) -> None:
    statuses = aws.cloudformation.meta.service_model.shape_for("StackStatus").enum  # type: ignore[attr-defined]
    new_or_leaving = {"CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"}
    assert sorted({*LIVE_STACKS, *new_or_leaving, *STACK_NOT_THERE}) == sorted(statuses)


def test_live_stacks_are_those_of_the_prefix_on_all_pages(aws: Aws) -> None:
    for name, more in (("auth-dev", {"NextToken": "2"}), ("shop", {"NextToken": "3"}), ("auth-qa", {})):
        summary = {"StackName": name, "CreationTime": UPDATED, "StackStatus": "CREATE_COMPLETE"}
        aws.stubs[0].add_response("list_stacks", {"StackSummaries": [summary], **more})
    with aws.stubs[0]:
        assert live_stacks(aws.cloudformation, "auth-") == ["auth-dev", "auth-qa"]


def test_a_missing_permission_is_named(aws: Aws) -> None:
    calls: list[tuple[int, str, Callable[[], None]]] = [
        (0, "cloudformation:DescribeStacks", aws.stack),
        (0, "cloudformation:GetTemplate", lambda: aws.template({"Resources": {"Pool": POOL}})),
        (0, "cloudformation:ListStackResources", lambda: aws.resources(Pool="CREATE_COMPLETE")),
        (1, "cognito-idp:GetUserPoolMfaConfig", aws.mfa),
    ]
    for number, (client, action, _) in enumerate(calls):
        for _, _, answers in calls[:number]:
            answers()
        operation = xform_name(action.partition(":")[2])
        aws.stubs[client].add_client_error(operation, "AccessDenied", "not authorized")
        with pytest.raises(DeployedUnknownError, match=rf"AWS denies {action}\."):
            aws.read()


def test_a_stack_that_leaves_while_it_is_read_is_not_deployed(aws: Aws) -> None:
    aws.stack()
    aws.stubs[0].add_client_error("get_template", "ValidationError", "Stack with id x does not exist")
    assert aws.read().stack is None
    aws.stack()
    aws.stubs[0].add_client_error("get_template", "ValidationError", "another reason")
    with pytest.raises(DeployedUnknownError, match="another reason"):
        aws.read()
