"""Reads the table of verdicts: what a change of each property means to the users of a pool."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("verdicts.toml")

RESOURCE = "(resource)"
DELETION_POLICY = "(deletion policy)"
EVERY_PROPERTY = "*"

DIRECTIONS = ("added", "removed", "changed", "narrowed", "widened")
ANY = "any"


@dataclass(frozen=True)
class Row:
    """The verdict on one property of a resource type, or on the resource itself."""

    path: str
    """Dotted, without `Properties`; `(resource)`, `(deletion policy)`, or `*` for every property."""
    harmless: str | None = None
    """Why no change of it is reported; None: a rule judges it."""
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of the rules by direction; a change in a direction that is missing is harmless."""
    default: Any = None
    """What an absent value means to Cognito; None: that it is absent is a meaning of its own."""
    is_set: bool = False
    """Whether a list's order means nothing."""
    key: str | None = None
    """The property that identifies the items of a list."""
    order: Sequence[str] = ()
    """The values from the narrowest to the widest."""
    fields: Sequence[str] = ()
    """The properties below this one, which it covers."""

    def judges(self, direction: str) -> tuple[str, ...]:
        """The ids of the rules that judge a change in a direction."""
        return self.rules.get(direction, self.rules.get(ANY, ()))

    @property
    def all_rules(self) -> tuple[str, ...]:
        """The ids of all its rules, each once."""
        return tuple(dict.fromkeys(rule for rules in self.rules.values() for rule in rules))


@dataclass(frozen=True)
class Rows:
    """The rows of one resource type."""

    rows: Mapping[str, Row]
    _branches: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        branches = {
            ".".join(parts[:length])
            for parts in (path.split(".") for path in self.rows)
            for length in range(1, len(parts))
        }
        object.__setattr__(self, "_branches", frozenset(branches))

    def row(self, path: str) -> Row | None:
        """The row of a property, None: the table has none."""
        return self.rows.get(path) or self.rows.get(EVERY_PROPERTY)

    def is_branch(self, path: str) -> bool:
        """Whether rows of the type are about properties below this one."""
        return path in self._branches


@cache
def table() -> Mapping[str, Rows]:
    """The table, by resource type."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        resource_type: Rows({path: _row(path, row) for path, row in rows.items()})
        for resource_type, rows in data.items()
    }


def _row(path: str, row: Mapping[str, Any]) -> Row:
    return Row(
        path=path,
        harmless=row.get("harmless"),
        rules={
            direction: tuple(row[direction].split()) for direction in (*DIRECTIONS, ANY) if direction in row
        },
        default=row.get("default"),
        is_set=row.get("set", False),
        key=row.get("key"),
        order=row.get("order", ()),
        fields=row.get("fields", ()),
    )
