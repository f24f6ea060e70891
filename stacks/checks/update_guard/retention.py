"""What keeps users when a stack or a resource goes."""

from collections.abc import Iterator

from stacks.checks.update_guard.rule import Change, Difference, Rule
from stacks.service import CLIENT, DOMAIN, IDENTITY_POOL, ROLE, USER_POOL
from stacks.template import own_role, resources, value_at

PROTECTION = "Properties.DeletionProtection"


def _weakened(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        if value_at(pair.deployed, PROTECTION) == "ACTIVE" and value_at(pair.new, PROTECTION) != "ACTIVE":
            yield pair.difference(PROTECTION)
    sms_roles = {own_role(pool, change.deployed) for pool in resources(change.deployed, USER_POOL).values()}
    for pair in change.kept(USER_POOL, CLIENT, DOMAIN, IDENTITY_POOL, ROLE):
        if pair.deployed["Type"] == ROLE and pair.logical_id not in sms_roles:
            continue
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if _retains(pair.deployed.get(policy)) and not _retains(pair.new.get(policy)):
                yield pair.difference(policy)


def _retains(policy: object) -> bool:
    return policy in ("Retain", "RetainExceptOnCreate")


RULES = (
    Rule(
        "ProtectionWeakened",
        "From then on, one deleted stack or one renamed construct deletes all users, or what they need to "
        "sign in; there is no backup of a user pool.",
        'Keep user_pool.deletion_protection = true and user_pool.removal_policy = "retain".',
        _weakened,
    ),
)
