"""What the stack and the functions agree on."""

import pytest

from lambdas.user_mfa.contract import Policy
from lambdas.user_mfa.messages import MalformedMessageError, UserMessage


@pytest.mark.parametrize(
    ("policy", "variables"),
    [
        (Policy(("SMS", "TOTP"), "SMS", require_verified_phone=True), ("SMS,TOTP", "SMS", "true")),
        (Policy(("TOTP",), "TOTP", require_verified_phone=False), ("TOTP", "TOTP", "false")),
        (Policy((), None, require_verified_phone=True), ("", "", "true")),
    ],
)
def test_a_policy_reaches_the_functions_as_it_is(policy: Policy, variables: tuple[str, str, str]) -> None:
    names = ("MFA_FACTORS", "MFA_PREFERRED", "MFA_REQUIRE_VERIFIED_PHONE")
    assert policy.variables() == dict(zip(names, variables, strict=True))
    assert Policy.read(policy.variables()) == policy


def test_a_message_is_decoded_as_it_was_encoded() -> None:
    assert UserMessage("ann").encode() == '{"user": "ann"}'
    assert UserMessage.decode(UserMessage("ann").encode()) == UserMessage("ann")


@pytest.mark.parametrize(
    "body", ["{", "[]", "{}", '{"user": 1}', '{"user": ""}', '{"user": "ann", "run": "R"}', '{"page": 1}', ""]
)
def test_other_messages_are_refused(body: str) -> None:
    with pytest.raises(MalformedMessageError):
        UserMessage.decode(body)
