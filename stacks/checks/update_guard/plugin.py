"""The update guard: no deployment loses a user or locks one out.

Compares each synthesized template with what is deployed, and fails the synthesis, so that `cdk deploy` does
not get as far as a change set.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
)

from stacks.checks.findings import Finding, report, shown
from stacks.checks.update_guard import clients, mfa, pool, retention, sms
from stacks.checks.update_guard.rule import Change, Difference, Rule
from stacks.deployed.folder import TEMPLATE_SUFFIX
from stacks.deployed.model import DeployedStack, DeployedUnknownError, NoCredentialsError, Read
from stacks.template import Template

NAME = "UpdateGuard"
UNKNOWN = "DeployedUnknown"
RULES: tuple[Rule, ...] = (*pool.RULES, *mfa.RULES, *sms.RULES, *retention.RULES, *clients.RULES)

NOTHING_COMPARED = "UpdateGuard: there are no AWS credentials, so nothing was compared with what is deployed."
ONCE = "To deploy it anyway, this once: --context deployed=off."


@jsii.implements(IPolicyValidationPlugin)
class UpdateGuard:
    """The CDK's plugin.

    :param read: reads what is deployed of a stack.
    """

    def __init__(self, read: Read) -> None:
        self._read = read

    @property
    def name(self) -> str:
        """The plugin, in reports and in acknowledgments."""
        return NAME

    @property
    def version(self) -> str | None:
        """It has none of its own."""
        return None

    @property
    def rule_ids(self) -> list[str] | None:
        """What it can find."""
        return [*dict.fromkeys(rule.id for rule in RULES), UNKNOWN]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Compare the templates with what is deployed of them."""
        found = []
        for stack in context.stack_templates:
            path = Path(stack.template_path)
            try:
                deployed = self._read(path.name.removesuffix(TEMPLATE_SUFFIX))
            except NoCredentialsError:
                sys.stderr.write(f"{NOTHING_COMPARED}\n")
                break
            except DeployedUnknownError as error:
                found.append(_unknown(error).of_stack(stack))
                continue
            new = json.loads(path.read_text(encoding="utf-8"))
            found += [finding.of_stack(stack) for finding in compare(deployed, new)]
        return report(found)


def compare(deployed: DeployedStack | None, new: Template) -> Iterator[Finding]:
    """What a deployment would do to users that it must not do.

    :param deployed: what is deployed; None: nothing, so everything is allowed.
    """
    if deployed is None:
        return
    change = Change(deployed.template, new, deployed.mfa)
    for rule in RULES:
        for difference in rule.find(change):
            yield _finding(rule, difference, change)


def _finding(rule: Rule, difference: Difference, change: Change) -> Finding:
    gone = difference.logical_id not in change.new.get("Resources", {})
    severity = rule.severity if rule.acknowledgeable else "fatal"
    return Finding(
        rule=rule.id,
        text=f"{rule.consequence} {difference.place}: deployed {shown(difference.deployed)}, "
        f"new {shown(difference.new)}.",
        fix=f"{rule.fix} {_anyway(rule)}",
        logical_id=difference.logical_id,
        place=difference.place,
        gone=gone,
        severity=severity,
    )


def _anyway(rule: Rule) -> str:
    if rule.acknowledgeable:
        return f'To do it anyway: "{NAME}::{rule.id}" = "why" under [acknowledge] in the environment\'s file.'
    return ONCE


def _unknown(error: DeployedUnknownError) -> Finding:
    return Finding(
        rule=UNKNOWN,
        text=f"What is deployed cannot be read, so nobody knows what this would do to users: {error}",
        fix=f"{error.fix} {ONCE}",
        severity="fatal",
    )
