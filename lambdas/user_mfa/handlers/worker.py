"""Works off the queue: users whose MFA failed at sign-up, and the users and pages of a run."""

import json
import os
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from botocore.config import Config

from ..factors import preference, users
from ..factors.decision import NOT_REGISTERED, Policy, decide
from ..factors.outcome import exempt, outcome_of
from ..factors.readiness import readiness_of
from ..factors.users import User
from ..log import log, name_of
from ..pacing import Pacer
from ..runs.pages import Pages
from ..runs.table import Counted, Kind, Runs

# The SDK tries nothing again by itself, since that would not be paced: the queue does.
CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 1})
# What a message takes at most, with each request to Cognito at its time limit.
MESSAGE_SECONDS = 20
# Delays that grow: 5 seconds, 10, 20 ... at last an hour.
FIRST_DELAY, LONGEST_DELAY = 5, 60 * 60

POLICY = Policy.from_variables(os.environ)
TYPES = os.environ["MFA_TYPES"].split(",")
USER_POOL_ID = os.environ["USER_POOL_ID"]
QUEUE_URL = os.environ["QUEUE_URL"]
MAX_RECEIVES = int(os.environ["MAX_RECEIVES"])

cognito = boto3.client("cognito-idp", config=CONFIG)
sqs = boto3.client("sqs", config=CONFIG)
runs = Runs(os.environ["RUNS_TABLE"])
pages = Pages(cognito, USER_POOL_ID, sqs, QUEUE_URL, runs)

# Cognito has a quota for each category of requests, reading and updating users being two:
# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
reads = Pacer(float(os.environ["REQUESTS_PER_SECOND"]))
updates = Pacer(float(os.environ["REQUESTS_PER_SECOND"]))

Message = dict[str, Any]
Answer = dict[str, list[dict[str, str]]]


def handler(event: dict[str, list[Message]], context: Any) -> Answer:
    """Do what each message says.

    :return: the messages that are to come again. What only time can mend comes after a delay that grows with
        each failure, and ends among the dead letters; what is a fact about a user is done.
    """
    again: list[str] = []
    for record in event["Records"]:
        if context.get_remaining_time_in_millis() < MESSAGE_SECONDS * 1000:
            again.append(record["messageId"])
            continue
        try:
            _do(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001 - whatever one message meets, the others must not fail by it
            again.append(record["messageId"])
            _fail(record, error)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in again]}


def _do(message: Message) -> None:
    if "user" not in message:
        pages.hand_out(message["run"], message["kind"], message["page"], message["token"])
    elif "run" not in message:
        user, outcome = _handle(message["user"], "enable", begin=None)
        _log(user, outcome)
    else:
        _handle_once(message["run"], message["kind"], message["page"], message["user"])


def _handle_once(run: str, kind: Kind, page: int, name: str) -> None:
    """Handle a user of a run, unless that is done and counted."""
    note = runs.note(run, page, name)
    if note.outcome not in (None, "failed"):
        return
    begin = partial(runs.begin, run, page, name) if note.had is None else None
    user, outcome = _handle(name, kind, begin=begin)
    if user and note.had is not None and set(user.current.enabled) - set(note.had):
        outcome = "enabled"
    runs.count(run, page, name, outcome, noted=note.outcome)
    _log(user, outcome, run=run, kind=kind)


def _handle(
    name: str, kind: Kind, *, begin: Callable[[tuple[str, ...]], None] | None
) -> tuple[User | None, Counted]:
    """Bring a user to what the environment wants, or find out what that would be.

    :param begin: called with what the user has, before anything is enabled.
    """
    try:
        reads.wait()
        user = users.read(cognito, USER_POOL_ID, name)
        exemption = exempt(user)
        if exemption:
            return user, exemption
        if kind == "readiness":
            return user, readiness_of(user, TYPES)
        decision = decide(POLICY, user.attributes, user.current)
        if kind == "dry run":
            # Whether a TOTP device is registered shows only when TOTP is turned on.
            return user, outcome_of(decision.without("TOTP", NOT_REGISTERED), user.current)
        if decision.enable and begin:
            begin(user.current.enabled)
        taken = preference.enable(cognito, USER_POOL_ID, name, decision, before_request=updates.wait)
        return user, outcome_of(taken, user.current)
    except cognito.exceptions.UserNotFoundException:
        return None, "gone"


def _fail(record: Message, error: Exception) -> None:
    """Have a message come again later; at the last time, count its user as failed."""
    receives = int(record["attributes"]["ApproximateReceiveCount"])
    is_last = receives >= MAX_RECEIVES
    longest = min(FIRST_DELAY * 2 ** (receives - 1), LONGEST_DELAY)
    # Spread, so that what failed together does not come back together. The last goes to the dead letters.
    delay = 0 if is_last else random.randint(longest // 2 + 1, longest)  # noqa: S311 - no secret
    log(
        "ERROR" if is_last else "WARN",
        "MFA failed" if is_last else "MFA tried again later",
        messageId=record["messageId"],
        error=name_of(error),
        receives=receives,
        delay=delay,
        **({"outcome": "failed"} if is_last else {}),
    )
    try:
        if is_last:
            _count_failure(json.loads(record["body"]))
        sqs.change_message_visibility(
            QueueUrl=QUEUE_URL, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=delay
        )
    except Exception as later_error:  # noqa: BLE001 - it comes again all the same, after the queue's own delay
        log("WARN", "Delay not set", messageId=record["messageId"], error=name_of(later_error))


def _count_failure(message: Message) -> None:
    if "run" not in message or "user" not in message:
        return
    note = runs.note(message["run"], message["page"], message["user"])
    if note.outcome is None:
        runs.count(message["run"], message["page"], message["user"], "failed", noted=None)


def _log(user: User | None, outcome: Counted, **run: str) -> None:
    # The metrics count the lines with an outcome: not those of a user to whom nothing was done.
    field = "outcome" if run.get("kind", "enable") == "enable" else "foreseen"
    log("INFO", "User handled", sub=user and user.sub, **{field: outcome}, **run)
