"""The queue's worker."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from .. import contract
from ..pacing import Pacer
from ..sign_up.worker import Answer, Worker

if TYPE_CHECKING:
    from ..sign_up.trigger import Context

# The SDK retries nothing by itself, since that would not be paced: the queue does.
CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 1})


@cache
def worker() -> Worker:
    """The worker of this function's environment."""
    rate = float(os.environ[contract.REQUESTS_PER_SECOND])
    return Worker(
        policy=contract.Policy.read(os.environ),
        user_pool_id=os.environ[contract.USER_POOL_ID],
        cognito=boto3.client("cognito-idp", config=CONFIG),
        sqs=boto3.client("sqs", config=CONFIG),
        queue_url=os.environ[contract.QUEUE_URL],
        max_receives=int(os.environ[contract.MAX_RECEIVES]),
        reads=Pacer(rate),
        updates=Pacer(rate),
    )


def handler(event: dict[str, Any], context: Context) -> Answer:
    """Process a batch of messages."""
    return worker().process(event["Records"], context)
