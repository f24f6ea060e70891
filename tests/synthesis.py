"""Synthesizes environments in the test's own process, all of a folder at once."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk

import app
from stacks.loading import load_environments

Template = dict[str, Any]

ROOT = Path(__file__).parents[1]
LOCAL = ROOT / "local" / "environments"
COMBINATIONS = ROOT / "tests" / "environments"
FOLDERS = (LOCAL, COMBINATIONS)

NAMES = [
    pytest_id
    for folder in FOLDERS
    for pytest_id in sorted(f"{folder.relative_to(ROOT)}/{file.stem}" for file in folder.glob("*.toml"))
]


@cache
def templates(folder: Path) -> dict[str, Template]:
    """The templates of a folder's environments by their names; the validation has passed."""
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    context |= {"environments": str(folder), "deployed": "off"}
    cdk_app = cdk.App(context=context, analytics_reporting=False)
    app.build(cdk_app)
    assembly = cdk_app.synth()
    return {
        environment.name: assembly.get_stack_by_name(f"auth-{environment.name}").template
        for environment in load_environments(folder)
    }


def template(name: str) -> Template:
    """The template of an environment by its path without `.toml`, such as `environments/dev`."""
    path = ROOT / name
    return templates(path.parent)[path.name]


def resources(name: str, resource_type: str) -> dict[str, Any]:
    """The resources of one type in an environment's template, by their logical ids."""
    return {
        logical_id: resource
        for logical_id, resource in template(name)["Resources"].items()
        if resource["Type"] == resource_type
    }


def properties(name: str, resource_type: str) -> dict[str, Any]:
    """The properties of the only resource of a type in an environment's template."""
    (resource,) = resources(name, resource_type).values()
    found: dict[str, Any] = resource["Properties"]
    return found


def resource(name: str, resource_type: str, path: str) -> Any:
    """The one resource of a type whose logical id starts with the path of its constructs."""
    (found,) = (
        resource
        for logical_id, resource in resources(name, resource_type).items()
        if logical_id.startswith(path.replace("/", ""))
    )
    return found


def allowed(name: str, path: str) -> set[tuple[str, str]]:
    """What a function's policies allow: each action, and the logical id of what it is allowed on."""
    return {
        (action, statement["Resource"]["Fn::GetAtt"][0])
        for logical_id, policy in resources(name, "AWS::IAM::Policy").items()
        if logical_id.startswith(path.replace("/", ""))
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
