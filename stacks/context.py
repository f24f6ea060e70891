"""The CDK context that the app reads."""

import difflib
from pathlib import Path
from typing import NamedTuple

import aws_cdk as cdk


class ContextError(Exception):
    """The context has errors. The message has one line per key."""


class Context(NamedTuple):
    """The app's context, from `--context` and cdk.json."""

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
    """The key that a misspelt one resembles; None: it is correct, or unrelated to this project."""
    lowered = key.lower()
    if key in KEYS or ":" in key:
        return None
    for known in sorted(KEYS, key=len):
        if len(lowered) >= 3 and known.startswith(lowered):
            return known
    close = difflib.get_close_matches(lowered, KEYS, n=1, cutoff=0.8)
    return close[0] if close else None
