"""Apps of teams that use this project's stacks in other ways than `app.py`.

`python -m tests.templates.checks.other_apps KIND`: the context is that of `app.py`.
"""

import sys

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito

import app
from stacks import checks
from stacks.auth_stack import AuthStack
from stacks.checks.service_rules import plugin as service_rules
from stacks.checks.update_guard import plugin as update_guard
from stacks.context import read_context
from stacks.loading import load_environments


def second_stack(cdk_app: cdk.App) -> None:
    """Another stack beside the environments, without a pool."""
    app.build(cdk_app)
    cdk.CfnWaitConditionHandle(cdk.Stack(cdk_app, "Others"), "Handle")


def staged(cdk_app: cdk.App) -> None:
    """The environments in a stage, which gives their stacks other names."""
    _build(cdk_app, "stage")


def staged_and_named(cdk_app: cdk.App) -> None:
    """The environments in a stage, under the names that they always had."""
    _build(cdk_app, "stage", named=True)


def other_construct(cdk_app: cdk.App) -> None:
    """The same stack under another construct id."""
    _build(cdk_app, "id", named=True)


def nested(cdk_app: cdk.App) -> None:
    """A pool in a nested stack of a stack that is no environment's."""
    app.build(cdk_app)
    stack = cdk.Stack(cdk_app, "Legacy")
    cognito.CfnUserPool(cdk.NestedStack(stack, "Inner"), "Pool")


def misspelt(cdk_app: cdk.App) -> None:
    """A property that CloudFormation does not know, in another stack."""
    app.build(cdk_app)
    cdk.CfnResource(
        cdk.Stack(cdk_app, "Others"), "Topic", type="AWS::SNS::Topic", properties={"TopicNane": "others"}
    )


def raising(cdk_app: cdk.App) -> None:
    """Rules that raise."""

    def fail(*_: object) -> None:
        raise LookupError("something nobody thought of")

    for module, name in ((update_guard, "compared_with_nested"), (service_rules, "check")):
        setattr(module, name, fail)
    app.build(cdk_app)


def _build(cdk_app: cdk.App, kind: str, *, named: bool = False) -> None:
    context = read_context(cdk_app)
    environments = load_environments(context.environments)
    checks.attach(cdk_app, environments, deployed=context.deployed)
    for environment in environments:
        scope = cdk.Stage(cdk_app, "Prod") if kind == "stage" else cdk_app
        construct_id = "Another" if kind == "id" else environment.stack_name
        name = environment.stack_name if named else None
        AuthStack(scope, construct_id, environment=environment, stack_name=name)


BUILDS = (second_stack, staged, staged_and_named, other_construct, nested, misspelt, raising)

if __name__ == "__main__":
    cdk_app = cdk.App()
    {build.__name__: build for build in BUILDS}[sys.argv[1]](cdk_app)
    cdk_app.synth()
