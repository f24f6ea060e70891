"""A user pool's attributes, as they were made: standard ones that differ from Cognito's, and custom ones."""

from collections.abc import Iterator
from typing import Annotated, get_args

from pydantic import Field

from stacks.service import (
    ATTRIBUTE_LENGTH,
    CUSTOM_ATTRIBUTE_NAME,
    STANDARD_ATTRIBUTE_TYPES,
    AttributeType,
    StandardAttribute,
)
from stacks.settings.section import FieldError, Section
from stacks.settings.types import Pair, Pattern, Unsettable

STANDARD_ATTRIBUTES: tuple[str, ...] = get_args(StandardAttribute)
CUSTOM_ATTRIBUTE = (
    rf"(dev:)?custom:[^\s:]{{{CUSTOM_ATTRIBUTE_NAME.smallest},{CUSTOM_ATTRIBUTE_NAME.largest}}}"
)
ATTRIBUTE = "|".join((CUSTOM_ATTRIBUTE, *STANDARD_ATTRIBUTES))

AttributeName = Annotated[
    str, Pattern(ATTRIBUTE, 'a standard attribute, or "custom:" and a name of 1 to 20 characters')
]
Length = Annotated[int, Field(ge=ATTRIBUTE_LENGTH.smallest, le=ATTRIBUTE_LENGTH.largest)]


class Attribute(Section):
    """How an attribute was made, which cannot be changed later. Which ones a user must give to sign up is in
    `user_pool.required_attributes`."""

    type: AttributeType | None = None
    """The type of a custom attribute: "String" by default. Standard attributes have their own."""
    mutable: bool = True
    """Whether the value can change once it is set. Attributes that identity providers set must be mutable."""
    length: Pair[Unsettable[Length]] | None = None
    """The minimum and maximum length, such as `[0, 64]`; Cognito's limits by default. `"unset"` instead of
    either: no limit."""
    range: Pair[Unsettable[int]] | None = None
    """The minimum and maximum value, such as `[0, 10]`. `"unset"` instead of either: no limit."""

    def rule_errors(self) -> Iterator[FieldError]:
        for field, limits in (("length", self.length), ("range", self.range)):
            if limits and limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
                yield FieldError(field, "must have the smaller limit first")


def is_custom(name: str) -> bool:
    """Whether an attribute is one that a team made, by its name."""
    return ":" in name


def type_of(name: str, attribute: Attribute) -> AttributeType:
    """The type of an attribute by its name and what the file says of it."""
    return attribute.type or STANDARD_ATTRIBUTE_TYPES.get(name, "String")


def attribute_errors(attributes: dict[str, Attribute]) -> Iterator[FieldError]:
    """Yield what Cognito refuses of a pool's attributes."""
    for name, attribute in attributes.items():
        found = type_of(name, attribute)
        if attribute.type and not is_custom(name) and attribute.type != type_of(name, Attribute()):
            yield FieldError(
                f"{name}.type", f"must be {type_of(name, Attribute())}: it is a standard attribute"
            )
        for field, needed, limits in (
            ("length", "String", attribute.length),
            ("range", "Number", attribute.range),
        ):
            if limits and found != needed:
                yield FieldError(
                    f"{name}.{field}", f"is for type {needed} only, not {found}", (f"{name}.type",)
                )
