"""The update guard: no deployment loses a user or locks one out.

Compares each synthesized template with what is deployed, and fails the synthesis, so that `cdk deploy` does
not get as far as a change set.
"""

import json
import sys
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
)

from stacks.checks.findings import Finding, report
from stacks.checks.update_guard.compare import NAME, ONCE, compare
from stacks.checks.update_guard.rules import RULES
from stacks.deployed.folder import TEMPLATE_SUFFIX
from stacks.deployed.model import DeployedUnknownError, NoCredentialsError, Read

UNKNOWN = "DeployedUnknown"

NOTHING_COMPARED = "UpdateGuard: there are no AWS credentials, so nothing was compared with what is deployed."


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


def _unknown(error: DeployedUnknownError) -> Finding:
    return Finding(
        rule=UNKNOWN,
        text=f"What is deployed cannot be read, so nobody knows what this would do to users: {error}",
        fix=f"{error.fix} {ONCE}",
        severity="fatal",
    )
