"""What users may do with the credentials of Amplify's identity pool, as far as its files say it.

Amplify's other categories put policies on the identity pool's roles and on the groups'. A role that takes the
place of one of them allows nothing, and its users lose that access at the first deployment.
"""

from collections.abc import Iterator
from typing import Any

from stacks.amplify.files import Files, read_object
from stacks.amplify.project import Project
from stacks.settings import Settings
from stacks.settings.section import SettingsWarning

# The categories whose resources put policies on the roles.
CATEGORIES = ("analytics", "api", "geo", "interactions", "predictions", "storage")


def granted(files: Files) -> tuple[str, ...]:
    """The resources to which the identity pool's roles give access, such as `storage photos`."""
    if files.backend is None or not (config := files.backend / "backend-config.json").exists():
        return ()
    content = read_object(files.field, config)
    return tuple(f"{category} {name}" for category in CATEGORIES for name in content.get(category) or {})


def granted_to_groups(files: Files) -> dict[str, tuple[str, ...]]:
    """The storage to which each group's role gives access."""
    found: dict[str, tuple[str, ...]] = {}
    storages = (files.backend / "storage").glob("*/cli-inputs.json") if files.backend else ()
    for path in sorted(storages):
        groups: dict[str, Any] = read_object(files.field, path).get("groupAccess") or {}
        for group in groups:
            found[group] = (*found.get(group, ()), f"storage {path.parent.name}")
    return found


def lost_access(project: Project, settings: Settings) -> Iterator[str]:
    """Yield the roles that are missing: with new ones, users would lose access that Amplify gives them.

    Nobody can lose anything in an env that team-provider-info.json lacks: it was never Amplify's. Copies of
    single files without it do not say whether there is a pool: the update guard knows, once it is imported.
    """
    pool, deployment = settings.identity_pool, project.deployment
    if pool is None or not (deployment.deployed or (project.whole and not deployment.known)):
        return
    if project.access and not pool.authenticated_role_arn and not pool.authenticated_managed_policies:
        yield (
            "identity_pool.authenticated_role_arn: is missing: Amplify's files do not have the role's ARN, "
            f"and a new role would take {' and '.join(project.access)} from the users. Give its ARN "
            "(auth adopt finds it), or managed policies for a new role"
        )
    for group in project.groups:
        new = settings.groups.get(group.name)
        if group.policies and new and not new.role_arn and not new.managed_policies:
            yield (
                f"groups.{group.name}.role_arn: is missing: a new role would take "
                f"{' and '.join(group.policies)} from the group's users. Give the ARN of Amplify's role, "
                f"USER_POOL_ID-{group.name}GroupRole, or managed policies for a new one"
            )


def about_roles(project: Project, settings: Settings) -> Iterator[SettingsWarning]:
    """Yield the roles that are new, and so allow nothing."""
    pool = settings.identity_pool
    if pool is None:
        return
    new = [] if pool.authenticated_role_arn else ["identity_pool.authenticated_role_arn"]
    new += [] if pool.guest_role_arn or not pool.guests else ["identity_pool.guest_role_arn"]
    new += [f"groups.{name}.role_arn" for name, group in settings.groups.items() if not group.role_arn]
    if new:
        policies = [policy for group in project.groups for policy in group.policies]
        of_groups = f", customPolicies of groups ({', '.join(policies)})" if policies else ""
        yield SettingsWarning(
            "AmplifyRoles",
            "the identity pool gets new roles that allow nothing: users of an adopted pool lose what "
            f"Amplify's roles allow, such as storage, API, geo{of_groups}. Keep those roles by "
            f"{', '.join(new)}",
        )
