"""What becomes of a user, in a word: by a backfill, and if MFA became required."""

import pytest

from lambdas.user_mfa.factors.decision import NO_PHONE, NOT_REGISTERED, UNVERIFIED_PHONE, Current, Decision
from lambdas.user_mfa.factors.outcome import exempt, outcome_of
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
        (user(is_enabled=False), "disabled user"),
        (user(status="EXTERNAL_PROVIDER"), "federated"),
        (user(status="EXTERNAL_PROVIDER", is_enabled=False), "federated"),
    ],
)
def test_who_is_left_alone(given: User, expected: str | None) -> None:
    assert exempt(given) == expected


@pytest.mark.parametrize(
    ("decision", "current", "expected"),
    [
        (Decision(("SMS",), "SMS"), NONE, "enabled"),
        (Decision(("SMS",), None, {"TOTP": NOT_REGISTERED}), TOTP, "enabled"),
        (Decision((), None), SMS, "already"),
        (Decision((), None, {"TOTP": NOT_REGISTERED}), SMS, "already"),
        (Decision((), None, {"SMS": NO_PHONE, "TOTP": NOT_REGISTERED}), NONE, "no phone"),
        (Decision((), None, {"SMS": UNVERIFIED_PHONE}), NONE, "unverified"),
        (Decision((), None, {"TOTP": NOT_REGISTERED}), NONE, "no device"),
    ],
)
def test_outcome(decision: Decision, current: Current, expected: str) -> None:
    assert outcome_of(decision, current) == expected


@pytest.mark.parametrize(
    ("given", "types", "expected"),
    [
        (user(current=TOTP), ("SMS", "TOTP"), "usable factor"),
        (user(VERIFIED, SMS), ("SMS",), "usable factor"),
        (user(VERIFIED), ("SMS",), "usable factor"),
        (user(PHONE), ("SMS", "TOTP"), "unverified phone"),
        (user(), ("SMS", "TOTP"), "would set up"),
        (user(VERIFIED), ("TOTP",), "would set up"),
        (user(), ("SMS",), "no way in"),
        (user(current=TOTP), ("SMS",), "no way in"),
    ],
)
def test_readiness(given: User, types: tuple[str, ...], expected: str) -> None:
    assert readiness_of(given, types) == expected
