"""An app that calls Cognito's API by itself, with boto3; SRP is pycognito's."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
from botocore.exceptions import ClientError

from local.scenarios.app import ACCEPTED, TOKENS, Answer, Flow
from local.scenarios.pool import Pool, Preference, User, preference_in
from local.scenarios.tokens import verify_tokens

Response = dict[str, Any]

ENABLED = {"Enabled": True, "PreferredMfa": False}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
DISABLED = {"Enabled": False, "PreferredMfa": False}


@contextlib.contextmanager
def boto3_app(pool: Pool, client: str) -> Iterator["Boto3App"]:
    """Start an app for a pool and an app client."""
    yield Boto3App(pool, client)


class Boto3App:
    """The driver for Cognito's API itself."""

    def __init__(self, pool: Pool, client: str) -> None:
        self._pool = pool
        self._client = client
        self._cognito = pool.cognito
        self._user: User
        self._challenge: Response = {}
        self._access_token = ""

    def sign_up(self, user: User) -> Answer:
        self._user = user
        return self._answer(lambda: self._pool.sign_up(user))

    def confirm_sign_up(self, code: str) -> Answer:
        return self._answer(lambda: self._pool.confirm(self._user, code))

    def sign_in(self, user: User, flow: Flow = "USER_SRP_AUTH") -> Answer:
        self._user = user
        self._challenge, self._access_token = {}, ""
        if flow == "USER_SRP_AUTH":
            return self._answer(lambda: self._pool.sign_in(user, self._client))
        return self._answer(lambda: self._pool.sign_in_by_password(user, self._client))

    def send_code(self, code: str) -> Answer:
        return self._respond(**{f"{self._challenge['ChallengeName']}_CODE": code})

    def choose(self, factor: str) -> Answer:
        return self._respond(ANSWER=factor)

    def set_password(self, password: str) -> Answer:
        return self._respond(NEW_PASSWORD=password)

    def associate_totp(self) -> pyotp.TOTP:
        answer = self._cognito.associate_software_token(**self._proof())
        self._challenge["Session"] = answer.get("Session")
        return pyotp.TOTP(answer["SecretCode"])

    def verify_totp(self, code: str) -> Answer:
        answer = self._answer(lambda: self._cognito.verify_software_token(**self._proof(), UserCode=code))
        if answer.outcome != ACCEPTED or self._access_token:
            return answer
        return self._respond()

    def preference(self) -> Preference:
        return preference_in(self._cognito.get_user(AccessToken=self._access_token))

    def prefer(self, *, sms: bool = False, totp: bool = False) -> Answer:
        return self._set_preference(
            SMSMfaSettings=PREFERRED if sms else ENABLED,
            SoftwareTokenMfaSettings=PREFERRED if totp else ENABLED,
        )

    def disable_totp(self) -> Answer:
        return self._set_preference(SoftwareTokenMfaSettings=DISABLED)

    def forgot_password(self, user: User) -> Answer:
        self._user = user
        return self._answer(lambda: self._cognito.forgot_password(ClientId=self._client, Username=user.name))

    def confirm_password(self, code: str, password: str) -> Answer:
        return self._answer(
            lambda: self._cognito.confirm_forgot_password(
                ClientId=self._client, Username=self._user.name, ConfirmationCode=code, Password=password
            )
        )

    def _set_preference(self, **factors: object) -> Answer:
        return self._answer(
            lambda: self._cognito.set_user_mfa_preference(AccessToken=self._access_token, **factors)
        )

    def _respond(self, **responses: str) -> Answer:
        return self._answer(
            lambda: self._pool.respond(self._challenge, self._user, client=self._client, **responses)
        )

    def _proof(self) -> dict[str, str]:
        """Who the user is: signed in, or in the midst of it."""
        if self._access_token:
            return {"AccessToken": self._access_token}
        return {"Session": self._challenge["Session"]}

    def _answer(self, call: Callable[[], Response]) -> Answer:
        try:
            response = call()
        except ClientError as error:
            return Answer(error.response["Error"]["Code"])
        if "CodeDeliveryDetails" in response:
            return Answer.of_delivery(response["CodeDeliveryDetails"])
        if "ChallengeName" in response:
            self._challenge = response
            return Answer.of_challenge(response["ChallengeName"], response["ChallengeParameters"])
        if "AuthenticationResult" in response:
            tokens = response["AuthenticationResult"]
            verify_tokens(self._pool, self._user, self._client, tokens["AccessToken"], tokens["IdToken"])
            self._access_token = tokens["AccessToken"]
            return Answer(TOKENS)
        if response.get("Session"):
            self._challenge["Session"] = response["Session"]
        return Answer(ACCEPTED)
