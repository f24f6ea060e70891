"""`auth client-files`: the configuration files of apps."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import EnvironmentName, Folder, one_environment
from cli.aws import Aws
from cli.files import write_file
from cli.output import CommandError, show
from stacks.amplify.client_files import file_texts


def client_files(
    name: EnvironmentName,
    *,
    environments: Folder = Path("environments"),
    outputs: Annotated[
        Path | None, typer.Option(help="A file that cdk deploy --outputs-file wrote, instead of asking AWS.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace files that have another content.")] = False,
) -> None:
    """Write amplify_outputs.json, amplifyconfiguration.json and aws-exports.js of a deployed stack.

    Examples:

        auth client-files dev --out ../app/src

        auth client-files dev --outputs outputs.json --force
    """
    environment = one_environment(environments, name)
    stack = environment.stack_name
    found = _of_file(outputs, stack) if outputs else Aws(environment).outputs()
    try:
        texts = {out / file: text for file, text in file_texts(found).items()}
    except KeyError as error:
        raise CommandError(
            f"{stack}: has no output {error}; deploy it again: npx cdk deploy {stack}"
        ) from error
    changed = {file: text for file, text in texts.items() if _content(file) != text}
    if not force and (existing := [file for file in changed if file.exists()]):
        raise CommandError("\n".join(f"{file}: exists; --force replaces it" for file in existing))
    for file, text in changed.items():
        write_file(file, text)
    for file in texts:
        show(str(file))


def _content(file: Path) -> str | None:
    """The text of a file; None: there is none, or it is no text."""
    try:
        return file.read_bytes().decode()
    except (OSError, ValueError):
        return None


def _of_file(file: Path, stack: str) -> dict[str, str]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(f"{file}: is not JSON: {error}") from error
    found = content.get(stack) if isinstance(content, dict) else None
    if not isinstance(found, dict):
        raise CommandError(
            f"{file}: has no outputs of {stack}; write it: npx cdk deploy {stack} --outputs-file"
        )
    return found
