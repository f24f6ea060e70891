"""What the plugins of this project report, in the form that the CDK prints."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aws_cdk import (
    PolicyValidationPluginReport,
    PolicyValidationStack,
    PolicyViolatingResource,
    PolicyViolation,
)

SHOWN = 300  # characters of a value; a schema can be long


@dataclass(frozen=True)
class Finding:
    """A rule that a stack's template breaks."""

    rule: str
    text: str
    fix: str
    logical_id: str | None = None
    """The resource; None: it is about the stack."""
    place: str | None = None
    """Where in the resource, such as `Properties.MfaConfiguration`."""
    gone: bool = False
    """Whether the resource is not in the new template, so that no construct stands for it."""
    severity: str = "error"
    """`fatal` cannot be acknowledged, `warning` does not fail the synthesis."""
    deployed: Any = None
    """The deployed value, where the finding is about one that changes; None: there is none."""
    new: Any = None
    """The new value, where the finding is about one that changes; None: there is none."""

    def of_stack(self, stack: PolicyValidationStack) -> PolicyViolation:
        """The finding as the CDK reports it. The CDK finds the construct of a resource by itself."""
        is_about_stack = self.gone or self.logical_id is None
        return PolicyViolation(
            rule_name=self.rule,
            description=self.text,
            fix=self.fix,
            severity=self.severity,
            violating_resources=[
                PolicyViolatingResource(
                    construct_path=stack.stack_construct_path if is_about_stack else None,
                    resource_logical_id=self.logical_id,
                    template_path=stack.template_path,
                    locations=[self.place] if self.place else [],
                )
            ],
        )


def report(findings: Iterable[PolicyViolation]) -> PolicyValidationPluginReport:
    """A plugin's report: it fails unless there is nothing but warnings."""
    found = list(findings)
    return PolicyValidationPluginReport(
        success=all(finding.severity == "warning" for finding in found), violations=found
    )


def shown(value: Any) -> str:
    """A template's value in a message."""
    if value is None:
        return "absent"
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."
