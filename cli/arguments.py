"""The arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import UsageError
from stacks.loading import load_environments
from stacks.settings import Environment

EnvironmentName = Annotated[str, typer.Argument(metavar="NAME", help="The environment, such as dev.")]
Folder = Annotated[Path, typer.Option("--environments", help="The folder of environment files.")]
Deployed = Annotated[
    str,
    typer.Option(help="What to compare with: auto, aws, off or a folder.", metavar="SOURCE"),
]
Acknowledge = Annotated[
    list[str] | None,
    typer.Option(metavar="ID=REASON", help="A finding that this environment accepts. Can be repeated."),
]


def reasons_of(given: list[str]) -> dict[str, str]:
    """The reasons of `--acknowledge`, by the findings.

    :raises UsageError: one has no reason.
    """
    reasons = {}
    for each in given:
        finding, separator, reason = each.partition("=")
        if not separator:
            raise UsageError(f"--acknowledge: must be ID=REASON, not {each!r}")
        reasons[finding] = reason
    return reasons


def one_environment(folder: Path, name: str) -> Environment:
    """The environment that a command is about.

    :raises UsageError: the name selects several.
    :raises SettingsError: there is no such environment, or its file has errors.
    """
    found = load_environments(folder, name)
    if len(found) != 1:
        raise UsageError(f"NAME: must be one environment, not {name!r}")
    return found[0]
