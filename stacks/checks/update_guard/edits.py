"""What differs in meaning between two resolved templates, as edits of single properties."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stacks.checks.update_guard.references import is_unknown
from stacks.checks.update_guard.table import DELETION_POLICY, RESOURCE, Row, Rows, table
from stacks.template import Resource, Template, plain, retains

COGNITO = "AWS::Cognito::"
PROPERTIES = "Properties"
UNKNOWN = "unknown"
"""The direction of a change whose values no template can tell."""


@dataclass(frozen=True)
class Edit:
    """One thing that changes."""

    logical_id: str
    resource_type: str
    place: str
    """Where in the resource, such as `Properties.MfaConfiguration`."""
    old: Any
    new: Any
    directions: frozenset[str]
    row: Row | None
    """Its row in the table; None: nobody has judged it."""

    @property
    def rule_ids(self) -> list[str]:
        """The ids of the rules that judge it."""
        if self.row is None:
            return []
        return sorted({rule for direction in self.directions for rule in self.row.judges(direction)})


def edits(old: Template, new: Template) -> Iterator[Edit]:
    """The edits that lead from one resolved template to another, of the resource types in the table."""
    old_resources, new_resources = old["Resources"], new["Resources"]
    for logical_id in {**old_resources, **new_resources}:
        before, after = old_resources.get(logical_id), new_resources.get(logical_id)
        if before is not None and after is not None and before.get("Type") == after.get("Type"):
            if before != after:
                yield from _changed(logical_id, before, after, old, new)
            continue
        if before is not None:
            yield from _whole(logical_id, before, after, "removed")
        if after is not None:
            yield from _whole(logical_id, after, before, "added")


def _rows(resource_type: str) -> Rows | None:
    rows = table().get(resource_type)
    if rows is None and resource_type.startswith(COGNITO):
        return Rows({})
    return rows


def _whole(logical_id: str, resource: Resource, other: Resource | None, direction: str) -> Iterator[Edit]:
    resource_type = _type(resource)
    rows = _rows(resource_type)
    if rows is None:
        return
    row = rows.row(RESOURCE) if rows.rows else None
    if row is None and direction == "added" and rows.rows:
        return
    if row is None and rows.rows:
        # The type is in the table, and has no row for the resource itself.
        return
    old, new = (resource, other) if direction == "removed" else (other, resource)
    yield Edit(
        logical_id,
        resource_type,
        "Type",
        None if old is None else _type(old),
        None if new is None else _type(new),
        frozenset({direction}),
        row,
    )


def _changed(
    logical_id: str, before: Resource, after: Resource, old: Template, new: Template
) -> Iterator[Edit]:
    resource_type = _type(before)
    rows = _rows(resource_type)
    if rows is None:
        return
    comparison = _Comparison(logical_id, resource_type, rows, old, new)
    policy = rows.rows.get(DELETION_POLICY)
    if policy:
        for name in ("DeletionPolicy", "UpdateReplacePolicy"):
            if retains(before.get(name)) != retains(after.get(name)):
                direction = "narrowed" if retains(before.get(name)) else "widened"
                yield comparison.edit(name, before.get(name), after.get(name), frozenset({direction}), policy)
    yield from comparison.compare("", before.get(PROPERTIES) or {}, after.get(PROPERTIES) or {})


@dataclass(frozen=True)
class _Comparison:
    logical_id: str
    resource_type: str
    rows: Rows
    old_template: Template
    new_template: Template

    def compare(self, path: str, old: Any, new: Any) -> Iterator[Edit]:
        """The edits at a path and below it."""
        if old == new:
            return
        row = self.rows.row(path) if path else None
        if row is None and path and not self.rows.is_branch(path):
            if plain(old) != plain(new):
                yield self.edit(path, old, new, frozenset({"changed"}), None)
            return
        is_absent = old is None or new is None
        if row is not None and (is_absent or not self.rows.is_branch(path)):
            yield from self._judged(path, old, new, row)
            return
        sides = [value if isinstance(value, Mapping) else {} for value in (old, new)]
        if any(value is not None and not isinstance(value, Mapping) for value in (old, new)):
            # What should be an object is a reference, or nothing that CloudFormation takes.
            yield self.edit(path, old, new, frozenset({UNKNOWN}), row)
            return
        if any(_is_function(value) for value in sides):
            yield self.edit(path, old, new, frozenset({UNKNOWN}), row)
            return
        for key in {**sides[0], **sides[1]}:
            yield from self.compare(f"{path}.{key}" if path else key, sides[0].get(key), sides[1].get(key))

    def _judged(self, path: str, old: Any, new: Any, row: Row) -> Iterator[Edit]:
        if row.harmless is not None:
            return
        if normalized(old, row) == normalized(new, row):
            return
        unknown = is_unknown(old, self.old_template) or is_unknown(new, self.new_template)
        found = directions(old, new, row, unknown=unknown)
        yield self.edit(path, old, new, found, row)

    def edit(self, path: str, old: Any, new: Any, found: frozenset[str], row: Row | None) -> Edit:
        is_policy = row is not None and row.path == DELETION_POLICY
        place = path if is_policy else f"{PROPERTIES}.{path}" if path else PROPERTIES
        return Edit(self.logical_id, self.resource_type, place, old, new, found, row)


def normalized(value: Any, row: Row) -> Any:
    """A value as it is compared: the default if it is absent, numbers as texts, sets in one order."""
    value = plain(row.default if value is None else value)
    if isinstance(value, list) and (row.is_set or row.key):
        return sorted({json.dumps(item, sort_keys=True) for item in value})
    return value


def directions(old: Any, new: Any, row: Row, *, unknown: bool = False) -> frozenset[str]:
    """In which directions a property changes: one that has a default is removed as well as narrowed, say."""
    if row.default is not None and (old is None or new is None):
        before, after = (row.default if value is None else value for value in (old, new))
        found = directions(before, after, row, unknown=unknown)
        return found | {"removed"} if new is None else found
    if old is None or new is None:
        return frozenset({"added" if old is None else "removed"})
    before, after = plain(old), plain(new)
    if isinstance(before, list) and isinstance(after, list) and (row.is_set or row.key):
        return _of_items(before, after, row)
    if unknown:
        # Where no value is more or less than another, it is enough to know that it changes.
        is_ordered = row.order or row.is_set or row.default is not None
        return frozenset({UNKNOWN if is_ordered else "changed"})
    ranks = [_rank(value, row) for value in (before, after)]
    if ranks[0] is None or ranks[1] is None:
        return frozenset({"changed"})
    return frozenset({"narrowed" if ranks[1] < ranks[0] else "widened"})


def _of_items(before: list[Any], after: list[Any], row: Row) -> frozenset[str]:
    items = [
        {json.dumps(item.get(row.key) if row.key and isinstance(item, Mapping) else item, sort_keys=True)
         for item in side}
        for side in (before, after)
    ]  # fmt: skip
    found = set()
    if items[0] - items[1]:
        found.add("narrowed")
    if items[1] - items[0]:
        found.add("widened")
    return frozenset(found or {"changed"})


def _rank(value: Any, row: Row) -> float | None:
    """Where a value is between the narrowest and the widest, None: it is not comparable."""
    if row.order:
        # YAML's unquoted ON and OFF, as other tools write them to JSON.
        value = {"true": "ON", "false": "OFF"}.get(str(value), value)
        # What Cognito does not know is as good as nothing.
        return float(row.order.index(value) if value in row.order else -1)
    if value in ("true", "false"):
        return float(value == "true")
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


def _type(resource: Resource) -> str:
    return str(resource.get("Type"))
