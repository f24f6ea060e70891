"""`auth add`: Amplify's questions, answered in the terminal or by flags, become an environment file."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.arguments import Acknowledge, EnvironmentName, Folder, reasons_of
from cli.document import DEFAULT_CLIENTS, Document, fields_of
from cli.flags import with_flags
from cli.interview import collect, parse
from cli.output import CommandError, UsageError, messages, say, show
from cli.prompts import has_terminal, text
from cli.questions import QUESTIONS
from stacks.trial import synthesize

# The questions of these are the heart of a file; of the others it holds only what is not the default.
ALWAYS_WRITTEN = {"user_pool_name", "sign_in", "mode", "types", "auto_verify", "required_attributes"}
NAME = re.compile(r"[a-z][a-z0-9-]*")
DEFAULT_REASON = "Accepted by auth add --yes: to be reviewed by the team."
LEAST_REASON = 10  # characters


@with_flags(QUESTIONS)
def add(
    name: EnvironmentName,
    *,
    environments: Folder = Path("environments"),
    extends: Annotated[
        str | None, typer.Option(help="A base file, relative to the folder: what it says is not asked.")
    ] = None,
    cli_inputs: Annotated[
        Path | None, typer.Option(help="Amplify's cli-inputs.json: its answers are not asked again.")
    ] = None,
    cli_json: Annotated[Path | None, typer.Option(help="Amplify's cli.json, for its feature flags.")] = None,
    account: Annotated[str | None, typer.Option(help="The AWS account id.")] = None,
    region: Annotated[str | None, typer.Option(help="The AWS region.")] = None,
    acknowledge: Acknowledge = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the defaults of what has no flag.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    **flags: str | None,
) -> None:
    """Create an environment file by answering Amplify's questions.

    Without a terminal nothing is asked: give a flag for each answer, or --yes for the defaults of the rest.

    Examples:

        auth add dev

        auth add qa --mode OPTIONAL --types SMS,TOTP --auto-verify email,phone_number --yes

        auth add prod --cli-inputs ../app/amplify/backend/auth/app/cli-inputs.json
    """
    file = environments / f"{name}.toml"
    _refuse(file, name, force=force)
    head = _head(file, extends, cli_inputs, cli_json, account, region)
    given = parse(QUESTIONS, flags)
    reasons = reasons_of(acknowledge or [])
    answers = given
    if not cli_inputs:
        answers = collect(
            QUESTIONS,
            given,
            defaults=_names(name),
            check=lambda so_far: _document(file, head, so_far).errors(),
            asks=has_terminal(),
            takes_defaults=yes,
        )
    document = _document(file, head, answers)
    environment = document.environment()
    for finding, reason in _accepted(document, reasons, yes=yes).items():
        document.set_acknowledgment(finding, reason)
    document.environment()
    environments.mkdir(parents=True, exist_ok=True)
    document.write()
    for warning in environment.warnings():
        say(f"warning: {warning.text}")
    show(f"{file} written. Next:")
    show(
        f"  auth preflight {name}           # what would stop messages in this account\n"
        f"  npx cdk deploy auth-{name}      # what it deploys: npx cdk diff auth-{name}"
    )


def _refuse(file: Path, name: str, *, force: bool) -> None:
    if not NAME.fullmatch(name):
        raise UsageError(
            f"NAME: must be lower-case letters, digits and hyphens, a letter first, not {name!r}"
        )
    if file.exists() and not force:
        raise CommandError(f"{file}: exists; auth update {name} changes it, --force replaces it")


def _names(name: str) -> dict[str, str]:
    """The names that follow from the environment's; an identity pool's has no hyphens in Amplify."""
    return {"user_pool_name": f"auth-{name}", "identity_pool_name": f"auth_{name.replace('-', '_')}"}


def _head(
    file: Path,
    extends: str | None,
    cli_inputs: Path | None,
    cli_json: Path | None,
    account: str | None,
    region: str | None,
) -> dict[str, Any]:
    """The fields that no question is about, by their places."""
    fields: dict[str, Any] = {
        "extends": extends,
        "amplify.cli_inputs": _relative(cli_inputs, file.parent),
        "amplify.cli_json": _relative(cli_json, file.parent),
        "aws.account": account,
        "aws.region": region,
    }
    return {place: value for place, value in fields.items() if value is not None}


def _relative(path: Path | None, folder: Path) -> str | None:
    return None if path is None else Path(os.path.relpath(path, folder)).as_posix()


def _document(file: Path, head: Mapping[str, Any], answers: Mapping[str, Any]) -> Document:
    """The environment file that some answers make."""
    document = Document(file)
    for place, value in head.items():
        document.set(place, value)
    for question in QUESTIONS:
        if question.name not in answers:
            continue
        value = answers[question.name]
        if value is not None and (question.name in ALWAYS_WRITTEN or value != question.default):
            for place, field in fields_of(question, value, DEFAULT_CLIENTS).items():
                document.set(place, field)
    return document


def _accepted(document: Document, reasons: Mapping[str, str], *, yes: bool) -> dict[str, str]:
    """The findings that fail the synthesis of a new environment, each with the reason to accept it.

    :raises UsageError: a reason is missing, and there is nobody to ask.
    """
    messages.print("Checking the new environment ...")
    accepted = dict(reasons)
    missing = []
    for finding in synthesize(document.environment()).failures:
        if finding.id in accepted:
            continue
        if yes:
            accepted[finding.id] = DEFAULT_REASON
        elif has_terminal():
            say(f"{finding.id}: {finding.text}")
            accepted[finding.id] = text("Why is this acceptable here?", _reason_error)
        else:
            missing.append(f"--acknowledge {finding.id}=REASON is missing: {finding.text}")
    if missing:
        raise UsageError("\n".join(missing))
    return accepted


def _reason_error(reason: str) -> str | None:
    return None if len(reason.strip()) >= LEAST_REASON else f"must have at least {LEAST_REASON} characters"
