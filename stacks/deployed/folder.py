"""Reads what is deployed from a folder of templates."""

from collections.abc import Collection
from pathlib import Path

from stacks.deployed.model import (
    Deployed,
    DeployedError,
    DeployedStack,
    ExistingPool,
    NoTemplateError,
    StackId,
    Unclaimed,
)
from stacks.service import NESTED_STACK
from stacks.settings.environment import STACK_PREFIX
from stacks.template import Resource, Template, checked, resources, value_at
from stacks.text_file import TextFileError, read_json

TEMPLATE_SUFFIX = ".template.json"  # the CDK's, after the stack's name


class Folder:
    """A folder that holds `STACK.template.json` for each stack.

    :param claimed: the names of all environments' stacks, those that are not selected included.
    :raises DeployedError: the folder or a template in it cannot be used.
    """

    def __init__(self, folder: Path, claimed: Collection[str]) -> None:
        if not folder.is_dir():
            raise DeployedError(
                f"{folder}: there is no such folder of deployed templates; context deployed is a folder, "
                '"auto", "aws" or "off"'
            )
        self._folder = folder
        self._claimed = claimed
        self._templates = {
            file.name.removesuffix(TEMPLATE_SUFFIX): _template(file)
            for file in sorted(folder.glob(f"*{TEMPLATE_SUFFIX}"))
        }

    def read(self, stack: StackId) -> Deployed:
        """Return the stack's template, whatever its account and region: a folder is of one environment.

        :raises NoTemplateError: the folder has none.
        """
        file = self._folder / f"{stack.name}{TEMPLATE_SUFFIX}"
        if stack.name not in self._templates:
            raise NoTemplateError(
                f"{self._folder} has no {file.name}, so {stack.name} was compared with nothing.",
                f'Add it. If nothing is deployed yet, write {{"Resources": {{}}}} to {file}.',
            )
        return Deployed(self._stack(self._templates[stack.name]), f"file {file}")

    def unclaimed(self) -> list[Unclaimed]:
        """Return the templates of environments that have no file any more."""
        return [
            Unclaimed(name, f"{self._folder / name}{TEMPLATE_SUFFIX}")
            for name in self._templates
            if name.startswith(STACK_PREFIX) and name not in self._claimed
        ]

    def left_behind(self, stack: StackId, pool_names: list[str]) -> list[ExistingPool]:  # noqa: ARG002
        """A folder does not know which pools exist."""
        return []

    def is_same(self, one: StackId, other: StackId) -> bool:
        """Return whether the names are the same."""
        return one.name == other.name

    def is_new(self, stack: StackId) -> bool:  # noqa: ARG002
        """It is not known."""
        return False

    def questions(self, stack: StackId) -> None:
        """A folder knows nothing but its templates."""

    def is_unavailable(self) -> bool:
        """A folder needs no credentials."""
        return False

    def _stack(self, template: Template) -> DeployedStack:
        nested = resources(template, NESTED_STACK)
        return DeployedStack(
            template, nested={key: self._nested_stack(key, resource) for key, resource in nested.items()}
        )

    def _nested_stack(self, logical_id: str, resource: Resource) -> DeployedStack:
        name = str(value_at(resource, "Metadata.aws:asset:path")).removesuffix(TEMPLATE_SUFFIX)
        if name not in self._templates:
            raise NoTemplateError(
                f"{self._folder} does not have the template of the nested stack {logical_id}.",
                f"Add {name}{TEMPLATE_SUFFIX}.",
            )
        return self._stack(self._templates[name])


def _template(file: Path) -> Template:
    try:
        return checked(read_json(file))
    except TextFileError as error:
        raise DeployedError(f"{file}: {error}") from error
    except (ValueError, TypeError) as error:
        raise DeployedError(f"{file}: is not a template in JSON: {error}") from error
