"""What a service rule is, and what its predicate can ask of a template."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from stacks.service import CLIENT, USER_POOL, Limits
from stacks.template import Resource, Template, resources, value_at


@dataclass(frozen=True)
class Subject:
    """A resource, and what a rule can ask about it."""

    resource: Resource
    template: Template
    region: str | None
    """The stack's region, if it is known."""

    def at(self, place: str) -> Any:
        """The value of a property."""
        return value_at(self.resource, f"Properties.{place}")

    @property
    def pool(self) -> "Subject | None":
        """The user pool that the resource belongs to, if it is in the same template."""
        reference = self.at("UserPoolId")
        logical_id = reference.get("Ref") if isinstance(reference, dict) else None
        pool = resources(self.template, USER_POOL).get(str(logical_id))
        return Subject(pool, self.template, self.region) if pool else None

    def texts(self, *places: str) -> Iterator[tuple[str, str]]:
        """Those of some properties that are texts; a reference's value cannot be told from the template."""
        for place in places:
            value = self.at(place)
            if isinstance(value, str):
                yield place, value

    def numbers(self, *places: str) -> Iterator[tuple[str, int]]:
        """Those of some properties that are whole numbers, which CloudFormation takes as texts, too."""
        for place in places:
            value = str(self.at(place))
            if value.removeprefix("-").isdecimal():
                yield place, int(value)

    def names(self, place: str) -> list[str] | None:
        """The texts of a list; None: the list is absent, or what it holds cannot be told from the
        template."""
        value = self.at(place)
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return list(value)
        return None


Find = Callable[[Subject], Iterator[str]]
"""Yields the properties that break a rule."""


@dataclass(frozen=True)
class ServiceRule:
    """Something that Cognito refuses."""

    id: str
    fact: str
    """What Cognito does: a sentence."""
    fix: str
    find: Find
    resource_type: str = USER_POOL


def pool_rule(rule_id: str, fact: str, fix: str) -> Callable[[Find], ServiceRule]:
    """Make a predicate about a user pool a rule."""
    return lambda find: ServiceRule(rule_id, fact, fix, find)


def client_rule(rule_id: str, fact: str, fix: str) -> Callable[[Find], ServiceRule]:
    """Make a predicate about an app client a rule."""
    return lambda find: ServiceRule(rule_id, fact, fix, find, CLIENT)


def messages(limits: Limits, placeholders: tuple[str, ...], *places: str) -> Find:
    """A predicate that finds messages of a wrong length, or without what stands for the code."""

    def find(subject: Subject) -> Iterator[str]:
        for place, text in subject.texts(*places):
            length_is_wrong = not limits.smallest <= len(text) <= limits.largest
            if length_is_wrong or any(part not in text for part in placeholders):
                yield place

    return find


def within(limits: Limits, *places: str) -> Find:
    """A predicate that finds numbers outside their limits."""

    def find(subject: Subject) -> Iterator[str]:
        for place, number in subject.numbers(*places):
            if not limits.smallest <= number <= limits.largest:
                yield place

    return find
