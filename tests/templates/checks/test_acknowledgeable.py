"""What a finding offers is tried: the change of each rule that a file can acknowledge is deployed, or it is
listed why not.

A rule that is new has to find its place here.
"""

from stacks.checks.update_guard import asked, identity
from stacks.checks.update_guard.rule import ERROR
from stacks.checks.update_guard.rules import RULES
from tests.acceptance.acknowledged_changes import SHOWN
from tests.templates.checks.breaking_changes import BREAKING

IN_TWO_STEPS = {
    "FailoverLost": "in a separate deployment first",
    "TierLowered": "in a separate deployment first",
}
"""What the finding's fix says of the first of two deployments."""

NOT_TRIED = {
    "CustomResourceChanged": "the function of the custom resource is the team's, and does what it does",
    "DomainTaken": "the finding says that the deployment fails, and what is to be deleted first",
    "PoolLeftBehind": "a first deployment, which changes nothing that is deployed",
    "SchemaTouched": "whether AWS accepts it depends on the pool; the finding says that it may roll back",
    "SenderNotVerified": "the finding says what is to be verified first",
    "StackWithoutFile": "it is about another stack than the one that is deployed",
    "TransformChanged": "macros are functions of the account, and CloudFormation writes the template out",
}
"""The rules whose acknowledged changes are not deployed, and why."""


def acknowledgeable() -> set[str]:
    """The rules that stop a deployment, and that an environment's file can acknowledge."""
    always = {rule.id for rule in RULES if rule.severity == ERROR}
    at_times = {case.rule for case in BREAKING if case.severity == ERROR}
    return {*always, *at_times, *asked.RULE_IDS, identity.LEFT_BEHIND, identity.UNCLAIMED}


def test_each_acknowledgeable_rule_is_shown_or_takes_two_steps_or_is_listed_with_the_reason() -> None:
    assert sorted([*SHOWN, *IN_TWO_STEPS, *NOT_TRIED]) == sorted(acknowledgeable())


def test_what_takes_two_steps_says_so() -> None:
    fixes = {rule.id: rule.fix for rule in RULES}
    assert [rule for rule, text in IN_TWO_STEPS.items() if text not in fixes[rule]] == []


def test_what_may_roll_back_says_so() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "SchemaTouched")
    assert "may still roll back" in rule.fix
