"""An app with amazon-cognito-identity-js 6."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyotp

from local.scenarios.app import ACCEPTED, TOKENS, Answer, Flow
from local.scenarios.boto3_app import DISABLED, ENABLED, PREFERRED
from local.scenarios.pool import Pool, Preference, User, preference_in
from local.scenarios.tokens import verify_tokens
from tests.acceptance.clients.javascript import CallError, JavaScript

Callback = list[Any]
"""The name of the callback that the library called, and what it called it with."""

# Callbacks that stand for a challenge and are called with its name, but for this one.
NEW_PASSWORD = "newPasswordRequired"
CHALLENGES = ("mfaRequired", "totpRequired", "mfaSetup", "selectMFAType")


@contextmanager
def identity_js_app(pool: Pool, client: str) -> Iterator["IdentityApp"]:
    """Start an app for a pool and an app client."""
    with JavaScript("identity_js.mjs") as javascript:
        where = {"UserPoolId": pool.id, "ClientId": client, "endpoint": pool.aws.endpoint}
        javascript.call("createPool", where)
        yield IdentityApp(javascript, pool, client)


class IdentityApp:
    """The driver for amazon-cognito-identity-js."""

    def __init__(self, javascript: JavaScript, pool: Pool, client: str) -> None:
        self._call = javascript.call
        self._pool = pool
        self._client = client
        self._user: User
        self._challenge = ""

    def sign_up(self, user: User) -> Answer:
        self._use(user)
        attributes = [each for each in user.attributes if each["Value"] != user.name]
        return self._answer("signUp", user.name, user.password, attributes)

    def confirm_sign_up(self, code: str) -> Answer:
        return self._answer("confirmRegistration", code)

    def sign_in(self, user: User, flow: Flow = "USER_SRP_AUTH") -> Answer:
        self._use(user)
        return self._answer("authenticateUser", user.password, flow)

    def send_code(self, code: str) -> Answer:
        return self._answer("sendMFACode", code, self._challenge)

    def choose(self, factor: str) -> Answer:
        return self._answer("sendMFASelectionAnswer", factor)

    def set_password(self, password: str) -> Answer:
        return self._answer("completeNewPasswordChallenge", password)

    def associate_totp(self) -> pyotp.TOTP:
        _, secret = self._call("associateSoftwareToken")
        return pyotp.TOTP(secret)

    def verify_totp(self, code: str) -> Answer:
        return self._answer("verifySoftwareToken", code)

    def preference(self) -> Preference:
        return preference_in(self._call("getUserData"))

    def prefer(self, *, sms: bool = False, totp: bool = False) -> Answer:
        factors = (PREFERRED if preferred else ENABLED for preferred in (sms, totp))
        return self._answer("setUserMfaPreference", *factors)

    def disable_totp(self) -> Answer:
        return self._answer("setUserMfaPreference", None, DISABLED)

    def forgot_password(self, user: User) -> Answer:
        self._use(user)
        return self._answer("forgotPassword")

    def confirm_password(self, code: str, password: str) -> Answer:
        return self._answer("confirmPassword", code, password)

    def _use(self, user: User) -> None:
        self._user = user
        self._call("createUser", user.name)

    def _answer(self, method: str, *arguments: object) -> Answer:
        try:
            answer = self._call(method, *arguments)
        except CallError as error:
            return Answer(error.name)
        match answer:
            case [callback, name, parameters] if callback in CHALLENGES:
                self._challenge = name
                return Answer.of_challenge(name, parameters)
            case [callback, *_] if callback == NEW_PASSWORD:
                return Answer("NEW_PASSWORD_REQUIRED")
            case ["onSuccess", {"accessToken": access, "idToken": identity}]:
                tokens = access["jwtToken"], identity["jwtToken"]
                verify_tokens(self._pool, self._user, self._client, *tokens)
                return Answer(TOKENS)
            case ["inputVerificationCode", {"CodeDeliveryDetails": details}]:
                return Answer.of_delivery(details)
            case {"codeDeliveryDetails": details}:
                return Answer.of_delivery(details)
        assert "SUCCESS" in (answer, *answer) or answer[1]["Status"] == "SUCCESS", answer
        return Answer(ACCEPTED)
