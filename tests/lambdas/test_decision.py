"""The rule that decides which factors a user gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_enablement.decision import (
    NO_PHONE,
    NOT_REGISTERED,
    UNVERIFIED_PHONE,
    Decision,
    Factor,
    Policy,
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


@given(policy=policies, user=attributes)
def test_a_decision_is_one_that_cognito_takes(policy: Policy, user: dict[str, str]) -> None:
    decision = decide(policy, user)
    assert set(decision.enable) | set(decision.withheld) == set(policy.factors)
    assert not set(decision.enable) & set(decision.withheld)
    assert (decision.preferred in decision.enable) if decision.enable else decision.preferred is None
    if "SMS" in decision.enable:
        assert user.get("phone_number")
        assert user.get("phone_number_verified") == "true" or not policy.require_verified_phone


@given(policy=policies, user=attributes)
def test_taking_totp_back_keeps_the_other_factor(policy: Policy, user: dict[str, str]) -> None:
    decision = decide(policy, user)
    remaining = decision.without("TOTP", NOT_REGISTERED)
    assert remaining.enable == tuple(factor for factor in decision.enable if factor == "SMS")
    assert remaining.preferred == next(iter(remaining.enable), None)
    assert remaining.withheld["TOTP"] == NOT_REGISTERED


def test_the_policy_is_read_from_the_functions_variables() -> None:
    variables = {"MFA_FACTORS": "SMS,TOTP", "MFA_PREFERRED": "SMS", "MFA_REQUIRE_VERIFIED_PHONE": "true"}
    assert Policy.from_variables(variables) == Policy(("SMS", "TOTP"), "SMS", require_verified_phone=True)
    variables = {"MFA_FACTORS": "TOTP", "MFA_PREFERRED": "TOTP", "MFA_REQUIRE_VERIFIED_PHONE": "false"}
    assert Policy.from_variables(variables) == Policy(("TOTP",), "TOTP", require_verified_phone=False)
