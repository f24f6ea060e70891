"""The outcome for a user in one word: of enabling MFA, and if MFA became required."""

import pytest

from lambdas.user_mfa.factors.decision import NO_PHONE, NOT_REGISTERED, UNVERIFIED_PHONE, Current, Decision
from lambdas.user_mfa.factors.outcome import cannot_get_mfa, exempt, outcome_of
from lambdas.user_mfa.factors.readiness import readiness_of
from lambdas.user_mfa.factors.users import User

PHONE = {"phone_number": "+15555550100"}
VERIFIED = {**PHONE, "phone_number_verified": "true"}
SMS, TOTP, NONE = Current(("SMS",), "SMS"), Current(("TOTP",), "TOTP"), Current()


def user(
    attributes: dict[str, str] | None = None,
    current: Current = NONE,
    *,
    status: str = "CONFIRMED",
    is_enabled: bool = True,
) -> User:
    return User("ann", status, is_enabled, attributes or {}, current)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (user(), None),
        (user(status="FORCE_CHANGE_PASSWORD"), None),
        (user(status="UNCONFIRMED"), "unconfirmed"),
        (user(is_enabled=False), "disabled_user"),
        (user(status="EXTERNAL_PROVIDER"), "federated"),
        (user(status="EXTERNAL_PROVIDER", is_enabled=False), "federated"),
    ],
)
def test_who_is_left_alone(given: User, expected: str | None) -> None:
    assert exempt(given) == expected
    assert cannot_get_mfa(given) == expected


def test_who_must_reset_the_password_first_cannot_get_mfa() -> None:
    assert exempt(user(status="RESET_REQUIRED")) is None
    assert cannot_get_mfa(user(status="RESET_REQUIRED")) == "reset_required"
    assert cannot_get_mfa(user(status="RESET_REQUIRED", is_enabled=False)) == "disabled_user"


@pytest.mark.parametrize(
    ("decision", "current", "expected"),
    [
        (Decision(("SMS",), "SMS"), NONE, "enabled"),
        (Decision(("SMS",), None, {"TOTP": NOT_REGISTERED}), TOTP, "enabled"),
        (Decision((), None), SMS, "already"),
        (Decision((), None, {"TOTP": NOT_REGISTERED}), SMS, "already"),
        (Decision((), None, {"SMS": NO_PHONE, "TOTP": NOT_REGISTERED}), NONE, "no_phone"),
        (Decision((), None, {"SMS": UNVERIFIED_PHONE}), NONE, "unverified"),
        (Decision((), None, {"TOTP": NOT_REGISTERED}), NONE, "no_device"),
    ],
)
def test_outcome(decision: Decision, current: Current, expected: str) -> None:
    assert outcome_of(decision, current) == expected


@pytest.mark.parametrize(
    ("given", "types", "expected"),
    [
        (user(current=TOTP), ("SMS", "TOTP"), "usable_factor"),
        (user(VERIFIED, SMS), ("SMS",), "usable_factor"),
        (user(VERIFIED), ("SMS",), "usable_factor"),
        (user(PHONE), ("SMS", "TOTP"), "unverified_phone"),
        (user(), ("SMS", "TOTP"), "must_enroll"),
        (user(VERIFIED), ("TOTP",), "must_enroll"),
        (user(), ("SMS",), "locked_out"),
        (user(current=TOTP), ("SMS",), "locked_out"),
    ],
)
def test_readiness(given: User, types: tuple[str, ...], expected: str) -> None:
    assert readiness_of(given, types) == expected
