"""The CDK context that the app takes."""

import difflib
from pathlib import Path
from typing import NamedTuple

import aws_cdk as cdk


class ContextError(Exception):
    """The context has errors. Its text names each key, a line each."""


class Context(NamedTuple):
    """What `--context` and cdk.json say."""

    environments: Path
    """The folder of environment files."""
    environment: str | None
    """The one environment to select; None: all."""
    deployed: str | None
    """Where what is deployed is read from."""


KEYS = Context._fields


def read_context(app: cdk.App) -> Context:
    """Read the app's context.

    :raises ContextError: a key is misspelt, or a value is empty. A misspelt `environment` would select all.
    """
    given = app.node.get_all_context()
    errors = [
        f"context {key}: unknown; did you mean {meant}?" for key in given if (meant := _meant(str(key)))
    ]
    errors += [
        f"context {key}: must be a text that is not empty"
        for key in ("environments", "deployed")
        if key in given and not (isinstance(given[key], str) and given[key].strip())
    ]
    if errors:
        raise ContextError("\n".join(sorted(errors)))
    return Context(
        Path(given.get("environments", "environments")), given.get("environment"), given.get("deployed")
    )


def _meant(key: str) -> str | None:
    """The key that a misspelt one is close to; None: it is right, or not for this project at all."""
    lowered = key.lower()
    if key in KEYS or ":" in key:
        return None
    for known in sorted(KEYS, key=len):
        if len(lowered) >= 3 and known.startswith(lowered):
            return known
    close = difflib.get_close_matches(lowered, KEYS, n=1, cutoff=0.8)
    return close[0] if close else None
