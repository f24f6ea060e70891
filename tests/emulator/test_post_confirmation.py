"""The post-confirmation trigger runs the deployed function."""

import json
import time
from typing import Any

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, code_in
from tests.emulator.pools import BY_EMAIL, PASSWORD, PREFERS_SMS, Pools, named, new_phone, refused

RAISES = "def handler(event, context): raise RuntimeError('not today')"
ANSWERS_NOTHING = "def handler(event, context): pass"
TOO_SLOW = """
import time

def handler(event, context):
    print("called", flush=True)
    time.sleep(7)
    return event
"""


@pytest.fixture(scope="module")
def pool(pools: Pools) -> Pool:
    return pools.with_trigger(PREFERS_SMS, **BY_EMAIL)


def log_messages(pool: Pool) -> list[str]:
    config = pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["LambdaConfig"]
    group = f"/logs/{config['PostConfirmation'].rsplit(':', 1)[-1]}"
    events = pool.aws.client("logs").filter_log_events(logGroupName=group)["events"]
    return [event["message"] for event in events]


def events_seen(pool: Pool, username: str) -> list[dict[str, Any]]:
    lines = (json.loads(line) for line in log_messages(pool) if line.startswith('{"event"'))
    return [line["event"] for line in lines if line["event"]["userName"] == username]


def sign_up(pool: Pool, username: str) -> str:
    """Sign up and return the code."""
    pool.sign_up(named(username), email=f"{username}@example.com", phone_number=new_phone())
    return code_in(pool.aws.email_messages(f"{username}@example.com")[-1].body)


def test_confirm_sign_up(pool: Pool) -> None:
    pool.confirm(named("ann"), sign_up(pool, "ann"), ClientMetadata={"from": "a test"})

    assert pool.preference(named("ann")) == (["SMS_MFA"], "SMS_MFA")
    [event] = events_seen(pool, "ann")
    values = pool.attributes(named("ann"))
    assert event == {
        "version": "1",
        "region": "us-east-1",
        "userPoolId": pool.id,
        "userName": "ann",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": pool.web},
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "request": {
            "userAttributes": {
                "sub": values["sub"],
                "cognito:user_status": "CONFIRMED",
                "email": "ann@example.com",
                "email_verified": "true",
                "phone_number": values["phone_number"],
                "phone_number_verified": "false",
            },
            "clientMetadata": {"from": "a test"},
        },
        "response": {},
    }


def test_admin_confirm_sign_up(pool: Pool) -> None:
    sign_up(pool, "admins")

    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.id, Username="admins")

    assert pool.preference(named("admins")) == (["SMS_MFA"], "SMS_MFA")
    [event] = events_seen(pool, "admins")
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert event["request"]["userAttributes"]["email_verified"] == "false"


def test_confirm_forgot_password(pool: Pool) -> None:
    pool.confirm(named("forgot"), sign_up(pool, "forgot"))
    pool.cognito.forgot_password(ClientId=pool.web, Username="forgot")
    code = code_in(pool.aws.email_messages("forgot@example.com")[-1].body)

    pool.cognito.confirm_forgot_password(
        ClientId=pool.web, Username="forgot", ConfirmationCode=code, Password=PASSWORD
    )

    sources = [event["triggerSource"] for event in events_seen(pool, "forgot")]
    assert sources == ["PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"]


def test_user_whom_an_administrator_creates_does_not_fire_it(pool: Pool) -> None:
    pool.cognito.admin_create_user(UserPoolId=pool.id, Username="created", TemporaryPassword=PASSWORD)
    challenge = pool.sign_in_by_password(named("created"))

    pool.respond(challenge, named("created"), NEW_PASSWORD="Another-horse-2")

    assert pool.admin("admin_get_user", named("created"))["UserStatus"] == "CONFIRMED"
    assert events_seen(pool, "created") == []


def test_function_logs_in_json(pool: Pool) -> None:
    pool.confirm(named("logged"), sign_up(pool, "logged"))

    lines = [json.loads(line) for line in log_messages(pool) if '"preference set"' in line]
    [line] = [line for line in lines if line["user"] == "logged"]
    assert line["level"] == "INFO"
    assert line["message"] == "preference set"


def test_function_that_raises(pools: Pools) -> None:
    pool = pools.with_trigger(RAISES, **BY_EMAIL)
    code = sign_up(pool, "ann")

    with refused("UserLambdaValidationException", "PostConfirmation failed with error not today"):
        pool.confirm(named("ann"), code)

    assert pool.admin("admin_get_user", named("ann"))["UserStatus"] == "CONFIRMED"
    assert pool.attributes(named("ann"))["email_verified"] == "true"
    assert sum("START" in line for line in log_messages(pool)) == 1


def test_function_that_answers_nothing(pools: Pools) -> None:
    pool = pools.with_trigger(ANSWERS_NOTHING, **BY_EMAIL)
    code = sign_up(pool, "ann")

    with refused("InvalidLambdaResponseException", "Unrecognizable lambda output"):
        pool.confirm(named("ann"), code)


def test_function_that_is_too_slow_is_called_three_times() -> None:
    with LocalAws() as aws:
        pool = Pools(aws).with_trigger(TOO_SLOW, **BY_EMAIL)
        code = sign_up(pool, "ann")

        with refused("UnexpectedLambdaException", "Socket timeout while invoking Lambda function"):
            pool.confirm(named("ann"), code)

        assert pool.admin("admin_get_user", named("ann"))["UserStatus"] == "CONFIRMED"
        # A call is in the log when the function has ended.
        while (calls := log_messages(pool).count("called")) < 3:
            time.sleep(0.1)
        assert calls == 3


def test_function_that_is_too_slow_for_aws_is_waited_for_with_patience() -> None:
    with LocalAws(patience=20) as aws:
        pool = Pools(aws).with_trigger(TOO_SLOW, timeout=4, **BY_EMAIL)
        pool.confirm(named("ann"), sign_up(pool, "ann"))

        assert log_messages(pool).count("called") == 1


def test_function_that_cognito_may_not_invoke(pools: Pools) -> None:
    pool = pools.with_trigger(PREFERS_SMS, permitted=False, **BY_EMAIL)
    code = sign_up(pool, "ann")

    with refused("UnexpectedLambdaException", "AccessDeniedException"):
        pool.confirm(named("ann"), code)


def test_function_that_cognito_may_invoke_for_another_pool_only(pools: Pools, aws: LocalAws) -> None:
    pool = pools.with_trigger(PREFERS_SMS, permitted=False, **BY_EMAIL)
    arn = pool.cognito.describe_user_pool(UserPoolId=pool.id)["UserPool"]["LambdaConfig"]["PostConfirmation"]
    aws.client("lambda").add_permission(
        FunctionName=arn,
        StatementId="another",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=f"{pool.arn}x",
    )
    code = sign_up(pool, "ann")

    with refused("UnexpectedLambdaException", "AccessDeniedException"):
        pool.confirm(named("ann"), code)
