"""Converts findings to the CDK's form."""

from collections.abc import Iterable
from pathlib import Path

from aws_cdk import PolicyValidationPluginReport, PolicyViolatingResource, PolicyViolation

from stacks.checks.findings import FAILURES, Finding


def violation(finding: Finding, construct_path: str, template: Path) -> PolicyViolation:
    """The finding in the CDK's form. The CDK looks up the construct of a resource itself."""
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
    """A text without lone surrogates, which JSON can hold but UTF-8 cannot."""
    return text.encode("utf-8", "backslashreplace").decode()
