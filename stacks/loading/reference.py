"""Writes the reference of environment files from the settings' own descriptions.

usage: python -m stacks.loading.reference > docs/environments.md
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from stacks.settings.environment import Settings

INTRODUCTION = """\
# Environment files

One file an environment: `environments/NAME.toml` becomes the stack `auth-NAME`. NAME is lower-case letters,
digits and hyphens. A key that is not listed here is a mistake; all mistakes of all files are reported
at once.
"""


def reference_text() -> str:
    """The reference, as Markdown."""
    return "\n".join([INTRODUCTION, *_sections("", Settings)]).rstrip() + "\n"


def _sections(path: str, model: type[BaseModel]) -> Iterator[str]:
    rows, inner = [], []
    for name, field in model.model_fields.items():
        tables = _tables(field.annotation)
        dotted = f"{path}.{name}" if path else name
        if get_origin(field.annotation) is dict:
            dotted = f"{dotted}.NAME"
        if tables:
            inner.append((dotted, field, tables))
        else:
            rows.append(f"| `{name}` | {_one_line(field.description)}{_choices(field)} | {_default(field)} |")
    if rows:
        yield "\n".join(["| field | meaning | unless said |", "|---|---|---|", *rows, ""])
    for dotted, field, tables in inner:
        yield f"## `[{dotted}]`\n"
        if len(tables) > 1:
            yield f"{_one_line(field.description)}\n"
        for table in tables:
            if len(tables) > 1:
                yield f"### `mode = {json.dumps(_mode(table))}`\n"
            yield f"{_one_line(table.__doc__)}\n"
            yield from _sections(dotted, table)


def _tables(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [table for argument in get_args(annotation) for table in _tables(argument)]


def _mode(table: type[BaseModel]) -> str:
    (mode,) = get_args(table.model_fields["mode"].annotation)
    return str(mode)


def _choices(field: FieldInfo) -> str:
    choices = [json.dumps(choice) for choice in _literals(field.annotation) if isinstance(choice, str)]
    return f" ({', '.join(choices)})" if len(choices) > 1 else ""


def _literals(annotation: Any) -> list[Any]:
    arguments = list(get_args(annotation))
    if get_origin(annotation) is Literal:
        return arguments
    return [literal for argument in arguments for literal in _literals(argument)]


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be said"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value == {}:
        return "-"
    return f"`{json.dumps(value)}`"


if __name__ == "__main__":
    sys.stdout.write(reference_text())
