"""The first step of a run: checks what is asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import contract
from ..runs.check import Check
from . import run_clients

if TYPE_CHECKING:
    from ..sign_up.trigger import Context


def handler(event: dict[str, Any], context: Context) -> Any:  # noqa: ARG001 - Lambda's signature
    """Start the execution `run` with the input `request`, or refuse it."""
    check = Check(
        user_pool_id=run_clients.user_pool_id(),
        cognito=run_clients.cognito(),
        lock=run_clients.lock(),
        usd_per_active_user=float(os.environ[contract.USD_PER_ACTIVE_USER]),
    )
    return check.check(event["run"], event["request"])
