"""The role by which Cognito sends SMS messages: a pool that loses it stops sending, and refuses updates."""

from collections.abc import Iterator
from typing import Any

from stacks.checks.update_guard.rule import Change, Difference, Pair, Rule
from stacks.service import ROLE, USER_POOL
from stacks.template import (
    Resource,
    allows,
    as_list,
    denies,
    names_service,
    objects,
    own_role,
    plain,
    resources,
    value_at,
)

SMS_CONFIGURATION = "Properties.SmsConfiguration"
EXTERNAL_ID = "Properties.SmsConfiguration.ExternalId"
CALLER = "Properties.SmsConfiguration.SnsCallerArn"
TRUST = "Properties.AssumeRolePolicyDocument"
POLICIES = "Properties.Policies"
# What makes CloudFormation replace a role.
NAMES = ("Properties.RoleName", "Properties.Path")

COGNITO = "cognito-idp.amazonaws.com"


def _changed(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        if value_at(pair.deployed, SMS_CONFIGURATION) is None:
            continue
        if value_at(pair.new, SMS_CONFIGURATION) is None:
            yield pair.difference(SMS_CONFIGURATION)
            continue
        if pair.differs(EXTERNAL_ID):
            yield pair.difference(EXTERNAL_ID)
        if pair.differs(CALLER):
            if not _is_handed_over(change, pair):
                yield pair.difference(CALLER)
        else:
            yield from _role_changed(change, pair)


def _is_handed_over(change: Change, pool: Pair) -> bool:
    """Whether the pool goes from one role to another of this stack that serves it as well."""
    role = change.new["Resources"].get(own_role(pool.new, change.new))
    return (
        role is not None
        and _publishes(role)
        and any(
            statement.get("Condition")
            == {"StringEquals": {"sts:ExternalId": value_at(pool.deployed, EXTERNAL_ID)}}
            for statement in allows(value_at(role, TRUST), "sts:AssumeRole")
            if names_service(statement, COGNITO)
        )
    )


def _role_changed(change: Change, pool: Pair) -> Iterator[Difference]:
    logical_id = own_role(pool.deployed, change.deployed)
    if logical_id is None:
        return
    if logical_id not in resources(change.new, ROLE):
        new_type = value_at(change.new, f"Resources.{logical_id}.Type")
        yield Difference(logical_id, "Type", ROLE, new_type)
        return
    role = Pair(logical_id, change.deployed["Resources"][logical_id], change.new["Resources"][logical_id])
    yield from (role.difference(name) for name in (*NAMES, "Condition") if role.differs(name))
    if role.differs(TRUST) and not _trusts(role, value_at(pool.deployed, EXTERNAL_ID)):
        yield role.difference(TRUST)
    if role.differs(POLICIES) and not _publishes(role.new):
        yield role.difference(POLICIES)
    if role.differs("Properties.PermissionsBoundary"):
        yield role.difference("Properties.PermissionsBoundary")


def _trusts(role: Pair, external_id: Any) -> bool:
    """Whether the new role surely trusts Cognito: by a statement that is deployed, or one that asks for the
    pool's external id and nothing else."""
    deployed = [plain(statement) for statement in allows(value_at(role.deployed, TRUST), "sts:AssumeRole")]
    document = value_at(role.new, TRUST)
    return not denies(document) and any(
        plain(statement) in deployed
        or statement.get("Condition") == {"StringEquals": {"sts:ExternalId": external_id}}
        for statement in allows(document, "sts:AssumeRole")
        if names_service(statement, COGNITO)
    )


def _publishes(role: Resource) -> bool:
    documents = [policy.get("PolicyDocument") for policy in objects(value_at(role, POLICIES))]
    return not any(denies(document) for document in documents) and any(
        "*" in as_list(statement.get("Resource")) and not statement.get("Condition")
        for document in documents
        for statement in allows(document, "sns:Publish")
    )


RULES = (
    # https://github.com/hashicorp/terraform-provider-aws/issues/28294
    # https://github.com/awslabs/nx-plugin-for-aws/issues/631
    Rule(
        "SmsRoleChanged",
        "Cognito can no longer send SMS messages, so users with SMS as second factor cannot sign in, and the "
        "pool refuses every later update with a misleading error about trust.",
        "Keep the SMS configuration, its external id, and a role that trusts Cognito with that id and may "
        "publish.",
        _changed,
    ),
)
