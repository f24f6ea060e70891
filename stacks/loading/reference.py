"""Writes the reference of environment files from the settings' own descriptions.

usage: python -m stacks.loading.reference > docs/environments.md
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from stacks.loading.examples import examples_of
from stacks.loading.fields import ANY_NAME, members
from stacks.settings.environment import Settings

INTRODUCTION = """\
# Environment files

One file per environment: `environments/NAME.toml` becomes the stack `auth-NAME`. NAME is lower-case letters,
digits and hyphens, a letter first. Files in subfolders are not read. A key that is not listed here is an
error; all errors of all files are reported at once, each with the file, the field and the fix.

The first line `#:schema ../docs/environment.schema.json` lets editors complete and check a file: VS Code
with the extension Even Better TOML, and every editor that speaks to Taplo.

## Base files

`extends` takes what other files say where a file says nothing itself:

```toml
# environments/_tenant.toml, which is no environment, because its name begins with "_"
[user_pool]
required_attributes = ["email", "phone_number"]
auto_verify = ["email", "phone_number"]

[mfa]
mode = "ON"
types = ["SMS", "TOTP"]
```

```toml
# environments/tenant-one.toml
extends = "_tenant.toml"

[user_pool]
name = "tenant-one"
```

- `extends` is a path or a list of paths, relative to the file, before any section. Bases may extend others,
  may be in other folders, and may be environments themselves.
- Sections merge field by field; any other value, lists included, replaces that of the base. Of several
  bases the later wins; a base that two of them share applies once, before both. `mode = "OFF"` takes
  nothing of a base's `[mfa]`.
- What must be in a file may be in any of its bases. The paths in `[amplify]` are relative to the file in
  which they stand.
- An error is reported in the file of the wrong value, once, with the environments that use it:
  `environments/_tenant.toml: user_pool.tier: must be ... (used by tenant-one, tenant-two)`.
- `auth show NAME` prints the settings of an environment with the file that each comes from.

## "unset"

`"unset"` is the value of a field whose property the template must not have: `case_sensitive = "unset"`,
`verification_message = "unset"`. Cognito's own default applies then, and a pool that was made without the
property stays as it is. It also takes back what a base file sets.

## Selection

`--context environment=dev` reads one environment, `dev,qa` two, `tenant-*` all whose names match.
`--context environments=DIR` reads another folder.
"""


def reference_text() -> str:
    """The reference, as Markdown."""
    return "\n".join([INTRODUCTION, *_sections("", Settings)]).rstrip() + "\n"


def _sections(path: str, model: type[BaseModel]) -> Iterator[str]:
    rows, inner = [], []
    for name, field in model.model_fields.items():
        dotted = f"{path}.{name}" if path else name
        sections = members(field.annotation)
        if path and not any(isinstance(section, type) for section in map(_value_of, sections)):
            rows.append(_row(name, field))  # a mapping to single values
        elif sections:
            inner.append((dotted, field, sections))
        else:
            rows.append(_row(name, field))
    if rows:
        yield "\n".join(["| field | meaning | default | required |", "|---|---|---|---|", *rows, ""])
    for dotted, field, sections in inner:
        yield from _section(dotted, field, sections)


def _section(dotted: str, field: FieldInfo, sections: list[Any]) -> Iterator[str]:
    values = [_value_of(section) for section in sections]
    models = [value for value in values if isinstance(value, type) and issubclass(value, BaseModel)]
    if models and get_origin(sections[0]) is dict:
        dotted = f"{dotted}.{ANY_NAME}"
    yield f"## `[{dotted}]`\n"
    examples = list(examples_of(dotted))
    if len(models) == 1:
        yield f"{_one_line(models[0].__doc__)}\n"
    else:
        yield f"{_one_line(field.description)}\n"
    if len(models) < 2:
        yield from map(_block, examples)
    for number, model in enumerate(models):
        if len(models) > 1:
            yield f"### `mode = {json.dumps(_mode(model))}`\n"
            yield f"{_one_line(model.__doc__)}\n"
            yield from map(_block, examples[number : number + 1])
        yield from _sections(dotted, model)


def _value_of(section: Any) -> Any:
    """A section itself; of a mapping, the section that its values are, or their type."""
    if get_origin(section) is not dict:
        return section
    value = get_args(section)[1]
    found = members(value)
    return found[0] if found else value


def _block(text: str) -> str:
    return f"```toml\n{text}\n```\n"


def _row(name: str, field: FieldInfo) -> str:
    required = "yes" if field.is_required() else ""
    return f"| `{name}` | {_one_line(field.description)}{_choices(field)} | {_default(field)} | {required} |"


def _mode(model: type[BaseModel]) -> str:
    (mode,) = get_args(model.model_fields["mode"].annotation)
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
        return ""
    value = field.get_default(call_default_factory=True, validated_data={})
    return "" if value in (None, {}) else f"`{json.dumps(value)}`"


if __name__ == "__main__":
    sys.stdout.write(reference_text())
