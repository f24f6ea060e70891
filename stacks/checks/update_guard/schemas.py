"""Takes CloudFormation's schemas of the table's types from cfn-lint: what is to be judged, and what replaces.

usage: python -m stacks.checks.update_guard.schemas
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stacks.checks.update_guard.table import EVERY_PROPERTY, table

FILE = Path(__file__).with_name("schemas.json")
REGION = "us-east-1"
COGNITO = "AWS::Cognito::"


def read() -> dict[str, Any]:
    """The vendored schemas: their `date`, and of each type the paths and the create-only properties."""
    schemas: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return schemas


def current() -> dict[str, Any]:
    """The schemas that the installed cfn-lint has."""
    import cfnlint  # a development dependency, which the guard itself does not need

    folder = Path(cfnlint.__file__).parent / "data" / "schemas"
    files = _load(folder / "providers" / f"{REGION}.json")
    types = {name for name in files if name.startswith(COGNITO)}
    types |= {name for name, rows in table().items() if name in files and EVERY_PROPERTY not in rows.rows}
    return {
        "date": _load(folder / "version.json")["schema_date"][:10],
        "types": {
            name: _compact(_load(folder / "resources" / f"{files[name]}.json")) for name in sorted(types)
        },
    }


def _load(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _compact(schema: Mapping[str, Any]) -> dict[str, list[str]]:
    read_only = {pointer.removeprefix("/properties/") for pointer in schema.get("readOnlyProperties", [])}
    settable = {name: value for name, value in schema["properties"].items() if name not in read_only}
    create_only = [pointer.removeprefix("/properties/") for pointer in schema.get("createOnlyProperties", [])]
    return {
        "paths": sorted(set(_paths(schema, {"properties": settable}, "", ()))),
        "create_only": sorted(name for name in create_only if name in settable),
    }


def _paths(
    schema: Mapping[str, Any], node: Mapping[str, Any], path: str, seen: Sequence[str]
) -> Iterator[str]:
    """The paths of all properties below a node that have none below themselves; lists do not show in them."""
    if "$ref" in node:
        reference = node["$ref"]
        if reference not in seen:
            target: Any = schema
            for key in reference.removeprefix("#/").split("/"):
                target = target[key]
            yield from _paths(schema, target, path, (*seen, reference))
        return
    if "items" in node:
        yield from _paths(schema, node["items"], path, seen)
        return
    if not node.get("properties"):
        yield path
        return
    for name, child in node["properties"].items():
        yield from _paths(schema, child, f"{path}.{name}" if path else name, seen)


if __name__ == "__main__":
    FILE.write_text(json.dumps(current(), indent=1) + "\n", encoding="utf-8")
