"""`auth adopt`: an environment file for a pool that exists, and the mapping for `cdk import`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from cli.arguments import EnvironmentName, Folder, one_environment
from cli.aws import aws_errors
from cli.files import write_file
from cli.output import CommandError, UsageError, fail, results
from stacks.adoption import holder
from stacks.adoption.adopt import Adoption, AdoptionError
from stacks.adoption.adopt import adopt as adopt_pool
from stacks.adoption.answers import Answers, AnswersError, from_file
from stacks.adoption.check import MappingError, adopted_ids, differences, mapping_file, read_mapping
from stacks.adoption.reading import PERMISSIONS, read


def adopt(
    name: EnvironmentName,
    *,
    user_pool_id: Annotated[str | None, typer.Option(help="The pool, such as eu-west-1_AbCdEfGhI.")] = None,
    identity_pool_id: Annotated[
        str | None, typer.Option(help="The identity pool of the pool's users, if there is one.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="A JSON file with AWS's answers, instead of asking AWS.")
    ] = None,
    environments: Folder = Path("environments"),
    check: Annotated[
        bool, typer.Option("--check", help="Compare an adopted environment with its pool again.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write the file although it lacks something, or is there already."),
    ] = False,
) -> None:
    """Write the environment file of a pool that exists, and the mapping for cdk import.

    AWS is asked by read-only calls. Exit code 1 if the file cannot express a property of the pool or of an
    app client: nothing is written then. With --check, exit code 1 if the file and the pool differ.

    Examples:

        auth adopt prod --user-pool-id eu-west-1_AbCdEfGhI

        auth adopt --check prod
    """
    try:
        if check:
            _check(name, environments, answers)
        else:
            _adopt(name, environments, _read(user_pool_id, identity_pool_id, answers), answers is None, force)
    except (AdoptionError, AnswersError, MappingError) as error:
        raise CommandError(str(error)) from error


def _read(user_pool_id: str | None, identity_pool_id: str | None, answers: Path | None) -> Answers:
    if answers:
        return from_file(answers)
    if not user_pool_id:
        raise UsageError("name the pool by --user-pool-id, or give AWS's answers by --answers")
    try:
        return read(user_pool_id, identity_pool_id)
    except AnswersError as error:
        cause = error.__cause__
        if not isinstance(cause, BotoCoreError | ClientError):
            raise
        with aws_errors(_action(cause)):
            raise cause from None


def _action(error: Exception) -> str:
    """The IAM action that a refused call needs."""
    operation = getattr(error, "operation_name", None)
    return next((action for action in PERMISSIONS if action.partition(":")[2] == operation), "")


def _adopt(name: str, folder: Path, answers: Answers, from_aws: bool, force: bool) -> None:
    file, mapping = folder / f"{name}.toml", mapping_file(folder, name)
    existing = [each for each in (file, mapping) if each.exists()]
    if existing and not force:
        raise CommandError("\n".join(f"{each}: exists already; --force replaces it" for each in existing))
    adoption = adopt_pool(answers, name, file)
    _print(adoption)
    writes = force or not adoption.inexpressible
    if writes:
        results.print()
        _write(file, adoption.text)
        _write(mapping, json.dumps(adoption.mapping, indent=2) + "\n")
    if adoption.inexpressible:
        fail(
            f"{name}: {len(adoption.inexpressible)} properties cannot be expressed; "
            + ("a deployment of the file changes them" if force else "nothing is written without --force")
        )
        raise typer.Exit(1)
    held = holder.ask(answers) if from_aws else holder.by_tags(answers)
    _list(f"\nHeld now by {held}. Next:", holder.next_steps(held, f"auth-{name}", str(mapping), name))


def _print(adoption: Adoption) -> None:
    _list("In the file:", adoption.taken)
    _list("\nOutside the stack, not touched:", adoption.outside)
    _list("\nAdded by the first deployment:", adoption.added)
    _list("\nCannot be expressed:", adoption.inexpressible)


def _list(heading: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        results.print(heading, markup=False)
    for line in found:
        results.print(f"  {line}", markup=False, soft_wrap=True)


def _write(file: Path, text: str) -> None:
    write_file(file, text)
    results.print(f"Written: {file}", markup=False, soft_wrap=True)


def _check(name: str, folder: Path, answers: Path | None) -> None:
    environment = one_environment(folder, name)
    mapping = read_mapping(mapping_file(folder, name))
    found = differences(environment, _read(*adopted_ids(mapping), answers), mapping)
    _list(f"{name} differs from its pool:", map(str, found))
    if found:
        raise typer.Exit(1)
    results.print(f"{name} describes its pool as it is", markup=False)
