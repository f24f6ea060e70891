"""AWS as the commands reach it: sessions, deployed stacks, and errors in one line."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    CredentialRetrievalError,
    InvalidConfigError,
    LoginError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from cli.output import CommandError
from stacks.settings import Environment

CONFIG = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
# https://docs.aws.amazon.com/general/latest/gr/api-retries.html and each service's common errors
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
UNKNOWN = {
    "AuthFailure",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
NEW_CREDENTIALS = "set AWS_PROFILE, or run aws sso login"


class CredentialsError(CommandError):
    """There are no credentials that AWS accepts: no other call will succeed."""


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
        self._making = threading.Lock()

    def client(self, service: str, region: str | None = None) -> Any:
        """A service's client, in the environment's Region unless another is given."""
        # A client can be used by several threads, a session cannot.
        with self._making:
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
        raise CredentialsError(f"there are no AWS credentials; {NEW_CREDENTIALS}") from error
    except (SSOError, LoginError, TokenRetrievalError, CredentialRetrievalError) as error:
        raise CredentialsError(f"the AWS credentials cannot be used: {error}; {NEW_CREDENTIALS}") from error
    except (
        ConfigNotFound,
        ConfigParseError,
        InvalidConfigError,
        PartialCredentialsError,
        ProfileNotFound,
    ) as error:
        raise CredentialsError(f"the AWS configuration cannot be used: {error}") from error
    except NoRegionError as error:
        raise CommandError("there is no AWS Region; set aws.region in the file, or AWS_REGION") from error
    except ClientError as error:
        code, text = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
        if code in EXPIRED:
            raise CredentialsError(f"the AWS credentials have expired; {NEW_CREDENTIALS}") from error
        if code in UNKNOWN:
            raise CredentialsError(
                f"AWS does not accept the credentials: {text}; {NEW_CREDENTIALS}"
            ) from error
        if code in DENIED and action:
            raise CommandError(f"AWS denies {action}: the caller needs that permission") from error
        raise CommandError(f"AWS refuses{f' {action}' if action else ''}: {code}: {text}") from error
    except BotoCoreError as error:
        raise CommandError(f"AWS cannot be reached: {error}") from error
