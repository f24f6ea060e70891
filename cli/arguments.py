"""The arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

EnvironmentName = Annotated[str, typer.Argument(metavar="NAME", help="The environment, such as dev.")]
Folder = Annotated[Path, typer.Option("--environments", help="The folder of environment files.")]
