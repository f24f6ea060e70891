"""Reads what is deployed from a folder of templates."""

import json
from collections.abc import Sequence
from pathlib import Path

from stacks.deployed.model import DeployedError, DeployedStack
from stacks.template import Template, checked

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
        return checked(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise DeployedError(f"{file}: is not a template in JSON: {error}") from error
    except OSError as error:
        raise DeployedError(f"{file}: cannot be read: {error.strerror}") from error
