"""The stack as a whole: its outputs, and what becomes of the settings that are the stack's own."""

import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cognito as cognito

from stacks.auth_stack import AuthStack
from stacks.loading import load_environment
from tests.synthesis import COMBINATIONS, NAMES, template

AMPLIFY_OUTPUTS = {"UserPoolId", "UserPoolArn", "UserPoolName", "AppClientIDWeb", "AppClientID"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "tests/environments/existing"])
def test_the_outputs_have_amplifys_names(name: str) -> None:
    assert set(template(name)["Outputs"]) >= AMPLIFY_OUTPUTS


def test_the_outputs_hold_no_secret() -> None:
    assert "ClientSecret" not in json.dumps(template("tests/environments/everything"))


def test_account_region_tags_and_protection() -> None:
    app = cdk.App()
    stack = AuthStack(app, "everything", environment=load_environment(COMBINATIONS / "everything.toml"))
    assert (stack.account, stack.region) == ("123456789012", "eu-central-1")
    assert stack.tags.tag_values() == {"team": "identity"}
    assert stack.termination_protection


def test_a_disposable_environment_is_not_protected_and_goes_where_the_credentials_point() -> None:
    stack = AuthStack(cdk.App(), "dev", environment=load_environment(COMBINATIONS / "dev.toml"))
    assert not stack.termination_protection
    assert cdk.Token.is_unresolved(stack.account)


def test_what_code_changes_on_the_pool_reaches_apps() -> None:
    app = cdk.App()
    stack = AuthStack(app, "dev", environment=load_environment(COMBINATIONS / "dev.toml"))
    pool = stack.node.find_child("UserPool").node.find_child("Resource")
    assert isinstance(pool, cognito.CfnUserPool)
    pool.mfa_configuration, pool.enabled_mfas = "ON", ["SOFTWARE_TOKEN_MFA"]
    outputs = app.synth().get_stack_by_name("dev").template["Outputs"]
    assert outputs["MfaConfiguration"] == {"Value": "ON"}
    assert outputs["MfaTypes"] == {"Value": '["TOTP"]'}
