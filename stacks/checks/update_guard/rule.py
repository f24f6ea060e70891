"""What a rule of the update guard is, and what it can ask about an update."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from stacks.checks.update_guard.edits import Edit
from stacks.deployed.model import PoolMfa
from stacks.service import USER_POOL
from stacks.template import Resource, Template, plain, resources, value_at

WARNING = "warning"
ERROR = "error"
FATAL = "fatal"


class Pair(NamedTuple):
    """A resource as it is deployed and as it is to be, both resolved."""

    logical_id: str
    deployed: Resource
    new: Resource

    def differs(self, place: str) -> bool:
        """Whether the value at a place changes."""
        return bool(plain(value_at(self.deployed, place)) != plain(value_at(self.new, place)))

    def difference(self, place: str) -> "Difference":
        """A finding about the value at a place."""
        return Difference(self.logical_id, place, value_at(self.deployed, place), value_at(self.new, place))


@dataclass(frozen=True)
class Update:
    """What a deployment of a stack would change, in one world: both templates resolved."""

    deployed: Template
    new: Template
    raw_deployed: Template
    raw_new: Template
    mfa: Mapping[str, PoolMfa] = field(default_factory=dict)
    """The real MFA of deployed pools by their logical ids, where it is known."""

    def kept(self, *resource_types: str) -> Iterator[Pair]:
        """The resources of some types that are deployed and stay what they are."""
        for logical_id, resource in resources(self.deployed, *resource_types).items():
            new = self.new["Resources"].get(logical_id)
            if new is not None and new.get("Type") == resource.get("Type"):
                yield Pair(logical_id, resource, new)

    def pair(self, edit: Edit) -> Pair:
        """The resource of an edit; what is absent is empty."""
        return Pair(
            edit.logical_id,
            self.deployed["Resources"].get(edit.logical_id, {}),
            self.new["Resources"].get(edit.logical_id, {}),
        )

    @cached_property
    def pools(self) -> list[Pair]:
        """The pools that stay."""
        return list(self.kept(USER_POOL))


class Difference(NamedTuple):
    """A value that must not change, and does."""

    logical_id: str | None
    """The resource; None: it is about the stack's outputs."""
    place: str
    deployed: Any
    new: Any
    severity: str | None = None
    """Another severity than the rule's."""


def whole(edit: Edit, severity: str | None = None) -> Difference:
    """An edit as it is."""
    return Difference(edit.logical_id, edit.place, edit.old, edit.new, severity)


def every(edit: Edit, update: Update) -> Iterator[Difference]:  # noqa: ARG001 - a judge's signature
    """Judge every edit in the row's directions to break the rule."""
    yield whole(edit)


Judge = Callable[[Edit, Update], Iterator[Difference]]
"""Judges an edit whose row in the table names the rule."""


@dataclass(frozen=True)
class Rule:
    """Something that a deployment must not do, or only knowingly."""

    id: str
    consequence: str
    """What would happen to users: one sentence."""
    fix: str
    """What to do instead."""
    severity: str = ERROR
    """`fatal`: no environment can accept it, as Cognito refuses it anyhow or it loses all users."""
    judge: Judge | None = every
    """None: no row of the table names the rule; `find` finds it."""
    find: Callable[[Update], Iterator[Difference]] | None = None
    """Finds what is no property of one resource."""

    @property
    def acknowledgeable(self) -> bool:
        """Whether an environment's file can accept it."""
        return self.severity != FATAL
