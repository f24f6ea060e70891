"""Runs over all users, for an operator: who was there before, was created by an administrator or imported.

Payload: `{"action": "dry run"}`, `"enable"` or `"readiness"` start a run; `{"action": "status"}` tells of the
latest, or of the one that `"run"` names; `{"action": "stop"}` ends the latest.
"""

import os
from typing import Any

import boto3

from ..log import log
from ..runs.pages import send_first
from ..runs.table import AlreadyUnderWayError, Kind, Runs, UnknownRunError

KINDS: tuple[Kind, ...] = ("dry run", "enable", "readiness")
QUEUE_URL = os.environ["QUEUE_URL"]

sqs = boto3.client("sqs")
runs = Runs(os.environ["RUNS_TABLE"])

Answer = dict[str, Any]


def handler(event: dict[str, Any], context: Any) -> Answer:  # noqa: ARG001 - Lambda's signature
    """Do what an operator asks.

    :return: the run as it is now; or `refused`, with the reason.
    """
    match event:
        case {"action": "status", "run": str(run), **rest} if not rest:
            return _summary(run)
        case {"action": "status", **rest} if not rest:
            return _summary(None)
        case {"action": "stop", **rest} if not rest:
            return _stop()
        case {"action": action, **rest} if action in KINDS and not rest:
            return _start(action)
    return {
        "refused": 'the payload must be {"action": ACTION}, ACTION being "dry run", "enable", "readiness", '
        '"status" or "stop"; "status" takes a "run", too'
    }


def _start(kind: Kind) -> Answer:
    try:
        run = runs.start(kind)
    except AlreadyUnderWayError as error:
        return {"refused": f"a run is under way already ({error}): wait until it has finished, or stop it"}
    send_first(sqs, QUEUE_URL, run, kind)
    log("INFO", "Run started", run=run, kind=kind)
    return runs.summary(run)


def _summary(run: str | None) -> Answer:
    try:
        return runs.summary(run)
    except UnknownRunError:
        return {"refused": "there is no such run" if run else "there has been no run yet"}


def _stop() -> Answer:
    try:
        run = runs.stop()
    except UnknownRunError:
        return {"refused": "there has been no run yet"}
    log("INFO", "Run stopped", run=run)
    return runs.summary(run)
