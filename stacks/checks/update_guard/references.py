"""What a resolved value refers to, and whether its template tells it."""

from collections.abc import Iterator
from typing import Any

from stacks.template import Template, entries

PSEUDO = "AWS::"
"""How the names of pseudo parameters begin."""


def is_unknown(value: Any, template: Template) -> bool:
    """Whether a resolved value is one that the template cannot tell.

    Resources and pseudo parameters are known: they are the same before and after.
    """
    match value:
        case {"Ref": name}:
            # What is neither a resource nor a pseudo parameter is a parameter, shown or not.
            return (
                isinstance(name, str)
                and name not in entries(template.get("Resources"))
                and not name.startswith(PSEUDO)
            )
        case {"Fn::GetAtt": _}:
            return False
        case {"Fn::Join": [_, list(items)]}:
            return any(is_unknown(item, template) for item in items)
        case dict():
            return any(key.startswith("Fn::") or is_unknown(item, template) for key, item in value.items())
        case list():
            return any(is_unknown(item, template) for item in value)
        case str():
            return "{{resolve:" in value
        case _:
            return False


def references(value: Any) -> Iterator[str]:
    """The logical ids that a resolved value refers to; parameters and pseudo parameters, too."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case dict():
            for item in value.values():
                yield from references(item)
        case list():
            for item in value:
                yield from references(item)
