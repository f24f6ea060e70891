"""What an administrator may ask for: each wrong payload has its message."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.user_mfa.recovery.request import RecoveryRefusedError, Request

RIGHT = {"user": "ann", "requested_by": "jane", "ticket": "T-1"}
E164 = "phone_number: must be in E.164 form, such as +15555550100"
LENGTH = "must be a string of 1 to 128 characters"


def test_a_complete_request() -> None:
    assert Request.read(RIGHT) == Request("ann", "jane", "T-1", to_sms=False, phone_number=None)
    to_sms = {**RIGHT, "to_sms": True, "phone_number": "+15555550100"}
    assert Request.read(to_sms) == Request("ann", "jane", "T-1", to_sms=True, phone_number="+15555550100")
    assert Request.read({**RIGHT, "user": "x" * 128}).user == "x" * 128
    assert Request.read({**RIGHT, "phone_number": None}).phone_number is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to": "SMS"}, "to: unknown; there are user, requested_by, ticket, to_sms, phone_number"),
        ({"user": None}, f"user: {LENGTH}"),
        ({"user": ""}, f"user: {LENGTH}"),
        ({"user": "x" * 129}, f"user: {LENGTH}"),
        ({"requested_by": " "}, f"requested_by: {LENGTH}"),
        ({"ticket": 17}, f"ticket: {LENGTH}"),
        ({"to_sms": "true"}, "to_sms: must be true or false"),
        ({"to_sms": 1}, "to_sms: must be true or false"),
        ({"to_sms": True, "phone_number": "5555550100"}, E164),
        ({"to_sms": True, "phone_number": "+05555550100"}, E164),
        ({"to_sms": True, "phone_number": "+1 555 555 0100"}, E164),
        ({"to_sms": True, "phone_number": "+1555555010012345"}, E164),
        ({"to_sms": True, "phone_number": 15555550100}, E164),
        ({"phone_number": "+15555550100"}, 'phone_number: has no meaning without "to_sms": true'),
        (
            {"user": "", "ticket": 1, "phone_number": "1"},
            f'user: {LENGTH}; ticket: {LENGTH}; {E164}; phone_number: has no meaning without "to_sms": true',
        ),
    ],
)
def test_a_wrong_request(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RecoveryRefusedError) as refused:
        Request.read({**RIGHT, **change})
    assert str(refused.value) == message


@pytest.mark.parametrize("payload", [None, [], "ann", 1])
def test_a_payload_is_an_object(payload: Any) -> None:
    with pytest.raises(RecoveryRefusedError, match=r"^the payload must be an object"):
        Request.read(payload)


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_can_be_left_out(name: str) -> None:
    with pytest.raises(RecoveryRefusedError, match=f"^{name}: "):
        Request.read({key: value for key, value in RIGHT.items() if key != name})


@given(phone_number=st.text(alphabet="+0123456789 \n٣", max_size=20))
def test_only_a_number_in_e164_form_is_taken(phone_number: str) -> None:
    digits = phone_number.removeprefix("+")
    right = (
        phone_number[:1] == "+"
        and digits.isascii()
        and digits.isdigit()
        and digits[0] != "0"
        and 7 <= len(digits) <= 15
    )
    payload = {**RIGHT, "to_sms": True, "phone_number": phone_number}
    if right:
        assert Request.read(payload).phone_number == phone_number
    else:
        with pytest.raises(RecoveryRefusedError):
            Request.read(payload)
