"""Runs over users as the command sees them, and what Ctrl-C leaves."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cli.output import CommandError, CommandInterruptedError
from cli.runs import Runs
from cli.users import _going_on

MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:Runs"
START = datetime(2026, 1, 1, tzinfo=UTC)


def arn(name: str) -> str:
    return f"arn:aws:states:eu-west-1:111122223333:execution:Runs:{name}"


class Account:
    """AWS with one state machine, whose executions are given with their errors, the newest first."""

    def __init__(self, **executions: str) -> None:
        client: Any = boto3.client(
            "stepfunctions", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        stubber = Stubber(client)
        stubber.add_response(
            "list_executions",
            {
                "executions": [
                    {
                        "executionArn": arn(name),
                        "stateMachineArn": MACHINE,
                        "name": name,
                        "status": "FAILED" if error else "RUNNING",
                        "startDate": START,
                    }
                    for name, error in executions.items()
                ]
            },
            {"stateMachineArn": MACHINE},
        )
        for name, error in executions.items():
            found = {
                "executionArn": arn(name),
                "stateMachineArn": MACHINE,
                "status": "FAILED" if error else "RUNNING",
                "startDate": START,
                "input": '{"kind": "enable"}',
            }
            failed = {"error": error, "cause": "x"} if error else {}
            stubber.add_response("describe_execution", {**found, **failed}, {"executionArn": arn(name)})
            stubber.add_response("list_map_runs", {"mapRuns": []}, {"executionArn": arn(name)})
        stubber.activate()
        self._states = client

    def outputs(self) -> dict[str, str]:
        return {"UserRuns": MACHINE}

    def client(self, service: str) -> Any:
        return self._states if service == "stepfunctions" else None


def latest(**executions: str) -> str:
    account: Any = Account(**executions)
    return Runs(account, "auth-dev").latest()


def test_a_refused_run_is_not_the_one_to_show_stop_or_resume() -> None:
    assert latest(third="AnotherRunInProgress", second="ConsentRequired", first="") == arn("first")
    assert latest(second="ListingTokenExpired", first="") == arn("second")


def test_without_a_run_that_did_something_there_is_none() -> None:
    with pytest.raises(CommandError, match="there has been no run yet"):
        latest(only="ConsentRequired")


def test_an_interrupt_says_that_the_run_goes_on() -> None:
    with pytest.raises(CommandInterruptedError) as raised, _going_on("prod"):
        raise KeyboardInterrupt
    assert str(raised.value) == (
        "interrupted: the run goes on. auth users prod status shows it, auth users prod stop ends it"
    )
    assert raised.value.exit_code == 130
