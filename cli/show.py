"""`auth show`: what an environment's files say together."""

from pathlib import Path

from cli.arguments import EnvironmentName, Folder
from cli.output import show
from stacks.loading.explain import explained
from stacks.loading.load import load
from stacks.loading.selection import environment_files


def show_environment(name: EnvironmentName, *, environments: Folder = Path("environments")) -> None:
    """Print all settings of an environment, each with the file that it comes from, or `default`.

    Example: auth show prod
    """
    for file in environment_files(environments, name):
        show(explained(load(file)).rstrip())
