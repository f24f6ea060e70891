"""Executions of an environment's state machine of user runs, as Step Functions tells of them."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cli.aws import Aws, aws_errors
from cli.output import CommandError
from stacks.constructs.outputs import Output

RUNNING = {"RUNNING", "PENDING_REDRIVE"}
REFUSALS = {"ConsentRequired", "AnotherRunInProgress", "InvalidInput"}
POLL_SECONDS = 2.0


@dataclass(frozen=True)
class Execution:
    """A run, as far as it is."""

    arn: str
    kind: str
    status: str
    """Step Functions' own: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE."""
    started: str
    result: dict[str, Any] | None = None
    """The output: `kind`, `users`, `outcomes`, `users_read`."""
    error: str = ""
    cause: str = ""
    done: int = 0
    """Chunks of users that are finished; 0 while the users are listed."""
    total: int = 0
    failed: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.status in RUNNING

    @property
    def is_refused(self) -> bool:
        """Whether it ended before it did anything."""
        return self.error in REFUSALS

    @property
    def name(self) -> str:
        """The execution's name, which the console shows."""
        return self.arn.rpartition(":")[2]


class Runs:
    """The user runs of an environment.

    :raises CommandError: the stack is not deployed, or has none.
    """

    def __init__(self, aws: Aws, stack: str) -> None:
        outputs = aws.outputs()
        if Output.USER_RUNS not in outputs:
            raise CommandError(
                f"{stack}: has no user runs, since nothing is enabled for new users (mfa.mode)"
            )
        self._machine = outputs[Output.USER_RUNS]
        self._log_groups = outputs.get(Output.USER_RUNS_LOG_GROUPS, "").split(",")
        self._logs = aws.client("logs")
        self._states = aws.client("stepfunctions")

    def start(self, kind: str, *, read_users: bool, accept_active_users: bool) -> str:
        """Start a run, and return its ARN."""
        payload = {"kind": kind, "read_users": read_users, "accept_active_users": accept_active_users}
        with aws_errors("states:StartExecution"):
            answer = self._states.start_execution(stateMachineArn=self._machine, input=json.dumps(payload))
        return str(answer["executionArn"])

    def latest(self) -> str:
        """The ARN of the run that was started last; one that was refused has done nothing, and is none.

        :raises CommandError: there was none yet.
        """
        with aws_errors("states:ListExecutions"):
            pages = self._states.get_paginator("list_executions").paginate(stateMachineArn=self._machine)
            arns = (str(each["executionArn"]) for page in pages for each in page["executions"])
            found = next((arn for arn in arns if not self.read(arn).is_refused), None)
        if found is None:
            raise CommandError("there has been no run yet")
        return found

    def read(self, arn: str) -> Execution:
        """A run as it is now."""
        with aws_errors("states:DescribeExecution"):
            found = self._states.describe_execution(executionArn=arn)
        done, total, failed = self._chunks(arn) if found["status"] != "SUCCEEDED" else (0, 0, 0)
        return Execution(
            arn,
            kind=json.loads(found["input"]).get("kind", ""),
            status=found["status"],
            started=found["startDate"].isoformat(timespec="seconds"),
            result=json.loads(found["output"]) if found.get("output") else None,
            error=found.get("error", ""),
            cause=found.get("cause", ""),
            done=done,
            total=total,
            failed=failed,
        )

    def follow(self, arn: str) -> Iterator[Execution]:
        """Yield a run again and again until it has ended; the last one has."""
        while True:
            execution = self.read(arn)
            yield execution
            if not execution.is_running:
                return
            time.sleep(POLL_SECONDS)

    def stop(self, arn: str) -> None:
        """Stop a run; it can be resumed for 14 days.

        :raises CommandError: it has ended.
        """
        status = self.read(arn).status
        if status not in RUNNING:
            raise CommandError(f"no run is in progress: the last one is {status}")
        with aws_errors("states:StopExecution"):
            self._states.stop_execution(executionArn=arn)

    def resume(self, arn: str) -> None:
        """Go on with a run that was stopped or failed, where it ended.

        :raises CommandError: it is in progress, or has done all that it was to do.
        """
        status = self.read(arn).status
        if status in {*RUNNING, "SUCCEEDED"}:
            raise CommandError(f"there is nothing to resume: the last run is {status}")
        with aws_errors("states:RedriveExecution"):
            self._states.redrive_execution(executionArn=arn)

    def users(self, arn: str) -> dict[str, str]:
        """The outcome of each user, by their `sub`: what the run's functions have logged."""
        found: dict[str, str] = {}
        with aws_errors("logs:FilterLogEvents"):
            for group in self._log_groups:
                pages = self._logs.get_paginator("filter_log_events").paginate(
                    logGroupName=group, filterPattern=f'{{ $.run = "{arn}" }}'
                )
                messages = (event["message"] for page in pages for event in page["events"])
                # Lambda's own lines can be text.
                for line in (json.loads(message) for message in messages if message.startswith("{")):
                    outcome = line.get("outcome") or line.get("foreseen")
                    if line.get("run") == arn and outcome:
                        found[str(line["sub"])] = str(outcome)
        return found

    def _chunks(self, arn: str) -> tuple[int, int, int]:
        """The chunks that are done, of how many, and how many failed."""
        with aws_errors("states:ListMapRuns and states:DescribeMapRun"):
            maps = self._states.list_map_runs(executionArn=arn)["mapRuns"]
            if not maps:
                return 0, 0, 0
            # Of a run that was resumed, the last one counts.
            latest = max(maps, key=lambda each: each["startDate"])
            count = self._states.describe_map_run(mapRunArn=latest["mapRunArn"])["itemCounts"]
        return count["succeeded"], count["total"], count["failed"] + count["timedOut"] + count["aborted"]
