"""What the checks of this project report."""

import json
from dataclasses import dataclass
from typing import Any

SHOWN = 300  # characters of a value; a schema can be long
FAILURES = ("error", "fatal")


@dataclass(frozen=True)
class Finding:
    """A rule that a stack's template breaks."""

    rule: str
    text: str
    fix: str
    logical_id: str | None = None
    """The resource; None: it is about the stack."""
    place: str | None = None
    """Where in the resource, such as `Properties.MfaConfiguration`."""
    gone: bool = False
    """Whether the resource is missing from the new template, so that it has no construct."""
    severity: str = "error"
    """`fatal` cannot be acknowledged; `warning` and `info` do not fail the synthesis."""
    deployed: Any = None
    """The deployed value, if the finding is about a change; None: not set."""
    new: Any = None
    """The new value, if the finding is about a change; None: not set."""


def shown(value: Any) -> str:
    """A template's value in a message."""
    if value is None:
        return "absent"
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."
