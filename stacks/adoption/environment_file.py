"""The text of an environment file, laid out and commented as a person would."""

from collections.abc import Mapping
from typing import Any, Final

import tomlkit
from tomlkit.items import Array, InlineTable, Table

WIDTH: Final = 100

# What a reader of an adopted file has to know: by section, and by the setting that makes it true.
_COMMENTS: Final = {
    ("mfa", "enable_for_new_users"): "Nothing enabled MFA for new users before; by default the stack does.",
    ("sms", "role_arn"): "The role stays outside the stack: keep it as long as the pool exists.",
    ("identity_pool", "authenticated_role_arn"): "The roles stay outside the stack.",
    ("acknowledge", ""): "What the checks find in the pool as it is. Fix it, and remove the line.",
}


def render(data: Mapping[str, Any], heading: str) -> str:
    """The text of an environment file.

    :param heading: a comment at its top, a line or several.
    """
    document = tomlkit.document()
    for line in heading.splitlines():
        document.add(tomlkit.comment(line))
    for name, section in data.items():
        document.add(tomlkit.nl())
        document.add(name, _section(section, (name,)))
    return tomlkit.dumps(document)


# Sections whose items are sections of their own.
_OF_SECTIONS: Final = frozenset({"clients", "identity_providers", "resource_servers"})


def _section(values: Mapping[str, Any], path: tuple[str, ...]) -> Table:
    is_super = len(path) == 1 and path[0] in _OF_SECTIONS and bool(values)
    table = tomlkit.table(is_super_table=is_super)
    for (section, key), comment in _COMMENTS.items():
        if path == (section,) and (not key or key in values):
            table.add(tomlkit.comment(comment))
    plain = {key: value for key, value in values.items() if not _is_section(value, path)}
    for key, value in plain.items():
        table.add(key, _value(value, len(key)))
    for key, value in values.items():
        if key not in plain:
            table.add(key, _section(value, (*path, key)))
    return table


def _is_section(value: Any, path: tuple[str, ...]) -> bool:
    """Whether a value has a heading of its own; what is short is written in braces."""
    if not isinstance(value, Mapping):
        return False
    return (len(path) == 1 and path[0] in _OF_SECTIONS) or len(str(value)) > WIDTH or _nested(value)


def _nested(values: Mapping[str, Any]) -> bool:
    return any(isinstance(value, Mapping) for value in values.values())


def _value(value: Any, key_length: int) -> Any:
    match value:
        case Mapping():
            table: InlineTable = tomlkit.inline_table()
            for key, item in value.items():
                table.append(key, _value(item, 0))
            return table
        case list() | tuple():
            array: Array = tomlkit.array()
            array.extend(_value(item, 0) for item in value)
            array.multiline(len(array.as_string()) + key_length > WIDTH)
            return array
        case str() if "\n" in value and "'''" not in value and "\r" not in value:
            return tomlkit.string(f"\n{value}" if value.startswith("\n") else value, multiline=True)
        case _:
            return value
