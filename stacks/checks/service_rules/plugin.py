"""Refuses what Cognito would refuse, in the final template: also what an escape hatch or new code put there.

What an environment file can say is refused earlier, with the field's name, by `stacks.settings`. The sources
are https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html and
what stands at the rules.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
)

from stacks.checks.findings import Finding, report, shown
from stacks.checks.service_rules import clients, mfa, pool, sms, texts
from stacks.checks.service_rules.rule import ServiceRule, Subject
from stacks.template import Template, resources

NAME = "ServiceRules"


RULES = tuple(
    rule
    for module in (mfa, sms, texts, pool, clients)
    for rule in vars(module).values()
    if isinstance(rule, ServiceRule)
)


@jsii.implements(IPolicyValidationPlugin)
class ServiceRules:
    """The CDK's plugin."""

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
        return [rule.id for rule in RULES]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Look at each template by itself."""
        return report(
            finding.of_stack(stack)
            for stack in context.stack_templates
            for finding in check(
                json.loads(Path(stack.template_path).read_text(encoding="utf-8")), stack.region
            )
        )


def check(template: Template, region: str | None) -> Iterator[Finding]:
    """What Cognito would refuse of a template.

    :param region: the stack's, if it says one.
    """
    for rule in RULES:
        for logical_id, resource in resources(template, rule.resource_type).items():
            subject = Subject(resource, template, region)
            for place in rule.find(subject):
                yield Finding(
                    rule=rule.id,
                    text=f"{rule.fact} Properties.{place}: {shown(subject.at(place))}.",
                    fix=rule.fix,
                    logical_id=logical_id,
                    place=f"Properties.{place}",
                )
