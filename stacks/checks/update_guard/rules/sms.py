"""The role by which Cognito sends SMS messages: a pool that loses it stops sending, and refuses updates."""

from collections.abc import Iterator
from typing import Any

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.rights import attached_roles, documents
from stacks.checks.update_guard.rule import WARNING, Difference, Pair, Rule, Update, whole
from stacks.service import COGNITO_PRINCIPAL, ROLE, USER_POOL
from stacks.template import (
    Resource,
    Template,
    allows,
    as_list,
    denies,
    names_service,
    own_role,
    plain,
    value_at,
)

CALLER = "Properties.SmsConfiguration.SnsCallerArn"
EXTERNAL_ID = "Properties.SmsConfiguration.ExternalId"
TRUST = "Properties.AssumeRolePolicyDocument"
# What makes CloudFormation replace a role. The pool gets the new one, but what names the old one does not.
REPLACED = ("Properties.RoleName", "Properties.Path")
BOUNDARY = "Properties.PermissionsBoundary"


def _changed(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.resource_type == USER_POOL:
        if edit.place != CALLER or not _is_handed_over(update, update.pair(edit)):
            yield whole(edit)
        return
    for pool in update.pools:
        if value_at(pool.deployed, CALLER) is None or pool.differs(CALLER):
            continue
        role = own_role(pool.deployed, update.deployed)
        if role is not None and role in _roles_of(edit, update) and _harms(edit, role, pool, update):
            yield whole(edit, WARNING if edit.place in REPLACED else None)


def _roles_of(edit: Edit, update: Update) -> set[str]:
    if edit.resource_type == ROLE:
        return {edit.logical_id}
    pair = update.pair(edit)
    return attached_roles(pair.deployed) | attached_roles(pair.new)


def _harms(edit: Edit, role: str, pool: Pair, update: Update) -> bool:
    """Whether an edit of the role or its policies keeps Cognito from sending."""
    if edit.resource_type == ROLE:
        if edit.place in ("Type", "Condition", BOUNDARY, *REPLACED):
            return True
        if edit.place == TRUST:
            return not _trusts(update.pair(edit), value_at(pool.deployed, EXTERNAL_ID))
    return not _publishes(role, update.new) and (
        edit.resource_type == ROLE or _publishes(role, update.deployed)
    )


def _is_handed_over(update: Update, pool: Pair) -> bool:
    """Whether the pool goes from one role to another of this stack that serves it as well."""
    logical_id = own_role(pool.new, update.new)
    if logical_id is None or not _publishes(logical_id, update.new):
        return False
    trust = value_at(update.new["Resources"][logical_id], TRUST)
    return not denies(trust) and any(
        _asks_for(statement, value_at(pool.deployed, EXTERNAL_ID))
        for statement in allows(trust, "sts:AssumeRole")
        if names_service(statement, COGNITO_PRINCIPAL)
    )


def _asks_for(statement: Resource, external_id: Any) -> bool:
    """Whether a statement asks for an external id and nothing else."""
    condition = plain(statement.get("Condition"))
    return bool(condition in (
        {"StringEquals": {"sts:ExternalId": plain(external_id)}},
        {"StringEquals": {"sts:ExternalId": [plain(external_id)]}},
    ))  # fmt: skip


def _trusts(role: Pair, external_id: Any) -> bool:
    """Whether the new role surely trusts Cognito: by a statement that is deployed, or one that asks for the
    pool's external id and nothing else."""
    deployed = [plain(statement) for statement in allows(value_at(role.deployed, TRUST), "sts:AssumeRole")]
    document = value_at(role.new, TRUST)
    return not denies(document) and any(
        plain(statement) in deployed or _asks_for(statement, external_id)
        for statement in allows(document, "sts:AssumeRole")
        if names_service(statement, COGNITO_PRINCIPAL)
    )


def _publishes(role: str, template: Template) -> bool:
    found = documents(role, template)
    return not any(denies(document) for document in found) and any(
        "*" in as_list(statement.get("Resource")) and not statement.get("Condition")
        for document in found
        for action in ("sns:Publish", "sns:publish", "sns:*", "*")
        for statement in allows(document, action)
    )


RULES = (
    # https://github.com/hashicorp/terraform-provider-aws/issues/28294
    # https://github.com/awslabs/nx-plugin-for-aws/issues/631
    Rule(
        "SmsRoleChanged",
        "Cognito can no longer send SMS messages: users of SMS MFA cannot sign in, and every later update "
        "of the pool fails with a misleading error about trust.",
        "Keep the SMS configuration, its external id, and a role that trusts Cognito with that external id "
        "and allows sns:Publish.",
        judge=_changed,
    ),
    Rule(
        "SmsSenderChanged",
        "SMS messages are sent in another way: if it lacks permission, an origination number or quota, "
        "users receive no codes.",
        "Send a test message from the new sender in the same account and region first.",
    ),
    Rule(
        "SmsRegionChanged",
        "SMS messages are sent from another region, which has a sandbox, spending limit and origination "
        "numbers of its own: until they are set up, users receive no codes.",
        "Keep sms.sns_region, or set up SMS in the new region first.",
        WARNING,
    ),
)
