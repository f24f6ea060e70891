"""New users join the environment's groups, at sign-up or, where that failed, by the worker."""

import json
from typing import Any

import pytest
from botocore.stub import ANY

from lambdas.user_mfa.contract import Factor, Policy
from lambdas.user_mfa.sign_up.trigger import Trigger
from lambdas.user_mfa.sign_up.worker import Worker
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import PHONE_NUMBER, POOL_ID, VERIFIED, Context, Turns, stubbed

GROUPS = ("keepers", "a,b")
USER = {"UserPoolId": POOL_ID, "Username": "ann"}
EVENT: Any = {
    "triggerSource": "PostConfirmation_ConfirmSignUp",
    "userPoolId": POOL_ID,
    "userName": "ann",
    "request": {"userAttributes": {"sub": "1-2-3", **VERIFIED}},
}
RECORD = {"messageId": "1", "receiptHandle": "handle", "body": json.dumps({"user": "ann"})}
RECORDS = [{**RECORD, "attributes": {"ApproximateReceiveCount": "1"}}]
PREFERENCE = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}


class Functions:
    """The trigger and the worker, with stubs for Cognito and SQS."""

    def __init__(self, *factors: Factor) -> None:
        cognito, self.cognito = stubbed("cognito-idp")
        sqs, self.sqs = stubbed("sqs")
        self.updates = Turns()
        policy = Policy(factors, "SMS" if factors else None, require_verified_phone=True, join_groups=GROUPS)
        assert Policy.read(policy.variables()) == policy
        self._trigger = Trigger(policy, cognito, sqs, "https://queue")
        pacers: Any = (Turns(), self.updates)
        self._worker = Worker(policy, POOL_ID, cognito, sqs, "https://queue", 15, *pacers)

    def joins(self) -> None:
        for group in GROUPS:
            self.cognito.add_response("admin_add_user_to_group", {}, {**USER, "GroupName": group})

    def has(self, **state: Any) -> None:
        attributes = [{"Name": "sub", "Value": "1-2-3"}]
        user = {"Username": "ann", "UserStatus": "CONFIRMED", "Enabled": True, "UserAttributes": attributes}
        self.cognito.add_response("admin_get_user", {**user, **state}, USER)

    def confirm(self, *milliseconds: int) -> None:
        assert self._trigger.confirm(EVENT, Context(list(milliseconds or (4000,)))) == EVENT
        self._finish()

    def process(self) -> list[Any]:
        answer = self._worker.process(RECORDS, Context([60_000]))
        self._finish()
        return answer["batchItemFailures"]

    def _finish(self) -> None:
        for stubber in (self.cognito, self.sqs):
            stubber.assert_no_pending_responses()
            stubber.client.close()


def test_a_new_user_joins_the_groups_and_gets_mfa(log: Log) -> None:
    functions = Functions("SMS")
    functions.joins()
    functions.cognito.add_response("admin_set_user_mfa_preference", {}, {**USER, **PREFERENCE})
    functions.confirm()
    assert [line["message"] for line in log()] == ["Groups joined", "MFA enabled"]


def test_where_mfa_is_not_enabled_groups_are_all(log: Log) -> None:
    functions = Functions()
    functions.joins()
    functions.confirm()
    assert [line["message"] for line in log()] == ["Groups joined"]


@pytest.mark.parametrize("fault", ["TooManyRequestsException", "ResourceNotFoundException"])
def test_a_user_who_could_not_join_goes_to_the_queue(log: Log, fault: str) -> None:
    functions = Functions("SMS")
    functions.cognito.add_client_error("admin_add_user_to_group", fault, f"about {PHONE_NUMBER}")
    functions.sqs.add_response(
        "send_message", {}, {"QueueUrl": "https://queue", "MessageBody": json.dumps({"user": "ann"})}
    )
    functions.confirm()
    assert [line["error"] for line in log()] == [fault]


def test_each_group_needs_time_for_the_queue(log: Log) -> None:
    functions = Functions()
    functions.cognito.add_response("admin_add_user_to_group", {}, {**USER, "GroupName": GROUPS[0]})
    functions.sqs.add_response("send_message", {}, {"QueueUrl": ANY, "MessageBody": ANY})
    functions.confirm(4000, 3100)
    assert [line["error"] for line in log()] == ["OutOfTimeError"]


def test_the_worker_adds_to_groups_at_the_pace_of_updates(log: Log) -> None:
    functions = Functions()
    functions.has()
    functions.joins()
    assert functions.process() == []
    assert functions.updates.taken == len(GROUPS)
    assert [(line["message"], line["sub"]) for line in log()] == [("Groups joined", "1-2-3")]


def test_a_user_without_a_phone_joins_the_groups_all_the_same(log: Log) -> None:
    functions = Functions("SMS")
    functions.has()
    functions.joins()
    assert functions.process() == []
    assert [line["outcome"] for line in log()] == ["no_phone"]


def test_a_disabled_user_is_left_alone(log: Log) -> None:
    functions = Functions("SMS")
    functions.has(Enabled=False)
    assert functions.process() == []
    assert [line["outcome"] for line in log()] == ["disabled_user"]


def test_a_missing_group_is_retried(log: Log) -> None:
    functions = Functions()
    functions.has()
    functions.cognito.add_client_error("admin_add_user_to_group", "ResourceNotFoundException")
    functions.sqs.add_response("change_message_visibility", {})
    assert functions.process() == [{"itemIdentifier": "1"}]
    assert [line["error"] for line in log()] == ["ResourceNotFoundException"]
