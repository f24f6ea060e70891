"""What keeps users when a stack or a resource is deleted."""

from collections.abc import Iterator

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.rule import Difference, Rule, Update, whole
from stacks.service import ROLE, USER_POOL
from stacks.template import own_role, resources


def _weakened(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.resource_type == ROLE:
        pools = resources(update.deployed, USER_POOL).values()
        if edit.logical_id not in {own_role(pool, update.deployed) for pool in pools}:
            return
    yield whole(edit)


RULES = (
    Rule(
        "ProtectionWeakened",
        "After this, deleting the stack or renaming one construct deletes all users, or what they need to "
        "sign in; Cognito has no backups.",
        'Keep user_pool.deletion_protection = true and user_pool.removal_policy = "retain".',
        judge=_weakened,
    ),
)
