"""The post-confirmation function and its wiring to the pool, the queue behind it and the worker."""

from typing import Any

import pytest

from tests.synthesis import NAMES, allowed, properties, resource, resources, template

FUNCTION, POOL, QUEUE = "AWS::Lambda::Function", "AWS::Cognito::UserPool", "AWS::SQS::Queue"
PERMISSION, POLICY, TABLE = "AWS::Lambda::Permission", "AWS::IAM::Policy", "AWS::DynamoDB::Table"
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


def test_only_this_pool_may_call_the_function() -> None:
    assert properties(PROD, PERMISSION) == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": [logical_id(PROD, FUNCTION, "MfaEnablementPostConfirmation"), "Arn"]},
        "Principal": "cognito-idp.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
        "SourceArn": {"Fn::GetAtt": [logical_id(PROD, POOL), "Arn"]},
    }


def test_each_function_has_the_actions_that_it_uses_on_this_pool_and_its_own_queue_and_table() -> None:
    pool, table = logical_id(PROD, POOL), logical_id(PROD, TABLE)
    queue = logical_id(PROD, QUEUE, "MfaEnablementQueue")
    assert allowed(PROD, TRIGGER) == {
        ("cognito-idp:AdminSetUserMFAPreference", pool),
        ("sqs:SendMessage", queue),
    }
    items = {("dynamodb:GetItem", table), ("dynamodb:PutItem", table), ("dynamodb:UpdateItem", table)}
    assert allowed(PROD, WORKER) == items | {
        ("cognito-idp:AdminGetUser", pool),
        ("cognito-idp:AdminSetUserMFAPreference", pool),
        ("cognito-idp:ListUsers", pool),
        ("sqs:ChangeMessageVisibility", queue),
        ("sqs:DeleteMessage", queue),
        ("sqs:GetQueueAttributes", queue),
        ("sqs:ReceiveMessage", queue),
        ("sqs:SendMessage", queue),
    }
    assert allowed(PROD, "Backfill/Start") == items | {("sqs:SendMessage", queue)}
    assert allowed(PROD, "Recovery/Recover") == {
        ("cognito-idp:AdminGetUser", pool),
        ("cognito-idp:AdminSetUserMFAPreference", pool),
        ("cognito-idp:AdminUpdateUserAttributes", pool),
    }


def test_each_function_has_a_role_and_a_log_of_its_own() -> None:
    functions = [each["Properties"] for each in resources(PROD, FUNCTION).values()]
    assert len(functions) == 4
    assert len({str(each["Role"]) for each in functions}) == 4
    assert len({str(each["LoggingConfig"]) for each in functions}) == 4
    for each in functions:
        assert (each["Runtime"], each["Architectures"]) == ("python3.14", ["arm64"])
        assert each["LoggingConfig"]["LogFormat"] == "JSON"
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
        policy.pop("MFA_TYPES", None)
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


@pytest.mark.parametrize(
    ("name", "rate"), [("tests/environments/prod", 20), ("tests/environments/everything", 15)]
)
def test_the_workers_together_keep_to_the_rate(name: str, rate: int) -> None:
    source = properties(name, "AWS::Lambda::EventSourceMapping")
    workers = source["ScalingConfig"]["MaximumConcurrency"]
    variables = function(name, WORKER)["Environment"]["Variables"]
    assert float(variables["REQUESTS_PER_SECOND"]) * workers == rate
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # A batch of which each user takes two updates.
    assert function(name, WORKER)["Timeout"] >= 2 * source["BatchSize"] * workers / rate + 30


def test_the_worker_may_go_on_from_page_to_page() -> None:
    assert function(PROD, WORKER)["RecursiveLoop"] == "Allow"
    assert "RecursiveLoop" not in function(PROD, TRIGGER)


def test_the_table_of_runs_is_encrypted_and_forgets_users() -> None:
    table = properties(PROD, TABLE)
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


@pytest.mark.parametrize("name", NAMES)
def test_recovery_is_there_where_totp_can_be_lost_and_there_is_another_way(name: str) -> None:
    pool = properties(name, POOL)
    factors = {*pool.get("EnabledMfas", [])}
    can = "SOFTWARE_TOKEN_MFA" in factors and (pool["MfaConfiguration"] == "OPTIONAL" or "SMS_MFA" in factors)
    has = "RecoveryFunction" in template(name)["Outputs"]
    assert has == (can and "PostConfirmationFunction" in template(name)["Outputs"])
