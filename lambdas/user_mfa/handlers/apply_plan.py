"""The step of a run that enables factors."""

from typing import Any

from ..runs.apply import Applier
from ..sign_up.trigger import Context
from . import run_clients


def handler(event: dict[str, Any], context: Context) -> None:  # noqa: ARG001 - Lambda's signature
    """Apply the plan of the chunk `chunk` of the execution `run`, whose kind is `kind`."""
    applier = Applier(
        user_pool_id=run_clients.user_pool_id(),
        cognito=run_clients.cognito(),
        objects=run_clients.bucket(),
        lock=run_clients.lock(),
        updates=run_clients.pacer(),
    )
    applier.apply(event["run"], event["kind"], event["chunk"])
