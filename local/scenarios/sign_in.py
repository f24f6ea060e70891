"""Sign-in, and the challenges that it leads to."""

import json
from collections.abc import Iterator

import pyotp

from local.scenarios.pool import Answer, Pool, User
from local.scenarios.step import Step, kind, masked, outcome, wrong


def sms_challenge_by_srp(pool: Pool) -> Iterator[Step]:
    """The user signs in as with Amplify's libraries."""
    user = pool.signed_up()
    yield from sms_challenge(pool, user, pool.sign_in(user), pool.web)


def sms_challenge_by_password(pool: Pool) -> Iterator[Step]:
    """The app sends the password."""
    user = pool.signed_up()
    yield from sms_challenge(pool, user, pool.sign_in_by_password(user), pool.native)


def sms_challenge(pool: Pool, user: User, challenge: Answer, client: str) -> Iterator[Step]:
    """Answer the challenge that a sign-in led to."""
    yield Step("the challenge", "SMS_MFA", kind(challenge))
    yield Step(
        "the code goes to", masked(user.phone), challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"]
    )
    code = pool.sms_code(user)

    def respond(code: str) -> str:
        return outcome(lambda: pool.respond(challenge, user, client=client, SMS_MFA_CODE=code))

    yield Step("a wrong code", "CodeMismatchException", respond(wrong(code)))
    yield Step("the right code", "tokens", respond(code))
    yield Step("the same session again", "NotAuthorizedException", respond(code))


def choice_of_factor(pool: Pool) -> Iterator[Step]:
    """Both factors are enabled and none is preferred."""
    user = pool.signed_up()
    totp = registered(pool, pool.access_token(user))
    pool.admin(
        "admin_set_user_mfa_preference",
        user,
        SMSMfaSettings={"Enabled": True, "PreferredMfa": False},
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": False},
    )
    both = ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
    yield Step("enabled and preferred", (both, None), pool.preference(user))
    choice = pool.sign_in(user)
    yield Step("the challenge", "SELECT_MFA_TYPE", kind(choice))
    yield Step("the choice", both, sorted(json.loads(choice["ChallengeParameters"]["MFAS_CAN_CHOOSE"])))
    challenge = pool.respond(choice, user, ANSWER="SOFTWARE_TOKEN_MFA")
    yield Step("TOTP chosen", "SOFTWARE_TOKEN_MFA", kind(challenge))
    yield Step("its code", "tokens", totp_answer(pool, user, challenge, totp.now()))
    challenge = pool.respond(pool.sign_in(user), user, ANSWER="SMS_MFA")
    yield Step("SMS chosen", "SMS_MFA", kind(challenge))
    code = pool.sms_code(user)
    yield Step("its code", "tokens", outcome(lambda: pool.respond(challenge, user, SMS_MFA_CODE=code)))


def no_mfa(pool: Pool) -> Iterator[Step]:
    """With mode OFF nobody is asked for a second factor."""
    user = pool.signed_up()
    yield Step("nothing is enabled", ([], None), pool.preference(user))
    yield Step("sign-in", "tokens", outcome(lambda: pool.sign_in(user)))
    # Whether Cognito takes a preference in such a pool is not documented; it leads to no challenge.
    outcome(
        lambda: pool.admin(
            "admin_set_user_mfa_preference", user, SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
    )
    yield Step("sign-in after SMS was preferred", "tokens", outcome(lambda: pool.sign_in(user)))


def sms_only_without_phone(pool: Pool) -> Iterator[Step]:
    """With mode ON and SMS only, a user without a phone number cannot sign in."""
    user = pool.signed_up(phone=False)
    yield Step("sign-in", "MFAMethodNotFoundException", outcome(lambda: pool.sign_in(user)))


def registered(pool: Pool, token: str) -> pyotp.TOTP:
    """Register a TOTP device of the user who has an access token. Nothing is enabled by that."""
    secret = pool.cognito.associate_software_token(AccessToken=token)["SecretCode"]
    totp = pyotp.TOTP(secret)
    pool.cognito.verify_software_token(AccessToken=token, UserCode=totp.now())
    return totp


def totp_answer(pool: Pool, user: User, challenge: Answer, code: str) -> str:
    """The outcome of a code for a TOTP challenge."""
    return outcome(lambda: pool.respond(challenge, user, SOFTWARE_TOKEN_MFA_CODE=code))
