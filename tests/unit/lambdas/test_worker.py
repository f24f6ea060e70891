"""The worker: what it does with a message, which messages are retried, and when it gives up."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import ANY

from lambdas.user_mfa.contract import Policy
from lambdas.user_mfa.handlers import worker as handler
from lambdas.user_mfa.pacing import MARGIN
from lambdas.user_mfa.sign_up import worker as module
from lambdas.user_mfa.sign_up.worker import Worker
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import PHONE_NUMBER, POOL_ID, Context, Turns, stubbed

REQUEST = {"UserPoolId": POOL_ID, "Username": "ann"}
PHONE = [
    {"Name": "sub", "Value": "1-2-3"},
    {"Name": "phone_number", "Value": PHONE_NUMBER},
    {"Name": "phone_number_verified", "Value": "true"},
]
SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
ANN = {"user": "ann"}


class Function:
    """The worker, with stubs for Cognito and SQS."""

    def __init__(self) -> None:
        cognito, self.cognito = stubbed("cognito-idp")
        sqs, self.sqs = stubbed("sqs")
        self.reads, self.updates = Turns(), Turns()
        pacers: Any = (self.reads, self.updates)
        policy = Policy(("SMS",), "SMS", require_verified_phone=True)
        self._worker = Worker(policy, POOL_ID, cognito, sqs, "https://queue", 15, *pacers)

    def close(self) -> None:
        for stubber in (self.cognito, self.sqs):
            stubber.deactivate()
            stubber.client.close()

    def has(self, attributes: list[dict[str, str]] = PHONE, **more: object) -> None:
        user = {"Username": "ann", "UserStatus": "CONFIRMED", "Enabled": True, "UserAttributes": attributes}
        self.cognito.add_response("admin_get_user", {**user, **more}, REQUEST)

    def enables(self) -> None:
        self.cognito.add_response("admin_set_user_mfa_preference", {}, {**REQUEST, **SMS})

    def fails(self, code: str, operation: str = "admin_get_user") -> None:
        self.cognito.add_client_error(operation, code, f"about {PHONE_NUMBER}")

    def delays(self, seconds: Any = ANY) -> None:
        request = {"QueueUrl": "https://queue", "ReceiptHandle": "handle", "VisibilityTimeout": seconds}
        self.sqs.add_response("change_message_visibility", {}, request)

    def __call__(self, *messages: Any, receives: int = 1, milliseconds: tuple[int, ...] = (60_000,)) -> Any:
        """Process messages, and return the ids of those that are retried."""
        records = [
            {
                "messageId": str(number),
                "receiptHandle": "handle",
                "body": message if isinstance(message, str) else json.dumps(message),
                "attributes": {"ApproximateReceiveCount": str(receives)},
            }
            for number, message in enumerate(messages)
        ]
        answer = self._worker.process(records, Context(list(milliseconds)))
        self.cognito.assert_no_pending_responses()
        self.sqs.assert_no_pending_responses()
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker() -> Iterator[Function]:
    started = Function()
    yield started
    started.close()


def test_a_user_who_was_left_at_sign_up_gets_mfa(worker: Function, log: Log) -> None:
    worker.has()
    worker.enables()
    assert worker(ANN) == []
    assert log() == [{"level": "INFO", "message": "User handled", "sub": "1-2-3", "outcome": "enabled"}]
    assert (worker.reads.taken, worker.updates.taken) == (1, 1)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA"}, "already"),
        ({"attributes": PHONE[:1]}, "no_phone"),
        ({"attributes": PHONE[:2]}, "unverified"),
        ({"Enabled": False}, "disabled_user"),
        ({"UserStatus": "EXTERNAL_PROVIDER"}, "federated"),
        ({"UserStatus": "UNCONFIRMED"}, "unconfirmed"),
        ({"UserStatus": "RESET_REQUIRED"}, "reset_required"),
    ],
)
def test_a_fact_is_done_and_counted(worker: Function, log: Log, state: dict[str, Any], outcome: str) -> None:
    worker.has(**state)
    assert worker(ANN) == []
    assert [(line["sub"], line["outcome"]) for line in log()] == [("1-2-3", outcome)]
    assert worker.updates.taken == 0


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("UserNotFoundException", "gone"),
        ("PasswordResetRequiredException", "reset_required"),
        ("UserNotConfirmedException", "unconfirmed"),
    ],
)
@pytest.mark.parametrize("operation", ["admin_get_user", "admin_set_user_mfa_preference"])
def test_an_error_that_is_a_fact_is_done(
    worker: Function, log: Log, operation: str, code: str, outcome: str
) -> None:
    if operation == "admin_set_user_mfa_preference":
        worker.has()
    worker.fails(code, operation)
    assert worker(ANN) == []
    sub = None if operation == "admin_get_user" else "1-2-3"
    assert [(line["sub"], line["outcome"]) for line in log()] == [(sub, outcome)]


@pytest.mark.parametrize(
    "code", ["TooManyRequestsException", "InternalErrorException", "AccessDeniedException"]
)
def test_what_time_can_fix_is_retried_and_the_others_are_not(worker: Function, log: Log, code: str) -> None:
    worker.fails(code)
    worker.delays()
    worker.has()
    worker.enables()
    assert worker(ANN, ANN) == ["0"]
    first, second = log()
    assert first.pop("delay") in (3, 4, 5)
    # No metric counts a user who is retried.
    assert first == {
        "level": "WARNING",
        "message": "MFA is retried later",
        "message_id": "0",
        "error": code,
        "receives": 1,
    }
    assert second["outcome"] == "enabled"


def test_a_message_that_nobody_understands_does_not_stop_the_others(worker: Function, log: Log) -> None:
    worker.delays()
    worker.delays()
    worker.has()
    worker.enables()
    assert worker("{", ANN, {"run": "R"}) == ["0", "2"]
    assert [line.get("error") for line in log()] == ["MalformedMessageError", None, "MalformedMessageError"]


def test_the_delay_grows_to_an_hour(worker: Function, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def randint(low: int, high: int) -> int:
        asked.append((low, high))
        return high

    monkeypatch.setattr("lambdas.user_mfa.sign_up.worker.random.randint", randint)
    longest = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]
    for receives, delay in enumerate(longest, start=1):
        worker.fails("TooManyRequestsException")
        worker.delays(delay)
        worker(ANN, receives=receives)
    assert [line["delay"] for line in log()] == longest
    assert asked == [(delay // 2 + 1, delay) for delay in longest]


def test_a_delay_that_cannot_be_set_is_no_failure(worker: Function, log: Log) -> None:
    worker.fails("TooManyRequestsException")
    worker.sqs.add_client_error("change_message_visibility", "ReceiptHandleIsInvalid")
    assert worker(ANN) == ["0"]
    assert log()[-1] == {
        "level": "WARNING",
        "message": "Delay not set",
        "message_id": "0",
        "error": "ReceiptHandleIsInvalid",
    }


@pytest.mark.parametrize("receives", [15, 16])
def test_the_last_time_a_user_counts_as_failed(worker: Function, log: Log, receives: int) -> None:
    worker.fails("TooManyRequestsException")
    worker.delays(0)
    assert worker(ANN, receives=receives) == ["0"]
    assert log() == [
        {
            "level": "ERROR",
            "message": "MFA failed",
            "message_id": "0",
            "error": "TooManyRequestsException",
            "receives": receives,
            "delay": 0,
            "outcome": "failed",
        }
    ]


def test_what_there_is_no_time_for_is_retried_untouched(worker: Function, log: Log) -> None:
    worker.has()
    worker.enables()
    assert worker(ANN, ANN, ANN, milliseconds=(20_000, 19_999, 10_000)) == ["1", "2"]
    assert len(log()) == 1


def test_a_message_takes_no_longer_than_is_reckoned() -> None:
    config: Any = handler.CONFIG
    # A read, and two updates where TOTP is refused; each may wait for its turn.
    assert 3 * (config.connect_timeout + config.read_timeout) < module.MESSAGE_SECONDS
    # The SDK's own retries would not be paced.
    assert config.retries["total_max_attempts"] == 1


def test_the_handler_is_made_of_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(("SMS",), "SMS", require_verified_phone=False)
    variables = {
        **policy.variables(),
        "USER_POOL_ID": "pool",
        "QUEUE_URL": "https://queue",
        "MAX_RECEIVES": "15",
        "REQUESTS_PER_SECOND": "2",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    handler.worker.cache_clear()
    made: Any = handler.worker()
    assert (made.policy, made.user_pool_id, made.queue_url, made.max_receives) == (
        policy,
        "pool",
        "https://queue",
        15,
    )
    services = [client.meta.service_model.service_name for client in (made.cognito, made.sqs)]
    assert services == ["cognito-idp", "sqs"]
    for client in (made.cognito, made.sqs):
        assert client.meta.config.retries == {"mode": "standard", "total_max_attempts": 1}
        assert (client.meta.config.connect_timeout, client.meta.config.read_timeout) == (1, 3)
    # Reads and updates are quotas of their own, of which each has the whole rate.
    assert made.reads is not made.updates
    for pacer in (made.reads, made.updates):
        assert pacer._interval == pytest.approx(1 / (2 * MARGIN))
    assert handler.handler({"Records": []}, Context()) == {"batchItemFailures": []}
    handler.worker.cache_clear()
