"""The post-confirmation function: what it asks of Cognito for each event, and what it says in its log."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

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
    """The function as Lambda starts it, with Cognito played by a stub."""

    def __init__(self, module: ModuleType, stubber: Stubber) -> None:
        self._module = module
        self.stubber = stubber

    def expects(self, **blocks: dict[str, bool]) -> None:
        user = event()["userName"]
        self.stubber.add_response(SET, {}, {"UserPoolId": "us-east-1_EXAMPLE01", "Username": user, **blocks})

    def refuses(self, code: str, **blocks: dict[str, bool]) -> None:
        user = event()["userName"]
        expected = {"UserPoolId": "us-east-1_EXAMPLE01", "Username": user, **blocks}
        self.stubber.add_client_error(SET, code, f"about {PERSONAL[0]}", expected_params=expected)

    def __call__(self, given: Any) -> Any:
        answer = self._module.handler(given, None)
        self.stubber.assert_no_pending_responses()
        return answer


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Start the function with a policy."""
    started: list[Stubber] = []

    def start_with(factors: str = "SMS,TOTP", preferred: str = "SMS", *, verified: bool = True) -> Function:
        monkeypatch.setenv("MFA_FACTORS", factors)
        monkeypatch.setenv("MFA_PREFERRED", preferred)
        monkeypatch.setenv("MFA_REQUIRE_VERIFIED_PHONE", str(verified).lower())
        module = importlib.reload(importlib.import_module("mfa_enablement.post_confirmation"))
        stubber = Stubber(module.cognito)
        stubber.activate()
        started.append(stubber)
        return Function(module, stubber)

    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    # The module reads its policy while it is imported.
    monkeypatch.setenv("MFA_FACTORS", "SMS")
    monkeypatch.setenv("MFA_PREFERRED", "SMS")
    monkeypatch.setenv("MFA_REQUIRE_VERIFIED_PHONE", "true")
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


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "TooManyRequestsException", "InternalErrorException"]
)
def test_a_failure_reaches_cognito_and_the_log_names_it_without_personal_data(
    start: Any, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    function = start("SMS", "SMS")
    function._module.cognito.meta.events.unregister("needs-retry.cognito-idp")
    function.refuses(code, SMSMfaSettings=PREFERRED)
    with pytest.raises(ClientError):
        function(event())
    (line,) = lines(capsys)
    assert (line["level"], line["message"], line["error"]) == ("ERROR", "MFA not enabled", code)


def test_a_refusal_that_is_not_about_totp_is_a_failure(start: Any) -> None:
    function = start("SMS", "SMS")
    function.refuses("InvalidParameterException", SMSMfaSettings=PREFERRED)
    with pytest.raises(ClientError):
        function(event())


def test_the_function_answers_within_cognitos_five_seconds_even_if_cognito_hangs(start: Any) -> None:
    config = start()._module.CONFIG
    attempts = config.retries["total_max_attempts"]
    assert attempts * (config.connect_timeout + config.read_timeout) < 5
