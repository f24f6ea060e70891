"""An app with aws-amplify 6."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyotp

from local.scenarios.app import ACCEPTED, TOKENS, Answer, Flow
from local.scenarios.pool import Pool, Preference, User
from local.scenarios.tokens import verify_tokens
from local.scenarios.users import SMS, TOTP
from stacks.amplify.client_files import amplify_outputs
from tests.acceptance.clients.javascript import CallError, JavaScript

FACTORS = {"SMS": SMS, "TOTP": TOTP}
NAMES = {factor: name for name, factor in FACTORS.items()}
CHALLENGES = {
    "CONFIRM_SIGN_IN_WITH_SMS_CODE": SMS,
    "CONFIRM_SIGN_IN_WITH_TOTP_CODE": TOTP,
    "CONTINUE_SIGN_IN_WITH_MFA_SELECTION": "SELECT_MFA_TYPE",
    "CONTINUE_SIGN_IN_WITH_TOTP_SETUP": "MFA_SETUP",
    "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED": "NEW_PASSWORD_REQUIRED",
}

Step = dict[str, Any]
"""What aws-amplify says comes next."""


@contextmanager
def aws_amplify_app(
    pool: Pool, client: str, *, of_outputs: Callable[[Mapping[str, str]], Any] = amplify_outputs
) -> Iterator["AmplifyApp"]:
    """Start an app that is configured by a file made of the stack's outputs."""
    with JavaScript("aws_amplify.mjs") as javascript:
        configuration = of_outputs({**pool.outputs, "AppClientIDWeb": client})
        javascript.call("configure", configuration, pool.aws.endpoint)
        yield AmplifyApp(javascript, pool, client)


class AmplifyApp:
    """The driver for aws-amplify."""

    def __init__(self, javascript: JavaScript, pool: Pool, client: str) -> None:
        self._javascript = javascript
        self._pool = pool
        self._client = client
        self._user: User
        self._setup: dict[str, str] | None = None

    def sign_up(self, user: User) -> Answer:
        self._user = user
        given = {each["Name"]: each["Value"] for each in user.attributes if each["Value"] != user.name}
        options = {"userAttributes": given}
        return self._answer("signUp", username=user.name, password=user.password, options=options)

    def confirm_sign_up(self, code: str) -> Answer:
        return self._answer("confirmSignUp", username=self._user.name, confirmationCode=code)

    def sign_in(self, user: User, flow: Flow = "USER_SRP_AUTH") -> Answer:
        self._user = user
        self._call("signOut")  # or the sign-in would be refused
        options = {"authFlowType": flow}
        return self._answer("signIn", username=user.name, password=user.password, options=options)

    def send_code(self, code: str) -> Answer:
        return self._confirm_sign_in(code)

    def choose(self, factor: str) -> Answer:
        return self._confirm_sign_in(NAMES[factor])

    def set_password(self, password: str) -> Answer:
        return self._confirm_sign_in(password)

    def associate_totp(self) -> pyotp.TOTP:
        details = self._setup or self._call("setUpTOTP")
        totp = pyotp.parse_uri(details["setupUri"])
        assert isinstance(totp, pyotp.TOTP)
        assert (totp.secret, totp.issuer) == (details["sharedSecret"], "example")
        return totp

    def verify_totp(self, code: str) -> Answer:
        return self._confirm_sign_in(code) if self._setup else self._answer("verifyTOTPSetup", code=code)

    def preference(self) -> Preference:
        answer = self._call("fetchMFAPreference")
        preferred = answer.get("preferred")
        return sorted(FACTORS[name] for name in answer["enabled"]), preferred and FACTORS[preferred]

    def prefer(self, *, sms: bool = False, totp: bool = False) -> Answer:
        words = {False: "NOT_PREFERRED", True: "PREFERRED"}
        return self._answer("updateMFAPreference", sms=words[sms], totp=words[totp])

    def disable_totp(self) -> Answer:
        return self._answer("updateMFAPreference", totp="DISABLED")

    def forgot_password(self, user: User) -> Answer:
        self._user = user
        return self._answer("resetPassword", username=user.name)

    def confirm_password(self, code: str, password: str) -> Answer:
        return self._answer(
            "confirmResetPassword", username=self._user.name, newPassword=password, confirmationCode=code
        )

    def _confirm_sign_in(self, response: str) -> Answer:
        return self._answer("confirmSignIn", challengeResponse=response)

    def _call(self, function: str, **named: object) -> Any:
        """Call a function of aws-amplify: all take one object."""
        return self._javascript.call(function, named)

    def _answer(self, function: str, **named: object) -> Answer:
        try:
            answer = self._call(function, **named) or {}
        except CallError as error:
            return Answer(error.name)
        step: Step = answer.get("nextStep", {})
        delivery = step.get("codeDeliveryDetails", {})
        destination, medium = delivery.get("destination", ""), delivery.get("deliveryMedium", "")
        if "signInStep" not in step:
            return Answer(ACCEPTED, destination, medium)
        self._setup = step.get("totpSetupDetails")
        if step["signInStep"] == "DONE":
            tokens = self._javascript.call("fetchAuthSession")
            verify_tokens(self._pool, self._user, self._client, tokens["accessToken"], tokens["idToken"])
            return Answer(TOKENS)
        choices = [FACTORS[name] for name in step.get("allowedMFATypes", [])] or [TOTP] * bool(self._setup)
        return Answer(CHALLENGES[step["signInStep"]], destination, medium, tuple(sorted(choices)))
