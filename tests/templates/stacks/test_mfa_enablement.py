"""The post-confirmation function and its wiring to the pool, the queue behind it and the worker."""

from typing import Any

import pytest

from lambdas.user_mfa.handlers import post_confirmation, worker
from stacks.service import USER_UPDATES_PER_SECOND
from stacks.settings.operation import Worker
from tests.synthesis import allowed, properties, resource, resources, template
from tests.templates.stacks.starting import assert_starts

FUNCTION, POOL, QUEUE = "AWS::Lambda::Function", "AWS::Cognito::UserPool", "AWS::SQS::Queue"
PERMISSION = "AWS::Lambda::Permission"
TRIGGER, WORKER = "MfaEnablement/PostConfirmation", "MfaEnablement/Worker"
PROD = "tests/environments/prod"


def function(name: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = resource(name, FUNCTION, f"{path}/Function")["Properties"]
    return found


def logical_id(name: str, resource_type: str, start: str = "") -> str:
    (found,) = (each for each in resources(name, resource_type) if each.startswith(start))
    return found


@pytest.mark.parametrize("name", ["off", "own-trigger"])
def test_where_nothing_is_to_be_enabled_there_is_nothing_for_it(name: str) -> None:
    name = f"tests/environments/{name}"
    types = {each["Type"] for each in template(name)["Resources"].values()}
    assert types <= {POOL, "AWS::Cognito::UserPoolClient", PERMISSION}
    assert "PostConfirmationFunction" not in template(name)["Outputs"]


def test_another_projects_post_confirmation_function_is_called() -> None:
    name = "tests/environments/own-trigger"
    arn = "arn:aws:lambda:us-east-1:123456789012:function:welcome"
    assert properties(name, POOL)["LambdaConfig"] == {"PostConfirmation": arn}
    assert properties(name, PERMISSION)["FunctionName"] == arn


def test_the_pool_calls_the_function_and_its_other_triggers() -> None:
    name = "tests/environments/everything"
    trigger_id = logical_id(name, FUNCTION, "MfaEnablementPostConfirmation")
    assert properties(name, POOL)["LambdaConfig"] == {
        "CustomMessage": "arn:aws:lambda:eu-central-1:123456789012:function:custom-message",
        "PostConfirmation": {"Fn::GetAtt": [trigger_id, "Arn"]},
        "PreSignUp": "arn:aws:lambda:eu-central-1:123456789012:function:pre-sign-up",
    }
    assert len(resources(name, PERMISSION)) == 3


def test_only_pools_of_this_account_and_region_may_call_the_function() -> None:
    assert properties(PROD, PERMISSION) == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": [logical_id(PROD, FUNCTION, "MfaEnablementPostConfirmation"), "Arn"]},
        "Principal": "cognito-idp.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
        "SourceArn": {
            "Fn::Join": [
                "",
                [
                    "arn:",
                    {"Ref": "AWS::Partition"},
                    ":cognito-idp:",
                    {"Ref": "AWS::Region"},
                    ":",
                    {"Ref": "AWS::AccountId"},
                    ":userpool/*",
                ],
            ]
        },
    }


def test_the_pool_can_call_a_trigger_only_when_it_is_permitted() -> None:
    """A trigger that is added to a live pool fails each call between the pool's update and its permission."""
    pool = template(PROD)["Resources"][logical_id(PROD, POOL)]
    assert set(resources(PROD, PERMISSION)) <= set(pool["DependsOn"])


def test_each_function_has_the_actions_that_it_uses_on_this_pool_and_its_own_queue() -> None:
    pool = logical_id(PROD, POOL)
    queue = logical_id(PROD, QUEUE, "MfaEnablementQueue")
    assert allowed(PROD, TRIGGER) == {
        ("cognito-idp:AdminSetUserMFAPreference", pool),
        ("sqs:SendMessage", queue),
    }
    assert allowed(PROD, WORKER) == {
        ("cognito-idp:AdminGetUser", pool),
        ("cognito-idp:AdminSetUserMFAPreference", pool),
        ("sqs:ChangeMessageVisibility", queue),
        ("sqs:DeleteMessage", queue),
        ("sqs:GetQueueAttributes", queue),
        ("sqs:ReceiveMessage", queue),
    }


def test_each_function_has_a_role_and_a_log_of_its_own() -> None:
    functions = [each["Properties"] for each in resources(PROD, FUNCTION).values()]
    assert len(functions) == 8
    assert len({str(each["Role"]) for each in functions}) == 8
    assert len({str(each["LoggingConfig"]) for each in functions}) == 8
    for each in functions:
        assert (each["Runtime"], each["Architectures"]) == ("python3.14", ["arm64"])
        logging = each["LoggingConfig"]
        assert (logging["LogFormat"], logging["ApplicationLogLevel"]) == ("JSON", "INFO")
    for group in resources(PROD, "AWS::Logs::LogGroup").values():
        assert group["Properties"] == {"RetentionInDays": 90}


def test_the_trigger_leaves_cognito_its_five_seconds() -> None:
    trigger = function("tests/environments/dev", TRIGGER)
    assert trigger["Timeout"] == 4
    queue_url = {"Ref": logical_id("tests/environments/dev", QUEUE, "MfaEnablementQueue")}
    assert trigger["Environment"]["Variables"] == {
        "MFA_FACTORS": "SMS,TOTP",
        "MFA_PREFERRED": "SMS",
        "MFA_REQUIRE_VERIFIED_PHONE": "true",
        "QUEUE_URL": queue_url,
    }


def test_what_new_users_get_reaches_the_functions() -> None:
    for path in (TRIGGER, WORKER):
        variables = function("tests/environments/everything", path)["Environment"]["Variables"]
        policy = {key: value for key, value in variables.items() if key.startswith("MFA_")}
        assert policy == {
            "MFA_FACTORS": "SMS",
            "MFA_PREFERRED": "SMS",
            "MFA_REQUIRE_VERIFIED_PHONE": "false",
        }


def test_the_queues_are_encrypted_and_the_worker_has_time() -> None:
    queue = resource(PROD, QUEUE, "MfaEnablement/Queue")["Properties"]
    dead_letters_id = logical_id(PROD, QUEUE, "MfaEnablementDeadLetters")
    dead_letters = resources(PROD, QUEUE)[dead_letters_id]["Properties"]
    assert queue["SqsManagedSseEnabled"] is dead_letters["SqsManagedSseEnabled"] is True
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": [dead_letters_id, "Arn"]},
        "maxReceiveCount": int(function(PROD, WORKER)["Environment"]["Variables"]["MAX_RECEIVES"]),
    }
    assert queue["MessageRetentionPeriod"] < dead_letters["MessageRetentionPeriod"]
    assert queue["VisibilityTimeout"] == 6 * function(PROD, WORKER)["Timeout"]
    assert len(resources(PROD, "AWS::SQS::QueuePolicy")) == 2


def test_the_workers_together_keep_to_their_share_of_the_quota() -> None:
    source = properties(PROD, "AWS::Lambda::EventSourceMapping")
    workers = source["ScalingConfig"]["MaximumConcurrency"]
    rate = workers * float(function(PROD, WORKER)["Environment"]["Variables"]["REQUESTS_PER_SECOND"])
    # With the default rate of a run, together they leave the applications something of the 25.
    assert rate + Worker().requests_per_second < USER_UPDATES_PER_SECOND
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # A batch of which each user takes two updates.
    assert function(PROD, WORKER)["Timeout"] >= 2 * source["BatchSize"] * workers / rate + 30


@pytest.mark.parametrize("path", [TRIGGER, WORKER])
def test_a_function_starts_with_the_variables_that_its_construct_sets(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: dict[str, Any] = {TRIGGER: post_confirmation.trigger, WORKER: worker.worker}
    assert_starts(starts[path], function(PROD, path), monkeypatch)
