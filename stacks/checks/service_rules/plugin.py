"""Refuses what Cognito would refuse, in the final template: also what an escape hatch or new code put there.

What an environment file can say is refused earlier, with the field's name, by `stacks.settings`. The sources
are https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html and
what stands at the rules.
"""

from collections.abc import Iterator, Sequence

from stacks.checks import acknowledgments
from stacks.checks.findings import Finding, shown
from stacks.checks.plugin import Found, Plugin
from stacks.checks.service_rules import clients, mfa, pool, sms, texts
from stacks.checks.service_rules.rule import ServiceRule, Subject
from stacks.checks.synthesized import SynthesizedStack
from stacks.settings import Environment
from stacks.template import Template, resources

NAME = "ServiceRules"


RULES = tuple(
    rule
    for module in (mfa, sms, texts, pool, clients)
    for rule in vars(module).values()
    if isinstance(rule, ServiceRule)
)


RULE_IDS = (*(rule.id for rule in RULES), *acknowledgments.RULE_IDS)


def service_rules(environments: Sequence[Environment]) -> Plugin:
    """The CDK's plugin.

    :param environments: those whose stacks the app has.
    """
    by_stack = {environment.stack_name: environment for environment in environments}

    def judge(stack: SynthesizedStack, _stacks: Sequence[SynthesizedStack]) -> Iterator[Found]:
        found = set()
        for part in stack.synthesized.all():
            for finding in check(part.template, stack.id.region):
                found.add(finding.rule)
                yield part, finding
        if stack.id.name in by_stack:
            for finding in acknowledgments.needless(NAME, RULE_IDS, by_stack[stack.id.name], found):
                yield stack.synthesized, finding

    return Plugin(NAME, RULE_IDS, judge)


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
