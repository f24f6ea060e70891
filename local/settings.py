"""What can be switched in the local AWS, and its environment variables."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from local.errors import LocalAwsError

HOST = "127.0.0.1"
REGION = "us-east-1"
DEFAULT_PORT = 4566
LAST_PORT = 65535
HOST_VARIABLES = ("LOCAL_AWS_HOST", "BIND_HOST")

TOTP_BEFORE_REGISTRATION = "LOCAL_AWS_TOTP_BEFORE_REGISTRATION"
SIGN_UP_CODE_SECONDS = "LOCAL_AWS_SIGN_UP_CODE_SECONDS"
OMITTED_PROPERTIES = "LOCAL_AWS_OMITTED_PROPERTIES"
PATIENCE = "LOCAL_AWS_PATIENCE"


@dataclass(frozen=True)
class Settings:
    """Switches of the behavior that is added to ministack.

    `totp_before_registration`: what happens when TOTP is enabled for a user without a registered device.
    Sources disagree: "refuse" is what aws-sdk-js-v3#4645 reports; "accept" is what a page of an SDK says.
    `sign_up_code_seconds`: how long a sign-up code is valid; 24 hours in Cognito.
    `omitted_properties`: what happens to a property of a pool or client that is removed from the template.
    "reset" is what the documentation describes. "keep" is the other extreme: on AWS, policies, MFA, token
    lives and the e-mail sender were seen to stay; the rest was not measured.
    `patience`: multiplies the time limits of functions and triggers; on a busy machine, functions start more
    slowly than on AWS.
    """

    totp_before_registration: str = "refuse"
    sign_up_code_seconds: int = 24 * 60 * 60
    omitted_properties: str = "reset"
    patience: int = 1

    def __post_init__(self) -> None:
        if self.totp_before_registration not in {"refuse", "accept"}:
            raise LocalAwsError(f'{TOTP_BEFORE_REGISTRATION} must be "refuse" or "accept"')
        if self.omitted_properties not in {"reset", "keep"}:
            raise LocalAwsError(f'{OMITTED_PROPERTIES} must be "reset" or "keep"')
        if self.patience < 1:
            raise LocalAwsError(f"{PATIENCE} must be at least 1, not {self.patience}")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Self:
        return cls(
            totp_before_registration=environ.get(TOTP_BEFORE_REGISTRATION, cls.totp_before_registration),
            sign_up_code_seconds=_whole_number(environ, SIGN_UP_CODE_SECONDS, cls.sign_up_code_seconds),
            omitted_properties=environ.get(OMITTED_PROPERTIES, cls.omitted_properties),
            patience=_whole_number(environ, PATIENCE, cls.patience),
        )

    def environ(self) -> dict[str, str]:
        return {
            TOTP_BEFORE_REGISTRATION: self.totp_before_registration,
            SIGN_UP_CODE_SECONDS: str(self.sign_up_code_seconds),
            OMITTED_PROPERTIES: self.omitted_properties,
            PATIENCE: str(self.patience),
        }


def port_from_environ(environ: Mapping[str, str] = os.environ) -> int:
    port = _whole_number(environ, "LOCAL_AWS_PORT", DEFAULT_PORT)
    if not 0 <= port <= LAST_PORT:
        raise LocalAwsError(f"LOCAL_AWS_PORT must be from 0 to {LAST_PORT}, not {port}")
    return port


def refuse_other_hosts(environ: Mapping[str, str] = os.environ) -> None:
    """The emulator runs code that it is sent and checks no password: it serves this machine only."""
    for variable in HOST_VARIABLES:
        host = environ.get(variable, HOST)
        if not _is_loopback(host):
            raise LocalAwsError(f"{variable}={host}: the local AWS serves {HOST} only; unset {variable}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _whole_number(environ: Mapping[str, str], variable: str, default: int) -> int:
    value = environ.get(variable, str(default))
    try:
        return int(value)
    except ValueError:
        raise LocalAwsError(f"{variable} must be a whole number, not {value!r}") from None
