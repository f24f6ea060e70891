"""The step of a run that lists users."""

import os
from typing import Any, Protocol

from .. import contract
from ..runs.listing import Lister
from ..runs.run import Run
from ..sign_up.trigger import Context
from . import run_clients


class CallContext(Context, Protocol):
    """What Lambda tells a function about the call."""

    aws_request_id: str


def handler(event: dict[str, Run], context: CallContext) -> dict[str, Any]:
    """List users from where the call before has stopped."""
    lister = Lister(
        user_pool_id=run_clients.user_pool_id(),
        cognito=run_clients.cognito(),
        objects=run_clients.bucket(),
        lock=run_clients.lock(),
        policy=contract.Policy.read(os.environ),
        types=run_clients.types(),
        chunk_users=int(os.environ[contract.CHUNK_USERS]),
        pages=run_clients.pacer(),
    )
    return lister.list_users(event["run"], context.aws_request_id, context)
