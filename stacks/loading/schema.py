"""Writes the JSON Schema of an environment file, by which editors complete and check it.

usage: python -m stacks.loading.schema > docs/environment.schema.json
"""

import json
import sys

from stacks.settings.environment import Settings


def schema_text() -> str:
    """The JSON Schema of an environment file, as text."""
    schema = Settings.model_json_schema()
    schema["title"] = "Environment file"
    schema["description"] = "One environment: environments/NAME.toml becomes the stack auth-NAME."
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
