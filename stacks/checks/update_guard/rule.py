"""What a rule of the update guard is, and what it looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stacks.deployed.model import PoolMfa
from stacks.template import Resource, Template, factors, mode, plain, resources, value_at


class Pair(NamedTuple):
    """A resource as it is deployed and as it is to be."""

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
class Change:
    """What a deployment of a stack would change."""

    deployed: Template
    new: Template
    mfa: Mapping[str, PoolMfa] = field(default_factory=dict)
    """The real MFA of deployed pools by their logical ids, where it is known."""

    def kept(self, *resource_types: str) -> Iterator[Pair]:
        """The resources of some types that are deployed and stay what they are."""
        new = self.new.get("Resources", {})
        for logical_id, resource in resources(self.deployed, *resource_types).items():
            if logical_id in new and new[logical_id].get("Type") == resource["Type"]:
                yield Pair(logical_id, resource, new[logical_id])

    def lost(self, *resource_types: str) -> Iterator["Difference"]:
        """The deployed resources of some types whose logical id is gone, or of another type."""
        new = self.new.get("Resources", {})
        for logical_id, resource in resources(self.deployed, *resource_types).items():
            new_type = new.get(logical_id, {}).get("Type")
            if new_type != resource["Type"]:
                yield Difference(logical_id, "Type", resource["Type"], new_type)

    def mfa_of(self, pair: Pair) -> PoolMfa:
        """A deployed pool's MFA: the real one where it is known."""
        in_template = PoolMfa(mode(pair.deployed), factors(pair.deployed))
        return self.mfa.get(pair.logical_id, in_template)


class Difference(NamedTuple):
    """A value that must not change, and does."""

    logical_id: str | None
    """The resource; None: it is about the stack's outputs."""
    place: str
    deployed: Any
    new: Any


@dataclass(frozen=True)
class Rule:
    """Something that a deployment must not do."""

    id: str
    consequence: str
    """What would happen to users: one sentence."""
    fix: str
    """What to do instead."""
    find: Callable[[Change], Iterator[Difference]]
    acknowledgeable: bool = True
    """Whether an environment can accept it. What Cognito refuses anyhow, and what loses all users, cannot
    be accepted for good in a file."""
    severity: str = "error"
