"""Step Functions: what is stopped is redriven where it was, and nothing that succeeded is done twice.

https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from local.emulator import LocalAws
from tests.emulator.pools import refused, zipped

ROLE = "arn:aws:iam::000000000000:role/step-functions"
BUCKET = "steps"
FUNCTION = "step"
# Notes each call, then waits until an object is there, or fails without it.
SOURCE = f"""
import time
import boto3

def handler(event, context):
    s3 = boto3.client("s3")
    name = event["name"]
    s3.put_object(Bucket="{BUCKET}", Key=f"calls/{{name}}/{{context.aws_request_id}}")
    if event.get("fails"):
        s3.head_object(Bucket="{BUCKET}", Key="go")
    while event.get("waits"):
        found = s3.list_objects_v2(Bucket="{BUCKET}", Prefix="go")
        if found["KeyCount"]:
            break
        time.sleep(0.05)
    return {{**event, "done": True}}
"""


class Machines:
    """State machines whose steps call one function."""

    def __init__(self, aws: LocalAws) -> None:
        self.states = aws.client("stepfunctions")
        self._s3 = aws.client("s3")
        self._s3.create_bucket(Bucket=BUCKET)
        function = aws.client("lambda").create_function(
            FunctionName=FUNCTION,
            Runtime="python3.14",
            Role=ROLE,
            Handler="index.handler",
            Timeout=300,
            Code={"ZipFile": zipped(SOURCE)},
        )
        self._function = function["FunctionArn"]

    def start(self, value: Any, **states: Any) -> str:
        """Start an execution of a new state machine with these states, one after another."""
        definition = {"StartAt": next(iter(states)), "States": states}
        name = f"machine-{time.monotonic_ns()}"
        machine = self.states.create_state_machine(
            name=name, roleArn=ROLE, definition=json.dumps(definition)
        )["stateMachineArn"]
        started = self.states.start_execution(stateMachineArn=machine, input=json.dumps(value))
        return str(started["executionArn"])

    def call(self, arguments: dict[str, Any], **more: Any) -> Any:
        """A state that calls the function."""
        return {"Type": "Task", "Resource": self._function, "Parameters": arguments, **more}

    def map_over(self, *items: Any) -> Any:
        """A distributed map over items, one at a time, that calls the function with each."""
        self._s3.put_object(Bucket=BUCKET, Key="items.json", Body=json.dumps(items))
        return {
            "Type": "Map",
            "Label": "Items",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSON"},
                "Parameters": {"Bucket": BUCKET, "Key": "items.json"},
            },
            "MaxConcurrency": 1,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Call",
                "States": {"Call": self.call({"name.$": "$.name", "waits.$": "$.waits"}, End=True)},
            },
            "End": True,
        }

    def go(self) -> None:
        """What waits or fails does so no longer."""
        self._s3.put_object(Bucket=BUCKET, Key="go")

    @property
    def calls(self) -> dict[str, int]:
        """How often the function was called, by name."""
        listed = self._s3.list_objects_v2(Bucket=BUCKET, Prefix="calls/").get("Contents", [])
        return dict(Counter(each["Key"].split("/")[1] for each in listed))

    def forget(self) -> None:
        for each in self._s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            self._s3.delete_object(Bucket=BUCKET, Key=each["Key"])

    def status(self, execution: str) -> str:
        return str(self.states.describe_execution(executionArn=execution)["status"])

    def ended(self, execution: str) -> Any:
        until(lambda: self.status(execution) != "RUNNING")
        return self.states.describe_execution(executionArn=execution)

    def history(self, execution: str) -> list[str]:
        events = self.states.get_execution_history(executionArn=execution)["events"]
        return [event["type"] for event in events]


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def made(aws: LocalAws) -> Machines:
    return Machines(aws)


@pytest.fixture
def machines(made: Machines) -> Machines:
    """State machines, and no calls yet."""
    made.forget()
    return made


def test_a_failed_execution_goes_on_at_the_state_that_failed_with_its_input(machines: Machines) -> None:
    execution = machines.start(
        {"from": "start"},
        First=machines.call({"name": "first"}, ResultPath="$.first", Next="Second"),
        Second=machines.call({"name": "second", "fails": True, "first.$": "$.first.done"}, End=True),
    )
    assert machines.ended(execution)["status"] == "FAILED"

    machines.go()
    answer = machines.states.redrive_execution(executionArn=execution)
    assert answer["redriveDate"]
    redriven = machines.ended(execution)

    assert (redriven["status"], redriven.get("error"), redriven.get("cause")) == ("SUCCEEDED", None, None)
    assert json.loads(redriven["output"])["first"] is True
    assert machines.calls == {"first": 1, "second": 2}
    history = machines.history(execution)
    assert history.index("ExecutionFailed") < history.index("ExecutionRedriven")
    assert history[-1] == "ExecutionSucceeded"


def test_a_redriven_execution_can_fail_again(machines: Machines) -> None:
    execution = machines.start({}, Only=machines.call({"name": "only", "fails": True}, End=True))
    assert machines.ended(execution)["status"] == "FAILED"
    machines.states.redrive_execution(executionArn=execution)
    until(lambda: machines.calls == {"only": 2})
    assert machines.ended(execution)["status"] == "FAILED"
    assert machines.history(execution).count("ExecutionFailed") == 2


def test_what_succeeded_or_is_running_cannot_be_redriven(machines: Machines) -> None:
    execution = machines.start({}, Only=machines.call({"name": "only", "waits": True}, End=True))
    with refused("ExecutionNotRedrivable"):
        machines.states.redrive_execution(executionArn=execution)
    machines.go()
    assert machines.ended(execution)["status"] == "SUCCEEDED"
    with refused("ExecutionNotRedrivable"):
        machines.states.redrive_execution(executionArn=execution)
    with refused("ExecutionDoesNotExist"):
        machines.states.redrive_execution(executionArn=f"{execution}-other")


def test_a_stop_ends_a_map_and_a_redrive_does_what_is_left(machines: Machines) -> None:
    items = [
        {"name": "one", "waits": False},
        {"name": "two", "waits": True},
        {"name": "three", "waits": True},
    ]
    execution = machines.start({"run": 1}, Each=machines.map_over(*items))
    until(lambda: machines.calls == {"one": 1, "two": 1})
    machines.states.stop_execution(executionArn=execution)
    assert machines.status(execution) == "ABORTED"
    machines.go()

    machines.states.redrive_execution(executionArn=execution)

    assert machines.ended(execution)["status"] == "SUCCEEDED"
    # The second was aborted, although its function went on to its end.
    assert machines.calls == {"one": 1, "two": 2, "three": 1}
    runs = machines.states.list_map_runs(executionArn=execution)["mapRuns"]
    counts = machines.states.describe_map_run(mapRunArn=runs[-1]["mapRunArn"])["itemCounts"]
    assert (counts["total"], counts["succeeded"]) == (3, 3)


def test_what_the_last_step_of_a_stopped_execution_comes_to_does_not_matter(machines: Machines) -> None:
    execution = machines.start(
        {},
        Wait=machines.call({"name": "waits", "waits": True}, Next="Fail"),
        Fail={"Type": "Fail", "Error": "Failed"},
    )
    until(lambda: machines.calls == {"waits": 1})
    machines.states.stop_execution(executionArn=execution, error="Stopped", cause="by an operator")
    machines.go()
    machines.states.redrive_execution(executionArn=execution)
    redriven = machines.ended(execution)
    assert (redriven["status"], redriven["error"]) == ("FAILED", "Failed")
    assert machines.calls == {"waits": 2}
    types = machines.history(execution)
    assert types.count("ExecutionAborted") == types.count("ExecutionFailed") == 1
