"""Writes the reference of the `auth` command by running it.

usage: python -m cli.reference > docs/commands.md
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
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
for the local AWS. The screens below are what the commands print.
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
    "list": ("auth list",),
    "show": ("auth show qa",),
}
# What the examples read.
POOL = {
    "Type": "AWS::Cognito::UserPool",
    "Properties": {"UserPoolName": "qa", "MfaConfiguration": "OPTIONAL"},
}
FILES: dict[str, Any] = {
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
        sections = [INTRODUCTION, _screen(folder, "auth --help")]
        for command in commands():
            sections += [f"## `auth {command}`\n", _screen(folder, f"auth {command} --help")]
            sections += [_screen(folder, example) for example in EXAMPLES.get(command, ())]
    return "\n".join(sections)


def commands() -> list[str]:
    """The names of the commands, in the order in which help lists them."""
    from cli.main import app

    return [
        command.name or command.callback.__name__.replace("_", "-")
        for command in app.registered_commands
        if command.callback
    ]


def _screen(folder: Path, line: str) -> str:
    """What a command prints, as a person sees it."""
    _, *arguments = line.split()
    result = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [text.rstrip() for text in result.stdout.strip("\n").splitlines()]
    ended = [f"(exit code {result.returncode})"] if result.returncode else []
    return "\n".join(["```console", f"$ {line}", *lines, *ended, "```", ""])


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
