"""Every command in README.md and docs/ exists, with the options that it is given. What needs no account also
runs (tests/acceptance/test_documented_steps.py)."""

import importlib.util
import re
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
import typer
from botocore import xform_name

from cli.main import app
from tests.command_blocks import BLOCKS, DOCUMENTS
from tests.synthesis import ROOT

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(
    r"(?:^|[|;&(]|\$ )\s*(?:[A-Z_]+=\S+ )*(aws|auth|make|npx cdk|python -m) ([^|;&()#\n]*)", re.MULTILINE
)
OPTION = re.compile(r"(?<=\s)--([a-z][a-z-]*)")
CDK = {"bootstrap", "deploy", "destroy", "diff", "import", "list", "synth"}
# What the AWS CLI adds to the services' operations.
CLI_OPTIONS = {"query", "output", "region", "profile", "cli-input-json", "no-cli-pager", "cli-binary-format"}
CLI_COMMANDS = {"wait", "tail", "s3", "deploy", "sso", "configure"}
AUTH = typer.main.get_command(app)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def documented() -> Iterator[tuple[str, str, str]]:
    """Each command: the file, the program and what follows it."""
    blocks = [(block.document, block.commands) for block in BLOCKS]
    for file in DOCUMENTS:
        blocks += [(file, text) for text in CONSOLE.findall(file.read_text(encoding="utf-8"))]
    for file, text in blocks:
        for match in COMMAND.finditer(text.replace("\\\n", " ")):
            yield file.name, match[1], match[2].strip()


COMMANDS = sorted(set(documented()))


def test_commands_are_found() -> None:
    assert {program for _, program, _ in COMMANDS} >= {"auth", "make", "npx cdk"}


@pytest.mark.parametrize(("file", "program", "rest"), COMMANDS)
def test_the_command_exists(file: str, program: str, rest: str) -> None:
    words = rest.split()
    options = set(OPTION.findall(f" {rest}"))
    match program:
        case "make":
            assert {word for word in words if "=" not in word} <= TARGETS, file
        case "npx cdk":
            assert words[0] in CDK, file
        case "python -m":
            assert importlib.util.find_spec(words[0]), file
        case "auth":
            assert options <= _auth_options(words), file
        case "aws" if not {*words[:2]} & CLI_COMMANDS:
            assert options <= _aws_options(*words[:2]), file


def _auth_options(words: list[str]) -> set[str]:
    """The options of an `auth` command, and of the group that it is in."""
    command: Any = AUTH
    found = {"help", "version"}
    while True:
        names = [name for each in command.params for name in (*each.opts, *each.secondary_opts)]
        found |= {name.removeprefix("--") for name in names}
        commands = getattr(command, "commands", None)
        if not commands or not words or words[0].startswith("-"):
            return found
        command, words = commands[words[0]], words[1:]


def _aws_options(service: str, operation: str) -> set[str]:
    """The options of an operation, by the AWS CLI's rules for their names."""
    model = botocore.session.get_session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape
    options = {xform_name(name, "-") for name in (shape.members if shape else ())}
    return CLI_OPTIONS | options | {f"no-{option}" for option in options}
