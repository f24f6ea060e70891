"""The settings of an environment as one file, with the origin of each value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from stacks.amplify import ANSWER_OF
from stacks.loading.bases import Location, has
from stacks.loading.load import Loaded
from stacks.settings.section import Section
from stacks.settings.types import UNSET

DEFAULT = "default"
COLUMN = 48
"""The column of the comments, if the values leave room."""


def explained(loaded: Loaded) -> str:
    """The settings as TOML, each value with a comment: its file, Amplify's answer, or `default`.

    It is an environment file itself, and means the same.
    """
    settings = loaded.environment.settings
    return "\n".join(_section(loaded, settings, loaded.data, ())).strip() + "\n"


def _section(
    loaded: Loaded, section: Mapping[str, Any] | Section, data: Any, place: Location
) -> Iterator[str]:
    """The lines of a section: its own values first, then the sections in it."""
    given = data if isinstance(data, Mapping) else {}
    values = dict(section)
    inner = {name for name, value in values.items() if _is_section(value, given.get(name, {}))}
    own = [
        _line(loaded, name, given.get(name, value), (*place, name))
        for name, value in values.items()
        if name not in inner and (name in given or value is not None)
    ]
    # An empty section can be meaningful: `[clients]` means no app client at all.
    if place and (own or (not inner and has(loaded.data, place))):
        yield f"\n[{'.'.join(map(_key, place))}]"
        yield from own
    for name in values:
        if name in inner:
            yield from _section(loaded, values[name], given.get(name), (*place, name))


def _is_section(value: object, given: object) -> bool:
    """Whether a value is written as a section; a group, for example, may be a number instead."""
    return isinstance(value, Section | Mapping) and isinstance(given, Mapping)


def _line(loaded: Loaded, name: str, value: Any, place: Location) -> str:
    text = f"{_key(name)} = {tomlkit.item(_plain(value)).as_string()}"
    return f"{text:<{COLUMN - 1}} # {_origin(loaded, place)}"


def _origin(loaded: Loaded, place: Location) -> str:
    file = loaded.layers.origin(place)
    if file:
        return str(file)
    if has(loaded.from_amplify, place):
        answer = ANSWER_OF.get(".".join(place)) or ANSWER_OF.get(place[0])
        return f"Amplify: {answer}" if answer else "Amplify"
    return DEFAULT


def _plain(value: Any) -> Any:
    """A value for TOML: settings have tuples and enumerations, Amplify's answers None."""
    if value is None:
        return UNSET
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Section):
        return {name: _plain(each) for name, each in value.model_dump(exclude_none=True).items()}
    return str(value) if isinstance(value, str) else value


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else tomlkit.item(name).as_string()
