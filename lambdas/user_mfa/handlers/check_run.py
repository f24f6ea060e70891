"""The first step of a run: checks what is asked for."""

import os
from typing import Any

from .. import contract
from ..runs.check import Check
from ..sign_up.trigger import Context
from . import run_clients


def handler(event: dict[str, Any], context: Context) -> Any:  # noqa: ARG001 - Lambda's signature
    """Start the execution `run` with the input `request`, or refuse it."""
    check = Check(
        user_pool_id=run_clients.user_pool_id(),
        cognito=run_clients.cognito(),
        lock=run_clients.lock(),
        usd_per_active_user=float(os.environ[contract.USD_PER_ACTIVE_USER]),
    )
    return check.check(event["run"], event["request"])
