"""The rules of the update guard, by what they are about. The table names them."""

from stacks.checks.update_guard.rule import Rule
from stacks.checks.update_guard.rules import (
    clients,
    identities,
    mfa,
    pool,
    retention,
    sms,
    stack,
    triggers,
    users,
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
)
