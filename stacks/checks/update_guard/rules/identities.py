"""AWS credentials for users: the identity pool's providers, its roles and what those may do."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.references import references
from stacks.checks.update_guard.rights import (
    MANAGED,
    REFUSED,
    actions,
    attached_roles,
    identity_roles,
    keeps_trust,
    lost_rights,
    trusts_identities,
)
from stacks.checks.update_guard.rule import ERROR, WARNING, Difference, Rule, Update, whole
from stacks.checks.update_guard.triggers import FUNCTION, enablement_roles
from stacks.service import IDENTITY_POOL, ROLE, ROLE_ATTACHMENT
from stacks.template import Resource, is_true, resources, value_at

GUESTS = "unauthenticated"
# What the functions of sign-up and enablement cannot do without.
VITAL = ("cognito-idp:", "sqs:", "Deny cognito-idp:", "Deny sqs:", "Deny *")


def _attachment(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.place == "Type" and edit.old is None:
        if _replaces_roles(update.new["Resources"][edit.logical_id], update):
            yield whole(edit)
        return
    if not edit.place.endswith(("Roles", "RoleMappings")):
        yield whole(edit)
        return
    if not isinstance(edit.old, Mapping) or not isinstance(edit.new, Mapping | None):
        if edit.old is not None:
            yield whole(edit)
        return
    new = edit.new or {}
    for name, old in edit.old.items():
        if old == new.get(name) or (name == GUESTS and not _guests(update)):
            continue
        is_kept = name in new and (edit.place.endswith("RoleMappings") or _serves(new[name], update))
        severity = WARNING if is_kept else ERROR
        yield Difference(edit.logical_id, f"{edit.place}.{name}", old, new.get(name), severity)


def _replaces_roles(attachment: Resource, update: Update) -> bool:
    """Whether new roles go to an identity pool that is deployed and has none of this stack.

    An import leaves an attachment out whose roles are not there yet: the pool has roles from elsewhere.
    """
    pool = value_at(attachment, "Properties.IdentityPoolId")
    attached = [
        value_at(other, "Properties.IdentityPoolId")
        for other in resources(update.deployed, ROLE_ATTACHMENT).values()
    ]
    is_deployed = any(pair.logical_id in references(pool) for pair in update.kept(IDENTITY_POOL))
    new = update.new["Resources"].keys() - update.deployed["Resources"].keys()
    roles = references(value_at(attachment, "Properties.Roles"))
    return is_deployed and pool not in attached and not new.isdisjoint(roles)


def _serves(role: Any, update: Update) -> bool:
    """Whether a role is one of the stack that users of an identity pool can assume."""
    return any(
        resource.get("Type") == ROLE and trusts_identities(resource)
        for resource in (update.new["Resources"].get(name, {}) for name in references(role))
    )


def _guests(update: Update) -> bool:
    allowed = [
        value_at(pool.new, "Properties.AllowUnauthenticatedIdentities") for pool in update.kept(IDENTITY_POOL)
    ]
    return any(is_true(value) or isinstance(value, Mapping) for value in allowed)


def _trust(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.logical_id not in identity_roles(update.deployed) & identity_roles(update.new):
        return
    role = update.pair(edit)
    if edit.place.endswith("AssumeRolePolicyDocument") and not keeps_trust(role.deployed, role.new):
        yield whole(edit)


def _narrowed(edit: Edit, update: Update) -> Iterator[Difference]:
    pair = update.pair(edit)
    attached = attached_roles(pair.deployed) | attached_roles(pair.new)
    roles = {edit.logical_id} if edit.resource_type == ROLE else attached
    of_users, of_functions = identity_roles(update.deployed), enablement_roles(update.deployed)
    for role in sorted(roles & (of_users | of_functions) & update.new["Resources"].keys()):
        if edit.place.endswith("PermissionsBoundary"):
            if edit.new is not None:
                yield whole(edit)
            continue
        # What another policy of the role no longer allows is a finding of its own.
        named = actions(pair.deployed) | actions(pair.new)
        lost = [
            action
            for action in lost_rights(role, update.deployed, update.new)
            if action.removeprefix(REFUSED) in named or action.startswith(MANAGED)
        ]
        if lost:
            vital = role in of_functions and any(action.startswith(VITAL) for action in lost)
            severity = ERROR if vital and _functions_stay(role, update) else WARNING
            yield Difference(edit.logical_id, edit.place, lost, None, severity)


def _functions_stay(role: str, update: Update) -> bool:
    """Whether the functions of a role still do what needed the rights: a changed one may need fewer."""
    return all(
        pair.deployed == pair.new
        for pair in update.kept(FUNCTION)
        if role in references(value_at(pair.deployed, "Properties.Role"))
    )


def _provider_lost(edit: Edit, update: Update) -> Iterator[Difference]:
    match edit.old, edit.new:
        case dict(old), dict(new):
            lost = any(new.get(name) != value for name, value in old.items())
        case list(old), list(new):
            kept = [_provider(item) for item in new]
            lost = any(_provider(item) not in kept for item in old)
        case _:
            lost = True
    if lost:
        yield whole(edit)


def _provider(item: Any) -> Any:
    """A provider of an identity pool, as its users know it: the check of tokens is the pool's own matter."""
    if isinstance(item, Mapping):
        return {key: value for key, value in item.items() if key != "ServerSideTokenCheck"}
    return item


RULES = (
    Rule(
        "RoleAttachmentChanged",
        "Users of the identity pool get another role, or no role and therefore no AWS credentials.",
        "Keep the role attachment and its roles; those of an imported identity pool by their ARNs "
        "(identity_pool.authenticated_role_arn, guest_role_arn).",
        judge=_attachment,
    ),
    Rule(
        "IdentityRoleChanged",
        "The role's trust policy no longer admits its users: they get no AWS credentials.",
        "Keep cognito-identity.amazonaws.com, with the identity pool's id, in the trust policy.",
        judge=_trust,
    ),
    Rule(
        "IdentityProviderLost",
        "The identity pool no longer accepts tokens of this provider or client: its users get no AWS "
        "credentials.",
        "Keep the provider and the client.",
        judge=_provider_lost,
    ),
    Rule(
        "GuestsLockedOut",
        "Guests no longer get AWS credentials.",
        "Keep identity_pool.guests = true until no released app needs it.",
    ),
    Rule(
        "IdentityPoolOpened",
        "More callers get AWS credentials than before: guests, or callers of the basic (classic) flow, in "
        "which the caller chooses the role.",
        "Check what the roles allow.",
        WARNING,
    ),
    Rule(
        "RightsNarrowed",
        "The role allows less than before: calls of users or functions may be denied.",
        "Keep the permissions until nothing needs them.",
        WARNING,
        _narrowed,
    ),
    Rule(
        "PrincipalTagsChanged",
        "Users' sessions get different tags: policies with conditions on them allow or deny something else.",
        "Check the policies that have conditions on these tags.",
        WARNING,
    ),
)
