"""What the plugins of this project report, in the form that the CDK prints."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation

SHOWN = 300  # characters of a value; a schema can be long
FAILURES = ("error", "fatal")


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
    """`fatal` cannot be acknowledged; `warning` and `info` do not fail the synthesis."""
    deployed: Any = None
    """The deployed value, where the finding is about one that changes; None: there is none."""
    new: Any = None
    """The new value, where the finding is about one that changes; None: there is none."""

    def of_stack(self, construct_path: str, template: Path) -> PolicyViolation:
        """The finding as the CDK reports it. The CDK finds the construct of a resource by itself."""
        is_about_stack = self.gone or self.logical_id is None
        return PolicyViolation(
            rule_name=self.rule,
            description=_printable(self.text),
            fix=_printable(self.fix) or None,
            severity=self.severity,
            violating_resources=[
                PolicyViolatingResource(
                    construct_path=construct_path if is_about_stack else None,
                    resource_logical_id=_printable(self.logical_id) if self.logical_id else None,
                    template_path=str(template),
                    locations=[_printable(self.place)] if self.place else [],
                )
            ],
        )


def report(findings: Iterable[PolicyViolation]) -> PolicyValidationPluginReport:
    """A plugin's report: it fails if there is an error."""
    found = list(findings)
    return PolicyValidationPluginReport(
        success=not any(finding.severity in FAILURES for finding in found), violations=found
    )


def shown(value: Any) -> str:
    """A template's value in a message."""
    if value is None:
        return "absent"
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."


def _printable(text: str) -> str:
    """A text without what JSON can hold and no UTF-8 has: half of a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode()
