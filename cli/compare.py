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
from stacks.checks.synthesized import NESTED_SUFFIX, with_nested
from stacks.checks.update_guard.folders import TemplatesError, compare_stacks, read_templates, stack_name
from stacks.checks.update_guard.nested import compared_with_nested
from stacks.deployed.folder import TEMPLATE_SUFFIX
from stacks.deployed.model import DeployedStack, DeployedUnknownError, StackId
from stacks.deployed.source import AWS, source
from stacks.loading import load_environments

WIDTH = 80
SHOWN = 120  # characters of a value
STYLES = {"warning": "yellow", "error": "red", "fatal": "bold red"}
FAILURES = ("error", "fatal")
NESTED = NESTED_SUFFIX.removesuffix(TEMPLATE_SUFFIX)


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
        found = _compared(old, new, environments)
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


def _compared(old: str, new: Path, environments: Path) -> dict[str, list[Finding]]:
    if old == AWS:
        return _compared_with_aws(new, environments)
    stacks = {name: DeployedStack(template) for name, template in read_templates(Path(old)).items()}
    return compare_stacks(stacks, read_templates(new))


def _compared_with_aws(new: Path, folder: Path) -> dict[str, list[Finding]]:
    """Compare with what is deployed of the new templates' stacks: the environments' files say where."""
    templates = read_templates(new)
    environments = [each for each in load_environments(folder) if each.stack_name in templates]
    aws = source(AWS, environments)
    found: dict[str, list[Finding]] = {name: [] for name in templates if not name.endswith(NESTED)}
    for environment in environments:
        name = environment.stack_name
        stack_id = StackId.of(environment)
        file = new / f"{name}{TEMPLATE_SUFFIX}" if new.is_dir() else new
        try:
            deployed = aws.read(stack_id).stack
            questions = aws.questions(stack_id)
        except DeployedUnknownError as error:
            raise CommandError(f"{name}: {error} {error.fix}") from error
        if deployed is None:
            continue
        for part, finding in compared_with_nested(deployed, with_nested(file, templates[name]), questions):
            found.setdefault(stack_name(part.file), []).append(finding)
    return found


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
