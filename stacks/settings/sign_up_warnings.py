"""Who cannot get in after signing up, and who gets no MFA: by the mode, the factors, and whether sign-up
requires and verifies a phone number.

At the first sign-in Cognito sends a code to any phone number that the user has, verified or not, where the
mode is ON or SMS is enabled for the user; who has none is asked to set TOTP up, if the pool has it:
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from stacks.service import MfaType
from stacks.settings.mfa import MfaOn, MfaOptional
from stacks.settings.section import SettingsWarning
from stacks.settings.sections import Sections
from stacks.settings.types import or_none

Sms = Literal["enabled", "enabled if verified", "left to users", "none"]
"""What becomes of SMS at sign-up."""


class SignUp(NamedTuple):
    """What matters of an environment for the first sign-in after signing up."""

    is_on: bool
    sms: Sms
    has_totp: bool
    verifies_phone: bool
    requires_phone: bool


VERIFY: Final = 'Add "phone_number" to user_pool.auto_verify'
LEAVE: Final = "Where users are to choose for themselves, as in a pool made by Amplify or by hand, set "
LEAVE_FIELD: Final = "mfa.enable_for_new_users = []"

LOCKED_OUT: Final = (
    "a user who mistypes the phone number at sign-up is locked out: MFA is ON, and the code goes to that "
    f"number although nobody has verified it. {VERIFY}, so that sign-up ends with a code sent to the number"
)
ENABLED_UNVERIFIED: Final = (
    "a user who mistypes the phone number at sign-up is locked out: mfa.require_verified_phone is false, so "
    f"SMS is enabled for a number that nobody has verified. {VERIFY}. {LEAVE}{LEAVE_FIELD}"
)
NEVER_ENABLED: Final = (
    "no one who signs up gets SMS MFA: it is enabled for verified phone numbers only, and sign-up verifies "
    f"none. {LEAVE}{LEAVE_FIELD}. Otherwise: {VERIFY}"
)
NO_PHONE: Final = (
    "users without a phone number cannot sign in at all: MFA is ON and SMS is the only type. "
    'Add "phone_number" to user_pool.required_attributes, or "TOTP" to mfa.types'
)


def sign_up_of(settings: Sections, mfa: MfaOptional | MfaOn) -> SignUp:
    """What matters of an environment's settings."""
    pool = settings.user_pool
    sms: Sms = "none"
    if MfaType.SMS in mfa.new_user_types:
        sms = "enabled if verified" if mfa.require_verified_phone else "enabled"
    elif MfaType.SMS in mfa.types:
        sms = "left to users"
    return SignUp(
        is_on=isinstance(mfa, MfaOn),
        sms=sms,
        has_totp=MfaType.TOTP in mfa.types,
        # A pre-sign-up function of the team's own may mark numbers as verified.
        verifies_phone="phone_number" in pool.auto_verify
        or "pre_sign_up" in dict(settings.triggers.functions()),
        requires_phone="phone_number" in {*pool.required_attributes, *pool.sign_in},
    )


def table(sign_up: SignUp) -> Iterator[SettingsWarning]:
    """Yield the warnings for one way of signing up."""
    if sign_up.sms == "none":
        return
    if not sign_up.verifies_phone:
        if sign_up.is_on:
            yield SettingsWarning("PhoneNeverVerified", LOCKED_OUT)
        elif sign_up.sms != "left to users":
            text = NEVER_ENABLED if sign_up.sms == "enabled if verified" else ENABLED_UNVERIFIED
            yield SettingsWarning("PhoneNeverVerified", text)
    if sign_up.is_on and not sign_up.has_totp and not sign_up.requires_phone:
        yield SettingsWarning("SmsOnlyWithoutPhone", NO_PHONE)


def sign_up_warnings(settings: Sections, mfa: MfaOptional | MfaOn) -> Iterator[SettingsWarning]:
    """Yield what may not be meant about the first sign-in of users who sign up or are migrated."""
    if settings.user_pool.self_sign_up:
        yield from table(sign_up_of(settings, mfa))


def migration_warnings(settings: Sections) -> Iterator[SettingsWarning]:
    """Yield what keeps a migration trigger from being called, or its users from MFA.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
    """
    if "user_migration" not in dict(settings.triggers.functions()):
        return
    flows = {flow for client in settings.clients.values() for flow in or_none(client.auth_flows) or ()}
    if not flows & {"USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"}:
        yield SettingsWarning(
            "MigrationNeverCalled",
            "triggers.user_migration is not called at sign-in: it needs the user's password, and with SRP "
            'Cognito never sees that. Add "USER_PASSWORD_AUTH" to the auth_flows of a client',
        )
