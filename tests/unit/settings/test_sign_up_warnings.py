"""Who cannot get in after signing up, and who gets no MFA: the whole table of sentences."""

from itertools import product
from typing import Any

import pytest

from stacks.settings.sign_up_warnings import (
    ENABLED_UNVERIFIED,
    LOCKED_OUT,
    NEVER_ENABLED,
    NO_PHONE,
    SignUp,
    Sms,
    table,
)
from tests.unit.settings.test_environment import mfa, warnings

SMS: tuple[Sms, ...] = ("enabled", "enabled if verified", "left to users", "none")


def expected(sign_up: SignUp) -> list[str]:
    """The sentences of a cell, written down once more, by what is true for users."""
    is_on, sms, has_totp, verifies, requires = sign_up
    if sms == "none":
        return []
    texts = []
    if not verifies:
        unverified = {"enabled": ENABLED_UNVERIFIED, "enabled if verified": NEVER_ENABLED}
        texts += [LOCKED_OUT] if is_on else [unverified[sms]] if sms in unverified else []
    if is_on and not has_totp and not requires:
        texts.append(NO_PHONE)
    return texts


@pytest.mark.parametrize(
    "cell",
    [
        SignUp(is_on, sms, has_totp, verifies, requires)
        for is_on, has_totp, verifies, requires in product((True, False), repeat=4)
        for sms in SMS
    ],
)
def test_each_cell_has_its_sentences(cell: SignUp) -> None:
    assert [warning.text for warning in table(cell)] == expected(cell)


POOL = {"name": "x"}
VERIFIES = {**POOL, "auto_verify": ["phone_number", "email"]}
REQUIRES = {**POOL, "required_attributes": ["phone_number"]}


@pytest.mark.parametrize(
    ("sections", "ids"),
    [
        ({"mfa": mfa()}, ["PhoneNeverVerified"]),
        ({"mfa": mfa(require_verified_phone=False)}, ["PhoneNeverVerified"]),
        ({"mfa": mfa(enable_for_new_users=["TOTP"])}, []),
        ({"mfa": mfa(enable_for_new_users=[])}, []),
        ({"mfa": mfa("ON", enable_for_new_users=[])}, ["PhoneNeverVerified"]),
        ({"mfa": mfa("ON", types=["SMS"])}, ["PhoneNeverVerified", "SmsOnlyWithoutPhone"]),
        ({"mfa": mfa("ON", types=["SMS"]), "user_pool": REQUIRES}, ["PhoneNeverVerified"]),
        ({"mfa": mfa("ON", types=["SMS"]), "user_pool": VERIFIES}, ["SmsOnlyWithoutPhone"]),
        ({"mfa": mfa("ON", types=["TOTP"])}, []),
        ({"mfa": mfa("ON"), "user_pool": VERIFIES}, []),
        ({"mfa": mfa(), "user_pool": {**POOL, "self_sign_up": False}}, []),
    ],
)
def test_a_files_cell(sections: dict[str, Any], ids: list[str]) -> None:
    assert warnings(**sections) == ids


def test_a_migration_trigger_needs_a_flow_with_the_password() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:migrates"
    triggers = {"user_migration": arn}
    assert warnings(triggers=triggers) == ["MigrationNeverCalled"]
    flows = {"auth_flows": ["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]}
    assert warnings(triggers=triggers, clients={"app": flows}) == []
