"""An app with pycognito. It signs in by SRP, and verifies the tokens that it is given."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3
import pyotp
from botocore.exceptions import ClientError
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import ForceChangePasswordException, MFAChallengeException

from local.scenarios.app import ACCEPTED, TOKENS, Answer, Flow
from local.scenarios.pool import Pool, Preference, User
from local.scenarios.tokens import published_keys, verify_tokens
from local.scenarios.users import SMS

LACKS = {
    "SMS challenge, by password": "`admin_authenticate` expects tokens",
    "TOTP set up during sign-in, mode ON": "it has no answer to MFA_SETUP",
    "The same without a phone number": "it has no answer to MFA_SETUP",
    "Several factors enabled, none preferred": "it has no answer to SELECT_MFA_TYPE",
    "Reading and updating the preference": "it cannot read the preference",
}
"""The scenarios that pycognito cannot go through, and why."""


@contextmanager
def pycognito_app(pool: Pool, client: str) -> Iterator["PycognitoApp"]:
    """Start an app for a pool and an app client."""
    app = PycognitoApp(pool, client)
    yield app
    app.close()


class PycognitoApp:
    """The driver for pycognito."""

    def __init__(self, pool: Pool, client: str) -> None:
        self._pool = pool
        self._client = client
        self._user: User
        self._challenge: dict[str, Any] = {}
        # As an argument, the endpoint would be taken for the tokens' issuer as well.
        with mock.patch.dict(os.environ, pool.aws.environ):
            self._app = Cognito(pool.id, client, session=boto3.Session())
        # By itself it would ask amazonaws.com for them.
        self._app.pool_jwk = published_keys(pool)

    def close(self) -> None:
        self._app.client.close()

    def sign_up(self, user: User) -> Answer:
        self._use(user)
        given = {each["Name"]: each["Value"] for each in user.attributes if each["Value"] != user.name}
        self._app.set_base_attributes(**given)
        return Answer.of_delivery(self._app.register(user.name, user.password)["CodeDeliveryDetails"])

    def confirm_sign_up(self, code: str) -> Answer:
        return _answer(lambda: self._app.confirm_sign_up(code))

    def sign_in(self, user: User, flow: Flow = "USER_SRP_AUTH") -> Answer:
        if flow != "USER_SRP_AUTH":
            raise NotImplementedError(flow)
        self._use(user)
        try:
            self._app.authenticate(user.password)
        except ForceChangePasswordException:
            return Answer("NEW_PASSWORD_REQUIRED")
        except MFAChallengeException as challenge:
            return self._challenged(challenge.get_tokens())
        except ClientError as error:
            return Answer(error.response["Error"]["Code"])
        return self._signed_in()

    def send_code(self, code: str) -> Answer:
        by_sms = self._challenge["ChallengeName"] == SMS
        app = self._app
        respond = app.respond_to_sms_mfa_challenge if by_sms else app.respond_to_software_token_mfa_challenge
        answer = _answer(lambda: respond(code, self._challenge))
        return self._signed_in() if answer.outcome == ACCEPTED else answer

    def choose(self, factor: str) -> Answer:
        raise NotImplementedError(factor)

    def set_password(self, password: str) -> Answer:
        # `new_password_challenge` expects tokens; what it is made of shows a challenge as well.
        user = self._user
        srp = AWSSRP(user.name, user.password, self._pool.id, self._client, client=self._app.client)
        response = srp.set_new_password_challenge(password)
        if "ChallengeName" in response:
            return self._challenged(response)
        tokens = response["AuthenticationResult"]
        verify_tokens(self._pool, user, self._client, tokens["AccessToken"], tokens["IdToken"])
        return Answer(TOKENS)

    def associate_totp(self) -> pyotp.TOTP:
        return pyotp.TOTP(self._app.associate_software_token())

    def verify_totp(self, code: str) -> Answer:
        return _answer(lambda: self._app.verify_software_token(code))

    def preference(self) -> Preference:
        raise NotImplementedError

    def prefer(self, *, sms: bool = False, totp: bool = False) -> Answer:
        if sms == totp:
            raise NotImplementedError
        preferred = "SMS" if sms else "SOFTWARE_TOKEN"
        return self._set_preference(software_token_mfa=True, preferred=preferred)

    def disable_totp(self) -> Answer:
        return self._set_preference(software_token_mfa=False, preferred="SMS")

    def forgot_password(self, user: User) -> Answer:
        self._use(user)
        self._app.initiate_forgot_password()
        return Answer(ACCEPTED, medium="EMAIL")

    def confirm_password(self, code: str, password: str) -> Answer:
        return _answer(lambda: self._app.confirm_forgot_password(code, password))

    def _use(self, user: User) -> None:
        self._user = user
        self._app.username = user.name

    def _set_preference(self, **settings: Any) -> Answer:
        return _answer(lambda: self._app.set_user_mfa_preference(sms_mfa=True, **settings))

    def _challenged(self, challenge: dict[str, Any]) -> Answer:
        self._challenge = challenge
        return Answer.of_challenge(challenge["ChallengeName"], challenge["ChallengeParameters"])

    def _signed_in(self) -> Answer:
        """The app has verified its tokens; they must be the user's."""
        app = self._app
        assert app.access_claims["client_id"] == app.id_claims["aud"] == self._client
        assert app.access_claims["sub"] == app.id_claims["sub"] == self._pool.attribute(self._user, "sub")
        return Answer(TOKENS)


def _answer(call: Callable[[], object]) -> Answer:
    try:
        call()
    except ClientError as error:
        return Answer(error.response["Error"]["Code"])
    return Answer(ACCEPTED)
