"""The recovery function: where it is there, and what it may do."""

from typing import Any

import pytest

from lambdas.user_mfa.handlers import recovery
from tests.synthesis import NAMES, allowed, properties, resource, template
from tests.templates.stacks.starting import assert_starts

FUNCTION, POOL = "AWS::Lambda::Function", "AWS::Cognito::UserPool"
RECOVER = "Recovery/Recover"
ALWAYS = {
    "AdminDeleteSoftwareToken",
    "AdminForgetDevice",
    "AdminGetUser",
    "AdminListDevices",
    "AdminUserGlobalSignOut",
}
WITH_SMS = {*ALWAYS, "AdminSetUserMFAPreference", "AdminUpdateUserAttributes"}


def function(name: str) -> dict[str, Any]:
    found: dict[str, Any] = resource(name, FUNCTION, f"{RECOVER}/Function")["Properties"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_recovery_is_there_where_a_totp_device_can_be_lost(name: str) -> None:
    factors = {*properties(name, POOL).get("EnabledMfas", [])}
    outputs = template(name)["Outputs"]
    enables = "PostConfirmationFunction" in outputs
    assert ("RecoveryFunction" in outputs) == ("SOFTWARE_TOKEN_MFA" in factors and enables)


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("tests/environments/on-totp", ALWAYS),
        ("tests/environments/optional-sms-totp", WITH_SMS),
        # Users sign in with their phone number: it must be nobody else's.
        ("tests/environments/everything", {*WITH_SMS, "ListUsers"}),
    ],
)
def test_it_has_the_actions_that_it_uses_on_this_pool(name: str, actions: set[str]) -> None:
    assert {action for action, _ in allowed(name, RECOVER)} == {f"cognito-idp:{action}" for action in actions}
    assert len({on for _, on in allowed(name, RECOVER)}) == 1
    signs_in = "ListUsers" in actions
    assert function(name)["Environment"]["Variables"]["PHONE_NUMBER_SIGNS_IN"] == str(signs_in).lower()


def test_it_starts_with_the_variables_that_its_construct_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", "")
    assert_starts(recovery.recovery, function("tests/environments/on-totp"), monkeypatch)
