"""The step of a run that reads the users of a chunk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import contract
from ..runs.plan import Planner
from . import run_clients

if TYPE_CHECKING:
    from ..sign_up.trigger import Context


def handler(event: dict[str, Any], context: Context) -> None:  # noqa: ARG001 - Lambda's signature
    """Plan the chunk `chunk` of the execution `run`, whose kind is `kind`."""
    planner = Planner(
        user_pool_id=run_clients.user_pool_id(),
        cognito=run_clients.cognito(),
        objects=run_clients.bucket(),
        lock=run_clients.lock(),
        policy=contract.Policy.read(os.environ),
        types=run_clients.types(),
        reads=run_clients.pacer(),
    )
    planner.plan(event["run"], event["kind"], event["chunk"])
