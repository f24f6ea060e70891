"""What the warnings say of users who sign up, cell by cell of their table, is so for users of such a pool."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from lambdas.user_mfa.contract import Factor, Policy
from lambdas.user_mfa.sign_up.trigger import Trigger
from local.scenarios.pool import Pool, User, new_password, new_phone
from stacks.settings.sign_up_warnings import (
    ENABLED_UNVERIFIED,
    LOCKED_OUT,
    NEVER_ENABLED,
    NO_PHONE,
    SignUp,
    Sms,
    table,
)
from tests.emulator.pools import SMS_ROLE, Pools

SMS, TOTP = "SMS_MFA", "SOFTWARE_TOKEN_MFA"
SMS_CASES: tuple[Sms, ...] = ("enabled", "enabled if verified", "left to users", "none")


class Experience(NamedTuple):
    """What becomes of three users who sign up, and then sign in for the first time."""

    mistyped_is_locked_out: bool
    """Who mistyped the phone number is asked for a code that went there."""
    has_no_way_in: bool
    """Who has no phone number cannot sign in."""
    careful_gets_sms: bool
    """SMS is enabled for a user with a phone number of their own."""


def cells() -> Iterator[SignUp]:
    """The whole table, but for what Cognito refuses: no factor, or SMS for verification and not for MFA."""
    for is_on, has_totp, verifies, requires in product((True, False), repeat=4):
        for sms in SMS_CASES:
            if sms != "none" or (has_totp and not verifies):
                yield SignUp(is_on, sms, has_totp, verifies, requires)


class Context:
    """What Lambda tells the function: there is time."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 900_000


def experience(pools: Pools, cell: SignUp) -> Experience:
    verified = ["email", "phone_number"] if cell.verifies_phone else ["email"]
    schema = [{"Name": "phone_number", "AttributeDataType": "String", "Required": True}]
    factors = [*([TOTP] if cell.has_totp else []), *([] if cell.sms == "none" else [SMS])]
    pool = pools.create(
        "ON" if cell.is_on else "OPTIONAL",
        factors,
        AutoVerifiedAttributes=verified,
        **({} if cell.sms == "none" else {"SmsConfiguration": SMS_ROLE}),
        **({"Schema": schema} if cell.requires_phone else {}),
    )
    mistyped, careful, without = (sign_up(pool, cell, phone) for phone in (new_phone(), new_phone(), ""))
    # A code that was sent to a mistyped number is never read.
    is_confirmed = not cell.verifies_phone
    if is_confirmed:
        confirm(pool, cell, mistyped, pool.email_code(mistyped))
    code = pool.sms_code(careful) if cell.verifies_phone else pool.email_code(careful)
    confirm(pool, cell, careful, code)
    has_no_way_in = False
    if without.name:
        confirm(pool, cell, without, pool.email_code(without))
        has_no_way_in = first_sign_in(pool, without) == "MFAMethodNotFoundException"
    return Experience(
        mistyped_is_locked_out=is_confirmed and first_sign_in(pool, mistyped) == SMS,
        has_no_way_in=has_no_way_in,
        careful_gets_sms=SMS in pool.preference(careful)[0],
    )


def sign_up(pool: Pool, cell: SignUp, phone: str) -> User:
    """Sign up; without a name where the pool refuses it."""
    user = User(f"user{phone}", new_password(), phone, f"user{phone}@{pool.id}.example.com".lower())
    try:
        pool.sign_up(user)
    except ClientError:
        assert cell.requires_phone
        assert not phone
        return User("", "")
    return user


def confirm(pool: Pool, cell: SignUp, user: User, code: str) -> None:
    """Confirm the sign-up, after which Cognito calls the post-confirmation function."""
    pool.confirm(user, code)
    enabled: tuple[Factor, ...] = ("SMS",) if cell.sms.startswith("enabled") else ()
    policy = Policy(enabled, next(iter(enabled), None), require_verified_phone=cell.sms != "enabled")
    queue: Any = None
    event: Any = {
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "userPoolId": pool.id,
        "userName": user.name,
        "request": {"userAttributes": pool.attributes(user)},
    }
    Trigger(policy, pool.cognito, queue, "").confirm(event, Context())


def first_sign_in(pool: Pool, user: User) -> str:
    """The challenge, or the error; empty: signed in."""
    try:
        return str(pool.sign_in_by_password(user).get("ChallengeName", ""))
    except ClientError as error:
        return str(error.response["Error"]["Code"])


@pytest.mark.parametrize("cell", list(cells()), ids=lambda cell: "-".join(str(each) for each in cell))
def test_a_cells_sentences_are_true(pools: Pools, cell: SignUp) -> None:
    sentences = {warning.text for warning in table(cell)}
    seen = experience(pools, cell)
    assert seen.mistyped_is_locked_out == bool(sentences & {LOCKED_OUT, ENABLED_UNVERIFIED})
    assert seen.has_no_way_in == (NO_PHONE in sentences)
    expects_sms = cell.sms.startswith("enabled") and NEVER_ENABLED not in sentences
    # With mode ON the code is sent without that.
    assert seen.careful_gets_sms == expects_sms or (cell.is_on and LOCKED_OUT in sentences)


def test_the_remedies_end_the_lock_out(pools: Pools) -> None:
    for cell in cells():
        sentences = {warning.text for warning in table(cell)}
        if sentences & {LOCKED_OUT, ENABLED_UNVERIFIED, NEVER_ENABLED}:
            assert not {warning.id for warning in table(cell._replace(verifies_phone=True))} & {
                "PhoneNeverVerified"
            }
        if sentences & {ENABLED_UNVERIFIED, NEVER_ENABLED}:
            left = cell._replace(sms="left to users")
            assert not experience(pools, left).mistyped_is_locked_out
        if NO_PHONE in sentences:
            assert not experience(pools, cell._replace(requires_phone=True)).has_no_way_in
            assert not experience(pools, cell._replace(has_totp=True)).has_no_way_in
