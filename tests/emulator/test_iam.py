"""With IAM enforced, a function can do what its role allows and no more."""

import json
from collections.abc import Iterator

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import Pool, code_in
from tests.emulator.pools import (
    BY_EMAIL,
    PREFERS_SMS,
    Pools,
    another,
    named,
    new_phone,
    refused,
    sms_code,
    zipped,
)

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture(scope="module")
def enforcing() -> Iterator[LocalAws]:
    with LocalAws(iam=True) as aws:
        aws.client("iam").create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(TRUST))
        yield aws


def allow(aws: LocalAws, action: str) -> None:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    aws.client("iam").put_role_policy(
        RoleName="function", PolicyName="allowed", PolicyDocument=json.dumps(policy)
    )


def sign_up(pool: Pool, username: str) -> str:
    """Sign up and return the code."""
    pool.sign_up(named(username), email=f"{username}@example.com", phone_number=new_phone())
    return code_in(pool.aws.email_messages(f"{username}@example.com")[-1].body)


def test_function_needs_the_action(enforcing: LocalAws) -> None:
    pool = Pools(enforcing).with_trigger(PREFERS_SMS, **BY_EMAIL)
    allow(enforcing, "cognito-idp:AdminGetUser")
    code = sign_up(pool, "denied")

    with refused("UserLambdaValidationException", "AccessDeniedException"):
        pool.confirm(named("denied"), code)

    assert pool.admin("admin_get_user", named("denied"))["UserStatus"] == "CONFIRMED"
    assert pool.preference(named("denied")) == ([], None)


def test_function_with_the_action(enforcing: LocalAws) -> None:
    pool = Pools(enforcing).with_trigger(PREFERS_SMS, **BY_EMAIL)
    allow(enforcing, "cognito-idp:AdminSetUserMFAPreference")
    code = sign_up(pool, "allowed")

    with refused("CodeMismatchException"):
        pool.confirm(named("allowed"), another(code))
    pool.confirm(named("allowed"), code)

    assert pool.preference(named("allowed")) == (["SMS_MFA"], "SMS_MFA")


def test_user_actions_need_no_credentials_of_aws(enforcing: LocalAws) -> None:
    pool = Pools(enforcing).create("OPTIONAL", ["SMS_MFA"])
    phone = new_phone()
    pool.add_user(named("ann"), phone_number=phone)
    token = pool.access_token(named("ann"))

    pool.cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="phone_number")
    pool.cognito.verify_user_attribute(
        AccessToken=token, AttributeName="phone_number", Code=sms_code(pool, phone)
    )
    pool.cognito.set_user_mfa_preference(
        AccessToken=token, SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )

    challenge = pool.sign_in_by_password(named("ann"))
    assert "AuthenticationResult" in pool.respond(challenge, named("ann"), SMS_MFA_CODE=sms_code(pool, phone))


def test_stranger_is_refused(enforcing: LocalAws) -> None:
    stranger = enforcing.client("iam")
    stranger.create_user(UserName="stranger")
    key = stranger.create_access_key(UserName="stranger")["AccessKey"]

    cognito = enforcing.client("cognito-idp", key["AccessKeyId"], key["SecretAccessKey"])

    with refused("AccessDeniedException"):
        cognito.list_user_pools(MaxResults=1)


def test_a_batch_of_messages_needs_the_permission_for_a_message(enforcing: LocalAws) -> None:
    queue = enforcing.client("sqs").create_queue(QueueName="letters")["QueueUrl"]
    iam = enforcing.client("iam")
    iam.create_user(UserName="sender")
    key = iam.create_access_key(UserName="sender")["AccessKey"]
    sender = enforcing.client("sqs", key["AccessKeyId"], key["SecretAccessKey"])
    batch = {"QueueUrl": queue, "Entries": [{"Id": "1", "MessageBody": "hello"}]}

    with refused("AccessDenied"):
        sender.send_message_batch(**batch)
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="sender", PolicyName="send", PolicyDocument=policy)
    assert len(sender.send_message_batch(**batch)["Successful"]) == 1


def test_requests_count_as_made_by_tls(enforcing: LocalAws) -> None:
    sqs = enforcing.client("sqs")
    queue = sqs.create_queue(QueueName="tls-only")["QueueUrl"]
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    assert sqs.send_message(QueueUrl=queue, MessageBody="hello")["MessageId"]


READS_AN_OBJECT = """
import boto3

def handler(event, context):
    boto3.client("s3").get_object(Bucket="objects", Key=event["key"])
"""


def test_that_an_object_is_missing_is_told_to_those_who_may_list_the_bucket(enforcing: LocalAws) -> None:
    enforcing.client("s3").create_bucket(Bucket="objects")
    functions = enforcing.client("lambda")
    functions.create_function(
        FunctionName="reads",
        Runtime="python3.14",
        Role="arn:aws:iam::000000000000:role/function",
        Handler="index.handler",
        Timeout=60,
        Code={"ZipFile": zipped(READS_AN_OBJECT)},
    )

    def error() -> str:
        answer = functions.invoke(FunctionName="reads", Payload=json.dumps({"key": "none"}))
        return str(json.loads(answer["Payload"].read())["errorMessage"])

    allow(enforcing, "s3:GetObject")
    assert "AccessDenied" in error()
    allow(enforcing, "s3:*")
    assert "NoSuchKey" in error()
