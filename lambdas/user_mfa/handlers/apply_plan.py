"""The step of a run that enables factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..runs.apply import Applier
from . import run_clients

if TYPE_CHECKING:
    from ..sign_up.trigger import Context


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
