"""The state machine of a run over all users, in the Amazon States Language.

The names are what operators see in the console, so that they read as sentences.
"""

from typing import Any, Final

from lambdas.user_mfa.contract import FINAL_ERRORS

State = dict[str, Any]

# The map's label is part of its executions' ARNs, which the role's policy names.
MAP_LABEL: Final = "Chunks"

# Replaced by the functions' ARNs and the bucket's name.
CHECK, LIST, PLAN, APPLY, SUM = "${Check}", "${List}", "${Plan}", "${Apply}", "${Sum}"
BUCKET = "${Bucket}"

# About five hours of an outage: 2 seconds, 4, 8, up to an hour.
RETRY = [
    {"ErrorEquals": list(FINAL_ERRORS), "MaxAttempts": 0},
    {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 2,
        "BackoffRate": 2,
        "MaxDelaySeconds": 3600,
        "MaxAttempts": 15,
    },
]


def definition() -> State:
    """The state machine."""
    return {
        "Comment": "Looks at all users of a user pool, or enables MFA for them: see docs/operations.md",
        "StartAt": "Check the request",
        "States": {
            "Check the request": _call(
                CHECK,
                {"run.$": "$$.Execution.Id", "request.$": "$$.Execution.Input"},
                Next="Is the run allowed?",
            ),
            "Is the run allowed?": _choice(
                {"Variable": "$.refusal", "IsPresent": True, "Next": "Refuse the run"}, Default="List users"
            ),
            "Refuse the run": {
                "Type": "Fail",
                "ErrorPath": "$.refusal.error",
                "CausePath": "$.refusal.cause",
            },
            "List users": _call(LIST, {"run.$": "$"}, Next="Are all users listed?"),
            "Are all users listed?": _choice(
                {"Variable": "$.is_done", "BooleanEquals": False, "Next": "List users"},
                {"Variable": "$.has_chunks", "BooleanEquals": True, "Next": "Process each chunk of users"},
                Default="Sum the results",
            ),
            "Process each chunk of users": _map(),
            "Sum the results": _call(
                SUM, {"step": "sum", "run.$": "$"}, ResultPath="$.summary", Next="Are all results summed?"
            ),
            "Are all results summed?": _choice(
                {"Variable": "$.summary.is_done", "BooleanEquals": False, "Next": "Sum the results"},
                Default="Delete the chunks",
            ),
            "Delete the chunks": _call(
                SUM,
                {"step": "delete", "run.$": "$"},
                ResultPath="$.deletion",
                Next="Are all chunks deleted?",
            ),
            "Are all chunks deleted?": _choice(
                {"Variable": "$.deletion.is_done", "BooleanEquals": False, "Next": "Delete the chunks"},
                Default="Return the outcomes",
            ),
            "Return the outcomes": {"Type": "Pass", "InputPath": "$.summary.output", "End": True},
        },
    }


def _map() -> State:
    """One chunk after another, so that a single function updates users, at the full rate; meanwhile the
    next chunk is planned, so that it is ready in time."""
    arguments = {"run.$": "$.run", "kind.$": "$.kind"}
    return {
        "Type": "Map",
        "Label": MAP_LABEL,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"},
            "Parameters": {"Bucket": BUCKET, "Key.$": "$.manifest"},
        },
        "ItemSelector": {
            **arguments,
            "chunk.$": "$$.Map.Item.Value.chunk",
            "next.$": "$$.Map.Item.Value.next",
        },
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Plan the chunk",
            "States": {
                "Plan the chunk": _call(
                    PLAN,
                    {**arguments, "chunk.$": "$.chunk"},
                    ResultPath=None,
                    Next="Apply the plan while the next is made",
                ),
                "Apply the plan while the next is made": {
                    "Type": "Parallel",
                    "Branches": [
                        _branch("Apply the plan", APPLY, {**arguments, "chunk.$": "$.chunk"}),
                        _branch("Plan the next chunk", PLAN, {**arguments, "chunk.$": "$.next"}),
                    ],
                    "Next": "The chunk is done",
                },
                # The map's result has one of these per chunk, and is limited to 256 KiB.
                "The chunk is done": {"Type": "Pass", "Result": 0, "End": True},
            },
        },
        "ResultPath": None,
        "Next": "Sum the results",
    }


def _branch(name: str, function: str, arguments: State) -> State:
    return {"StartAt": name, "States": {name: _call(function, arguments, End=True)}}


def _call(function: str, arguments: State, **more: Any) -> State:
    return {"Type": "Task", "Resource": function, "Parameters": arguments, "Retry": RETRY, **more}


def _choice(*choices: State, **more: Any) -> State:
    return {"Type": "Choice", "Choices": list(choices), **more}
