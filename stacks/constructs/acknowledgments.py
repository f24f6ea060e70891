"""Validation findings that are accepted, each with a reason."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import Construct


def acknowledge(scope: Construct, reasons: Mapping[str, str]) -> None:
    """Accept findings on a construct and everything in it.

    :param reasons: the reason of each finding by its id: a cdk-nag rule such as `AwsSolutions-COG8`, or
        `Plugin::Rule` for the rules of other plugins.
    """
    Validations.of(scope).acknowledge(
        *(Acknowledgment(id=_qualified(finding), reason=reason) for finding, reason in reasons.items())
    )


def _qualified(finding: str) -> str:
    """The finding's id with its plugin: a cdk-nag rule's own name starts with its pack's."""
    return finding if "::" in finding.partition("[")[0] else f"{finding.partition('-')[0]}::{finding}"
