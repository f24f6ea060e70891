"""The worker: what it makes of a message, what it has come again, and when it gives up."""

import importlib
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from lambdas.user_mfa.runs.table import Note

POOL = {"UserPoolId": "us-east-1_EXAMPLE01", "Username": "ann"}
PHONE = [
    {"Name": "sub", "Value": "1-2-3"},
    {"Name": "phone_number", "Value": "+15555550100"},
    {"Name": "phone_number_verified", "Value": "true"},
]
SMS = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
RUN = {"run": "R", "kind": "enable", "page": 3, "user": "ann"}


class Runs:
    """The table of runs, as far as a user is concerned."""

    def __init__(self) -> None:
        self.noted = Note(None, None)
        self.calls: list[Any] = []

    def note(self, *_: object) -> Note:
        return self.noted

    def begin(self, _run: str, _page: int, _user: str, had: tuple[str, ...]) -> None:
        self.calls.append(("begin", had))

    def count(self, _run: str, _page: int, _user: str, outcome: str, *, noted: str | None) -> None:
        self.calls.append((outcome, noted))


class Worker:
    """The worker as Lambda starts it, with AWS played by stubs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module = importlib.reload(importlib.import_module("lambdas.user_mfa.handlers.worker"))
        self.cognito, self.sqs = Stubber(self.module.cognito), Stubber(self.module.sqs)
        self.runs = Runs()
        monkeypatch.setattr(self.module, "runs", self.runs)

    def has(self, attributes: list[dict[str, str]] = PHONE, **more: object) -> None:
        user = {"Username": "ann", "UserStatus": "CONFIRMED", "Enabled": True, "UserAttributes": attributes}
        self.cognito.add_response("admin_get_user", {**user, **more}, POOL)

    def enables(self) -> None:
        self.cognito.add_response("admin_set_user_mfa_preference", {}, {**POOL, **SMS})

    def delays(self) -> None:
        self.sqs.add_response(
            "change_message_visibility",
            {},
            {"QueueUrl": "https://queue", "ReceiptHandle": "handle", "VisibilityTimeout": ANY},
        )

    def __call__(self, *messages: Any, receives: int = 1, milliseconds: int = 60_000) -> list[str]:
        """Work off messages, and return the ids of those that are to come again."""
        records = [
            {
                "messageId": str(number),
                "receiptHandle": "handle",
                "body": message if isinstance(message, str) else json.dumps(message),
                "attributes": {"ApproximateReceiveCount": str(receives)},
            }
            for number, message in enumerate(messages)
        ]
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds)
        answer = self.module.handler({"Records": records}, context)
        self.cognito.assert_no_pending_responses()
        self.sqs.assert_no_pending_responses()
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    started = Worker(monkeypatch)
    with started.cognito, started.sqs:
        yield started
    for stubber in (started.cognito, started.sqs):
        stubber.client.close()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    output = capsys.readouterr().out
    assert "+15555550100" not in output
    return [json.loads(line) for line in output.splitlines()]


def test_a_user_who_was_left_at_sign_up_gets_mfa(worker: Worker, capsys: pytest.CaptureFixture[str]) -> None:
    worker.has()
    worker.enables()
    assert worker({"user": "ann"}) == []
    (line,) = lines(capsys)
    assert (line["message"], line["sub"], line["outcome"]) == ("User handled", "1-2-3", "enabled")


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ({"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA"}, "already"),
        ({"attributes": PHONE[:1]}, "no phone"),
        ({"attributes": PHONE[:2]}, "unverified"),
        ({"Enabled": False}, "disabled user"),
        ({"UserStatus": "EXTERNAL_PROVIDER"}, "federated"),
    ],
)
def test_a_fact_is_done_and_counted(
    worker: Worker, capsys: pytest.CaptureFixture[str], state: dict[str, Any], outcome: str
) -> None:
    worker.has(**state)
    assert worker({"user": "ann"}) == []
    assert [line["outcome"] for line in lines(capsys)] == [outcome]


@pytest.mark.parametrize("when", ["read", "enabled"])
def test_a_user_who_is_gone_is_a_fact(worker: Worker, capsys: pytest.CaptureFixture[str], when: str) -> None:
    if when == "enabled":
        worker.has()
    operation = "admin_get_user" if when == "read" else "admin_set_user_mfa_preference"
    worker.cognito.add_client_error(operation, "UserNotFoundException")
    assert worker({"user": "ann"}) == []
    assert [line["outcome"] for line in lines(capsys)] == ["gone"]


@pytest.mark.parametrize(
    "code", ["TooManyRequestsException", "InternalErrorException", "AccessDeniedException"]
)
def test_what_time_can_mend_comes_again_and_the_others_do_not(worker: Worker, code: str) -> None:
    worker.cognito.add_client_error("admin_get_user", code)
    worker.delays()
    worker.has()
    worker.enables()
    assert worker({"user": "ann"}, {"user": "ann"}) == ["0"]


def test_a_message_that_nobody_understands_does_not_stop_the_others(worker: Worker) -> None:
    worker.delays()
    worker.delays()
    worker.has()
    worker.enables()
    assert worker("{", {"user": "ann"}, {"run": "R"}) == ["0", "2"]


def test_the_delay_grows_to_an_hour(worker: Worker, capsys: pytest.CaptureFixture[str]) -> None:
    for receives in range(1, 15):
        worker.cognito.add_client_error("admin_get_user", "TooManyRequestsException")
        worker.delays()
        worker({"user": "ann"}, receives=receives)
    delays = [line["delay"] for line in lines(capsys)]
    longest = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600]
    assert all(most / 2 <= delay <= most for delay, most in zip(delays, longest, strict=True))


def test_a_delay_that_cannot_be_set_is_no_failure(worker: Worker) -> None:
    worker.cognito.add_client_error("admin_get_user", "TooManyRequestsException")
    worker.sqs.add_client_error("change_message_visibility", "ReceiptHandleIsInvalid")
    assert worker({"user": "ann"}) == ["0"]


def test_at_the_last_time_a_user_of_a_run_is_counted_as_failed(
    worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    worker.cognito.add_client_error("admin_get_user", "TooManyRequestsException")
    worker.delays()
    assert worker(RUN, receives=15) == ["0"]
    assert worker.runs.calls == [("failed", None)]
    (line,) = lines(capsys)
    assert (line["level"], line["outcome"], line["delay"]) == ("ERROR", "failed", 0)


def test_what_there_is_no_time_for_comes_again_untouched(worker: Worker) -> None:
    assert worker({"user": "ann"}, RUN, milliseconds=19_000) == ["0", "1"]


def test_a_user_of_a_run_is_counted_once(worker: Worker) -> None:
    worker.has()
    worker.enables()
    worker(RUN)
    assert worker.runs.calls == [("begin", ()), ("enabled", None)]
    worker.runs.noted = Note("enabled", ())
    worker(RUN)
    assert len(worker.runs.calls) == 2


@pytest.mark.parametrize(("had", "outcome"), [((), "enabled"), (("SMS",), "already")])
def test_what_was_enabled_before_the_worker_was_killed_counts_as_enabled(
    worker: Worker, had: tuple[str, ...], outcome: str
) -> None:
    worker.runs.noted = Note(None, had)
    worker.has(UserMFASettingList=["SMS_MFA"], PreferredMfaSetting="SMS_MFA")
    worker(RUN)
    assert worker.runs.calls == [(outcome, None)]


def test_a_failure_is_counted_anew_when_its_dead_letter_comes_back(worker: Worker) -> None:
    worker.runs.noted = Note("failed", None)
    worker.has()
    worker.enables()
    worker(RUN)
    assert worker.runs.calls == [("begin", ()), ("enabled", "failed")]


@pytest.mark.parametrize(("kind", "outcome"), [("dry run", "enabled"), ("readiness", "usable factor")])
def test_a_run_that_only_looks_enables_nothing(
    worker: Worker, capsys: pytest.CaptureFixture[str], kind: str, outcome: str
) -> None:
    worker.has()
    worker({**RUN, "kind": kind})
    assert worker.runs.calls == [(outcome, None)]
    # No metric counts these lines.
    assert [("outcome" in line, line["foreseen"]) for line in lines(capsys)] == [(False, outcome)]
