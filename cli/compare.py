"""`auth compare`: what a new template would do to the users of the deployed one."""

import json
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.arguments import Folder
from cli.output import CommandError, results
from stacks.checks.findings import Finding, shown
from stacks.checks.update_guard.folders import TemplatesError, compare_stacks, read_templates
from stacks.deployed.model import DeployedStack, DeployedUnknownError, Questions, StackId
from stacks.deployed.source import AWS, source
from stacks.loading import load_environments
from stacks.template import Template

WIDTH = 80
SHOWN = 120  # characters of a value
STYLES = {"warning": "yellow", "error": "red", "fatal": "bold red"}
FAILURES = ("error", "fatal")


def compare(
    old: Annotated[str, typer.Argument(help="What is deployed: a template, a folder of them, or aws.")],
    new: Annotated[
        Path, typer.Argument(help="What is to be deployed: a template, or a folder such as cdk.out.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    environments: Folder = Path("environments"),
) -> None:
    """Compare two templates, or two folders of them, as the update guard does.

    The exit code is 1 if a finding is an error.

    Examples:

        auth compare aws cdk.out

        auth compare deployed/auth-dev.template.json cdk.out/auth-dev.template.json

        auth compare old.yaml new.yaml --json
    """
    try:
        templates = read_templates(new)
        found = _compared(old, templates, environments)
    except TemplatesError as error:
        raise CommandError(str(error)) from error
    except DeployedUnknownError as error:
        raise CommandError(f"{error} {error.fix}") from error
    if as_json:
        # Without rich, which would wrap it.
        typer.echo(json.dumps(as_data(found), indent=2))
    else:
        _print(found)
    if any(finding.severity in FAILURES for findings in found.values() for finding in findings):
        raise typer.Exit(1)


def _compared(old: str, new: Mapping[str, Template], environments: Path) -> dict[str, list[Finding]]:
    if old == AWS:
        return _compared_with_aws(new, environments)
    stacks = {name: DeployedStack(template) for name, template in read_templates(Path(old)).items()}
    return compare_stacks(stacks, new)


def _compared_with_aws(new: Mapping[str, Template], folder: Path) -> dict[str, list[Finding]]:
    """Compare with what is deployed of the new templates' stacks: the environments' files say where."""
    environments = [each for each in load_environments(folder) if each.stack_name in new]
    aws = source(AWS, environments)
    stacks: dict[str, DeployedStack] = {}
    questions: dict[str, Questions] = {}
    for environment in environments:
        stack_id = StackId.of(environment)
        try:
            stack = aws.read(stack_id).stack
        except DeployedUnknownError as error:
            raise CommandError(f"{environment.stack_name}: {error} {error.fix}") from error
        asked = aws.questions(stack_id)
        if stack:
            stacks[environment.stack_name] = stack
        if asked:
            questions[environment.stack_name] = asked
    return compare_stacks(stacks, new, questions)


def as_data(found: Mapping[str, list[Finding]]) -> dict[str, Any]:
    """The findings of all stacks as they are printed with `--json`."""
    return {
        "findings": [
            {
                "stack": stack,
                "rule": finding.rule,
                "severity": finding.severity,
                "resource": finding.logical_id,
                "property": finding.place,
                "deployed": finding.deployed,
                "new": finding.new,
                "message": finding.text,
                "fix": finding.fix,
            }
            for stack, findings in found.items()
            for finding in findings
        ]
    }


def _print(found: Mapping[str, list[Finding]]) -> None:
    for stack, findings in found.items():
        if findings:
            results.print(Text(stack, style="bold"))
        for finding in findings:
            _print_finding(finding)
    counts = Counter(finding.severity for findings in found.values() for finding in findings)
    total = ", ".join(
        f"{counts[severity]} {severity}{'s' if counts[severity] != 1 else ''}"
        for severity in ("fatal", "error", "warning")
        if counts[severity]
    )
    stacks = f"{len(found)} {'stack' if len(found) == 1 else 'stacks'} compared"
    results.print(f"{stacks}: {total or 'no change harms users'}.", soft_wrap=True)


def _print_finding(finding: Finding) -> None:
    place = ".".join(filter(None, (finding.logical_id, finding.place)))
    head = Text(_wrapped(f"{place}: {_short(finding.deployed)} -> {_short(finding.new)}", 2))
    head.stylize("bold", 2, 2 + len(place))
    label = f"{finding.severity} {finding.rule}"
    body = Text(_wrapped(f"{label}: {finding.text.removesuffix(_values(finding))}", 4))
    body.stylize(STYLES.get(finding.severity, ""), 4, 4 + len(label))
    for text in (head, body, Text(_wrapped(f"Fix: {finding.fix}", 4))):
        results.print(text, soft_wrap=True)
    results.print()


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * 6)


def _short(value: Any) -> str:
    return textwrap.shorten(shown(value), SHOWN, placeholder=" ...")


def _values(finding: Finding) -> str:
    """What a finding's text says of the values, which stand in front of it already."""
    return f" {finding.place}: deployed {shown(finding.deployed)}, new {shown(finding.new)}."
