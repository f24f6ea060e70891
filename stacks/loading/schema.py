"""Writes the JSON Schema of an environment file, by which editors complete and check it.

usage: python -m stacks.loading.schema > docs/environment.schema.json

What a file must have may be in a base or in Amplify's files, which no schema sees. So the schema takes a
file with parts missing, as a base is, and leaves to the loader what is required, and the rules between
fields.
"""

import json
import sys
from types import NoneType
from typing import Any

from stacks.loading.bases import EXTENDS
from stacks.settings.environment import Settings

NULL = {"type": "null"}
PATH = {"type": "string", "pattern": r"^[^/].*\.toml$"}


def schema_text() -> str:
    """The JSON Schema of an environment file, as text."""
    schema = _as_toml(Settings.model_json_schema())
    extends = {
        "description": "Base files, relative to this one: what they say stands where this file says nothing.",
        "anyOf": [PATH, {"type": "array", "items": PATH}],
    }
    schema["properties"] = {EXTENDS: extends, **schema["properties"]}
    schema["title"] = "Environment file"
    schema["description"] = "One environment: environments/NAME.toml becomes the stack auth-NAME."
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def _as_toml(schema: Any) -> Any:
    """A schema of pydantic's as files need it: in part, without null, and with exact keys."""
    if isinstance(schema, list):
        return [_as_toml(each) for each in schema if each != NULL]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: _as_toml(value) for key, value in schema.items() if key not in ("discriminator", "required")
    }
    if isinstance(schema.get("title"), str):
        del found["title"]  # the field's name in other letters
    if isinstance(found.get("default"), dict | NoneType):
        found.pop("default", None)
    if "oneOf" in found:
        # In part, a section may be several of the alternatives at once.
        found["anyOf"] = found.pop("oneOf")
    if len(found.get("anyOf", ())) == 1:
        found |= {**found.pop("anyOf")[0], **found}
    if "patternProperties" in found:
        found["additionalProperties"] = False
    return found


if __name__ == "__main__":
    sys.stdout.write(schema_text())
