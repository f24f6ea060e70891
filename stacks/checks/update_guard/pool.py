"""The pool itself: that it stays, and what Cognito never changes in one that is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.rule import Change, Difference, Rule
from stacks.service import USER_POOL
from stacks.template import STANDARD_ATTRIBUTES, Resource, is_true, objects, plain, resources, value_at

Attribute = Mapping[str, Any]

SCHEMA = "Properties.Schema"
POOL_ID_OUTPUT = "UserPoolId"


def _removed(change: Change) -> Iterator[Difference]:
    return change.lost(USER_POOL)


def _replaced(change: Change) -> Iterator[Difference]:
    """CloudFormation replaces a pool for no property. What is left is to make it depend on a condition, and
    to send the apps to another pool."""
    old, new = (_pool_of_output(template) for template in (change.deployed, change.new))
    for pair in change.kept(USER_POOL):
        if pair.differs("Condition"):
            yield pair.difference("Condition")
        if pair.logical_id == old != new:
            yield Difference(None, f"Outputs.{POOL_ID_OUTPUT}", {"Ref": old}, {"Ref": new} if new else None)


def _pool_of_output(template: Mapping[str, Any]) -> str | None:
    value = value_at(template, f"Outputs.{POOL_ID_OUTPUT}.Value")
    logical_id = value.get("Ref") if isinstance(value, Mapping) else None
    return logical_id if logical_id in resources(template, USER_POOL) else None


def _immutable(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        for name in ("UsernameAttributes", "AliasAttributes", "UsernameConfiguration"):
            if pair.differs(f"Properties.{name}"):
                yield pair.difference(f"Properties.{name}")
        old, new = _required(pair.deployed), _required(pair.new)
        if old != new:
            yield Difference(pair.logical_id, SCHEMA, {"required": old}, {"required": new})
        new_custom = _custom(pair.new)
        for name, attribute in _custom(pair.deployed).items():
            if plain(attribute) != plain(new_custom.get(name)):
                yield Difference(pair.logical_id, SCHEMA, attribute, new_custom.get(name))


def _schema_touched(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        old, new = _standard(pair.deployed), _standard(pair.new)
        for name in sorted({*old, *new}):
            if _is_touched(old.get(name), new.get(name)) or (
                _lacks_type(new.get(name)) and pair.differs("Properties")
            ):
                yield Difference(pair.logical_id, SCHEMA, old.get(name), new.get(name))


def _is_touched(old: Attribute | None, new: Attribute | None) -> bool:
    """Whether an attribute changes in more than being required, which is another rule's."""
    if old is None or new is None:
        return not is_true((old or new or {}).get("Required"))
    changed = {key for key in {*old, *new} - {"Required"} if plain(old.get(key)) != plain(new.get(key))}
    if "AttributeDataType" in changed and _lacks_type(old):
        # That mends it.
        changed.remove("AttributeDataType")
    return bool(changed)


def _lacks_type(attribute: Attribute | None) -> bool:
    return attribute is not None and "AttributeDataType" not in attribute


def _attributes(pool: Resource) -> dict[str, Attribute]:
    return {str(attribute.get("Name")): attribute for attribute in objects(value_at(pool, SCHEMA))}


def _standard(pool: Resource) -> dict[str, Attribute]:
    return {name: a for name, a in _attributes(pool).items() if name in STANDARD_ATTRIBUTES}


def _custom(pool: Resource) -> dict[str, Attribute]:
    return {name: a for name, a in _attributes(pool).items() if name not in STANDARD_ATTRIBUTES}


def _required(pool: Resource) -> list[str]:
    return sorted(name for name, a in _standard(pool).items() if is_true(a.get("Required")))


RULES = (
    Rule(
        "PoolRemoved",
        "The pool goes out of the stack, and all users with it: none can sign in any more, and there is no "
        "backup and no export of passwords.",
        "Give the pool its construct id back; its logical id must stay the deployed one.",
        _removed,
        acknowledgeable=False,
    ),
    Rule(
        "PoolReplaced",
        "Apps get another, empty pool: every user has to sign up again.",
        "Leave the pool without a condition, and the output UserPoolId on the deployed pool.",
        _replaced,
        acknowledgeable=False,
    ),
    Rule(
        "ImmutableProperty",
        "Cognito never changes this in a pool that is there: the deployment fails half way and rolls back, "
        "and only a new pool, without the users, can have it.",
        "Set it back to what is deployed. A custom attribute can be added, not changed or removed.",
        _immutable,
        acknowledgeable=False,
    ),
    # https://github.com/aws/aws-cdk/issues/8585, https://github.com/aws-amplify/amplify-backend/issues/3299
    Rule(
        "SchemaTouched",
        "CloudFormation is known to refuse the update of a pool whose standard attributes are written "
        'differently or without their type ("Invalid AttributeDataType input"), and with it every later '
        "change for the users.",
        "Set the attribute back to what is deployed, with its AttributeDataType.",
        _schema_touched,
    ),
)
