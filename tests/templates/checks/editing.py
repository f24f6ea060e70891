"""Templates that differ from a synthesized one in one thing."""

import copy
from collections.abc import Mapping
from typing import Any

from stacks.checks.update_guard.compare import compare
from stacks.deployed.model import DeployedStack, PoolMfa
from tests.synthesis import Template, template

POOL = "Resources.UserPool6BA7E5F2"
WEB = "Resources.AppClientsWeb8BCCD02C"
SMS_ROLE = "Resources.UserPoolSmsRoleDF313B17"

GONE = object()
"""In place of a value: take it out."""

Edits = Mapping[str, Any]
"""New values by their places in a template, dotted; a number is an item of a list."""

BASE = "tests/environments/optional-sms-totp"


def edited(name: str, edits: Edits) -> Template:
    """A copy of an environment's template with other values."""
    result = copy.deepcopy(template(name))
    for place, value in edits.items():
        set_value(result, place, copy.deepcopy(value) if value is not GONE else GONE)
    return result


def set_value(target: Any, place: str, value: Any) -> None:
    """Set the value at a place, or take it out."""
    *path, last = place.split(".")
    for key in path:
        target = target[int(key)] if isinstance(target, list) else target.setdefault(key, {})
    if value is GONE:
        del target[int(last) if isinstance(target, list) else last]
    elif isinstance(target, list):
        target[int(last)] = value
    else:
        target[last] = value


def findings(deployed: Template, new: Template, mfa: Mapping[str, PoolMfa] | None = None) -> list[str]:
    """The ids of the rules that a change breaks, each once."""
    stack = DeployedStack(deployed, mfa or {})
    return list(dict.fromkeys(finding.rule for finding in compare(stack, new)))
