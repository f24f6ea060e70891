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
from cli.inherited import inherited_answers
from cli.interview import collect, parse
from cli.output import CommandError, UsageError, messages, say, show
from cli.prompts import ask_reason, has_terminal
from cli.questions import QUESTIONS, Question
from stacks.loading import inherited
from stacks.trial import synthesize

# The questions of these are the heart of a file, or their default is not what a file without the field means;
# of the others it holds only what is not the default.
ALWAYS_WRITTEN = {
    "user_pool_name", "sign_in", "mode", "types", "auto_verify", "required_attributes", "read_attributes",
    "write_attributes",
}  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9-]*")
DEFAULT_REASON = "Accepted by auth add --yes: to be reviewed by the team."


@with_flags(QUESTIONS)
def add(
    name: EnvironmentName,
    *,
    environments: Folder = Path("environments"),
    extends: Annotated[
        str | None, typer.Option(help="A base file, relative to the folder: what it says is not asked.")
    ] = None,
    amplify_project: Annotated[
        Path | None,
        typer.Option(help="The folder amplify of a project: its answers are not asked again."),
    ] = None,
    cli_inputs: Annotated[
        Path | None, typer.Option(help="Amplify's cli-inputs.json: its answers are not asked again.")
    ] = None,
    cli_json: Annotated[
        Path | None, typer.Option(help="With --cli-inputs: Amplify's cli.json, for its feature flags.")
    ] = None,
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

        auth add test --extends _base.toml --user-pool-name shop-test

        auth add prod --amplify-project ../app/amplify
    """
    file = environments / f"{name}.toml"
    _refuse(file, name, force=force)
    head = _head(
        {
            "extends": extends,
            "amplify.project": _relative(amplify_project, environments),
            "amplify.cli_inputs": _relative(cli_inputs, environments),
            "amplify.cli_json": _relative(cli_json, environments),
            "aws.account": account,
            "aws.region": region,
        }
    )
    given = parse(QUESTIONS, flags)
    below = inherited(file, _start(file, head).data, replaced=_fields(given))
    reasons = reasons_of(acknowledge or [])
    answers = collect(
        _open_questions(given, below),
        given,
        defaults=_names(name),
        check=lambda so_far: _document(file, head, so_far, below).errors(),
        asks=has_terminal(),
        takes_defaults=yes,
        known=inherited_answers(below),
    )
    document = _document(file, head, answers, below)
    environment = document.environment()
    for finding, reason in _accepted(document, reasons, yes=yes).items():
        document.set_acknowledgment(finding, reason)
    document.environment()
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


def _head(fields: Mapping[str, str | None]) -> dict[str, str]:
    """The fields that no question is about, by their places."""
    return {place: value for place, value in fields.items() if value is not None}


def _relative(path: Path | None, folder: Path) -> str | None:
    return None if path is None else Path(os.path.relpath(path, folder)).as_posix()


def _open_questions(given: Mapping[str, Any], below: Mapping[str, Any]) -> list[Question]:
    """The questions that a flag answers, or that are left open by what is inherited.

    Amplify's files leave none open: what they do not say is as Amplify has it.
    """
    answered = {q.name for q in QUESTIONS} if "amplify" in below else inherited_answers(below).keys()
    return [q for q in QUESTIONS if q.name not in answered or given.keys() & {q.name, *q.implied_by}]


def _fields(given: Mapping[str, Any]) -> list[str]:
    """The fields that are answered by flags."""
    answered = [question for question in QUESTIONS if question.name in given]
    return [place for each in answered for place in fields_of(each, given[each.name], ())]


def _start(file: Path, head: Mapping[str, str]) -> Document:
    """The environment file before any answer."""
    document = Document(file)
    for place, value in head.items():
        document.set(place, value)
    return document


def _document(
    file: Path, head: Mapping[str, str], answers: Mapping[str, Any], below: Mapping[str, Any]
) -> Document:
    """The environment file that some answers make: what differs from what it inherits."""
    document = _start(file, head)
    inherits = inherited_answers(below)
    clients = list(below.get("clients", ())) or DEFAULT_CLIENTS
    for question in QUESTIONS:
        value, current = answers.get(question.name), inherits.get(question.name)
        if question.name in inherits:
            is_written = value != current
        else:
            is_written = question.name in ALWAYS_WRITTEN or value != question.default
        if value is not None and is_written:
            document.answer(question, value, current, clients)
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
            accepted[finding.id] = ask_reason("Why is this acceptable here?")
        else:
            missing.append(f"--acknowledge {finding.id}=REASON is missing: {finding.text}")
    if missing:
        raise UsageError("\n".join(missing))
    return accepted
