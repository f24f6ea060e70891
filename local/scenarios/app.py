"""An app, as the scenarios use it: each client library has a driver of this form."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, Self

import pyotp

from local.scenarios.pool import Pool, Preference, User

Flow = Literal["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]

TOKENS = "tokens"
ACCEPTED = "accepted"


@dataclass(frozen=True)
class Answer:
    """What Cognito answered an app, whatever the library makes of it."""

    outcome: str
    """The challenge's name, `tokens`, `accepted`, or the error's code."""
    destination: str = ""
    """Where a code went, as Cognito shows it."""
    medium: str = ""
    """How a code for a sign-up or a forgotten password went: `SMS` or `EMAIL`."""
    choices: tuple[str, ...] = ()
    """The factors that the user can choose from, or set up."""

    @classmethod
    def of_challenge(cls, name: str, parameters: Mapping[str, str]) -> Self:
        """A challenge by its name and parameters in Cognito's API."""
        choices = parameters.get("MFAS_CAN_CHOOSE") or parameters.get("MFAS_CAN_SETUP") or "[]"
        destination = parameters.get("CODE_DELIVERY_DESTINATION", "")
        return cls(name, destination, choices=tuple(sorted(json.loads(choices))))

    @classmethod
    def of_delivery(cls, details: Mapping[str, str]) -> Self:
        """`CodeDeliveryDetails` of Cognito's API."""
        return cls(ACCEPTED, details["Destination"], details["DeliveryMedium"])


class App(Protocol):
    """An app with one user at a time. Errors of Cognito's are outcomes; a driver raises everything else.

    The outcome is `tokens` if the library has tokens, and they are the pool's, for this user and client.
    """

    def sign_up(self, user: User) -> Answer: ...

    def confirm_sign_up(self, code: str) -> Answer: ...

    def sign_in(self, user: User, flow: Flow = "USER_SRP_AUTH") -> Answer: ...

    def send_code(self, code: str) -> Answer:
        """Answer a challenge with the code of an SMS message or a TOTP device."""

    def choose(self, factor: str) -> Answer:
        """Answer SELECT_MFA_TYPE."""

    def set_password(self, password: str) -> Answer:
        """Answer NEW_PASSWORD_REQUIRED."""

    def associate_totp(self) -> pyotp.TOTP:
        """Get the secret for a device, in the challenge MFA_SETUP or after sign-in."""

    def verify_totp(self, code: str) -> Answer:
        """Register the device; in MFA_SETUP the sign-in goes on."""

    def preference(self) -> Preference:
        """Read the preference of the user who is signed in."""

    def prefer(self, *, sms: bool = False, totp: bool = False) -> Answer:
        """Enable both factors, and prefer one or none."""

    def disable_totp(self) -> Answer: ...

    def forgot_password(self, user: User) -> Answer: ...

    def confirm_password(self, code: str, password: str) -> Answer: ...


StartApp = Callable[[Pool, str], AbstractContextManager[App]]
"""Starts an app for a pool and the id of one of its app clients."""
