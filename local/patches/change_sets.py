"""Change sets of a stack whose outputs alone change: CloudFormation executes them, with no changes listed.

ministack lets them fail, as AWS does where nothing at all changes. `cdk deploy` after `cdk import` makes one,
since an import cannot add outputs:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
"""

from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import handlers

from local.patches.ministack_api import Response

Parameters = dict[str, Any]


def install() -> None:
    handlers._ACTION_HANDLERS["CreateChangeSet"] = _accepting(handlers._ACTION_HANDLERS["CreateChangeSet"])


def _accepting(ministack: Callable[[Parameters], Response]) -> Callable[[Parameters], Response]:
    def create_change_set(parameters: Parameters) -> Response:
        before = set(cloudformation._change_sets)
        response = ministack(parameters)
        for change_set_id in set(cloudformation._change_sets) - before:
            change_set = cloudformation._change_sets[change_set_id]
            if change_set["Status"] == "FAILED" and _changes_outputs(change_set):
                change_set |= {
                    "Status": "CREATE_COMPLETE",
                    "ExecutionStatus": "AVAILABLE",
                    "StatusReason": "",
                }
        return response

    return create_change_set


def _changes_outputs(change_set: dict[str, Any]) -> bool:
    stack = cloudformation._stacks.get(change_set["StackName"], {})
    templates = (stack.get("_template", {}), change_set["_template"])
    old, new = (template.get("Outputs", {}) for template in templates)
    return change_set["ChangeSetType"] == "UPDATE" and bool(old != new)
