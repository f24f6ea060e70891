"""An Amplify project's pool is adopted with its users, as docs/from-amplify.md says."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.deploy import cdk, deploy
from local.emulator import LocalAws
from local.scenarios.pool import Pool
from tests.templates.amplify.cases import NAMES, cases, write_answers

CASE = "up-on-sms-custom-message"
STACK = "auth-adopted"
AMPLIFY_STACK = "amplify-shop-dev-auth"


@pytest.fixture
def amplify(aws: LocalAws, pools: dict[str, Pool]) -> Pool:
    """Amplify's own stack, with its logical ids, in an account that is bootstrapped for the CDK."""
    assert pools
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(
        StackName=AMPLIFY_STACK,
        TemplateBody=json.dumps(amplify_template()),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=AMPLIFY_STACK)
    (stack,) = cloudformation.describe_stacks(StackName=AMPLIFY_STACK)["Stacks"]
    return Pool(aws, {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]})


def amplify_template() -> dict[str, Any]:
    """What Amplify made of the case, retained, so that its stack can go and leave the pool."""
    case = cases()[CASE]
    pool = {key: value for key, value in case["pool"].items() if key != "Schema"}
    pool["Schema"] = [{"Name": name, "Required": True, "Mutable": True} for name in case["pool"]["Schema"]]
    role = {"Fn::GetAtt": ["SNSRole", "Arn"]}
    pool["SmsConfiguration"] = {**pool["SmsConfiguration"], "SnsCallerArn": role}
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": f"{NAMES['short']}_role_external_id"}},
    }
    resources = {
        "SNSRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": "snsa1b2c3d4-dev",
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            },
        },
        "UserPool": {"Type": "AWS::Cognito::UserPool", "Properties": pool},
        "UserPoolClientWeb": client(case["web_client"]),
        "UserPoolClient": client(case["native_client"]),
    }
    outputs = {
        "UserPoolId": {"Ref": "UserPool"},
        "AppClientIDWeb": {"Ref": "UserPoolClientWeb"},
        "AppClientID": {"Ref": "UserPoolClient"},
        "CreatedSNSRole": role,
    }
    retained = {name: {**resource, "DeletionPolicy": "Retain"} for name, resource in resources.items()}
    return {"Resources": retained, "Outputs": {name: {"Value": value} for name, value in outputs.items()}}


def client(facts: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "ClientName": facts["ClientName"],
        "UserPoolId": {"Ref": "UserPool"},
        "RefreshTokenValidity": facts["refresh token minutes"] // (24 * 60),
    }
    return {"Type": "AWS::Cognito::UserPoolClient", "Properties": properties}


def test_a_pool_is_adopted_with_its_users(aws: LocalAws, amplify: Pool, tmp_path: Path) -> None:
    user = amplify.signed_up()
    context = {"environments": str(tmp_path)}
    write_answers(tmp_path, CASE, environment="adopted")
    file = tmp_path / "adopted.toml"
    answers = file.read_text(encoding="utf-8")

    # Amplify's stack lets go: CloudFormation imports nothing that another stack holds.
    cloudformation = aws.client("cloudformation")
    cloudformation.delete_stack(StackName=AMPLIFY_STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=AMPLIFY_STACK)
    assert amplify.preference(user) == ([], None)

    # Adopt: only what exists, and nothing that refers to what does not.
    own = f'[mfa]\nenable_for_new_users = []\n[sms]\nrole_arn = "{amplify.outputs["CreatedSNSRole"]}"\n'
    external_id = f'external_id = "{NAMES["short"]}_role_external_id"\n'
    file.write_text(answers + own + external_id, encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(resource_mapping(amplify)), encoding="utf-8")
    imported = cdk(aws, "import", STACK, f"--resource-mapping={mapping}", "--force", context=context)
    assert imported.exit_code == 0, imported.output

    # Deploy: the rest comes, and the pool stays.
    file.write_text(answers, encoding="utf-8")
    adopted = Pool(aws, deploy(aws, STACK, context=context)[STACK])
    assert (adopted.id, adopted.web, adopted.native) == (amplify.id, amplify.web, amplify.native)
    assert adopted.outputs["CreatedSNSRole"] != amplify.outputs["CreatedSNSRole"]

    # The users are there, and new ones get MFA at once.
    assert adopted.sign_in(user)["ChallengeName"] == "SMS_MFA"
    assert adopted.preference(adopted.signed_up()) == (["SMS_MFA"], "SMS_MFA")


def resource_mapping(amplify: Pool) -> dict[str, dict[str, str]]:
    """The ids of what is adopted, by this project's logical ids."""
    pool = {"UserPoolId": amplify.id}
    return {
        "UserPool6BA7E5F2": pool,
        "AppClientsWeb8BCCD02C": {**pool, "ClientId": amplify.web},
        "AppClientsNativeAB1031FA": {**pool, "ClientId": amplify.native},
    }
