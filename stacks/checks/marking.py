"""Changes stacks before they are synthesized, depending on what is deployed.

An assembly is often synthesized in one job and deployed in the next. One that was compared with nothing gets
a parameter that no value satisfies, so that neither the CDK CLI nor CloudFormation deploys it.
"""

import contextlib
from collections.abc import Iterator, Sequence

import aws_cdk as cdk
import jsii
from constructs import IConstruct, IValidation

from stacks.deployed.model import Source, StackId
from stacks.settings import Environment

MARK = "NotComparedWithWhatIsDeployed"


@jsii.implements(IValidation)
class Marking:
    """Marks the environments' stacks of an app. The CDK calls it before the templates are written.

    It finds nothing itself: what it cannot read, the update guard reports.
    """

    def __init__(self, app: cdk.App, source: Source, environments: Sequence[Environment]) -> None:
        self._app = app
        self._source = source
        self._ids = {environment.stack_name: StackId.of(environment) for environment in environments}

    def validate(self) -> list[str]:
        """Mark each stack."""
        for stack in _stacks(self._app):
            if stack.stack_name in self._ids:
                with contextlib.suppress(Exception):
                    self._mark(stack)
        return []

    def _mark(self, stack: cdk.Stack) -> None:
        if self._source.is_unavailable():
            cdk.CfnParameter(
                stack,
                MARK,
                description="This template was compared with nothing. Synthesize it with credentials.",
                allowed_pattern="(?!)",
                constraint_description="Compared with nothing: synthesize with credentials.",
            )
        elif self._source.is_new(self._ids[stack.stack_name]):
            # The CDK CLI protects a stack once it is created. If the creation fails, it has to be
            # deleted for the next attempt; once it exists, the next deployment protects it.
            stack.termination_protection = False


def _stacks(parent: IConstruct) -> Iterator[cdk.Stack]:
    """The stacks of an app, without those of stages, which are synthesized earlier."""
    for child in parent.node.children:
        if isinstance(child, cdk.Stack):
            yield child
        elif not isinstance(child, cdk.Stage):
            yield from _stacks(child)
