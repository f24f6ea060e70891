"""How fast the functions start, and what they add to Cognito's own time."""

import contextlib
import importlib
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.first_event import Context
from benchmarks.table import Row
from benchmarks.timing import ROOT, Subject, side_by_side
from local.scenarios.pool import Pool

FLOOR = 'import boto3; boto3.client("cognito-idp")'
FLOOR_CALL = f"{FLOOR}.list_user_pools(MaxResults=1)"
WARM_CALLS = 1000

POLICY = {
    "MFA_FACTORS": "SMS,TOTP",
    "MFA_TYPES": "SMS,TOTP",
    "MFA_PREFERRED": "SMS",
    "MFA_REQUIRE_VERIFIED_PHONE": "true",
    "PHONE_NUMBER_SIGNS_IN": "false",
    "MAX_RECEIVES": "15",
    "REQUESTS_PER_SECOND": "1000",
}
# Events that need nothing of AWS.
WITHOUT_AWS: Mapping[str, Any] = {
    "post_confirmation": {"triggerSource": "PostConfirmation_ConfirmForgotPassword"},
    "worker": {"Records": []},
    "recovery": {},
}


def rows(folder: Path, pool: Pool) -> Iterator[Row]:
    """Measure, and yield the rows.

    :param pool: a deployed pool, for the events that need AWS.
    """
    variables = {**pool.aws.environ, **POLICY, **_resources(pool)}
    without = {
        name: _function(name, f"{name}-alone", event, variables) for name, event in WITHOUT_AWS.items()
    }
    floor = Subject("floor", [sys.executable, "-c", FLOOR], variables, ROOT)
    yield from _starts(folder, "without network", without, floor)
    with_aws = {
        name: _function(name, f"{name}-aws", event, variables) for name, event in _events(pool).items()
    }
    floor_call = Subject("floor-call", [sys.executable, "-c", FLOOR_CALL], variables, ROOT)
    yield from _starts(folder, "with the local AWS", with_aws, floor_call)
    yield _warm(pool, variables)


def _starts(folder: Path, how: str, functions: dict[str, Subject], floor: Subject) -> Iterator[Row]:
    timings = side_by_side([floor, *functions.values()], folder)
    base = timings[floor.name]
    against = f'`boto3.client("cognito-idp")`{" and one call" if "AWS" in how else ""}'
    for name, subject in functions.items():
        timing = timings[subject.name]
        seconds, peak = timing.seconds / base.seconds, timing.peak_mib / base.peak_mib
        yield Row(
            f"cold start of {name}, {how}: import and first event",
            against,
            f"{timing.seconds * 1000:.0f} ms / {base.seconds * 1000:.0f} ms = {seconds:.2f}",
            "at most 1.1",
            seconds <= 1.1,
        )
        yield Row(
            f"its peak memory, {how}",
            "the same",
            f"{timing.peak_mib:.0f} MiB / {base.peak_mib:.0f} MiB = {peak:.2f}",
            "at most 1.1",
            peak <= 1.1,
        )


def _warm(pool: Pool, variables: Mapping[str, str]) -> Row:
    """The trigger's own part of a warm event: Cognito answers at once."""
    os.environ.update(variables)
    module = importlib.import_module("lambdas.user_mfa.handlers.post_confirmation")
    module.trigger().cognito.admin_set_user_mfa_preference = lambda **_: {}
    event = _sign_up(pool)
    times = []
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(WARM_CALLS):
            start = time.perf_counter()
            module.handler(event, Context())
            times.append(time.perf_counter() - start)
    milliseconds = statistics.median(times) * 1000
    return Row(
        "a warm event of post_confirmation, everything but the AWS call",
        "1 ms",
        f"{milliseconds:.3f} ms",
        "below",
        milliseconds < 1,
    )


def _function(module: str, name: str, event: object, variables: Mapping[str, str]) -> Subject:
    command = [sys.executable, "-m", "benchmarks.first_event", module, json.dumps(event)]
    return Subject(name, command, variables, ROOT)


def _resources(pool: Pool) -> dict[str, str]:
    return {"QUEUE_URL": pool.outputs["QueueUrl"], "USER_POOL_ID": pool.id}


def _sign_up(pool: Pool) -> dict[str, Any]:
    user = pool.signed_up()
    found = pool.admin("admin_get_user", user)
    return {
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "userPoolId": pool.id,
        "userName": found["Username"],
        "request": {"userAttributes": {a["Name"]: a["Value"] for a in found["UserAttributes"]}},
    }


def _events(pool: Pool) -> dict[str, Any]:
    user = pool.signed_up()
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": json.dumps({"user": user.name}),
        "attributes": {"ApproximateReceiveCount": "1"},
    }
    recovery = {"user": user.name, "to_sms": True, "requested_by": "benchmark", "ticket": "1"}
    return {
        "post_confirmation": _sign_up(pool),
        "worker": {"Records": [record]},
        "recovery": recovery,
    }
