"""Step Functions: stopping reaches a map's children, `RedriveExecution`, and the role's permissions.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
"""

import contextvars
import copy
import json
import os
import threading
from typing import Any

from ministack.core.responses import error_response_json, json_response, now_iso
from ministack.services import stepfunctions

from local.patches import iam
from local.patches.ministack_api import Request, Response
from local.patches.patching import patch

ENDED = ("FAILED", "ABORTED", "TIMED_OUT")
STOPPED_WITHIN = 120.0  # seconds; a step of a run that is stopped goes on to its end

Execution = dict[str, Any]
State = dict[str, Any]
Context = dict[str, Any]


@patch("handle_request", stepfunctions)
async def handle_request(
    ministack: Any, method: str, path: str, headers: dict[str, str], body: bytes, query: Any
) -> Response:
    if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
        redriven: Response = await stepfunctions.run_reentrant(redrive_execution, json.loads(body))
        return redriven
    response: Response = await ministack(method, path, headers, body, query)
    return response


def redrive_execution(request: Request) -> Response:
    """Go on at the state that did not end, with its input."""
    execution: Execution | None = stepfunctions._executions.get(request["executionArn"])
    if execution is None or execution["status"] not in ENDED:
        error = "ExecutionDoesNotExist" if execution is None else "ExecutionNotRedrivable"
        refused: Response = error_response_json(error, f"{error}: {request['executionArn']}", 400)
        return refused
    execution["_ended"].wait(STOPPED_WITHIN)
    execution.update(status="RUNNING", stopDate=None, error=None, cause=None, output=None)
    stepfunctions._add_event(execution, "ExecutionRedriven", {})
    scope = contextvars.copy_context()
    threading.Thread(target=scope.run, args=(_resume, execution), daemon=True).start()
    redriven: Response = json_response({"redriveDate": now_iso()})
    return redriven


@patch("_run_execution", stepfunctions)
def run_execution(ministack: Any, arn: str) -> None:
    """Tell when the execution has ended, which is later than it was stopped."""
    execution = stepfunctions._executions[arn]
    execution["_ended"] = threading.Event()
    try:
        ministack(arn)
    finally:
        execution["_ended"].set()


@patch("_fail_execution", stepfunctions)
def fail_execution(ministack: Any, execution: Execution, error: str, cause: str) -> None:
    """What a stopped execution's last step comes to does not matter."""
    if execution["status"] != "ABORTED":
        ministack(execution, error, cause)


@patch("_run_sub_machine", stepfunctions)
def run_sub_machine(
    ministack: Any, states: Any, start: str, value: Any, execution: Execution, context: Context
) -> Any:
    """A map's child, or a branch: not of an execution that was stopped, and a child that succeeded before the
    execution was redriven not again."""
    parent = _parent(execution)
    _check_is_running(parent, execution)
    if parent is execution or execution.get("_started"):
        return ministack(states, start, value, execution, context)
    execution["_started"] = True
    done = parent.setdefault("_children", {})
    key = json.dumps(value, sort_keys=True)
    if key not in done:
        output = ministack(states, start, value, execution, context)
        # The step that it was in went on to its end, as a function does; the child did not.
        _check_is_running(parent, execution)
        done[key] = output
    return done[key]


def _check_is_running(parent: Execution, execution: Execution) -> None:
    """End a child of an execution that was stopped, which is done as the state machine's role."""
    if parent["status"] == "RUNNING":
        return
    machine, child = parent["stateMachineArn"], execution["executionArn"]
    if parent is execution or _may(machine, "states:StopExecution", child):
        raise stepfunctions._ExecutionError("States.Aborted", "The execution was stopped")


@patch("_run_distributed_map", stepfunctions)
def run_distributed_map(
    ministack: Any,
    state: State,
    value: Any,
    effective: Any,
    iterator: State,
    execution: Execution,
    context: Context,
) -> Any:
    """The map starts an execution per item, watches it, and reads its items, as the state machine's role."""
    machine = execution["stateMachineArn"]
    children = f"{machine.replace(':stateMachine:', ':execution:')}/{state.get('Label', '')}:child"
    _demand(machine, "states:StartExecution", machine)
    _demand(machine, "states:DescribeExecution", children)
    if execution.get("_children") is not None:
        _demand(machine, "states:RedriveExecution", children)
    reader = state.get("ItemReader")
    if reader:
        arguments = stepfunctions._resolve_params_obj(reader["Parameters"], effective, context)
        _demand(machine, "s3:GetObject", f"arn:aws:s3:::{arguments['Bucket']}/{arguments['Key']}")
    return ministack(state, value, effective, iterator, execution, context)


@patch("_execute_task", stepfunctions)
def execute_task(ministack: Any, state: State, value: Any, execution: Execution, context: Context) -> Any:
    if ":lambda:" in state["Resource"]:
        _demand(context["StateMachine"]["Id"], "lambda:InvokeFunction", state["Resource"])
    return ministack(state, value, execution, context)


def _demand(machine: str, action: str, resource: str) -> None:
    if not _may(machine, action, resource):
        role = stepfunctions._state_machines[machine]["roleArn"]
        raise stepfunctions._ExecutionError("AccessDeniedException", f"{role} is not authorized: {action}")


def _may(machine: str, action: str, resource: str) -> bool:
    role = stepfunctions._state_machines[machine]["roleArn"]
    return os.environ.get("AUTH") != "true" or iam.may(role, action, resource)


def _parent(execution: Execution) -> Execution:
    """The execution to which a map's child belongs; any other itself."""
    run = stepfunctions._map_runs.get(execution.get("mapRunArn"))
    parent: Execution = stepfunctions._executions[run["executionArn"]] if run else execution
    return parent


def _resume(execution: Execution) -> None:
    entered = [event for event in execution["events"] if event["type"].endswith("StateEntered")]
    details = entered[-1]["stateEnteredEventDetails"]
    execution["_ended"].clear()
    try:
        _run_from(execution, details["name"], json.loads(details["input"]))
    except stepfunctions._ExecutionError as error:
        stepfunctions._fail_execution(execution, error.error, error.cause)
    finally:
        execution["_ended"].set()


def _run_from(execution: Execution, name: str | None, value: Any) -> None:
    """As ministack runs an execution, but from a state in the midst."""
    machine = stepfunctions._state_machines[execution["stateMachineArn"]]
    states = json.loads(machine["definition"])["States"]
    context: Context = {
        "QueryLanguage": "JSONPath",
        "Execution": {
            "Id": execution["executionArn"],
            "Input": json.loads(execution["input"]),
            "Name": execution["name"],
            "StartTime": execution["startDate"],
        },
        "StateMachine": {"Id": execution["stateMachineArn"], "Name": machine["name"]},
        "variables": {},
    }
    while name and execution["status"] == "RUNNING":
        state = states[name]
        context["State"] = {"Name": name, "EnteredTime": now_iso(), "RetryCount": 0}
        stepfunctions._add_event(
            execution,
            f"{state['Type']}StateEntered",
            {"stateEnteredEventDetails": {"name": name, "input": json.dumps(value)}},
        )
        if state["Type"] == "Fail":
            raise stepfunctions._ExecutionError(*stepfunctions._fail_state_error(state, value, context))
        execute = getattr(stepfunctions, f"_execute_{state['Type'].lower()}")
        scope = (execution, context) if state["Type"] in ("Task", "Parallel", "Map") else (context,)
        value, name = execute(state, copy.deepcopy(value), *scope)
    if execution["status"] == "RUNNING":
        output = json.dumps(value)
        execution.update(status="SUCCEEDED", output=output, stopDate=now_iso())
        stepfunctions._add_event(
            execution, "ExecutionSucceeded", {"executionSucceededEventDetails": {"output": output}}
        )
