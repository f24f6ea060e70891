"""The app with resources that a team adds to its stacks: as deployed, or `changed` by the context."""

from typing import Any

import aws_cdk as cdk

from app import build
from tests.acceptance.added_resources import DEPLOYED, MODE, MODE_PARAMETER, NESTED, changed

CHANGED = "changed"


def add(stack: cdk.Stack, *, is_changed: bool) -> None:
    """Add the resources to a stack, under the logical ids that they have there."""
    cdk.CfnParameter(stack, MODE, type="AWS::SSM::Parameter::Value<String>", default=MODE_PARAMETER)
    for logical_id, resource in (changed() if is_changed else DEPLOYED).items():
        _resource(stack, logical_id, resource)
    if not is_changed:
        nested = cdk.NestedStack(stack, NESTED)
        _resource(nested, "Topic", {"Type": "AWS::SNS::Topic", "Properties": {}})


def _resource(stack: cdk.Stack, logical_id: str, resource: dict[str, Any]) -> None:
    construct = cdk.CfnResource(
        stack, f"Added{logical_id}", type=resource["Type"], properties=resource["Properties"]
    )
    construct.override_logical_id(logical_id)


def main() -> None:
    app = cdk.App()
    build(app)
    for child in app.node.children:
        if isinstance(child, cdk.Stack):
            add(child, is_changed=bool(app.node.try_get_context(CHANGED)))
    app.synth()


if __name__ == "__main__":
    main()
