"""Where what is deployed is read from: AWS, a folder, or nowhere."""

from collections.abc import Sequence
from pathlib import Path

from stacks.deployed.folder import read_folder
from stacks.deployed.model import Read
from stacks.settings import Environment

AWS = "aws"
OFF = "off"


def reader(deployed: str | None, environments: Sequence[Environment]) -> Read | None:
    """What reads the deployed stacks of environments; None: nothing is to be compared.

    :param deployed: the value of context `deployed`.
    :raises DeployedError: the folder or a template in it cannot be used.
    """
    if deployed == OFF:
        return None
    if deployed is None or deployed == AWS:
        # Only here: importing boto3 takes long.
        from stacks.deployed.aws import read_from_aws

        return read_from_aws(environments)
    return read_folder(Path(deployed), [environment.stack_name for environment in environments]).get
