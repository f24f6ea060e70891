"""Where what is deployed is read from: AWS, a folder, or nowhere."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from stacks.deployed.folder import Folder
from stacks.deployed.model import Deployed, DeployedError, ExistingPool, Source, StackId, Unclaimed
from stacks.settings import Environment

AUTO = "auto"
AWS = "aws"
OFF = "off"


def source(
    deployed: str | None, environments: Sequence[Environment], claimed: Collection[str] | None = None
) -> Source:
    """Where the deployed stacks of environments are read from.

    :param deployed: the value of context `deployed`; None: `auto`, which is `aws`, but that missing
        credentials are no error at a terminal.
    :param claimed: the names of all environments' stacks, where `environments` are a selection.
    :raises DeployedError: the value is empty, or the folder or a template in it cannot be used.
    """
    claimed = {*(claimed or ()), *(environment.stack_name for environment in environments)}
    match deployed:
        case "":
            raise DeployedError('context deployed is empty; it is "auto", "aws", "off" or a folder')
        case "off":
            return Nothing()
        case None | "auto" | "aws":
            # Only here: importing boto3 takes long.
            from stacks.deployed.aws import Aws

            return Aws(environments, claimed, demanded=deployed == AWS or _in_ci())
        case _:
            return Folder(Path(deployed), claimed)


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


class Nothing:
    """Nothing is compared, on request: `deployed=off`."""

    def read(self, stack: StackId) -> Deployed:  # noqa: ARG002
        """Return nothing."""
        return Deployed(None, "nothing, because of --context deployed=off")

    def unclaimed(self) -> list[Unclaimed]:
        """Nothing is known."""
        return []

    def left_behind(self, stack: StackId, pool_names: list[str]) -> list[ExistingPool]:  # noqa: ARG002
        """Nothing is known."""
        return []

    def is_same(self, one: StackId, other: StackId) -> bool:
        """Return whether the names are the same."""
        return one.name == other.name

    def is_new(self, stack: StackId) -> bool:  # noqa: ARG002
        """It is not known."""
        return False

    def questions(self, stack: StackId) -> None:
        """Nobody is asked."""

    def is_unavailable(self) -> bool:
        """No credentials are needed."""
        return False
