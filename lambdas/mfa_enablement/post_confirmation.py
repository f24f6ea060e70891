"""The pool's post-confirmation trigger: enables MFA for a user who has just signed up."""

import os
from typing import Any, TypedDict

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from mfa_enablement import preference
from mfa_enablement.decision import Policy, decide
from mfa_enablement.log import log

# Cognito waits 5 seconds, start of the function included:
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
CONFIG = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})

# Made while the function starts, when Lambda gives it more processor time than for an event.
POLICY = Policy.from_variables(os.environ)
cognito = boto3.client("cognito-idp", config=CONFIG)


class Request(TypedDict):
    """The part of the event that tells about the user; all attributes are texts, "true" and "false" too."""

    userAttributes: dict[str, str]


class Event(TypedDict):
    """Cognito's event, as far as it is used here."""

    triggerSource: str
    userPoolId: str
    userName: str
    request: Request


def handler(event: Event, context: Any) -> Event:  # noqa: ARG001 - Lambda's signature
    """Enable the factors that the environment wants and the user can have.

    :param event: Cognito's event. The pool is the event's: a function that is told its pool in an
        environment variable makes a circle of dependencies.
    :return: the event, as Cognito demands.
    :raises botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError: the user has no MFA. Cognito
        calls again, up to three times, and then tells the app; the user is confirmed all the same.
    """
    # The other source, PostConfirmation_ConfirmForgotPassword, is of a user who may have chosen factors.
    if event["triggerSource"] != "PostConfirmation_ConfirmSignUp":
        return event
    attributes = event["request"]["userAttributes"]
    user = {"userPoolId": event["userPoolId"], "sub": attributes.get("sub")}
    try:
        decision = preference.enable(
            cognito, event["userPoolId"], event["userName"], decide(POLICY, attributes)
        )
    except (BotoCoreError, ClientError) as error:
        log("ERROR", "MFA not enabled", **user, error=_name(error))
        raise
    log(
        "INFO",
        "MFA enabled" if decision.enable else "No MFA enabled",
        **user,
        enabled=decision.enable,
        preferred=decision.preferred,
        withheld=decision.withheld,
    )
    return event


def _name(error: BotoCoreError | ClientError) -> str:
    """The error's name alone: its message may hold personal data."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
