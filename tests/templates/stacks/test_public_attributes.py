"""What AuthStack exposes: other constructs take it, and each of its resources can be overridden."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from stacks.auth_stack import AuthStack
from stacks.loading import load_environment
from tests.synthesis import COMBINATIONS

Template = dict[str, Any]

OWN_IDENTITY_POOL = """
[user_pool]
name = "own"
[mfa]
mode = "ON"
types = ["SMS", "TOTP"]
[identity_pool]
name = "own"
guests = true
[groups]
Admins = 1
"""


@pytest.fixture
def existing() -> AuthStack:
    return AuthStack(cdk.App(), "auth-existing", environment=load_environment(COMBINATIONS / "existing.toml"))


@pytest.fixture
def own(tmp_path: Path) -> AuthStack:
    file = tmp_path / "own.toml"
    file.write_text(OWN_IDENTITY_POOL, encoding="utf-8")
    return AuthStack(cdk.App(), "auth-own", environment=load_environment(file))


def synthesized(stack: AuthStack) -> Template:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    template: Template = app.synth().get_stack_by_name(stack.stack_name).template
    return template


def assert_can_be_overridden(stack: AuthStack, *constructs: IConstruct | None) -> None:
    """Override each resource by an escape hatch, and find it in the template."""
    for found in constructs:
        assert found is not None
        resource = found if isinstance(found, cdk.CfnResource) else found.node.default_child
        assert isinstance(resource, cdk.CfnResource)
        resource.add_override("Metadata.Overridden", found.node.path)
    overridden = {
        resource["Metadata"]["Overridden"]
        for resource in synthesized(stack)["Resources"].values()
        if "Overridden" in resource.get("Metadata", {})
    }
    assert overridden == {found.node.path for found in constructs if found}


def test_resources_of_an_existing_pool_can_be_overridden(existing: AuthStack) -> None:
    assert_can_be_overridden(
        existing,
        existing.cfn_user_pool,
        *existing.clients.values(),
        *existing.identity_providers.values(),
        *existing.resource_servers.values(),
        *existing.groups.values(),
        *existing.group_roles.values(),
        existing.domain,
        existing.custom_domain,
        existing.identity_pool,
        existing.risk_configuration,
    )


def test_resources_of_the_stacks_own_can_be_overridden(own: AuthStack) -> None:
    assert own.enablement is not None
    assert isinstance(own.authenticated_role, iam.Role)
    assert isinstance(own.guest_role, iam.Role)
    assert_can_be_overridden(
        own,
        own.web_client,
        own.native_client,
        own.sms_role,
        own.authenticated_role,
        own.guest_role,
        own.enablement.queue,
    )


def test_the_pool_is_the_resource_to_the_cdks_own_constructs(own: AuthStack) -> None:
    assert own.user_pool.node.default_child is own.cfn_user_pool
    own.user_pool.add_client("Another")
    own.user_pool.grant(iam.User(own, "Operator"), "cognito-idp:AdminGetUser")
    resources = synthesized(own)["Resources"]
    pool = {"Ref": next(name for name in resources if resources[name]["Type"] == "AWS::Cognito::UserPool")}
    added = [each for name, each in resources.items() if name.startswith("UserPoolInterfaceAnother")]
    assert [each["Properties"]["UserPoolId"] for each in added] == [pool]


def test_users_can_be_given_access(own: AuthStack) -> None:
    bucket = s3.Bucket(own, "Files")
    assert own.authenticated_role is not None
    bucket.grant_read(own.authenticated_role)
    bucket.grant_read(own.group_roles["Admins"])
    policies = [each for each in synthesized(own)["Resources"].values() if each["Type"] == "AWS::IAM::Policy"]
    granted = [str(each["Properties"]["Roles"]) for each in policies if "s3:GetObject*" in str(each)]
    assert len(granted) == 2


def test_a_trigger_can_be_added(own: AuthStack) -> None:
    function = "arn:aws:lambda:us-east-1:123456789012:function:checks"
    own.add_trigger("pre_sign_up", function)
    resources = synthesized(own)["Resources"].values()
    (pool,) = (each for each in resources if each["Type"] == "AWS::Cognito::UserPool")
    assert pool["Properties"]["LambdaConfig"]["PreSignUp"] == function
    assert "PostConfirmation" in pool["Properties"]["LambdaConfig"]
    permitted = [each["Properties"]["FunctionName"] for each in resources if "Permission" in each["Type"]]
    assert function in permitted


def test_what_is_not_in_an_environment_is_none() -> None:
    stack = AuthStack(cdk.App(), "auth-off", environment=load_environment(COMBINATIONS / "off.toml"))
    assert (stack.domain, stack.custom_domain, stack.identity_pool) == (None, None, None)
    assert (stack.authenticated_role, stack.guest_role, stack.sms_role) == (None, None, None)
    assert (stack.enablement, stack.risk_configuration) == (None, None)
    assert not {**stack.groups, **stack.identity_providers, **stack.resource_servers}
    assert all(isinstance(client, cognito.CfnUserPoolClient) for client in stack.clients.values())
