"""Writes the reference of the `auth` command by running it.

usage: python -m cli.reference > docs/commands.md

What needs a deployed stack is not run here: those screens are files, which
tests/acceptance/test_commands.py compares with what the commands print.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SCREENS = ROOT / "docs" / "screens"
"""The screens of commands that ran against a deployed stack."""
INTRODUCTION = """\
# Commands

`auth` is in `.venv/bin` after `make setup`, and wherever the package is installed. Every question has a flag;
without a terminal nothing is asked. Results go to standard output, messages to standard error.

| exit code | |
|---|---|
| 0 | done |
| 1 | an error, a problem or a finding |
| 2 | the command line is wrong or incomplete |
| 130 | interrupted: nothing was written; a run over users goes on |

`NO_COLOR` turns colors off; `auth --install-completion` completes names in your shell. Commands that ask AWS
take credentials and Region from the usual variables, `AWS_PROFILE` or SSO; `make local-up` prints those
for the local AWS. The screens below are what the commands print; those of `preflight`, `users` and `recover`
come from stacks on the local AWS, which lacks some calls of `preflight` (`unknown`);
the ids and times in them stand for others.
"""
EXAMPLES: dict[str, tuple[str, ...]] = {
    "add": (
        "auth add qa --mode OPTIONAL --types SMS,TOTP --auto-verify email,phone_number --yes",
        "auth add qa2 --mode OPTIONAL",
    ),
    "adopt": ("auth adopt shop --answers shop.json",),
    "update": (
        "auth update qa --mode ON --deployed off --yes",
        "auth update qa --sign-in email --yes",
    ),
    "compare": ("auth compare deployed.json new.json",),
    "client-files": (
        "auth client-files qa --outputs outputs.json --out app",
        "auth client-files qa --outputs later.json --out app",
    ),
    "list": ("auth list",),
    "show": ("auth show qa",),
}
# In SCREENS, in their order.
DEPLOYED: dict[str, tuple[str, ...]] = {
    "preflight": ("preflight",),
    "users": (
        "users-dry-run",
        "users-enable-refused",
        "users-enable",
        "users-status",
        "users-stop",
    ),
    "recover": ("recover", "recover-refused"),
}
# What the examples read.
POOL = {
    "Type": "AWS::Cognito::UserPool",
    "Properties": {"UserPoolName": "qa", "MfaConfiguration": "OPTIONAL"},
}
OUTPUTS = {
    "Region": "eu-west-1",
    "UserPoolId": "eu-west-1_AbCdEfGhI",
    "AppClientIDWeb": "1example23456789",
    "AppClientID": "2example23456789",
    "MfaConfiguration": "OPTIONAL",
    "MfaTypes": '["SMS", "TOTP"]',
    "UsernameAttributes": "[]",
    "RequiredAttributes": '["email"]',
    "VerifiedAttributes": '["email", "phone_number"]',
    "PasswordPolicy": json.dumps(
        {
            "minimum_length": 12,
            "require_lowercase": True,
            "require_uppercase": True,
            "require_numbers": True,
            "require_symbols": True,
        }
    ),
}
FILES: dict[str, Any] = {
    "outputs.json": {"auth-qa": OUTPUTS},
    "later.json": {"auth-qa": {**OUTPUTS, "MfaConfiguration": "ON"}},
    "deployed.json": {"Resources": {"UserPool": POOL}},
    "new.json": {"Resources": {"UserPool": {**POOL, "Properties": {"UserPoolName": "qa"}}}},
    "shop.json": {
        "UserPool": {
            "Id": "eu-west-1_AbCdEfGhI",
            "Name": "shop",
            "Arn": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEfGhI",
            "AutoVerifiedAttributes": ["email"],
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 12,
                    "RequireLowercase": True,
                    "RequireNumbers": True,
                    "RequireSymbols": True,
                    "RequireUppercase": True,
                    "TemporaryPasswordValidityDays": 7,
                }
            },
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
        },
        "MfaConfig": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
        "UserPoolClients": [{"ClientName": "web", "ClientId": "1example23456789"}],
    },
}
# How the examples run: without AWS, and without what a person who runs this has set.
VARIABLES = {
    "NO_COLOR": "1",
    "COLUMNS": "80",
    "TERM": "dumb",
    "AWS_EC2_METADATA_DISABLED": "true",
    "CDK_VALIDATION": "false",
}


def reference_text() -> str:
    """The reference, as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in FILES.items():
            (folder / file).write_text(json.dumps(content), encoding="utf-8")
        sections = [INTRODUCTION, _block(folder, "auth --help")]
        for command in commands():
            sections += [f"## `auth {command}`\n", _block(folder, f"auth {command} --help")]
            sections += [_block(folder, example) for example in EXAMPLES.get(command, ())]
            sections += [
                _fenced((SCREENS / f"{name}.txt").read_text(encoding="utf-8"))
                for name in DEPLOYED.get(command, ())
            ]
    return "\n".join(sections)


def commands() -> list[str]:
    """The names of the commands, in the order in which help lists them."""
    from cli.main import app

    return [
        command.name or command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback
    ]


def screen(folder: Path, line: str, variables: Mapping[str, str]) -> tuple[str, int]:
    """What a command prints without a terminal, below the line that was typed, and its exit code."""
    _, *arguments = line.split()
    result = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [text.rstrip() for text in result.stdout.strip("\n").splitlines()]
    ended = [f"(exit code {result.returncode})"] if result.returncode else []
    return "\n".join([f"$ {line}", *lines, *ended, ""]), result.returncode


def _block(folder: Path, line: str) -> str:
    """The screen of a command that runs without AWS."""
    return _fenced(screen(folder, line, _environment())[0])


def _fenced(text: str) -> str:
    return f"```console\n{text}```\n"


def _environment() -> dict[str, str]:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "CI", "CDK_", "TYPER_"))
    }
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return {**own, **nothing, **VARIABLES, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.stdout.write(reference_text())
