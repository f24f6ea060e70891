"""An app with amazon-cognito-identity-js. An answer is a callback's name and what it was called with."""

from typing import Any

from local.scenarios.pool import Pool, User
from local.scenarios.step import masked
from tests.acceptance.javascript import JavaScript
from tests.acceptance.tokens import verify_tokens

Answer = list[Any]


class App:
    """An app with one user at a time."""

    def __init__(self, javascript: JavaScript, pool: Pool, client: str) -> None:
        self.call = javascript.call
        self._pool = pool
        self._client = client
        self.call("createPool", {"UserPoolId": pool.id, "ClientId": client, "endpoint": pool.aws.endpoint})

    def sign_in(self, user: User, flow: str = "USER_SRP_AUTH") -> Answer:
        """Sign in anew."""
        self.call("createUser", user.name)
        return list(self.call("authenticateUser", user.password, flow))

    def sign_in_by_sms(self, user: User) -> None:
        """Sign in with the code of an SMS message."""
        assert_asks_for_sms_code(self.sign_in(user), user)
        self.assert_signed_in(self.call("sendMFACode", self._pool.sms_code(user)), user)

    def preference(self) -> tuple[list[str], str | None]:
        """The enabled factors and the preferred one, as the user who is signed in reads them."""
        data = self.call("getUserData")
        return sorted(data["UserMFASettingList"]), data.get("PreferredMfaSetting")

    def assert_signed_in(self, answer: Answer, user: User) -> None:
        """Check that a sign-in ended, with the pool's tokens."""
        callback, session = answer
        assert callback == "onSuccess"
        access_token, id_token = session["accessToken"]["jwtToken"], session["idToken"]["jwtToken"]
        verify_tokens(self._pool, user, self._client, access_token, id_token)


def assert_asks_for_sms_code(answer: Answer, user: User) -> None:
    """Check that a sign-in asks for the code of an SMS message, and shows where that went."""
    callback, challenge, parameters = answer
    assert (callback, challenge) == ("mfaRequired", "SMS_MFA")
    assert parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
    assert parameters["CODE_DELIVERY_DESTINATION"] == masked(user.phone)


def assert_asks_for_totp_code(answer: Answer) -> None:
    """Check that a sign-in asks for the code of a TOTP device."""
    assert answer[:2] == ["totpRequired", "SOFTWARE_TOKEN_MFA"]
