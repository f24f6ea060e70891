"""The post-confirmation function: what it asks of Cognito for each event, and what it says in its log."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from botocore.stub import Stubber

from stacks.constructs.monitoring import LOST

EVENTS = Path(__file__).parent / "events"
ON = {"Enabled": True, "PreferredMfa": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
SET = "admin_set_user_mfa_preference"
PERSONAL = ("+15555550100", "jane@example.com")


def event(name: str = "confirm_sign_up", **attributes: str | None) -> Any:
    """A recorded event, with attributes changed or, by None, taken out."""
    recorded = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    user = {**recorded["request"]["userAttributes"], **attributes}
    recorded["request"]["userAttributes"] = {key: value for key, value in user.items() if value is not None}
    return recorded


class Function:
    """The function as Lambda starts it, with Cognito and SQS played by stubs."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self.stubber = Stubber(module.cognito)
        self.queue = Stubber(module.sqs)

    def expects(self, **blocks: dict[str, bool]) -> None:
        user = event()["userName"]
        self.stubber.add_response(SET, {}, {"UserPoolId": "us-east-1_EXAMPLE01", "Username": user, **blocks})

    def refuses(self, code: str, **blocks: dict[str, bool]) -> None:
        user = event()["userName"]
        expected = {"UserPoolId": "us-east-1_EXAMPLE01", "Username": user, **blocks}
        self.stubber.add_client_error(SET, code, f"about {PERSONAL[0]}", expected_params=expected)

    def queues(self, *, error: str = "") -> None:
        message = {"QueueUrl": "https://queue", "MessageBody": json.dumps({"user": event()["userName"]})}
        if error:
            self.queue.add_client_error("send_message", error, expected_params=message)
        else:
            self.queue.add_response("send_message", {}, message)

    def __call__(self, given: Any, *, milliseconds: int = 4000) -> Any:
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds)
        answer = self._module.handler(given, context)
        self.stubber.assert_no_pending_responses()
        self.queue.assert_no_pending_responses()
        return answer


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Start the function with a policy."""
    started: list[Stubber] = []

    def start_with(factors: str = "SMS,TOTP", preferred: str = "SMS", *, verified: bool = True) -> Function:
        monkeypatch.setenv("MFA_FACTORS", factors)
        monkeypatch.setenv("MFA_PREFERRED", preferred)
        monkeypatch.setenv("MFA_REQUIRE_VERIFIED_PHONE", str(verified).lower())
        module = importlib.reload(importlib.import_module("lambdas.user_mfa.handlers.post_confirmation"))
        function = Function(module)
        for stubber in (function.stubber, function.queue):
            stubber.activate()
            started.append(stubber)
        return function

    yield start_with
    for stubber in started:
        stubber.deactivate()
        stubber.client.close()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    output = capsys.readouterr().out
    assert not [text for text in PERSONAL if text in output]
    return [json.loads(line) for line in output.splitlines()]


def test_both_factors_are_asked_for_one_of_them_preferred(
    start: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    function = start()
    function.expects(SMSMfaSettings=PREFERRED, SoftwareTokenMfaSettings=ON)
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "level": "INFO",
        "message": "MFA enabled",
        "userPoolId": "us-east-1_EXAMPLE01",
        "sub": event()["request"]["userAttributes"]["sub"],
        "outcome": "enabled",
        "enabled": ["SMS", "TOTP"],
        "preferred": "SMS",
        "withheld": {},
    }


def test_a_refused_totp_does_not_cost_the_sms_factor(start: Any, capsys: pytest.CaptureFixture[str]) -> None:
    function = start(preferred="TOTP")
    function.refuses("InvalidParameterException", SMSMfaSettings=ON, SoftwareTokenMfaSettings=PREFERRED)
    function.expects(SMSMfaSettings=PREFERRED)
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert (line["enabled"], line["preferred"]) == (["SMS"], "SMS")
    assert line["withheld"] == {"TOTP": "no TOTP device registered"}


def test_totp_alone_refused_leaves_nothing_to_ask_for(start: Any, capsys: pytest.CaptureFixture[str]) -> None:
    function = start("TOTP", "TOTP")
    function.refuses("InvalidParameterException", SoftwareTokenMfaSettings=PREFERRED)
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert (line["message"], line["enabled"]) == ("No MFA enabled", [])


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"phone_number": None, "phone_number_verified": None}, "no phone number"),
        ({"phone_number_verified": "false"}, "phone number not verified"),
        ({"phone_number_verified": None}, "phone number not verified"),
    ],
)
def test_sms_is_not_asked_for_a_phone_that_cannot_be_used(
    start: Any, capsys: pytest.CaptureFixture[str], attributes: dict[str, str | None], reason: str
) -> None:
    function = start("SMS", "SMS")
    given = event("confirm_sign_up", **attributes)
    assert function(given) == given
    (line,) = lines(capsys)
    assert (line["message"], line["withheld"]) == ("No MFA enabled", {"SMS": reason})


def test_an_unverified_phone_is_used_where_the_environment_says_so(start: Any) -> None:
    function = start("SMS", "SMS", verified=False)
    function.expects(SMSMfaSettings=PREFERRED)
    function(event(phone_number_verified="false"))


def test_totp_is_preferred_when_sms_is_not_possible(start: Any) -> None:
    function = start()
    function.expects(SoftwareTokenMfaSettings=PREFERRED)
    function(event(phone_number=None))


def test_forgot_password_changes_nothing(start: Any, capsys: pytest.CaptureFixture[str]) -> None:
    forgot = event("confirm_forgot_password")
    assert start()(forgot) == forgot
    assert lines(capsys) == []


def test_three_calls_for_one_confirmation_ask_for_the_same(start: Any) -> None:
    function = start("SMS", "SMS")
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
def test_a_failure_goes_to_the_queue_and_the_sign_up_goes_on(
    start: Any, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    function = start("SMS", "SMS")
    function.refuses(code, SMSMfaSettings=PREFERRED)
    function.queues()
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert (line["level"], line["message"], line["error"]) == ("WARN", "MFA left to the worker", code)


def test_a_mistake_of_our_own_does_not_cost_the_sign_up(
    start: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    function = start("SMS", "SMS")
    monkeypatch.setattr(function._module, "decide", lambda *_: 1 / 0)
    function.queues()
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert line["error"] == "ZeroDivisionError"


def test_if_the_queue_fails_too_there_is_the_line_that_an_alarm_watches(
    start: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    function = start("SMS", "SMS")
    function.refuses("InternalErrorException", SMSMfaSettings=PREFERRED)
    function.queues(error="ServiceUnavailable")
    assert function(event()) == event()
    (line,) = lines(capsys)
    assert (line["level"], line["message"]) == ("ERROR", LOST)
    assert (line["error"], line["queueError"]) == ("InternalErrorException", "ServiceUnavailable")


def test_a_second_request_is_not_begun_when_it_could_leave_no_time_for_the_queue(
    start: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    function = start("SMS", "SMS")
    function.queues()
    assert function(event(), milliseconds=2900) == event()
    (line,) = lines(capsys)
    assert line["error"] == "OutOfTimeError"


def test_there_is_time_for_two_requests_to_cognito_when_the_first_is_quick(start: Any) -> None:
    function = start("SMS", "SMS")
    function.expects(SMSMfaSettings=PREFERRED)
    function(event(), milliseconds=3300)


def test_a_request_takes_no_longer_than_is_reckoned(start: Any) -> None:
    module = start()._module
    for client in (module.cognito, module.sqs):
        config = client.meta.config
        assert config.connect_timeout + config.read_timeout <= module.REQUEST_SECONDS
        assert config.retries["total_max_attempts"] == 1
