"""AWS as the commands reach it: sessions, deployed stacks, and errors in one line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from cli.output import CommandError
from stacks.settings import Environment

CONFIG = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


class Aws:
    """AWS in an environment's Region.

    :raises CommandError: there are no credentials or no Region.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        with aws_errors():
            self._session = boto3.Session(region_name=environment.settings.aws.region)
            if self._session.get_credentials() is None:
                raise NoCredentialsError
            if self._session.region_name is None:
                raise NoRegionError

    def client(self, service: str, region: str | None = None) -> Any:
        """A service's client, in the environment's Region unless another is given."""
        return self._session.client(service, region_name=region, config=CONFIG)  # type: ignore[call-overload]

    def stack(self) -> dict[str, Any]:
        """The environment's deployed stack, by DescribeStacks.

        :raises CommandError: it is not deployed.
        """
        name = self._environment.stack_name
        with aws_errors("cloudformation:DescribeStacks"):
            try:
                (stack,) = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
            except ClientError as error:
                if "does not exist" not in str(error):
                    raise
                raise NotDeployedError(
                    f"{name}: there is no such stack in {self._session.region_name}; "
                    f"deploy it: npx cdk deploy {name}"
                ) from error
        found: dict[str, Any] = stack
        return found

    def outputs(self) -> dict[str, str]:
        """The outputs of the environment's deployed stack.

        :raises CommandError: the stack is not deployed.
        """
        return outputs_of(self.stack())


def outputs_of(stack: Mapping[str, Any]) -> dict[str, str]:
    """The outputs of a stack, by their names."""
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


class NotDeployedError(CommandError):
    """The environment's stack is not deployed."""


@contextmanager
def aws_errors(action: str = "") -> Iterator[None]:
    """Turn what AWS refuses, and what cannot be reached, into one line.

    :param action: the IAM action that the calls need, such as `states:StartExecution`.
    """
    try:
        yield
    except NoCredentialsError as error:
        raise CommandError("there are no AWS credentials; set AWS_PROFILE, or run aws sso login") from error
    except NoRegionError as error:
        raise CommandError("there is no AWS Region; set aws.region in the file, or AWS_REGION") from error
    except ClientError as error:
        code, text = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
        if code in DENIED and action:
            raise CommandError(f"AWS denies {action}: the caller needs that permission") from error
        raise CommandError(f"AWS refuses{f' {action}' if action else ''}: {code}: {text}") from error
    except BotoCoreError as error:
        raise CommandError(f"AWS cannot be reached: {error}") from error
