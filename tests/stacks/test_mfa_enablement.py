"""The post-confirmation function and its wiring to the pool."""

import pytest

from tests.synthesis import properties, resources, template

FUNCTION, POOL = "AWS::Lambda::Function", "AWS::Cognito::UserPool"
PERMISSION, POLICY = "AWS::Lambda::Permission", "AWS::IAM::Policy"


@pytest.mark.parametrize("name", ["off", "own-trigger"])
def test_where_nothing_is_to_be_enabled_there_is_no_function(name: str) -> None:
    name = f"tests/environments/{name}"
    assert resources(name, FUNCTION) == {}
    assert resources(name, POLICY) == {}
    assert "PostConfirmationFunction" not in template(name)["Outputs"]


def test_another_projects_post_confirmation_function_is_called() -> None:
    name = "tests/environments/own-trigger"
    arn = "arn:aws:lambda:us-east-1:123456789012:function:welcome"
    assert properties(name, POOL)["LambdaConfig"] == {"PostConfirmation": arn}
    assert properties(name, PERMISSION)["FunctionName"] == arn


def test_the_pool_calls_the_function_and_its_other_triggers() -> None:
    name = "tests/environments/everything"
    (function_id,) = resources(name, FUNCTION)
    assert properties(name, POOL)["LambdaConfig"] == {
        "CustomMessage": "arn:aws:lambda:eu-central-1:123456789012:function:custom-message",
        "PostConfirmation": {"Fn::GetAtt": [function_id, "Arn"]},
        "PreSignUp": "arn:aws:lambda:eu-central-1:123456789012:function:pre-sign-up",
    }
    assert len(resources(name, PERMISSION)) == 3


def test_only_this_pool_may_call_the_function() -> None:
    name = "environments/prod"
    (pool_id,) = resources(name, POOL)
    (function_id,) = resources(name, FUNCTION)
    assert properties(name, PERMISSION) == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": [function_id, "Arn"]},
        "Principal": "cognito-idp.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
        "SourceArn": {"Fn::GetAtt": [pool_id, "Arn"]},
    }


def test_the_functions_policy_is_a_resource_of_its_own_with_one_action_on_this_pool() -> None:
    name = "environments/prod"
    (pool_id,) = resources(name, POOL)
    (policy,) = resources(name, POLICY).values()
    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {
            "Action": "cognito-idp:AdminSetUserMFAPreference",
            "Effect": "Allow",
            "Resource": {"Fn::GetAtt": [pool_id, "Arn"]},
        }
    ]
    (function,) = resources(name, FUNCTION).values()
    assert "DependsOn" not in function


def test_the_function() -> None:
    name = "environments/dev"
    function = properties(name, FUNCTION)
    (log_group_id,) = resources(name, "AWS::Logs::LogGroup")
    assert function["Runtime"] == "python3.14"
    assert function["Architectures"] == ["arm64"]
    assert function["Timeout"] <= 5
    assert function["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": log_group_id}}
    assert properties(name, "AWS::Logs::LogGroup") == {"RetentionInDays": 90}
    assert function["Environment"]["Variables"] == {
        "MFA_FACTORS": "SMS,TOTP",
        "MFA_PREFERRED": "SMS",
        "MFA_REQUIRE_VERIFIED_PHONE": "true",
    }


def test_what_new_users_get_reaches_the_function() -> None:
    variables = properties("tests/environments/everything", FUNCTION)["Environment"]["Variables"]
    assert variables == {
        "MFA_FACTORS": "SMS",
        "MFA_PREFERRED": "SMS",
        "MFA_REQUIRE_VERIFIED_PHONE": "false",
    }
