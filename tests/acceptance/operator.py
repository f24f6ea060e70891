"""A deployed stack as its operator sees it: runs over all users, logs, queues; and what goes wrong."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from local.emulator import LocalAws
from local.scenarios.pool import Pool

Answer = dict[str, Any]


class Operator:
    """Operates a deployed stack."""

    def __init__(self, aws: LocalAws, outputs: dict[str, str]) -> None:
        self.pool = Pool(aws, outputs)
        self.outputs = outputs
        self._lambda = aws.client("lambda")
        self._logs = aws.client("logs")
        self._sqs = aws.client("sqs")
        self._s3 = aws.client("s3")
        self._states = aws.client("stepfunctions")
        # The names of the stack's functions begin with the stack's.
        self._stack = outputs["WorkerFunction"].partition("-MfaEnablement")[0]

    def invoke(self, function: str, **payload: object) -> Answer:
        """Invoke a function by the name of its output."""
        answer = self._lambda.invoke(FunctionName=self.outputs[function], Payload=json.dumps(payload))
        body: Answer = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return body

    def start(self, kind: str, **flags: bool) -> str:
        """Start a run, and return its ARN."""
        answer = self._states.start_execution(
            stateMachineArn=self.outputs["UserRuns"], input=json.dumps({"kind": kind, **flags})
        )
        return str(answer["executionArn"])

    def ended(self, run: str, *, seconds: float = 600) -> Answer:
        """A run when it has ended: its `output` decoded, or its `error` and `cause`."""
        description: Answer = until(
            lambda: self._states.describe_execution(executionArn=run),
            lambda execution: execution["status"] != "RUNNING",
            seconds=seconds,
        )
        return {**description, "output": json.loads(description.get("output") or "null")}

    def run(self, kind: str, **flags: bool) -> Answer:
        """The output of a run that succeeds."""
        run = self.ended(self.start(kind, **flags))
        assert run["status"] == "SUCCEEDED", run
        output: Answer = run["output"]
        return output

    def stop(self, run: str) -> None:
        """Stop a run."""
        self._states.stop_execution(executionArn=run)

    def redrive(self, run: str) -> None:
        """Go on with a run that was stopped, or has failed."""
        self._states.redrive_execution(executionArn=run)

    def progress(self, run: str) -> list[Answer]:
        """How many chunks are done, by `DescribeMapRun`."""
        runs = self._states.list_map_runs(executionArn=run)["mapRuns"]
        return [self._states.describe_map_run(mapRunArn=each["mapRunArn"])["itemCounts"] for each in runs]

    def objects(self) -> list[str]:
        """The keys of what runs have left in their bucket."""
        return [each["Key"] for each in self._s3.list_objects_v2(Bucket=self._bucket).get("Contents", [])]

    def delete_object(self, key: str) -> None:
        """Delete what runs have left in their bucket."""
        self._s3.delete_object(Bucket=self._bucket, Key=key)

    @cached_property
    def _bucket(self) -> str:
        (bucket,) = (
            each["Name"]
            for each in self._s3.list_buckets()["Buckets"]
            if each["Name"].startswith(f"{self._stack}-runsbucket")
        )
        return str(bucket)

    def lines(self, function: str) -> list[Answer]:
        """A function's log lines."""
        pages = self._logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.outputs[f"{function}LogGroup"]
        )
        messages = [event["message"] for page in pages for event in page["events"]]
        return [json.loads(message) for message in messages if message[:1] == "{"]

    def messages(self, queue: str) -> int:
        """How many messages a queue has, waiting and in work."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._sqs.get_queue_attributes(QueueUrl=self.outputs[queue], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def redeliver_after(self, seconds: int) -> None:
        """Have the queue deliver again sooner than a deployed one does."""
        self._sqs.set_queue_attributes(
            QueueUrl=self.outputs["QueueUrl"], Attributes={"VisibilityTimeout": str(seconds)}
        )

    def give_up_on(self, message: str) -> None:
        """Have a message end among the dead letters, as if the worker had failed each time."""
        queue, worker = self.outputs["QueueUrl"], self.outputs["WorkerFunction"]
        (source,) = self._lambda.list_event_source_mappings(FunctionName=worker)["EventSourceMappings"]
        self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
        kept = self._sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedrivePolicy"])["Attributes"]
        once = json.dumps({**json.loads(kept["RedrivePolicy"]), "maxReceiveCount": 1})
        self._sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": once})
        self._sqs.send_message(QueueUrl=queue, MessageBody=message)
        until(
            lambda: (
                self._sqs.receive_message(QueueUrl=queue, VisibilityTimeout=0) and self.messages("QueueUrl")
            ),
            lambda count: count == 0,
        )
        self._sqs.set_queue_attributes(QueueUrl=queue, Attributes=kept)
        self._lambda.update_event_source_mapping(UUID=source["UUID"], Enabled=True)

    def kill_workers(self) -> None:
        """Kill the worker's processes, while they process messages."""
        assert _kill(self.outputs["WorkerFunction"])

    def kill_run(self) -> int:
        """Kill the processes of the functions of a run, and return how many there were."""
        return _kill(f"{self._stack}-Runs")


def _kill(command: str) -> int:
    """Kill the processes that have a text in their command, and return how many there were."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    processes = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
    found = [int(pid) for pid, arguments in processes if command in arguments]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)


def until(read: Callable[[], Any], holds: Callable[[Any], bool], *, seconds: float = 600) -> Any:
    """Read until what is read holds; the limit is for what never will, on a busy machine too."""
    deadline = time.monotonic() + seconds
    while not holds(value := read()):
        assert time.monotonic() < deadline, value
        time.sleep(0.2)
    return value
