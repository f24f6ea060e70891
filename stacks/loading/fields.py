"""The fields of the settings, read from their types: sections, unions and mappings of sections."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from stacks.settings.environment import Settings

ANY_NAME = "NAME"
"""Stands for a key that the author of a file chooses, such as the name of an app client."""


def members(annotation: Any) -> list[Any]:
    """The sections and mappings among the alternatives of a field's type."""
    if get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return [annotation]
    return [member for argument in get_args(annotation) for member in members(argument)]


def inner(member: Any, key: str) -> list[Any]:
    """The types of the value of a key in a section or mapping; none if the key is unknown."""
    if get_origin(member) is dict:
        return members(get_args(member)[1])
    field = member.model_fields.get(key)
    return members(field.annotation) if field else []


def fields_at(sections: list[str]) -> list[str]:
    """The fields of the section at a location, of all alternatives if there are several."""
    found: list[Any] = [Settings]
    for key in sections:
        found = [each for member in found for each in inner(member, key)]
    return list(dict.fromkeys(name for member in found for name in getattr(member, "model_fields", ())))


def mappings_along(location: Sequence[str]) -> Iterator[bool]:
    """For each key of a location, whether the author of the file chooses it."""
    found: list[Any] = [Settings]
    for key in location:
        yield any(get_origin(member) is dict for member in found)
        found = [each for member in found for each in inner(member, key)]


@cache
def all_fields() -> tuple[str, ...]:
    """Every field and section, dotted, with `NAME` for the keys that the author chooses."""
    return tuple(dict.fromkeys(_below("", Settings)))


def _below(path: str, member: Any) -> Iterator[str]:
    if get_origin(member) is dict:
        for each in inner(member, ANY_NAME):
            yield from _below(f"{path}{ANY_NAME}.", each)
        return
    for name, field in member.model_fields.items():
        yield f"{path}{name}"
        for each in members(field.annotation):
            yield from _below(f"{path}{name}.", each)
