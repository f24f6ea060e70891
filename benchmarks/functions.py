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
from benchmarks.timing import ROOT, Subject, Timing, side_by_side
from local.scenarios.pool import Pool

BARE = ("cognito-idp",)
# The clients that each function makes, and how often the event that needs AWS calls Cognito.
CLIENTS: Mapping[str, tuple[str, ...]] = {
    "post_confirmation": ("cognito-idp", "sqs"),
    "worker": ("cognito-idp", "sqs"),
    "recovery": ("cognito-idp",),
}
CALLS: Mapping[str, int] = {"post_confirmation": 2, "worker": 2, "recovery": 4}
ROUNDS = 15
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
    yield from _starts(folder, "without network", WITHOUT_AWS, dict.fromkeys(CALLS, 0), variables)
    yield from _starts(folder, "with the local AWS", _events(pool), CALLS, variables)
    yield _warm(pool, variables)


def _starts(
    folder: Path,
    how: str,
    events: Mapping[str, object],
    calls: Mapping[str, int],
    variables: Mapping[str, str],
) -> Iterator[Row]:
    kind = how.replace(" ", "-")
    least = min(1, *calls.values())
    bare = _floor(f"bare-{kind}", least, BARE, variables)
    functions = {
        name: (
            _function(name, f"{name}-{kind}", event, variables),
            _floor(f"{name}-floor-{kind}", calls[name], CLIENTS[name], variables),
        )
        for name, event in events.items()
    }
    subjects = [bare, *(subject for pair in functions.values() for subject in pair)]
    timings = side_by_side(subjects, folder, rounds=ROUNDS)
    base = timings[bare.name]
    for name, (function, floor) in functions.items():
        timing, own = timings[function.name], timings[floor.name]
        what = f"cold start of {name}, {how}: import and first event, the fastest of {ROUNDS}"
        yield _start(what, _words(least, BARE), timing, base)
        yield _start("the same", f"its own clients and number of calls: {_words(calls[name], CLIENTS[name])}",
                     timing, own)  # fmt: skip
        peak = timing.peak_mib / base.peak_mib
        yield Row(
            f"its peak memory, {how}",
            _words(least, BARE),
            f"{timing.peak_mib:.0f} MiB / {base.peak_mib:.0f} MiB = {peak:.2f}",
            "at most 1.1",
            peak <= 1.1,
        )


def _start(what: str, against: str, ours: Timing, theirs: Timing) -> Row:
    value = ours.fastest / theirs.fastest
    measured = f"{ours.fastest * 1000:.0f} ms / {theirs.fastest * 1000:.0f} ms = {value:.2f}"
    return Row(what, against, measured, "at most 1.1", value <= 1.1)


def _words(calls: int, clients: tuple[str, ...]) -> str:
    made = ", ".join(f'`boto3.client("{client}")`' for client in clients)
    return made if not calls else f"{made} and {calls} call{'s' if calls > 1 else ''}"


def _floor(name: str, calls: int, clients: tuple[str, ...], variables: Mapping[str, str]) -> Subject:
    return Subject(name, [sys.executable, "-m", "benchmarks.floor", str(calls), *clients], variables, ROOT)


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
