"""The pool's post-confirmation trigger."""

import os
from functools import cache

import boto3
from botocore.config import Config

from .. import contract
from ..sign_up.trigger import Context, Event, Trigger

# Cognito waits 5 seconds, start of the function included. The function's own limit is 4, so that a start of
# up to a second is in it, and each request ends after 1.5 at the latest; what fails is not retried here, the
# worker does that.
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
CONFIG = Config(connect_timeout=0.5, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})


@cache
def trigger() -> Trigger:
    """The trigger of this function's environment."""
    return Trigger(
        policy=contract.Policy.read(os.environ),
        cognito=boto3.client("cognito-idp", config=CONFIG),
        sqs=boto3.client("sqs", config=CONFIG),
        queue_url=os.environ[contract.QUEUE_URL],
    )


def handler(event: Event, context: Context) -> Event:
    """Answer Cognito's event."""
    return trigger().confirm(event, context)


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    # While it starts the function, Lambda gives it more processor time than for an event.
    trigger()
