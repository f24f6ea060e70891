"""The last steps of a run: the sum of the results, and the deletion of its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..runs.summary import Summary
from . import run_clients

if TYPE_CHECKING:
    from ..sign_up.trigger import Context


def handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Sum results, or delete objects, from where the call before has stopped."""
    summary = Summary(objects=run_clients.bucket(), lock=run_clients.lock())
    if event["step"] == "sum":
        return summary.sum(event["run"], event.get("totals"), context)
    return {"is_done": summary.delete(event["run"]["run"], context)}
