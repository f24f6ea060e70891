"""Enables MFA for a user who has just confirmed the sign-up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypedDict

from ..contract import MFA_LOST, OUTCOME, Policy
from ..errors import error_name
from ..factors import preference
from ..factors.decision import NOTHING, decide
from ..factors.outcome import outcome_of
from ..messages import UserMessage
from . import groups

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_sqs import SQSClient

# What a request takes at most, by the time limits of the handler's clients.
REQUEST_SECONDS = 1.5
SPARE_SECONDS = 0.2

logger = logging.getLogger(__name__)


class Request(TypedDict):
    """The part of the event about the user; all attributes are strings, "true" and "false" too."""

    userAttributes: dict[str, str]


class Event(TypedDict):
    """Cognito's event, as far as it is used here."""

    triggerSource: str
    userPoolId: str
    userName: str
    request: Request


class Context(Protocol):
    """What Lambda tells a function about the call."""

    def get_remaining_time_in_millis(self) -> int:
        """The time until Lambda ends the function."""


class OutOfTimeError(Exception):
    """Another request could leave no time for the message to the queue."""


@dataclass(frozen=True)
class Trigger:
    """The pool's post-confirmation trigger."""

    policy: Policy
    cognito: CognitoIdentityProviderClient
    sqs: SQSClient
    queue_url: str

    def confirm(self, event: Event, context: Context) -> Event:
        """Add the user to the environment's groups, and enable the factors that it wants and the user can
        have; or leave it to the worker.

        Cognito may call several times for one confirmation. Each call asks for the same, so the last changes
        nothing: no one has signed in yet, who could have chosen otherwise.

        :param event: Cognito's event. It names the pool: a function that is told its pool in an environment
            variable makes a circle of dependencies.
        :return: the event, as Cognito demands, whatever the outcome: the user has signed up.
        """
        # The other source, PostConfirmation_ConfirmForgotPassword, is of a user who may have chosen factors.
        if event["triggerSource"] != "PostConfirmation_ConfirmSignUp":
            return event
        attributes = event["request"]["userAttributes"]
        user = {"userPoolId": event["userPoolId"], "sub": attributes.get("sub")}

        def check_time() -> None:
            _check_time(context)

        try:
            groups.join(
                self.cognito,
                event["userPoolId"],
                event["userName"],
                self.policy.join_groups,
                before_request=check_time,
            )
            decision = preference.enable(
                self.cognito,
                event["userPoolId"],
                event["userName"],
                decide(self.policy, attributes),
                before_request=check_time,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the user the sign-up
            self._fail(event["userName"], user, error)
            return event
        if self.policy.join_groups:
            logger.info("Groups joined", extra=user)
        if not self.policy.factors:
            return event
        logger.info(
            "MFA enabled" if decision.enable else "No MFA enabled",
            extra={
                **user,
                OUTCOME: outcome_of(decision, NOTHING),
                "enabled": decision.enable,
                "preferred": decision.preferred,
                "withheld": decision.withheld,
            },
        )
        return event

    def _fail(self, user_name: str, user: dict[str, str | None], error: Exception) -> None:
        try:
            self.sqs.send_message(QueueUrl=self.queue_url, MessageBody=UserMessage(user_name).encode())
        except Exception as queue_error:  # noqa: BLE001 - as above; an alarm watches for this line
            names = {"error": error_name(error), "queue_error": error_name(queue_error)}
            logger.error(MFA_LOST, extra={**user, **names})
        else:
            logger.warning("MFA left to the worker", extra={**user, "error": error_name(error)})


def _check_time(context: Context) -> None:
    """Demand time for a request, and for the message to the queue if the request fails."""
    if context.get_remaining_time_in_millis() < (2 * REQUEST_SECONDS + SPARE_SECONDS) * 1000:
        raise OutOfTimeError
