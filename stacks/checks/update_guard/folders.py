"""Compares templates in files and folders, whatever made them."""

import json
from collections.abc import Mapping
from pathlib import Path

from stacks.checks.findings import Finding
from stacks.checks.update_guard.compare import compare
from stacks.checks.update_guard.edits import COGNITO
from stacks.deployed.folder import TEMPLATE_SUFFIX
from stacks.deployed.model import DeployedStack
from stacks.deployed.yaml_template import parse
from stacks.template import Template, checked

SUFFIXES = (TEMPLATE_SUFFIX, ".json", ".yaml", ".yml", ".template")


class TemplatesError(Exception):
    """A file or folder cannot be compared. The text names it."""


def read_templates(path: Path) -> dict[str, Template]:
    """The templates of a file (JSON or YAML) or a folder (`*.template.json`), by stack.

    :raises TemplatesError: there is none, or one of them is no template.
    """
    if path.is_dir():
        files = sorted(path.glob(f"*{TEMPLATE_SUFFIX}"))
        if not files:
            raise TemplatesError(f"{path}: has no *{TEMPLATE_SUFFIX}")
        return {stack_name(file): _read(file) for file in files}
    return {stack_name(path): _read(path)}


def stack_name(file: Path) -> str:
    """The name of a template's stack, by its file."""
    for suffix in SUFFIXES:
        if file.name.endswith(suffix):
            return file.name.removesuffix(suffix)
    return file.name


def _read(file: Path) -> Template:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplatesError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TemplatesError(f"{file}: is not text in UTF-8") from error
    try:
        return checked(_parsed(text))
    except (TypeError, ValueError, RecursionError) as error:
        raise TemplatesError(f"{file}: is not a template: {error}") from error


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        # JSON is YAML, too, but reading it as such takes a hundred times as long.
        return parse(text)


def compare_stacks(
    deployed: Mapping[str, DeployedStack], new: Mapping[str, Template]
) -> dict[str, list[Finding]]:
    """The findings by stack; one stack on each side is the same stack, whatever the files are called."""
    if len(deployed) == len(new) == 1:
        (stack,), ((name, template),) = deployed.values(), new.items()
        return {name: list(compare(stack, template))}
    kept = {name: list(compare(deployed.get(name), template)) for name, template in new.items()}
    # A stack that is no longer there is deleted one day; without Cognito in it, that is nobody's loss here.
    gone = {
        name: list(compare(stack, {"Resources": {}}))
        for name, stack in deployed.items()
        if name not in new and _has_cognito(stack.template)
    }
    return kept | gone


def _has_cognito(template: Template) -> bool:
    return any(str(resource.get("Type")).startswith(COGNITO) for resource in template["Resources"].values())
