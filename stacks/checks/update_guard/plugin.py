"""The update guard: no deployment loses a user or locks one out.

Compares each synthesized template with what is deployed, and fails the synthesis, so that `cdk deploy` does
not get as far as a change set.
"""

from collections.abc import Iterator, Sequence

from stacks.checks import acknowledgments
from stacks.checks.findings import Finding
from stacks.checks.marking import MARK
from stacks.checks.plugin import Found, Plugin
from stacks.checks.synthesized import SynthesizedStack, SynthesizedTemplate
from stacks.checks.update_guard import asked, identity
from stacks.checks.update_guard.compare import NAME, ONCE
from stacks.checks.update_guard.nested import compared_with_nested
from stacks.checks.update_guard.rules import RULES
from stacks.deployed.model import (
    Deployed,
    DeployedUnknownError,
    NoCredentialsError,
    NoTemplateError,
    Source,
    StackId,
)
from stacks.settings import Environment

UNKNOWN = "DeployedUnknown"
NOT_COMPARED = "NotCompared"
NO_TEMPLATE = "NoDeployedTemplate"
COMPARED_WITH = "ComparedWith"
LEFT_ALONE = "LeftAlone"

RULE_IDS = (
    *acknowledgments.RULE_IDS,
    *(rule.id for rule in RULES),
    *identity.RULE_IDS,
    *asked.RULE_IDS,
    UNKNOWN,
    NOT_COMPARED,
    NO_TEMPLATE,
    COMPARED_WITH,
    LEFT_ALONE,
)


def update_guard(source: Source, environments: Sequence[Environment]) -> Plugin:
    """The CDK's plugin.

    :param source: what is deployed.
    :param environments: those whose stacks the app has.
    """
    return Plugin(NAME, RULE_IDS, UpdateGuard(source, environments).judge)


class UpdateGuard:
    """Judges each stack of an app against what is deployed of it."""

    def __init__(self, source: Source, environments: Sequence[Environment]) -> None:
        self._source = source
        self._environments = {environment.stack_name: environment for environment in environments}

    def judge(self, stack: SynthesizedStack, stacks: Sequence[SynthesizedStack]) -> Iterator[Found]:
        """Find what a deployment of a stack would do to users that it must not do."""
        if stack is stacks[0]:
            yield from self._left_alone(stack, stacks)
        if not self._is_judged(stack):
            return
        environment = self._environments.get(stack.id.name)
        whole = stack.synthesized
        try:
            deployed, unread = self._read(stack.id)
            findings = [
                *((whole, finding) for finding in unread),
                *(
                    compared_with_nested(deployed.stack, whole, self._source.questions(stack.id))
                    if deployed.stack
                    else ()
                ),
                *(
                    (whole, finding)
                    for finding in identity.findings(
                        stack, stacks, deployed, self._source, self._environments
                    )
                ),
            ]
        except DeployedUnknownError as error:
            yield whole, _unknown(error, whole)
            return
        yield from findings
        compared_with = f"{stack.id.name}: compared with {deployed.compared_with}."
        yield whole, Finding(COMPARED_WITH, compared_with, "", severity="info")
        if environment:
            found = {finding.rule for _, finding in findings} if deployed.stack else None
            for finding in acknowledgments.needless(NAME, RULE_IDS, environment, found):
                yield whole, finding

    def _read(self, stack: StackId) -> tuple[Deployed, list[Finding]]:
        """What is deployed of a stack. A template that a folder does not have is a finding among others."""
        try:
            return self._source.read(stack), []
        except NoTemplateError as error:
            return Deployed(None, "nothing"), [Finding(NO_TEMPLATE, str(error), error.fix)]

    def _is_judged(self, stack: SynthesizedStack) -> bool:
        return stack.id.name in self._environments or stack.synthesized.has_cognito

    def _left_alone(self, stack: SynthesizedStack, stacks: Sequence[SynthesizedStack]) -> Iterator[Found]:
        names = [other.id.name for other in stacks if not self._is_judged(other)]
        if names:
            text = f"Left alone, because they have no Cognito resources: {', '.join(names)}."
            yield stack.synthesized, Finding(LEFT_ALONE, text, "", severity="info")


def _unknown(error: DeployedUnknownError, synthesized: SynthesizedTemplate) -> Finding:
    if isinstance(error, NoCredentialsError):
        # What is marked, nobody can deploy.
        is_marked = MARK in synthesized.template.get("Parameters", {})
        return Finding(
            rule=NOT_COMPARED,
            text=f"{str(error)[0].upper()}{str(error)[1:]}"
            f"{' CloudFormation refuses to deploy what was synthesized.' if is_marked else ''}",
            fix=f"{error.fix} {ONCE}",
            severity="warning" if is_marked else "fatal",
        )
    return Finding(
        rule=UNKNOWN,
        text=f"What is deployed cannot be read, so nobody knows what this would do to users: {error}",
        fix=f"{error.fix} {ONCE}",
        severity="fatal",
    )
