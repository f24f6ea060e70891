"""Findings in the form that the CDK prints."""

from collections.abc import Iterable
from pathlib import Path

from aws_cdk import PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation

from stacks.checks.findings import FAILURES, Finding


def violation(finding: Finding, construct_path: str, template: Path) -> PolicyViolation:
    """The finding as the CDK reports it. The CDK finds the construct of a resource by itfinding."""
    is_about_stack = finding.gone or finding.logical_id is None
    return PolicyViolation(
        rule_name=finding.rule,
        description=_printable(finding.text),
        fix=_printable(finding.fix) or None,
        severity=finding.severity,
        violating_resources=[
            PolicyViolatingResource(
                construct_path=construct_path if is_about_stack else None,
                resource_logical_id=_printable(finding.logical_id) if finding.logical_id else None,
                template_path=str(template),
                locations=[_printable(finding.place)] if finding.place else [],
            )
        ],
    )


def report(violations: Iterable[PolicyViolation]) -> PolicyValidationPluginReport:
    """A plugin's report: it fails if there is an error."""
    found = list(violations)
    return PolicyValidationPluginReport(
        success=not any(each.severity in FAILURES for each in found), violations=found
    )


def _printable(text: str) -> str:
    """A text without what JSON can hold and no UTF-8 has: half of a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode()
