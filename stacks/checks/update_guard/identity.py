"""Which stack is which: that an environment's stack and pool are the ones that its users are in.

A stack under another name, in another account or in another region is another stack to CloudFormation: it
gets a new, empty pool.
"""

from collections.abc import Iterator, Mapping, Sequence

from stacks.checks.findings import Finding
from stacks.checks.synthesized import SynthesizedStack
from stacks.checks.update_guard.compare import ONCE
from stacks.deployed.model import Deployed, DeployedStack, Source, StackId
from stacks.service import USER_POOL
from stacks.settings import Environment
from stacks.template import resources, value_at

RENAMED = "StackRenamed"
UNCLAIMED = "StackWithoutFile"
POOL_DELETED = "PoolDeleted"
LEFT_BEHIND = "PoolLeftBehind"
RULE_IDS = (RENAMED, UNCLAIMED, POOL_DELETED, LEFT_BEHIND)


def findings(
    stack: SynthesizedStack,
    stacks: Sequence[SynthesizedStack],
    deployed: Deployed,
    source: Source,
    environments: Mapping[str, Environment],
) -> Iterator[Finding]:
    """Find what makes a stack another one than that of the users.

    :param stacks: all stacks of the app.
    :param environments: the environments by the names of their stacks.
    :raises DeployedUnknownError: what is deployed cannot be read.
    """
    is_new = not _has_pool(deployed.stack)
    if deployed.stack:
        yield from _deleted_pools(deployed.stack)
    if is_new:
        yield from _renamed(stack, stacks, source, environments)
        yield from _left_behind(stack, source)
    # Once, or at each stack that would get a new pool.
    if is_new or stack.id.name == next(iter(environments), None):
        yield from _unclaimed(stack, source, is_new=is_new)


def _has_pool(deployed: DeployedStack | None) -> bool:
    return deployed is not None and (
        bool(resources(deployed.template, USER_POOL)) or any(map(_has_pool, deployed.nested.values()))
    )


def _deleted_pools(deployed: DeployedStack) -> Iterator[Finding]:
    for logical_id in sorted(deployed.deleted_pools):
        yield Finding(
            POOL_DELETED,
            f"The user pool {deployed.physical_ids[logical_id]} was deleted outside CloudFormation, with all "
            "users. CloudFormation does not know: it reports no changes, or fails to update the pool.",
            "To make a new, empty pool, delete the stack and deploy again: docs/updates.md, PoolDeleted.",
            logical_id=logical_id,
            severity="fatal",
        )
    for nested in deployed.nested.values():
        yield from _deleted_pools(nested)


def _renamed(
    stack: SynthesizedStack,
    stacks: Sequence[SynthesizedStack],
    source: Source,
    environments: Mapping[str, Environment],
) -> Iterator[Finding]:
    for environment in environments.values():
        own = StackId.of(environment)
        if any(source.is_same(other.id, own) for other in stacks) or not source.read(own).stack:
            continue
        place = f" in {own.region}" if own.region else ""
        yield Finding(
            RENAMED,
            f"Environment {environment.name} is deployed as stack {own.name}{place}, and this app has no "
            f"such stack: {stack.id.name} would be another one, with a new, empty pool beside the users.",
            f'Keep the name, account and region: AuthStack(..., stack_name="{own.name}"). {ONCE}',
            severity="fatal",
        )


def _left_behind(stack: SynthesizedStack, source: Source) -> Iterator[Finding]:
    names = [
        str(value_at(pool, "Properties.UserPoolName"))
        for part in stack.synthesized.all()
        for pool in resources(part.template, USER_POOL).values()
    ]
    for pool in source.left_behind(stack.id, names) if names else ():
        yield Finding(
            LEFT_BEHIND,
            f"Stack {stack.id.name} is not deployed, and there is a user pool of its name: {pool.id}, with "
            f"about {pool.users} users. The deployment would make a new, empty one beside it.",
            "If its users are this environment's, import it: auth adopt. If it is left from a deployment "
            "that failed, delete it: docs/updates.md, ROLLBACK_COMPLETE.",
            severity="error" if pool.users else "warning",
        )


def _unclaimed(stack: SynthesizedStack, source: Source, *, is_new: bool) -> Iterator[Finding]:
    for found in source.unclaimed():
        # A stack of another name may be another team's in the same account; one of the same name is not.
        is_elsewhere = is_new and found.stack_name == stack.id.name
        cause = "its region or account was changed" if is_elsewhere else "it was renamed"
        consequence = f": if {cause}, this stack would be a new, empty pool beside the users"
        yield Finding(
            UNCLAIMED,
            f"{found.description} is deployed, and has no environment file{consequence if is_new else ''}.",
            "Restore the file's name, region and account, or delete what is deployed.",
            severity="error" if is_elsewhere else "warning",
        )
