"""What is deployed of the stacks, from where context `deployed` says: AWS, a folder, or nowhere."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stacks.settings import Environment
from stacks.validation.rules.rule import PoolMfa
from stacks.validation.template import Template

AWS = "aws"
OFF = "off"
TEMPLATE_SUFFIX = ".template.json"  # the CDK's, after the stack's name


class DeployedError(Exception):
    """Context `deployed` names what cannot be used. Its text says what and how to mend it."""


class DeployedUnknownError(Exception):
    """What is deployed of a stack cannot be read.

    :param mend: how to mend it: a sentence.
    """

    def __init__(self, text: str, mend: str) -> None:
        super().__init__(text)
        self.mend = mend


class NoCredentialsError(Exception):
    """There are no AWS credentials at all, so nothing can be deployed either."""


@dataclass(frozen=True)
class DeployedStack:
    """A stack as it is deployed."""

    template: Template
    """The original template, with those resources that exist."""
    mfa: Mapping[str, PoolMfa] = field(default_factory=dict)
    """The real MFA of the pools by their logical ids, where it is known."""


Read = Callable[[str], DeployedStack | None]
"""Returns what is deployed of a stack by its name, None if there is no such stack.

Raises `DeployedUnknownError` or `NoCredentialsError`.
"""


def reader(deployed: str | None, environments: Sequence[Environment]) -> Read | None:
    """What reads the deployed stacks of environments; None: nothing is to be compared.

    :param deployed: the value of context `deployed`.
    :raises DeployedError: the folder or a template in it cannot be used.
    """
    if deployed == OFF:
        return None
    if deployed is None or deployed == AWS:
        # Only here: importing boto3 takes long.
        from stacks.validation.deployed_aws import read_from_aws

        return read_from_aws(environments)
    stacks = _read_folder(Path(deployed), [environment.stack_name for environment in environments])
    return stacks.get


def _read_folder(folder: Path, names: Sequence[str]) -> dict[str, DeployedStack]:
    if not folder.is_dir():
        raise DeployedError(
            f"{folder}: there is no such folder of deployed templates; context deployed is a folder, "
            f'"{AWS}" or "{OFF}"'
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


def checked(template: object) -> Template:
    """A template whose resources can be looked at.

    :raises TypeError: it is something else.
    """
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise TypeError("it has no Resources")
    for logical_id, resource in template["Resources"].items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise TypeError(f"Resources.{logical_id} has no Type")
        if not isinstance(resource.get("Properties", {}), dict):
            raise TypeError(f"Resources.{logical_id}.Properties is no object")
    return template
