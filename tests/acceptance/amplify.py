"""An app with aws-amplify."""

from collections.abc import Callable, Mapping
from typing import Any

import pyotp

from local.scenarios.pool import Pool, User
from local.scenarios.step import masked
from stacks.amplify.client_files import amplify_outputs
from tests.acceptance.javascript import JavaScript
from tests.acceptance.tokens import verify_tokens

Step = dict[str, Any]
"""The next step of a sign-in or another flow."""

TOTP_CODE: Step = {"signInStep": "CONFIRM_SIGN_IN_WITH_TOTP_CODE"}
NEW_PASSWORD: Step = {"signInStep": "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED", "missingAttributes": []}


class App:
    """An app with one user at a time, configured by a file that is made of the stack's outputs."""

    def __init__(
        self,
        javascript: JavaScript,
        pool: Pool,
        client: str,
        *,
        of_outputs: Callable[[Mapping[str, str]], Any] = amplify_outputs,
    ) -> None:
        self._call = javascript.call
        self._pool = pool
        self._client = client
        configuration = of_outputs({**pool.outputs, "AppClientIDWeb": client})
        self._call("configure", configuration, pool.aws.endpoint)

    def call(self, name: str, **named: object) -> Any:
        """Call a function of aws-amplify: all take one object."""
        return self._call(name, named)

    def sign_in(self, user: User, **options: str) -> Step:
        """Sign in and return the next step."""
        answer = self.call("signIn", username=user.name, password=user.password, options=options)
        return dict(answer["nextStep"])

    def confirm_sign_in(self, response: str) -> Step:
        """Answer a step of the sign-in and return the next one."""
        return dict(self.call("confirmSignIn", challengeResponse=response)["nextStep"])

    def sign_in_by_sms(self, user: User) -> None:
        """Sign in with the code of an SMS message."""
        assert self.sign_in(user) == sms_code(user)
        self.assert_signed_in(self.confirm_sign_in(self._pool.sms_code(user)), user)

    def assert_signed_in(self, step: Step, user: User) -> None:
        """Check that a sign-in ended, with the pool's tokens."""
        assert step == {"signInStep": "DONE"}
        tokens = self.call("fetchAuthSession")
        verify_tokens(self._pool, user, self._client, tokens["accessToken"], tokens["idToken"])

    def sign_out(self) -> None:
        """Sign out, or the next sign-in would be refused."""
        self.call("signOut")

    def preference(self) -> tuple[list[str], str | None]:
        """The enabled factors and the preferred one, as the user who is signed in reads them."""
        answer = self.call("fetchMFAPreference")
        return sorted(answer["enabled"]), answer.get("preferred")


def sms_code(user: User) -> Step:
    """The step that asks for the code of an SMS message, and shows where that went."""
    delivery = {"deliveryMedium": "SMS", "destination": masked(user.phone)}
    return {"signInStep": "CONFIRM_SIGN_IN_WITH_SMS_CODE", "codeDeliveryDetails": delivery}


def device(details: dict[str, str]) -> pyotp.TOTP:
    """The device that scanned the QR code of a TOTP set-up."""
    assert details["setupUri"].startswith("otpauth://totp/example:")
    totp = pyotp.parse_uri(details["setupUri"])
    assert isinstance(totp, pyotp.TOTP)
    assert (totp.secret, totp.issuer) == (details["sharedSecret"], "example")
    return totp
