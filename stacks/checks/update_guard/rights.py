"""What the roles of a template may do: their policies, wherever they stand in the template."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from stacks.checks.update_guard.references import references
from stacks.service import ROLE
from stacks.template import Resource, Template, as_list, objects, plain, resources, statements, value_at

POLICY = "AWS::IAM::Policy"
MANAGED_POLICY = "AWS::IAM::ManagedPolicy"

REFUSED = "Deny "
MANAGED = "managed policy "


class Right(NamedTuple):
    """One action that a policy allows."""

    action: str
    resource: str
    """As canonical JSON."""
    condition: str
    """As canonical JSON."""


def attached_roles(policy: Resource) -> set[str]:
    """The logical ids of the roles that a policy is attached to."""
    return set(references(value_at(policy, "Properties.Roles")))


def actions(resource: Resource) -> set[str]:
    """The actions that the policies in a role or policy name, allowed or refused."""
    inline = [policy.get("PolicyDocument") for policy in objects(value_at(resource, "Properties.Policies"))]
    found = [*inline, value_at(resource, "Properties.PolicyDocument")]
    return {str(action) for each in found for s in statements(each) for action in as_list(s.get("Action"))}


def documents(role: str, template: Template) -> list[Any]:
    """The policy documents of a role, by its logical id."""
    resource = template["Resources"].get(role, {})
    found = [policy.get("PolicyDocument") for policy in objects(value_at(resource, "Properties.Policies"))]
    managed = {
        name
        for arn in as_list(value_at(resource, "Properties.ManagedPolicyArns"))
        for name in references(arn)
    }
    return found + [
        value_at(policy, "Properties.PolicyDocument")
        for logical_id, policy in resources(template, POLICY, MANAGED_POLICY).items()
        if role in attached_roles(policy) or logical_id in managed
    ]


def lost_rights(role: str, old: Template, new: Template) -> list[str]:
    """What a role may no longer do: actions, with `REFUSED` before the denied ones, and managed policies,
    with `MANAGED` before their ARNs.

    A right whose resources are exchanged is not lost.
    """
    before, after = ({*rights(documents(role, template))} for template in (old, new))
    refused = {*_rights(documents(role, new), "Deny")} - {*_rights(documents(role, old), "Deny")}
    lost = [right for right in before - after if not any(_covers(other, right) for other in after)]
    gained = after - before
    missing = {
        right.action
        for right in lost
        if sum(_same(right, other) for other in lost) > sum(_same(right, other) for other in gained)
    }
    managed = _managed(role, old) - _managed(role, new)
    return sorted(missing | {f"{REFUSED}{right.action}" for right in refused} | managed)


def rights(documents_: list[Any]) -> Iterator[Right]:
    """What policy documents allow."""
    return _rights(documents_, "Allow")


def _rights(found: list[Any], effect: str) -> Iterator[Right]:
    for document in found:
        for statement in statements(document):
            if statement.get("Effect") != effect:
                continue
            for action in as_list(statement.get("Action")):
                for resource in as_list(statement.get("Resource")) or ["*"]:
                    yield Right(str(action), _canonical(resource), _canonical(statement.get("Condition")))


def _same(right: Right, other: Right) -> bool:
    return (right.action, right.condition) == (other.action, other.condition)


def _covers(wide: Right, narrow: Right) -> bool:
    return (
        fnmatchcase(narrow.action.lower(), wide.action.lower())
        and (wide.resource in ('"*"', narrow.resource) or _matches(narrow.resource, wide.resource))
        and wide.condition in ("null", narrow.condition)
    )


def _matches(resource: str, pattern: str) -> bool:
    return pattern.startswith('"') and fnmatchcase(resource, pattern.replace("[", "[[]"))


def _managed(role: str, template: Template) -> set[str]:
    arns = as_list(value_at(template["Resources"].get(role, {}), "Properties.ManagedPolicyArns"))
    return {
        f"{MANAGED}{arn if isinstance(arn, str) else _canonical(arn)}"
        for arn in arns
        # What a policy of the template allows is among the actions.
        if not {*references(arn)} & template["Resources"].keys()
    }


def identity_roles(template: Template) -> set[str]:
    """The roles that users of an identity pool or members of a group get."""
    attachments = resources(template, "AWS::Cognito::IdentityPoolRoleAttachment").values()
    groups = resources(template, "AWS::Cognito::UserPoolGroup").values()
    values = [
        *(
            value_at(attachment, f"Properties.{name}")
            for attachment in attachments
            for name in ("Roles", "RoleMappings")
        ),
        *(value_at(group, "Properties.RoleArn") for group in groups),
    ]
    roles = resources(template, ROLE)
    return {name for value in values for name in references(value) if name in roles}


def trusts_identities(role: Resource) -> bool:
    """Whether a role may be assumed by the users of an identity pool."""
    document = value_at(role, "Properties.AssumeRolePolicyDocument")
    return any(names_identities(statement) for statement in statements(document)) and not any(
        statement.get("Effect") == "Deny" for statement in statements(document)
    )


def names_identities(statement: Mapping[str, Any]) -> bool:
    """Whether a statement lets the users of an identity pool in."""
    principal = statement.get("Principal")
    return (
        statement.get("Effect") == "Allow"
        and isinstance(principal, Mapping)
        and "cognito-identity.amazonaws.com" in as_list(principal.get("Federated"))
        and "sts:AssumeRoleWithWebIdentity" in as_list(statement.get("Action"))
    )


def keeps_trust(old: Resource, new: Resource) -> bool:
    """Whether everyone from an identity pool who could assume a role still can."""
    before, after = (statements(value_at(role, "Properties.AssumeRolePolicyDocument")) for role in (old, new))
    if any(
        plain(statement) not in map(plain, before) for statement in after if statement.get("Effect") == "Deny"
    ):
        return False
    return all(
        any(_as_wide(other, statement) for other in after if names_identities(other))
        for statement in before
        if names_identities(statement)
    )


def _as_wide(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a statement asks for nothing that the other does not ask for."""
    asked, asks = (plain(statement.get("Condition")) or {} for statement in (old, new))
    if not isinstance(asked, Mapping) or not isinstance(asks, Mapping):
        return bool(asked == asks)
    for operator, tests in asks.items():
        before = asked.get(operator)
        if not isinstance(tests, Mapping) or not isinstance(before, Mapping):
            return False
        for key, values in tests.items():
            old_values = [_canonical(value) for value in as_list(before.get(key))]
            new_values = [_canonical(value) for value in as_list(values)]
            if not old_values or not {*old_values} <= {*new_values}:
                return False
    return set(as_list(old.get("Action"))) <= set(as_list(new.get("Action")))


def _canonical(value: Any) -> str:
    return json.dumps(plain(value), sort_keys=True)
