"""The base of this project's plugins: whatever goes wrong in one, the synthesis fails.

The CDK CLI takes a plugin that raised for one that found nothing: the error goes to `validation-report.json`,
and the deployment goes on.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolation,
)

from stacks.checks.findings import Finding
from stacks.checks.reporting import report, violation
from stacks.checks.synthesized import SynthesizedStack, SynthesizedTemplate, synthesized_stacks

FAILED = "CheckFailed"

Found = tuple[SynthesizedTemplate, Finding]
"""A finding, and the template of the stack, or of a nested one, that it is about."""

Judge = Callable[[SynthesizedStack, Sequence[SynthesizedStack]], Iterator[Found]]
"""Finds what is wrong with a stack; the second argument is all stacks of the app."""


@jsii.implements(IPolicyValidationPlugin)
class Plugin:
    """A plugin of the CDK that fails closed.

    :param name: the plugin, in reports and in acknowledgments.
    :param rules: what it can find.
    :param judge: finds what is wrong with a stack.
    """

    def __init__(self, name: str, rules: Iterable[str], judge: Judge) -> None:
        self._name = name
        self._rules = [*dict.fromkeys(rules), FAILED]
        self._judge = judge

    @property
    def name(self) -> str:
        """The plugin's name in reports and acknowledgments."""
        return self._name

    @property
    def version(self) -> str | None:
        """It has no version of its own."""
        return None

    @property
    def rule_ids(self) -> list[str] | None:
        """The ids of its rules."""
        return self._rules

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Check each stack separately."""
        try:
            stacks = synthesized_stacks(context)
        except Exception as error:  # noqa: BLE001 - see the module's docstring
            return report(
                violation(_failure(error), stack.stack_construct_path, Path(stack.template_path))
                for stack in context.stack_templates
            )
        return report(each for stack in stacks for each in self._violations(stack, stacks))

    def _violations(
        self, stack: SynthesizedStack, stacks: Sequence[SynthesizedStack]
    ) -> list[PolicyViolation]:
        try:
            found = list(self._judge(stack, stacks))
            return [violation(finding, stack.path, template.file) for template, finding in found]
        except Exception as error:  # noqa: BLE001 - see the module's docstring
            return [violation(_failure(error), stack.path, stack.synthesized.file)]


def _failure(error: Exception) -> Finding:
    (frame,) = traceback.extract_tb(error.__traceback__)[-1:]
    return Finding(
        rule=FAILED,
        text=f"This check failed itself, so nobody knows what a deployment would do: "
        f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno}).",
        fix="Report it. If the template was changed by code, look there first.",
        severity="fatal",
    )
