"""The rule that decides which factors a user gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.user_mfa.contract import Factor, Policy
from lambdas.user_mfa.factors.decision import (
    NO_PHONE,
    NOT_REGISTERED,
    UNVERIFIED_PHONE,
    Current,
    Decision,
    decide,
)

VERIFIED = {"phone_number": "+15555550100", "phone_number_verified": "true"}
UNVERIFIED = {"phone_number": "+15555550100", "phone_number_verified": "false"}

BOTH: tuple[Factor, ...] = ("SMS", "TOTP")

policies = st.permutations(["SMS", "TOTP"]).flatmap(
    lambda order: st.builds(
        Policy,
        factors=st.integers(1, 2).map(lambda count: tuple(order[:count])),
        preferred=st.sampled_from(["SMS", "TOTP"]),
        require_verified_phone=st.booleans(),
    )
)
currents = st.lists(st.sampled_from(["SMS", "TOTP", "EMAIL_OTP"]), unique=True).flatmap(
    lambda enabled: st.builds(
        Current, enabled=st.just(tuple(enabled)), preferred=st.sampled_from([None, *enabled])
    )
)
attributes = st.fixed_dictionaries(
    {"sub": st.uuids().map(str)},
    optional={
        "phone_number": st.sampled_from(["", "+15555550100"]),
        "phone_number_verified": st.sampled_from(["true", "false", "True", ""]),
        "email": st.just("jane@example.com"),
    },
)


@pytest.mark.parametrize(
    ("factors", "preferred", "verified_only", "user", "expected"),
    [
        (BOTH, "SMS", True, VERIFIED, Decision(BOTH, "SMS")),
        (BOTH, "TOTP", True, VERIFIED, Decision(BOTH, "TOTP")),
        (("SMS",), "SMS", True, VERIFIED, Decision(("SMS",), "SMS")),
        (("TOTP",), "TOTP", True, VERIFIED, Decision(("TOTP",), "TOTP")),
        (BOTH, "SMS", True, UNVERIFIED, Decision(("TOTP",), "TOTP", {"SMS": UNVERIFIED_PHONE})),
        (BOTH, "SMS", False, UNVERIFIED, Decision(BOTH, "SMS")),
        (
            ("SMS",),
            "SMS",
            True,
            {"phone_number": "+15555550100"},
            Decision((), None, {"SMS": UNVERIFIED_PHONE}),
        ),
        (("SMS",), "SMS", False, {}, Decision((), None, {"SMS": NO_PHONE})),
        (BOTH, "SMS", False, {}, Decision(("TOTP",), "TOTP", {"SMS": NO_PHONE})),
    ],
)
def test_what_a_user_gets(
    factors: tuple[Factor, ...],
    preferred: Factor,
    verified_only: bool,
    user: dict[str, str],
    expected: Decision,
) -> None:
    assert decide(Policy(factors, preferred, verified_only), user) == expected


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (Current(("SMS",), "SMS"), Decision(("TOTP",), None)),
        (Current(("SMS",)), Decision(("TOTP",), None)),
        (Current(("TOTP",), "TOTP"), Decision(("SMS",), None)),
        (Current(("SMS", "TOTP"), "TOTP"), Decision((), None)),
        (Current(("EMAIL_OTP",), "EMAIL_OTP"), Decision(BOTH, None)),
    ],
)
def test_what_a_user_has_stays_and_so_does_the_choice(current: Current, expected: Decision) -> None:
    assert decide(Policy(BOTH, "SMS", require_verified_phone=True), VERIFIED, current) == expected


def test_a_factor_that_is_enabled_is_not_withheld() -> None:
    assert decide(Policy(("SMS",), "SMS", require_verified_phone=True), UNVERIFIED, Current(("SMS",))) == (
        Decision((), None)
    )


@given(policy=policies, user=attributes, current=currents)
def test_a_decision_is_one_that_cognito_takes(policy: Policy, user: dict[str, str], current: Current) -> None:
    decision = decide(policy, user, current)
    # Nothing that the policy, and so the pool, lacks; each factor of the policy is accounted for.
    known = {*decision.enable, *decision.withheld, *current.enabled}
    assert {*decision.enable, *decision.withheld} <= {*policy.factors} <= known
    assert not {*decision.enable} & {*decision.withheld}
    assert decision.preferred in (None, *decision.enable)
    if "SMS" in decision.enable:
        assert user.get("phone_number")
        assert user.get("phone_number_verified") == "true" or not policy.require_verified_phone


@given(policy=policies, user=attributes, current=currents)
def test_a_decision_leaves_alone_what_the_user_has(
    policy: Policy, user: dict[str, str], current: Current
) -> None:
    decision = decide(policy, user, current)
    assert not {*decision.enable} & {*current.enabled}
    if current.enabled:
        assert decision.preferred is None
    elif decision.enable:
        assert decision.preferred is not None


@given(policy=policies, user=attributes, current=currents)
def test_a_decision_that_was_carried_out_leaves_nothing_to_do(
    policy: Policy, user: dict[str, str], current: Current
) -> None:
    first = decide(policy, user, current)
    after = Current((*current.enabled, *first.enable), first.preferred or current.preferred)
    assert decide(policy, user, after).enable == ()


@given(policy=policies, user=attributes, current=currents)
def test_taking_totp_back_keeps_the_other_factor(
    policy: Policy, user: dict[str, str], current: Current
) -> None:
    decision = decide(policy, user, current)
    rest = decision.without("TOTP", NOT_REGISTERED)
    assert rest.enable == tuple(factor for factor in decision.enable if factor == "SMS")
    assert rest.preferred == (None if current.enabled else next(iter(rest.enable), None))
    assert ("TOTP" in rest.withheld) == ("TOTP" in decision.enable)
