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

from stacks.validation.deployed import (
    TEMPLATE_SUFFIX,
    DeployedStack,
    DeployedUnknownError,
    NoCredentialsError,
    Read,
)
from stacks.validation.rules import clients, keeping, mfa, pool, sms
from stacks.validation.rules.rule import Change, Finding, Rule
from stacks.validation.template import Template
from stacks.validation.violations import Violation, report, shown

NAME = "UpdateGuard"
UNKNOWN = "DeployedUnknown"
RULES: tuple[Rule, ...] = (*pool.RULES, *mfa.RULES, *sms.RULES, *keeping.RULES, *clients.RULES)

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
            found += [violation.of_stack(stack) for violation in compare(deployed, new)]
        return report(found)


def compare(deployed: DeployedStack | None, new: Template) -> Iterator[Violation]:
    """What a deployment would do to users that it must not do.

    :param deployed: what is deployed; None: nothing, so everything is allowed.
    """
    if deployed is None:
        return
    change = Change(deployed.template, new, deployed.mfa)
    for rule in RULES:
        for finding in rule.find(change):
            yield _violation(rule, finding, change)


def _violation(rule: Rule, finding: Finding, change: Change) -> Violation:
    gone = finding.logical_id not in change.new.get("Resources", {})
    severity = rule.severity if rule.acknowledgeable else "fatal"
    return Violation(
        rule=rule.id,
        text=f"{rule.consequence} {finding.place}: deployed {shown(finding.deployed)}, "
        f"new {shown(finding.new)}.",
        mend=f"{rule.mend} {_anyway(rule)}",
        logical_id=finding.logical_id,
        place=finding.place,
        gone=gone,
        severity=severity,
    )


def _anyway(rule: Rule) -> str:
    if rule.acknowledgeable:
        return f'To do it anyway: "{NAME}::{rule.id}" = "why" under [acknowledge] in the environment\'s file.'
    return ONCE


def _unknown(error: DeployedUnknownError) -> Violation:
    return Violation(
        rule=UNKNOWN,
        text=f"What is deployed cannot be read, so nobody knows what this would do to users: {error}",
        mend=f"{error.mend} {ONCE}",
        severity="fatal",
    )
