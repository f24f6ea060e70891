"""How long a deployment to the local AWS takes."""

import sys
import time
from collections.abc import Iterator

from benchmarks.table import Row
from local.deploy import ENVIRONMENTS, cdk
from local.emulator import LocalAws
from local.errors import LocalAwsError

LEAST = f"--app={sys.executable} benchmarks/least_app.py"


def rows(aws: LocalAws) -> Iterator[Row]:
    """Deploy, and yield the rows. The account is bootstrapped, and nothing is deployed yet."""
    for when in ("first", "with no change"):
        ours, least = _seconds(aws, "auth-dev"), _seconds(aws, "least", LEAST)
        yield Row(
            f"`cdk deploy auth-dev` to the local AWS, {when}",
            "a stack of one resource that is nothing",
            f"{ours:.1f} s / {least:.1f} s",
            "state",
        )


def _seconds(aws: LocalAws, *arguments: str) -> float:
    start = time.monotonic()
    options = ("--require-approval=never", f"--output={aws.state_dir / arguments[0]}")
    result = cdk(aws, "deploy", *arguments, *options, context=ENVIRONMENTS)
    if result.exit_code:
        raise LocalAwsError(result.output)
    return time.monotonic() - start
