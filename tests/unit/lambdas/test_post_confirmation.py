"""The post-confirmation trigger: what it asks of Cognito for each event, and what it logs."""

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdas.user_mfa.contract import MFA_LOST, Factor, Policy
from lambdas.user_mfa.handlers import post_confirmation
from lambdas.user_mfa.sign_up import trigger
from lambdas.user_mfa.sign_up.trigger import Event, Trigger
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import PHONE_NUMBER, POOL_ID, Context, stubbed

EVENTS = Path(__file__).parent / "events"
ON = {"Enabled": True, "PreferredMfa": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
SET = "admin_set_user_mfa_preference"
QUEUE_URL = "https://queue"


def event(name: str = "confirm_sign_up", **attributes: str | None) -> Any:
    """A recorded event, with attributes changed or, by None, taken out."""
    recorded = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    user = {**recorded["request"]["userAttributes"], **attributes}
    recorded["request"]["userAttributes"] = {key: value for key, value in user.items() if value is not None}
    return recorded


class Function:
    """The trigger, with stubs for Cognito and SQS."""

    def __init__(self, policy: Policy) -> None:
        cognito, self.cognito = stubbed("cognito-idp")
        sqs, self.queue = stubbed("sqs")
        self._trigger = Trigger(policy, cognito, sqs, QUEUE_URL)

    def close(self) -> None:
        for stubber in (self.cognito, self.queue):
            stubber.deactivate()
            stubber.client.close()

    def expects(self, **blocks: dict[str, bool]) -> None:
        request = {"UserPoolId": POOL_ID, "Username": event()["userName"], **blocks}
        self.cognito.add_response(SET, {}, request)

    def refuses(self, code: str, **blocks: dict[str, bool]) -> None:
        request = {"UserPoolId": POOL_ID, "Username": event()["userName"], **blocks}
        self.cognito.add_client_error(SET, code, f"about {PHONE_NUMBER}", expected_params=request)

    def queues(self, *, error: str = "") -> None:
        message = {"QueueUrl": QUEUE_URL, "MessageBody": json.dumps({"user": event()["userName"]})}
        if error:
            self.queue.add_client_error("send_message", error, expected_params=message)
        else:
            self.queue.add_response("send_message", {}, message)

    def __call__(self, given: Event, *milliseconds: int) -> Event:
        answer = self._trigger.confirm(given, Context(list(milliseconds or (4000,))))
        self.cognito.assert_no_pending_responses()
        self.queue.assert_no_pending_responses()
        return answer


Start = Callable[..., Function]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the trigger with a policy."""
    started: list[Function] = []

    def start_with(
        *factors: Factor, preferred: Factor = "SMS", require_verified_phone: bool = True
    ) -> Function:
        policy = Policy(factors or ("SMS", "TOTP"), preferred, require_verified_phone)
        started.append(Function(policy))
        return started[-1]

    yield start_with
    for function in started:
        function.close()


def test_both_factors_are_asked_for_one_of_them_preferred(start: Start, log: Log) -> None:
    function = start()
    function.expects(SMSMfaSettings=PREFERRED, SoftwareTokenMfaSettings=ON)
    assert function(event()) == event()
    assert log() == [
        {
            "level": "INFO",
            "message": "MFA enabled",
            "userPoolId": POOL_ID,
            "sub": event()["request"]["userAttributes"]["sub"],
            "outcome": "enabled",
            "enabled": ("SMS", "TOTP"),
            "preferred": "SMS",
            "withheld": {},
        }
    ]


def test_a_refused_totp_does_not_cost_the_sms_factor(start: Start, log: Log) -> None:
    function = start(preferred="TOTP")
    function.refuses("InvalidParameterException", SMSMfaSettings=ON, SoftwareTokenMfaSettings=PREFERRED)
    function.expects(SMSMfaSettings=PREFERRED)
    assert function(event()) == event()
    (line,) = log()
    assert (line["enabled"], line["preferred"]) == (("SMS",), "SMS")
    assert line["withheld"] == {"TOTP": "no_device"}


@pytest.mark.parametrize("code", ["TooManyRequestsException", "InternalErrorException"])
def test_a_request_that_failed_is_not_taken_for_a_missing_device(start: Start, log: Log, code: str) -> None:
    function = start()
    function.refuses(code, SMSMfaSettings=PREFERRED, SoftwareTokenMfaSettings=ON)
    function.queues()
    assert function(event()) == event()
    assert [line["message"] for line in log()] == ["MFA left to the worker"]


def test_totp_alone_refused_leaves_nothing_to_ask_for(start: Start, log: Log) -> None:
    function = start("TOTP", preferred="TOTP")
    function.refuses("InvalidParameterException", SoftwareTokenMfaSettings=PREFERRED)
    assert function(event()) == event()
    (line,) = log()
    assert (line["message"], line["enabled"], line["outcome"]) == ("No MFA enabled", (), "no_device")


@pytest.mark.parametrize(
    ("attributes", "reason", "outcome"),
    [
        ({"phone_number": None, "phone_number_verified": None}, "no_phone", "no_phone"),
        ({"phone_number_verified": "false"}, "unverified_phone", "unverified"),
        ({"phone_number_verified": None}, "unverified_phone", "unverified"),
    ],
)
def test_sms_is_not_asked_for_a_phone_that_cannot_be_used(
    start: Start, log: Log, attributes: dict[str, str | None], reason: str, outcome: str
) -> None:
    given = event("confirm_sign_up", **attributes)
    assert start("SMS")(given) == given
    (line,) = log()
    assert (line["message"], line["withheld"]) == ("No MFA enabled", {"SMS": reason})
    assert line["outcome"] == outcome


def test_the_sms_reason_is_the_outcome_when_totp_is_refused_too(start: Start, log: Log) -> None:
    function = start()
    function.refuses("InvalidParameterException", SoftwareTokenMfaSettings=PREFERRED)
    function(event(phone_number=None))
    (line,) = log()
    assert line["outcome"] == "no_phone"


def test_an_unverified_phone_is_used_where_the_environment_says_so(start: Start) -> None:
    function = start("SMS", require_verified_phone=False)
    function.expects(SMSMfaSettings=PREFERRED)
    function(event(phone_number_verified="false"))


def test_totp_is_preferred_when_sms_is_not_possible(start: Start) -> None:
    function = start()
    function.expects(SoftwareTokenMfaSettings=PREFERRED)
    function(event(phone_number=None))


def test_forgot_password_changes_nothing(start: Start, log: Log) -> None:
    forgot = event("confirm_forgot_password")
    assert start()(forgot) == forgot
    assert log() == []


def test_three_calls_for_one_confirmation_ask_for_the_same(start: Start) -> None:
    function = start("SMS")
    for _ in range(3):
        function.expects(SMSMfaSettings=PREFERRED)
        assert function(event()) == event()


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "TooManyRequestsException",
        "InternalErrorException",
        "InvalidParameterException",
        "UserNotFoundException",
    ],
)
def test_a_failure_goes_to_the_queue_and_the_sign_up_goes_on(start: Start, log: Log, code: str) -> None:
    function = start("SMS")
    function.refuses(code, SMSMfaSettings=PREFERRED)
    function.queues()
    assert function(event()) == event()
    assert log() == [
        {
            "level": "WARNING",
            "message": "MFA left to the worker",
            "userPoolId": POOL_ID,
            "sub": event()["request"]["userAttributes"]["sub"],
            "error": code,
        }
    ]


def test_an_error_of_our_own_does_not_cost_the_sign_up(
    start: Start, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    monkeypatch.setattr(trigger, "decide", lambda *_: 1 / 0)
    function = start("SMS")
    function.queues()
    assert function(event()) == event()
    assert [line["error"] for line in log()] == ["ZeroDivisionError"]


def test_if_the_queue_fails_too_there_is_the_line_that_an_alarm_watches(start: Start, log: Log) -> None:
    function = start("SMS")
    function.refuses("InternalErrorException", SMSMfaSettings=PREFERRED)
    function.queues(error="ServiceUnavailable")
    assert function(event()) == event()
    (line,) = log()
    assert (line["level"], line["message"]) == ("ERROR", MFA_LOST)
    assert (line["error"], line["queue_error"]) == ("InternalErrorException", "ServiceUnavailable")
    assert line["sub"] == event()["request"]["userAttributes"]["sub"]


@pytest.mark.parametrize(("milliseconds", "is_sent"), [(3199, False), (3200, True), (3300, True)])
def test_a_request_is_sent_only_if_it_leaves_time_for_the_queue(
    start: Start, log: Log, milliseconds: int, is_sent: bool
) -> None:
    function = start("SMS")
    if is_sent:
        function.expects(SMSMfaSettings=PREFERRED)
    else:
        function.queues()
    assert function(event(), milliseconds) == event()
    assert [line.get("error") for line in log()] == [None if is_sent else "OutOfTimeError"]


def test_a_second_request_needs_its_time_too(start: Start, log: Log) -> None:
    function = start()
    function.refuses("InvalidParameterException", SMSMfaSettings=PREFERRED, SoftwareTokenMfaSettings=ON)
    function.queues()
    function(event(), 4000, 2500)
    assert [line["error"] for line in log()] == ["OutOfTimeError"]


def test_a_request_takes_no_longer_than_is_reckoned() -> None:
    config: Any = post_confirmation.CONFIG
    assert config.connect_timeout + config.read_timeout <= trigger.REQUEST_SECONDS
    assert config.retries["total_max_attempts"] == 1
    # Two requests and a start of a second are within Cognito's five.
    assert 2 * trigger.REQUEST_SECONDS + trigger.SPARE_SECONDS + 1 < 5


def test_the_handler_answers_with_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(("SMS",), "SMS", require_verified_phone=True)
    for name, value in {**policy.variables(), "QUEUE_URL": QUEUE_URL}.items():
        monkeypatch.setenv(name, value)
    post_confirmation.trigger.cache_clear()
    made = post_confirmation.trigger()
    assert (made.policy, made.queue_url) == (policy, QUEUE_URL)
    services = [client.meta.service_model.service_name for client in (made.cognito, made.sqs)]
    assert services == ["cognito-idp", "sqs"]
    given = event("confirm_forgot_password")
    assert post_confirmation.handler(given, Context()) == event("confirm_forgot_password")
    post_confirmation.trigger.cache_clear()


def test_while_lambda_starts_the_function_its_clients_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(("SMS",), "SMS", require_verified_phone=True)
    for name, value in {**policy.variables(), "QUEUE_URL": QUEUE_URL}.items():
        monkeypatch.setenv(name, value)
    assert importlib.reload(post_confirmation).trigger.cache_info().currsize == 0
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "function")
    assert importlib.reload(post_confirmation).trigger.cache_info().currsize == 1
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
    importlib.reload(post_confirmation)
