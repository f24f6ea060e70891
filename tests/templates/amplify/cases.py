"""Answers given to Amplify Gen 1 (amplify-category-auth 3.7.26), and what its own generator made of them.

`cases.json` holds a base case, and each case as a JSON merge patch (RFC 7386) of it. `pool` is Amplify's
user pool with the repairs of docs/from-amplify.md: where Cognito refuses Amplify's answer, the state that
was meant.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

Case = dict[str, Any]

ENVIRONMENT = "dev"
NAMES = {"user_pool": "mfademoauth_userpool_a1b2c3d4", "short": "mfadema1b2c3d4"}
ACKNOWLEDGED = "".join(
    f'"AwsSolutions-{rule}" = "What Amplify makes is mirrored, its weaknesses too."\n'
    for rule in ("COG1", "COG2", "COG7", "COG8")
)


@cache
def cases() -> dict[str, Case]:
    """All cases by their names."""
    content = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
    return {name: _merge(content["base"], patch) for name, patch in content["cases"].items()}


def allowed() -> list[str]:
    """The names of the cases that make a pool."""
    return [name for name, case in cases().items() if "refused" not in case]


def requested() -> list[str]:
    """The names of the cases that were given as headless requests."""
    return [name for name in allowed() if "add" in cases()[name]]


def write_answers(folder: Path, name: str, *, environment: str = "") -> None:
    """An environment, named like the case by default, that reads the case from cli-inputs.json."""
    case = cases()[name]
    _write(folder / f"{name}.inputs.json", {"version": "1", "cognitoConfig": case["answers"]})
    _write_flags(folder, name)
    text = (
        f'[amplify]\nenv = "{ENVIRONMENT}"\ncli_inputs = "{name}.inputs.json"\ncli_json = "{name}.cli.json"\n'
    )
    file = folder / f"{environment or name}.toml"
    file.write_text(f"{text}[acknowledge]\n{ACKNOWLEDGED}", encoding="utf-8")


def write_requests(folder: Path, name: str) -> None:
    """An environment that reads a case from its requests; its names, random in Amplify, are given."""
    case = cases()[name]
    _write(folder / f"{name}.add.json", case["add"])
    _write_flags(folder, name)
    text = (
        f'[amplify]\nenv = "{ENVIRONMENT}"\nadd_request = "{name}.add.json"\ncli_json = "{name}.cli.json"\n'
    )
    if "update" in case:
        _write(folder / f"{name}.update.json", case["update"])
        text += f'update_requests = ["{name}.update.json"]\n'
    text += f'[user_pool]\nname = "{NAMES["user_pool"]}-{ENVIRONMENT}"\n'
    text += f'[clients.web]\nname = "{NAMES["short"]}_app_clientWeb"\n'
    text += f'[clients.native]\nname = "{NAMES["short"]}_app_client"\n'
    if "SmsConfiguration" in case["pool"]:
        text += f'[sms]\nexternal_id = "{NAMES["short"]}_role_external_id"\n'
    if "identity_pool" in case:
        text += f'[identity_pool]\nname = "{case["identity_pool"]["name"]}"\n'
    (folder / f"{name}.toml").write_text(f"{text}[acknowledge]\n{ACKNOWLEDGED}", encoding="utf-8")


def _write_flags(folder: Path, name: str) -> None:
    _write(folder / f"{name}.cli.json", {"features": {"auth": cases()[name]["flags"]}})


def _write(file: Path, content: Case) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")


def _merge(base: Case, patch: Case) -> Case:
    merged = {name: value for name, value in base.items() if patch.get(name, value) is not None}
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(base.get(name), dict):
            merged[name] = _merge(base[name], value)
        elif value is not None:
            merged[name] = value
    return merged
