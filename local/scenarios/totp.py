"""Setting up a TOTP device, and reading and changing the preference."""

import json
from collections.abc import Iterator

import pyotp

from local.scenarios.pool import Pool
from local.scenarios.sign_in import registered, totp_answer
from local.scenarios.step import Step, kind, outcome, wrong

ISSUER = "example"
TOTP_ON = {"Enabled": True, "PreferredMfa": True}


def set_up_during_sign_in(pool: Pool) -> Iterator[Step]:
    """With mode ON, a user without a factor has to set one up before the first sign-in ends."""
    user = pool.signed_up(phone=False)
    challenge = pool.sign_in(user)
    yield Step("the challenge", "MFA_SETUP", kind(challenge))
    can_set_up = json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"])
    yield Step("TOTP can be set up", True, "SOFTWARE_TOKEN_MFA" in can_set_up)
    device = pool.cognito.associate_software_token(Session=challenge["Session"])
    totp = pyotp.TOTP(device["SecretCode"])
    uri = totp.provisioning_uri(name=user.name, issuer_name=ISSUER)
    yield Step("the URI for the device", True, uri.startswith("otpauth://totp/"), qr=uri)
    session = device["Session"]
    yield Step(
        "a wrong code",
        "EnableSoftwareTokenMFAException",
        outcome(lambda: pool.cognito.verify_software_token(Session=session, UserCode=wrong(totp.now()))),
    )
    verified = pool.cognito.verify_software_token(Session=session, UserCode=totp.now())
    yield Step("the right code", "SUCCESS", verified["Status"])
    tokens = outcome(lambda: pool.respond({**challenge, "Session": verified["Session"]}, user))
    yield Step("sign-in goes on", "tokens", tokens)
    challenge = pool.sign_in(user)
    yield Step("the next sign-in", "SOFTWARE_TOKEN_MFA", kind(challenge))
    yield Step("a wrong code", "CodeMismatchException", totp_answer(pool, user, challenge, wrong(totp.now())))
    yield Step("the right code", "tokens", totp_answer(pool, user, challenge, totp.now()))


def set_up_after_sign_in(pool: Pool) -> Iterator[Step]:
    """A user who is signed in registers a device and prefers it."""
    user = pool.signed_up()
    token = pool.access_token(user)
    totp = registered(pool, token)
    yield Step("registering enables nothing", (["SMS_MFA"], "SMS_MFA"), pool.preference(user))
    pool.cognito.set_user_mfa_preference(
        AccessToken=token,
        SMSMfaSettings={"Enabled": True, "PreferredMfa": False},
        SoftwareTokenMfaSettings=TOTP_ON,
    )
    both = ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
    yield Step("enabled and preferred", (both, "SOFTWARE_TOKEN_MFA"), pool.preference(user))
    challenge = pool.sign_in(user)
    yield Step("the next sign-in", "SOFTWARE_TOKEN_MFA", kind(challenge))
    yield Step("the right code", "tokens", totp_answer(pool, user, challenge, totp.now()))


def preference(pool: Pool) -> Iterator[Step]:
    """A user reads and changes the preference."""
    user = pool.signed_up()
    token = pool.access_token(user)
    registered(pool, token)

    def read() -> tuple[list[str], str | None]:
        answer = pool.cognito.get_user(AccessToken=token)
        return sorted(answer["UserMFASettingList"]), answer.get("PreferredMfaSetting")

    def change(*, sms: bool, totp: bool) -> str:
        return outcome(
            lambda: pool.cognito.set_user_mfa_preference(
                AccessToken=token,
                SMSMfaSettings={"Enabled": True, "PreferredMfa": sms},
                SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": totp},
            )
        )

    both = ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
    yield Step("read after sign-up", (["SMS_MFA"], "SMS_MFA"), read())
    yield Step("prefer TOTP", "accepted", change(sms=False, totp=True))
    yield Step("read", (both, "SOFTWARE_TOKEN_MFA"), read())
    yield Step("prefer SMS", "accepted", change(sms=True, totp=False))
    yield Step("read", (both, "SMS_MFA"), read())
    yield Step("prefer both", "InvalidParameterException", change(sms=True, totp=True))
    yield Step("read", (both, "SMS_MFA"), read())
