"""MFA, and the messages with codes."""

from cli.questions.question import Answers, Choice, Kind, Question
from stacks.service import CODE


def _has_mfa(answers: Answers) -> bool:
    return bool(answers.get("mode", "OFF") != "OFF")


def _sends_sms(answers: Answers) -> bool:
    phone = {*answers.get("sign_in", ()), *answers.get("auto_verify", ())}
    return "SMS" in answers.get("types", ()) or "phone_number" in phone


def _verifies_email(answers: Answers) -> bool:
    return "email" in answers.get("auto_verify", ("email",))


MFA: tuple[Question, ...] = (
    Question(
        "mode",
        "Multifactor authentication (MFA) user login options:",
        Kind.ONE,
        "mfa.mode",
        choices=(
            Choice("OPTIONAL (Individual users can use MFA)", "OPTIONAL"),
            Choice("ON (Required for all logins, can not be enabled later)", "ON"),
            Choice("OFF (Amplify's default)", "OFF"),
        ),
        default="OPTIONAL",
        manual=True,
        learn_more="ON asks every user for a second factor at each sign-in. OPTIONAL asks those for whom it "
        "is enabled; the post-confirmation function does that for everyone who signs up. OFF asks nobody. "
        "A pool can start with ON; once it has users, only OPTIONAL can be chosen without locking any out.",
    ),
    Question(
        "types",
        "For user login, select the MFA types:",
        Kind.SEVERAL,
        "mfa.types",
        choices=(
            Choice("SMS Text Message", "SMS"),
            Choice("Time-Based One-Time Password (TOTP)", "TOTP"),
        ),
        default=["SMS", "TOTP"],
        is_asked=_has_mfa,
        hint="Amplify's default is SMS alone; with TOTP as well, a user without reception can sign in",
        manual=True,
    ),
    Question(
        "sms_authentication_message",
        "Specify an SMS authentication message:",
        Kind.TEXT,
        "sms.authentication_message",
        default=f"Your authentication code is {CODE}",
        is_asked=lambda answers: _has_mfa(answers) and "SMS" in answers.get("types", ()),
        manual=True,
    ),
    Question(
        "auto_verify",
        "Email based user registration/forgot password:",
        Kind.ONE,
        "user_pool.auto_verify",
        choices=(
            Choice("Enabled (Requires per-user email entry at registration)", ["email"], "email"),
            Choice(
                "Disabled (Uses SMS/TOTP as an alternative)",
                ["phone_number"],
                "phone_number",
            ),
            Choice("Both: the code goes to the phone number first", ["email", "phone_number"]),
        ),
        default=["email"],
        manual=True,
    ),
    Question(
        "email_verification_subject",
        "Specify an email verification subject:",
        Kind.TEXT,
        "email.verification_subject",
        default="Your verification code",
        is_asked=_verifies_email,
        manual=True,
    ),
    Question(
        "email_verification_message",
        "Specify an email verification message:",
        Kind.TEXT,
        "email.verification_message",
        default=f"Your verification code is {CODE}",
        is_asked=_verifies_email,
        manual=True,
    ),
    Question(
        "sms_verification_message",
        "Specify an SMS verification message:",
        Kind.TEXT,
        "sms.verification_message",
        default=f"Your verification code is {CODE}",
        is_asked=_sends_sms,
        manual=True,
    ),
)
