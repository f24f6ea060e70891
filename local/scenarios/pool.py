"""A deployed pool as an app, a user and an administrator see it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyotp
from pycognito.aws_srp import AWSSRP

from local.emulator import LocalAws
from local.settings import REGION

Answer = dict[str, Any]

Preference = tuple[list[str], str | None]
"""The factors that are enabled for a user, sorted, and the preferred one."""

ACCOUNT = "000000000000"
CODE = re.compile(r"\b[0-9]{6}\b")


@dataclass(frozen=True)
class User:
    """A made-up user."""

    name: str
    password: str
    phone: str = ""
    email: str = ""

    @property
    def attributes(self) -> list[dict[str, str]]:
        """The attributes to sign up with."""
        given = {"phone_number": self.phone, "email": self.email}
        return attribute_list({name: value for name, value in given.items() if value})


def new_user(*, phone: bool = True) -> User:
    """A user with a name of its own, with an e-mail address and, by default, a phone number."""
    name = f"user-{secrets.token_hex(4)}"
    return User(name, new_password(), new_phone() if phone else "", f"{name}@example.com")


def new_phone() -> str:
    """A phone number that nobody has."""
    return f"+1555{secrets.randbelow(10**7):07}"


def new_password() -> str:
    """A password that the default policy takes."""
    return f"Aa1!{secrets.token_hex(8)}"


def attribute_list(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """Attributes as Cognito's API takes them."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def code_in(message: str) -> str:
    """The code in a message.

    :raises ValueError: there is none.
    """
    codes: list[str] = CODE.findall(message)
    if not codes:
        raise ValueError(f"no code in {message!r}")
    return codes[-1]


def preference_in(answer: Mapping[str, Any]) -> Preference:
    """The preference in what GetUser or AdminGetUser answers."""
    return sorted(answer.get("UserMFASettingList", [])), answer.get("PreferredMfaSetting")


@dataclass(frozen=True)
class Pool:
    """A deployed pool: the outputs of its stack say where it is."""

    aws: LocalAws
    outputs: dict[str, str]

    @cached_property
    def cognito(self) -> Any:
        """Cognito's API."""
        return self.aws.client("cognito-idp")

    @property
    def id(self) -> str:
        """The pool's id."""
        return self.outputs["UserPoolId"]

    @property
    def arn(self) -> str:
        """The pool's ARN."""
        return f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{self.id}"

    @property
    def web(self) -> str:
        """The id of the web client."""
        return self.outputs["AppClientIDWeb"]

    @property
    def native(self) -> str:
        """The id of the native client."""
        return self.outputs["AppClientID"]

    # What an app does for a user.

    def sign_up(self, user: User, **attributes: str) -> Answer:
        """Sign a user up; Cognito sends a code."""
        # A user who signs in with a phone number or e-mail address has given it with that.
        given = [a for a in user.attributes if a["Value"] != user.name]
        answer: Answer = self.cognito.sign_up(
            ClientId=self.web,
            Username=user.name,
            Password=user.password,
            UserAttributes=[*given, *attribute_list(attributes)],
        )
        return answer

    def confirm(self, user: User, code: str, **arguments: object) -> Answer:
        """Confirm a sign-up with the code that was sent."""
        answer: Answer = self.cognito.confirm_sign_up(
            ClientId=self.web, Username=user.name, ConfirmationCode=code, **arguments
        )
        return answer

    def signed_up(self, *, phone: bool = True) -> User:
        """A new user, signed up and confirmed."""
        user = new_user(phone=phone)
        self.sign_up(user)
        self.confirm(user, self.code_sent_to(user))
        return user

    def sign_in(self, user: User, client: str = "") -> Answer:
        """Sign in by SRP, as Amplify's libraries do: the password never leaves the app."""
        client = client or self.web
        srp = AWSSRP(
            username=user.name,
            password=user.password,
            pool_id=self.id,
            client_id=client,
            client=self.cognito,
        )
        parameters = srp.get_auth_params()
        challenge = self.cognito.initiate_auth(
            ClientId=client, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters
        )
        answer: Answer = self.cognito.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName=challenge["ChallengeName"],
            ChallengeResponses=srp.process_challenge(challenge["ChallengeParameters"], parameters),
        )
        return answer

    def sign_in_by_password(self, user: User, client: str = "") -> Answer:
        """Sign in by sending the password."""
        answer: Answer = self.cognito.initiate_auth(
            ClientId=client or self.web,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.name, "PASSWORD": user.password},
        )
        return answer

    def respond(self, challenge: Answer, user: User, *, client: str = "", **responses: str) -> Answer:
        """Answer a challenge of the web client, or of another."""
        answer: Answer = self.cognito.respond_to_auth_challenge(
            ClientId=client or self.web,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": user.name, **responses},
        )
        return answer

    def access_token(self, user: User) -> str:
        """Sign a user in, with the code of an SMS message if there is a challenge."""
        answer = self.sign_in(user)
        if "ChallengeName" in answer:
            answer = self.respond(answer, user, SMS_MFA_CODE=self.code_sent_to(user))
        return str(answer["AuthenticationResult"]["AccessToken"])

    def register_totp(self, user: User, access_token: str = "") -> pyotp.TOTP:
        """Register a TOTP device of a user, who signs in, or has. Nothing is enabled by that."""
        token = access_token or self.access_token(user)
        totp = pyotp.TOTP(self.cognito.associate_software_token(AccessToken=token)["SecretCode"])
        self.cognito.verify_software_token(AccessToken=token, UserCode=totp.now())
        return totp

    # What a user sees.

    def code_sent_to(self, user: User) -> str:
        """The code of the last message to a user: an SMS message if there is a phone number."""
        return self.sms_code(user) if user.phone else self.email_code(user)

    def sms_code(self, user: User) -> str:
        """The code of the last SMS message to a user."""
        return code_in(self.aws.sms_messages(user.phone)[-1])

    def email_code(self, user: User) -> str:
        """The code of the last e-mail to a user."""
        return code_in(self.aws.email_messages(user.email)[-1].body)

    # What an administrator sees and does.

    def admin(self, operation: str, user: User, **arguments: object) -> Answer:
        """Call an operation of Cognito's admin API on a user."""
        answer: Answer = getattr(self.cognito, operation)(UserPoolId=self.id, Username=user.name, **arguments)
        return answer

    def preference(self, user: User) -> Preference:
        """The factors that are enabled for a user, and the preferred one."""
        return preference_in(self.admin("admin_get_user", user))

    def add_user(self, user: User, **attributes: str) -> None:
        """Create a user who can sign in; no trigger runs."""
        given = [*user.attributes, *attribute_list(attributes)]
        self.admin("admin_create_user", user, MessageAction="SUPPRESS", UserAttributes=given)
        self.admin("admin_set_user_password", user, Password=user.password, Permanent=True)

    def prefer(
        self, user: User, *, sms: dict[str, bool] | None = None, totp: dict[str, bool] | None = None
    ) -> None:
        """Set a user's preference by the blocks that are given."""
        blocks = {"SMSMfaSettings": sms, "SoftwareTokenMfaSettings": totp}
        given = {name: block for name, block in blocks.items() if block is not None}
        self.admin("admin_set_user_mfa_preference", user, **given)

    def attributes(self, user: User) -> dict[str, str]:
        """The attributes of a user."""
        return {a["Name"]: a["Value"] for a in self.admin("admin_get_user", user)["UserAttributes"]}

    def attribute(self, user: User, name: str) -> str | None:
        """An attribute of a user."""
        return self.attributes(user).get(name)
