"""The rules of the update guard, by what they are about. The table names them."""

from stacks.checks.update_guard.rule import Rule
from stacks.checks.update_guard.rules import (
    clients,
    custom_resources,
    identities,
    mfa,
    pool,
    removals,
    retention,
    sms,
    stack,
    triggers,
    users,
)

UNJUDGED = Rule(
    "Unjudged",
    "The effect of this change on users is unknown: the guard does not know the property, or the "
    "template does not show its value.",
    "Find out what the property does, and its values before and after.",
    judge=None,
)

RULES: tuple[Rule, ...] = (
    *pool.RULES,
    *mfa.RULES,
    *sms.RULES,
    *retention.RULES,
    *clients.RULES,
    *identities.RULES,
    *triggers.RULES,
    *users.RULES,
    *stack.RULES,
    *custom_resources.RULES,
    *removals.RULES,
    UNJUDGED,
)
