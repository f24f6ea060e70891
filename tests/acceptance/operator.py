"""A deployed stack as its operator sees it: runs over all users, logs, queues; and what goes wrong."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
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

    def invoke(self, function: str, **payload: object) -> Answer:
        """Invoke a function by the name of its output."""
        answer = self._lambda.invoke(FunctionName=self.outputs[function], Payload=json.dumps(payload))
        body: Answer = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return body

    def run(self, action: str) -> Answer:
        """Ask for a run, its status or its end."""
        return self.invoke("BackfillFunction", action=action)

    def finished(self) -> Answer:
        """The latest run when it has finished."""
        return self.run_until(lambda run: run["state"] == "finished")

    def run_until(self, holds: Callable[[Answer], bool]) -> Answer:
        """The latest run when it has come so far."""
        run: Answer = until(lambda: self.run("status"), holds)
        return run

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

    def kill_workers(self) -> None:
        """Kill the worker's processes, in the midst of what they do."""
        listed = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True
        )
        processes = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
        workers = [int(pid) for pid, command in processes if self.outputs["WorkerFunction"] in command]
        assert workers, listed.stdout
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def until(read: Callable[[], Any], holds: Callable[[Any], bool], *, seconds: float = 600) -> Any:
    """Read until what is read holds; the limit is for what never will, on a busy machine too."""
    deadline = time.monotonic() + seconds
    while not holds(value := read()):
        assert time.monotonic() < deadline, value
        time.sleep(0.2)
    return value
