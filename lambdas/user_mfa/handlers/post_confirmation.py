"""The pool's post-confirmation trigger: enables MFA for a user who has just signed up."""

import json
import os
from functools import partial
from typing import Any, TypedDict

import boto3
from botocore.config import Config

from ..factors import preference
from ..factors.decision import NOTHING, Policy, decide
from ..factors.outcome import outcome_of
from ..log import log, name_of

# Cognito waits 5 seconds, start of the function included. The function's own limit is 4, so that a start of
# up to a second is in it, and each request below ends after 1.5 at the latest; what fails is not tried again
# here, the worker does that.
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
CONFIG = Config(connect_timeout=0.5, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
REQUEST_SECONDS = 1.5
SPARE_SECONDS = 0.2

# Made while the function starts, when Lambda gives it more processor time than for an event.
POLICY = Policy.from_variables(os.environ)
QUEUE_URL = os.environ["QUEUE_URL"]
cognito = boto3.client("cognito-idp", config=CONFIG)
sqs = boto3.client("sqs", config=CONFIG)


class Request(TypedDict):
    """The part of the event that tells about the user; all attributes are texts, "true" and "false" too."""

    userAttributes: dict[str, str]


class Event(TypedDict):
    """Cognito's event, as far as it is used here."""

    triggerSource: str
    userPoolId: str
    userName: str
    request: Request


class OutOfTimeError(Exception):
    """Another request could leave no time for the message to the queue."""


def handler(event: Event, context: Any) -> Event:
    """Enable the factors that the environment wants and the user can have, or have the worker do it.

    Cognito may call several times for one confirmation. Each call asks for the same, so the last changes
    nothing: no one has signed in yet, who could have chosen otherwise.

    :param event: Cognito's event. The pool is the event's: a function that is told its pool in an
        environment variable makes a circle of dependencies.
    :return: the event, as Cognito demands, whatever became of the user's MFA: they have signed up.
    """
    # The other source, PostConfirmation_ConfirmForgotPassword, is of a user who may have chosen factors.
    if event["triggerSource"] != "PostConfirmation_ConfirmSignUp":
        return event
    attributes = event["request"]["userAttributes"]
    user = {"userPoolId": event["userPoolId"], "sub": attributes.get("sub")}
    try:
        decision = preference.enable(
            cognito,
            event["userPoolId"],
            event["userName"],
            decide(POLICY, attributes),
            before_request=partial(_check_time, context),
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the user the sign-up
        _leave_to_worker(event["userName"], user, error)
        return event
    log(
        "INFO",
        "MFA enabled" if decision.enable else "No MFA enabled",
        **user,
        outcome=outcome_of(decision, NOTHING),
        enabled=decision.enable,
        preferred=decision.preferred,
        withheld=decision.withheld,
    )
    return event


def _check_time(context: Any) -> None:
    """Demand time for a request, and for the message to the queue if that comes to nothing."""
    if context.get_remaining_time_in_millis() < (2 * REQUEST_SECONDS + SPARE_SECONDS) * 1000:
        raise OutOfTimeError


def _leave_to_worker(user_name: str, user: dict[str, str | None], error: Exception) -> None:
    try:
        sqs.send_message(QueueUrl=QUEUE_URL, MessageBody=json.dumps({"user": user_name}))
    except Exception as queue_error:  # noqa: BLE001 - as above; an alarm watches for this line
        log("ERROR", "MFA lost", **user, error=name_of(error), queueError=name_of(queue_error))
    else:
        log("WARN", "MFA left to the worker", **user, error=name_of(error))
