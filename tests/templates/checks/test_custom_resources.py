"""Whether the function behind a custom resource may change a pool, as far as its template tells."""

from typing import Any

import pytest

from stacks.checks.update_guard.rules.custom_resources import may_act
from tests.templates.checks.deployed_app import LAMBDA, allow, policy, resource

TOKEN = {"Fn::GetAtt": ["Function", "Arn"]}
FUNCTION = resource("Lambda::Function", Role={"Fn::GetAtt": ["Role", "Arn"]})
BASIC = {
    "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/AWSLambdaBasicExecutionRole"]]
}
INVOKES = allow("lambda:InvokeFunction", [{"Fn::GetAtt": ["Other", "Arn"]}])


def with_role(*statements: dict[str, Any], **more: Any) -> dict[str, Any]:
    policies = [{"PolicyName": "a", "PolicyDocument": policy(*statements)}]
    role = resource("IAM::Role", AssumeRolePolicyDocument=LAMBDA, Policies=policies, **more)
    return {"Function": FUNCTION, "Role": role}


def sam(*policies: Any) -> dict[str, Any]:
    return {"Function": resource("Serverless::Function", Policies=list(policies))}


def other(*statements: dict[str, Any]) -> dict[str, Any]:
    """Another function with rights of its own."""
    role = with_role(*statements)["Role"]
    return {
        "Other": resource("Lambda::Function", Role={"Fn::GetAtt": ["OtherRole", "Arn"]}),
        "OtherRole": role,
    }


HARMLESS = {
    "no rights": with_role(),
    "reading": with_role(allow(["cognito-idp:DescribeUserPool", "cognito-idp:ListUsers", "s3:PutObject"])),
    "a refused right": with_role({**allow("cognito-idp:UpdateUserPool"), "Effect": "Deny"}),
    "a policy of AWS": with_role(ManagedPolicyArns=[BASIC]),
    "a call of a function without rights": {**with_role(INVOKES), **other(allow("s3:*"))},
    "a call of itself": with_role(allow("lambda:InvokeFunction", {"Ref": "Function"})),
    "a function of SAM": sam(),
    "SAM's policies": sam("AWSLambdaBasicExecutionRole", {"S3CrudPolicy": {"BucketName": "b"}}),
    "a document in SAM": sam(policy(allow("s3:*"))),
}
ACTING = {
    "a write": with_role(allow("cognito-idp:UpdateUserPoolClient")),
    "every action of Cognito": with_role(allow("cognito-idp:*")),
    "an identity pool": with_role(allow("cognito-identity:SetIdentityPoolRoles")),
    "every action": with_role(allow("*")),
    "all but some actions": with_role({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
    "a policy beside the role": {
        **with_role(),
        "Policy": resource(
            "IAM::Policy", PolicyDocument=policy(allow("cognito-idp:Admin*")), Roles=[{"Ref": "Role"}]
        ),
    },
    "a policy that the template does not show": with_role(ManagedPolicyArns=["arn:aws:iam::1:policy/own"]),
    "a role that the template does not show": {
        "Function": resource("Lambda::Function", Role="arn:aws:iam::1:role/own")
    },
    "a call of a function with rights": {**with_role(INVOKES), **other(allow("cognito-idp:UpdateUserPool"))},
    "a call of any function": with_role(allow("lambda:InvokeFunction")),
    "every action of Lambda": with_role(allow("lambda:*")),
    "a state machine": with_role(allow("states:StartExecution")),
    "a function of another stack": {},
    "a document in SAM": sam(policy(allow("cognito-idp:DeleteUserPool"))),
    "a policy by name in SAM": sam("AmazonCognitoPowerUser"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_function_that_surely_may_not(name: str) -> None:
    assert not may_act(TOKEN, {"Resources": HARMLESS[name]})


@pytest.mark.parametrize("name", ACTING)
def test_a_function_that_may(name: str) -> None:
    assert may_act(TOKEN, {"Resources": ACTING[name]})
