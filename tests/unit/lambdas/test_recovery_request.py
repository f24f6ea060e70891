"""What an administrator may ask for: each wrong payload has its message."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.user_mfa.recovery_request import RefusedError, Request

RIGHT = {"user": "ann", "to": "SMS", "requested_by": "jane", "ticket": "T-1"}
E164 = "phone_number: must be in E.164 form, such as +15555550100"


def test_a_complete_request() -> None:
    assert Request.read(RIGHT) == Request("ann", "SMS", "jane", "T-1", phone_number=None)
    given_number = {**RIGHT, "phone_number": "+15555550100"}
    assert Request.read(given_number).phone_number == "+15555550100"
    assert Request.read({**RIGHT, "to": "OFF"}).to == "OFF"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"username": "ann"}, "username: unknown; there are user, to, requested_by, ticket, phone_number"),
        ({"user": None}, "user: must be a text of 1 to 128 characters"),
        ({"user": ""}, "user: must be a text of 1 to 128 characters"),
        ({"user": "x" * 129}, "user: must be a text of 1 to 128 characters"),
        ({"requested_by": " "}, "requested_by: must be a text of 1 to 128 characters"),
        ({"ticket": 17}, "ticket: must be a text of 1 to 128 characters"),
        ({"to": "TOTP"}, 'to: must be "OFF" or "SMS"'),
        ({"to": ["SMS"]}, 'to: must be "OFF" or "SMS"'),
        ({"phone_number": "5555550100"}, E164),
        ({"phone_number": "+05555550100"}, E164),
        ({"phone_number": "+1 555 555 0100"}, E164),
        ({"phone_number": "+1555555010012345"}, E164),
        ({"phone_number": 15555550100}, E164),
        ({"to": "OFF", "phone_number": "+15555550100"}, 'phone_number: has no meaning with "OFF"'),
    ],
)
def test_a_wrong_request(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Request.read({**RIGHT, **change})
    assert str(refused.value) == message


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_can_be_left_out(name: str) -> None:
    with pytest.raises(RefusedError, match=f"^{name}: "):
        Request.read({key: value for key, value in RIGHT.items() if key != name})


@given(phone_number=st.text(alphabet="+0123456789 ", max_size=20))
def test_only_a_number_in_e164_form_is_taken(phone_number: str) -> None:
    digits = phone_number.removeprefix("+")
    right = phone_number[:1] == "+" and digits.isdigit() and digits[0] != "0" and 7 <= len(digits) <= 15
    payload = {**RIGHT, "phone_number": phone_number}
    if right:
        assert Request.read(payload).phone_number == phone_number
    else:
        with pytest.raises(RefusedError):
            Request.read(payload)
