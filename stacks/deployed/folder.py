"""Reads what is deployed from a folder of templates."""

from collections.abc import Sequence
from pathlib import Path

from stacks.deployed.model import DeployedError, DeployedStack
from stacks.template import Template, checked
from stacks.text_file import TextFileError, read_json

TEMPLATE_SUFFIX = ".template.json"  # the CDK's, after the stack's name


def read_folder(folder: Path, names: Sequence[str]) -> dict[str, DeployedStack]:
    """The stacks whose templates a folder has, by their names.

    :raises DeployedError: the folder or a template in it cannot be used.
    """
    if not folder.is_dir():
        raise DeployedError(
            f"{folder}: there is no such folder of deployed templates; context deployed is a folder, "
            '"aws" or "off"'
        )
    files = {name: folder / f"{name}{TEMPLATE_SUFFIX}" for name in names}
    return {name: DeployedStack(_template(file)) for name, file in files.items() if file.exists()}


def _template(file: Path) -> Template:
    try:
        return checked(read_json(file))
    except TextFileError as error:
        raise DeployedError(f"{file}: {error}") from error
    except (ValueError, TypeError) as error:
        raise DeployedError(f"{file}: is not a template in JSON: {error}") from error
