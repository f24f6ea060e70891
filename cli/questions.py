"""The questions of `auth add` and `auth update`: Amplify's, in its order and wording, each with a flag.

https://github.com/aws-amplify/amplify-category-auth asks them; what it deploys as code of its own (the admin
queries API, captcha, custom challenges) is not asked here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from stacks.service import CODE, OAuthScope, StandardAttribute

Answers = Mapping[str, Any]
"""What is answered so far, by the questions' names; a question that was not asked is absent."""


LEARN_MORE = object()
"""The choice that explains the others."""


class Kind(Enum):
    """How a question is answered."""

    ONE = "one of the choices"
    SEVERAL = "some of the choices"
    TEXT = "a text"
    LIST = "texts, separated by commas"
    NUMBER = "a whole number"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Choice:
    """A possible answer, and what it is on the command line."""

    title: str
    value: Any
    flag: str = ""

    @property
    def word(self) -> str:
        """The choice on the command line."""
        return self.flag or (",".join(self.value) if isinstance(self.value, list) else str(self.value))


def _always(answers: Answers) -> bool:  # noqa: ARG001 - the form of a condition
    return True


@dataclass(frozen=True)
class Question:
    """A question, where its answer is in an environment file, and when it is asked."""

    name: str
    text: str
    kind: Kind
    place: str = ""
    """The field of the environment file; empty: the answer only decides which questions follow."""
    choices: tuple[Choice, ...] = ()
    default: Any = None
    """The default of this project; Amplify's is marked among the choices or in `hint`, where it differs."""
    is_asked: Callable[[Answers], bool] = _always
    immutable: bool = False
    """Cognito never changes it in a pool that exists, so `auth update` does not ask."""
    hint: str = ""
    learn_more: str = ""
    """What Amplify prints for "I want to learn more.", in our words; empty: there is no such choice."""
    implied_by: tuple[str, ...] = ()
    """The questions whose answers, given as flags, answer this one with yes."""

    @property
    def flag(self) -> str:
        """The question's flag, such as `--sms-authentication-message`."""
        return f"--{self.name.replace('_', '-')}"

    def parse(self, text: str) -> Any:
        """The answer that a flag's value stands for.

        :raises ValueError: it is none; the text says what is possible.
        """
        match self.kind:
            case Kind.TEXT:
                return text
            case Kind.LIST:
                return _words(text)
            case Kind.NUMBER:
                if not text.strip().isdecimal():
                    raise ValueError(f"must be a whole number, not {text!r}")
                return int(text)
            case Kind.YES_NO:
                if text.lower() not in YES | NO:
                    raise ValueError(f"must be yes or no, not {text!r}")
                return text.lower() in YES
            case Kind.ONE:
                return self._choice(text).value
            case Kind.SEVERAL:
                return [self._choice(word).value for word in _words(text)]

    def _choice(self, word: str) -> Choice:
        for choice in self.choices:
            if word.lower() in (choice.word.lower(), str(choice.value).lower()):
                return choice
        possible = ", ".join(choice.word for choice in self.choices)
        raise ValueError(f"must be {'one' if self.kind is Kind.ONE else 'some'} of {possible}; not {word!r}")


YES = {"yes", "y", "true"}
NO = {"no", "n", "false"}


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _attributes(names: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name.replace("_", " ").capitalize(), name) for name in names)


def _manual(answers: Answers) -> bool:
    return bool(answers.get("configuration", "manual") == "manual")


def _has_mfa(answers: Answers) -> bool:
    return bool(answers.get("mode", "OFF") != "OFF")


def _sends_sms(answers: Answers) -> bool:
    phone = {*answers.get("sign_in", ()), *answers.get("auto_verify", ())}
    return "SMS" in answers.get("types", ()) or "phone_number" in phone


def _verifies_email(answers: Answers) -> bool:
    return "email" in answers.get("auto_verify", ("email",))


def _if(name: str) -> Callable[[Answers], bool]:
    return lambda answers: bool(answers.get(name))


QUESTIONS: tuple[Question, ...] = (
    Question(
        "configuration",
        "Do you want to use the default authentication and security configuration?",
        Kind.ONE,
        choices=(
            Choice("Default configuration", "default"),
            Choice("Manual configuration", "manual"),
        ),
        default="manual",
    ),
    Question(
        "user_pool_name",
        "Please provide a name for your user pool:",
        Kind.TEXT,
        "user_pool.name",
        immutable=True,
    ),
    Question(
        "identity_pool",
        "Select the authentication/authorization services that you want to use:",
        Kind.YES_NO,
        choices=(
            Choice("User Sign-Up & Sign-In only (Best used with a cloud API only)", value=False),
            Choice("User Sign-Up, Sign-In, connected with AWS IAM controls (Amplify's default)", value=True),
        ),
        default=False,
        is_asked=_manual,
        implied_by=("identity_pool_name", "guests"),
    ),
    Question(
        "identity_pool_name",
        "Please enter a name for your identity pool.",
        Kind.TEXT,
        "identity_pool.name",
        is_asked=_if("identity_pool"),
    ),
    Question(
        "guests",
        "Allow unauthenticated logins? (Provides scoped down permissions that you can control via AWS IAM)",
        Kind.YES_NO,
        "identity_pool.guests",
        default=False,
        is_asked=_if("identity_pool"),
    ),
    Question(
        "sign_in",
        "How do you want users to be able to sign in?",
        Kind.ONE,
        "user_pool.sign_in",
        choices=(
            Choice("Username", ["username"], "username"),
            Choice("Email", ["email"], "email"),
            Choice("Phone Number", ["phone_number"], "phone_number"),
            Choice("Email or Phone Number", ["email", "phone_number"], "email,phone_number"),
        ),
        default=["username"],
        immutable=True,
    ),
    Question(
        "groups",
        "User pool groups, in the order of precedence (empty for none):",
        Kind.LIST,
        "groups",
        default=[],
        is_asked=_manual,
    ),
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
        is_asked=_manual,
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
    ),
    Question(
        "sms_authentication_message",
        "Specify an SMS authentication message:",
        Kind.TEXT,
        "sms.authentication_message",
        default=f"Your authentication code is {CODE}",
        is_asked=lambda answers: _has_mfa(answers) and "SMS" in answers.get("types", ()),
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
        is_asked=_manual,
    ),
    Question(
        "email_verification_subject",
        "Specify an email verification subject:",
        Kind.TEXT,
        "email.verification_subject",
        default="Your verification code",
        is_asked=lambda answers: _manual(answers) and _verifies_email(answers),
    ),
    Question(
        "email_verification_message",
        "Specify an email verification message:",
        Kind.TEXT,
        "email.verification_message",
        default=f"Your verification code is {CODE}",
        is_asked=lambda answers: _manual(answers) and _verifies_email(answers),
    ),
    Question(
        "sms_verification_message",
        "Specify an SMS verification message:",
        Kind.TEXT,
        "sms.verification_message",
        default=f"Your verification code is {CODE}",
        is_asked=lambda answers: _manual(answers) and _sends_sms(answers),
    ),
    Question(
        "override_password_policy",
        "Do you want to override the default password policy for this User Pool?",
        Kind.YES_NO,
        default=False,
        is_asked=_manual,
        hint="12 characters of all classes; Amplify's default is 8 characters of any",
        implied_by=("password_length", "password_classes"),
    ),
    Question(
        "password_length",
        "Enter the minimum password length for this User Pool:",
        Kind.NUMBER,
        "password_policy.minimum_length",
        default=12,
        is_asked=_if("override_password_policy"),
        hint="Amplify's default is 8",
    ),
    Question(
        "password_classes",
        "Select the password character requirements for your userpool:",
        Kind.SEVERAL,
        "password_policy",
        choices=(
            Choice("Requires Lowercase", "require_lowercase", "lowercase"),
            Choice("Requires Uppercase", "require_uppercase", "uppercase"),
            Choice("Requires Numbers", "require_numbers", "numbers"),
            Choice("Requires Symbols", "require_symbols", "symbols"),
        ),
        default=["require_lowercase", "require_uppercase", "require_numbers", "require_symbols"],
        is_asked=_if("override_password_policy"),
        hint="Amplify's default is none",
    ),
    Question(
        "required_attributes",
        "What attributes are required for signing up?",
        Kind.SEVERAL,
        "user_pool.required_attributes",
        choices=_attributes(get_args(StandardAttribute)),
        default=["email"],
        immutable=True,
    ),
    Question(
        "refresh_token_days",
        "Specify the app's refresh token expiration period (in days):",
        Kind.NUMBER,
        "clients.*.refresh_token",
        default=30,
        is_asked=_manual,
    ),
    Question(
        "set_attributes",
        "Do you want to specify the user attributes this app can read and write?",
        Kind.YES_NO,
        default=False,
        is_asked=_manual,
        implied_by=("read_attributes", "write_attributes"),
    ),
    Question(
        "read_attributes",
        "Specify read attributes:",
        Kind.SEVERAL,
        "clients.*.read_attributes",
        choices=_attributes((*get_args(StandardAttribute), "email_verified", "phone_number_verified")),
        default=["email"],
        is_asked=_if("set_attributes"),
    ),
    Question(
        "write_attributes",
        "Specify write attributes:",
        Kind.SEVERAL,
        "clients.*.write_attributes",
        choices=_attributes(get_args(StandardAttribute)),
        default=["email"],
        is_asked=_if("set_attributes"),
    ),
    Question(
        "oauth",
        "Do you want to use an OAuth flow?",
        Kind.YES_NO,
        default=False,
        is_asked=_manual,
        implied_by=("domain_prefix", "redirect_sign_in", "redirect_sign_out", "oauth_flow", "oauth_scopes"),
    ),
    Question(
        "domain_prefix",
        "What domain name prefix do you want to use?",
        Kind.TEXT,
        "hosted_ui.domain_prefix",
        is_asked=_if("oauth"),
    ),
    Question(
        "redirect_sign_in",
        "Enter your redirect signin URIs, separated by commas:",
        Kind.LIST,
        "hosted_ui.redirect_sign_in",
        is_asked=_if("oauth"),
    ),
    Question(
        "redirect_sign_out",
        "Enter your redirect signout URIs, separated by commas:",
        Kind.LIST,
        "hosted_ui.redirect_sign_out",
        is_asked=_if("oauth"),
    ),
    Question(
        "oauth_flow",
        "Select the OAuth flows enabled for this project.",
        Kind.ONE,
        "hosted_ui.flow",
        choices=(Choice("Authorization code grant", "code"), Choice("Implicit grant", "implicit")),
        default="code",
        is_asked=_if("oauth"),
    ),
    Question(
        "oauth_scopes",
        "Select the OAuth scopes enabled for this project.",
        Kind.SEVERAL,
        "hosted_ui.scopes",
        choices=tuple(Choice(scope, scope) for scope in get_args(OAuthScope)),
        default=["openid", "email", "profile"],
        is_asked=_if("oauth"),
        hint="Amplify's default is all of them",
    ),
)
