"""Synthesizes an environment in this process, and tells what the validation found."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk

from stacks import checks
from stacks.auth_stack import AuthStack
from stacks.settings import Environment
from stacks.settings.clients import NATIVE, pascal_case
from stacks.template import Template, checked

_CDK_JSON: Final = Path(__file__).parents[2] / "cdk.json"
# The report is read from its file; the CDK prints none and raises nothing.
_REPORT_ONLY: Final = {"@aws-cdk/core:failSynthOnValidationErrors": False}
_REPORT: Final = "validation-report.json"


@dataclass(frozen=True)
class Synthesized:
    """An environment's stack."""

    template: Template
    client_keys: dict[str, str]
    """The settings' names of the app clients by their logical ids."""
    findings: tuple[str, ...]
    """What the validation refuses, by the ids that acknowledge it."""


def synthesize(environment: Environment) -> Synthesized:
    """Synthesize an environment with all checks of a template by itself, as `cdk synth` does."""
    context = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"] if _CDK_JSON.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(context={**context, **_REPORT_ONLY}, analytics_reporting=False, outdir=folder)
        checks.attach(app, [environment], deployed="off")
        stack = AuthStack(app, environment.stack_name, environment=environment)
        template: Any = app.synth().get_stack_by_name(stack.stack_name).template
        report = json.loads((Path(folder) / _REPORT).read_text(encoding="utf-8"))
    return Synthesized(checked(template), _client_keys(environment, template), tuple(_refused(report)))


def _client_keys(environment: Environment, template: Template) -> dict[str, str]:
    """The app clients by their outputs: what the settings call them is in no property."""
    outputs = template.get("Outputs", {})
    names = {key: "" if key == NATIVE else pascal_case(key) for key in environment.settings.clients}
    return {outputs[f"AppClientID{name}"]["Value"]["Ref"]: key for key, name in names.items()}


def _refused(report: dict[str, Any]) -> list[str]:
    """The ids of the findings that fail a synthesis, each once."""
    ids = (
        _acknowledged_by(plugin["pluginName"], violation["ruleName"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        if violation["severity"] != "warning"
    )
    return list(dict.fromkeys(ids))


def _acknowledged_by(plugin: str, rule: str) -> str:
    """A finding's id in `[acknowledge]`: cdk-nag's rules carry their pack's name already."""
    return rule if rule.startswith(f"{plugin}-") else f"{plugin}::{rule}"
