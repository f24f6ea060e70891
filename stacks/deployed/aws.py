"""What is deployed, read from AWS: the credentials, and concurrent reads of all stacks."""

import os
import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from stacks.deployed.asking import asking
from stacks.deployed.cloudformation import is_environment, live_stacks, read_stack
from stacks.deployed.model import (
    Deployed,
    DeployedUnknownError,
    ExistingPool,
    NoCredentialsError,
    StackId,
    Unclaimed,
)
from stacks.deployed.questions import client_settings, is_verified, pool_of_domain
from stacks.settings import Environment
from stacks.settings.environment import STACK_PREFIX

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_sts import STSClient

# If AWS does not answer, that has to be known within 10 seconds, including the second attempt and synthesis.
CONFIG = Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})

# The CDK CLI passes the account and region that it deploys to, if the stack names none:
# https://docs.aws.amazon.com/cdk/v2/guide/configure-env.html
CLI_ACCOUNT = "CDK_DEFAULT_ACCOUNT"
CLI_REGION = "CDK_DEFAULT_REGION"


class _Session:
    """AWS, reached with the app's credentials.

    :raises NoCredentialsError: there are none, and the CDK CLI has none either.
    :raises DeployedUnknownError: what configures them cannot be used.
    """

    def __init__(self) -> None:
        with asking("the AWS credentials"):
            self._session = boto3.Session()
            credentials = self._session.get_credentials()
        if credentials is None:
            if CLI_ACCOUNT in os.environ:
                raise _wrong_account(os.environ[CLI_ACCOUNT], None)
            raise NoCredentialsError(
                "there are no AWS credentials, so nothing was compared with what is deployed.",
                "Synthesize with credentials that may read what is deployed.",
            )
        self._own_region = (
            os.environ.get(CLI_REGION) or os.environ.get("AWS_REGION") or self._session.region_name
        )
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._account: str | None = None
        self._lock = threading.Lock()  # boto3 makes one client at a time only

    def region(self, region: str | None) -> str | None:
        """The region of a stack: its own, or that of the credentials."""
        return region or self._own_region

    def cloudformation(self, region: str | None) -> "CloudFormationClient":
        client: CloudFormationClient = self._client("cloudformation", region)
        return client

    def cognito(self, region: str | None) -> "CognitoIdentityProviderClient":
        client: CognitoIdentityProviderClient = self._client("cognito-idp", region)
        return client

    def ses(self, region: str) -> Any:
        return self._client("sesv2", region)

    def account(self) -> str:
        """The account of the credentials."""
        sts: STSClient = self._client("sts", None)
        with self._lock, asking("sts:GetCallerIdentity"):
            self._account = self._account or sts.get_caller_identity()["Account"]
        return self._account

    def check_account(self, stack: StackId) -> None:
        """Compare the account that a stack goes to with that of the credentials.

        :raises DeployedUnknownError: they differ.
        """
        expected = stack.account or os.environ.get(CLI_ACCOUNT)
        if expected is not None and expected != self.account():
            raise _wrong_account(expected, self.account())

    def _client(self, service: str, region: str | None) -> Any:
        key = service, self.region(region)
        with self._lock, asking("the AWS region"):
            if key not in self._clients:
                # The service is a variable, so boto3's stubs cannot tell the client's type.
                self._clients[key] = self._session.client(*key, config=CONFIG)  # type: ignore[call-overload]
        return self._clients[key]


class _Questions:
    """What AWS knows in the region of a stack."""

    def __init__(self, session: _Session, region: str | None) -> None:
        self._session = session
        self._region = region

    def pool_of_domain(self, domain: str) -> str | None:
        return pool_of_domain(self._session.cognito(self._region), domain)

    def client(self, pool_id: str, client_id: str) -> Mapping[str, Any] | None:
        return client_settings(self._session.cognito(self._region), pool_id, client_id)

    def may_send(self, sender: str) -> bool:
        match sender.split(":", 5):
            case [_, _, "ses", region, account, identity] if account == self._session.account():
                return is_verified(self._session.ses(region), identity.removeprefix("identity/"))
            case _:
                return True


class Aws:
    """What is deployed, read from AWS.

    The environments' stacks are read from the start, all at the same time and while the CDK synthesizes.

    :param claimed: the names of all environments' stacks, those that are not selected included.
    :param demanded: whether missing credentials are an error, also for an assembly that nobody may deploy.
    """

    def __init__(
        self, environments: Sequence[Environment], claimed: Collection[str], *, demanded: bool
    ) -> None:
        self._claimed = claimed
        self._demanded = demanded
        self._ids = [StackId.of(environment) for environment in environments]
        executor = ThreadPoolExecutor(len(self._ids) + 2, thread_name_prefix="deployed")
        self._session: Future[_Session] = executor.submit(_Session)
        self._stacks = {stack: executor.submit(self._read, stack) for stack in self._ids}
        self._unclaimed = executor.submit(self._list_unclaimed)
        executor.shutdown(wait=False)

    def read(self, stack: StackId) -> Deployed:
        """Return what is deployed of a stack; environments' stacks have been read in the background."""
        for known, reading in self._stacks.items():
            if self.is_same(known, stack):
                self._session.result().check_account(stack)
                return reading.result()
        return self._read(stack)

    def unclaimed(self) -> list[Unclaimed]:
        """Return the deployed stacks of environments that have no file any more."""
        return self._unclaimed.result()

    def is_same(self, one: StackId, other: StackId) -> bool:
        """Return whether name and region are the same: credentials are of one account."""
        region = self._session.result().region
        return one.name == other.name and region(one.region) == region(other.region)

    def is_new(self, stack: StackId) -> bool:
        """Return whether a stack is not deployed."""
        return self.read(stack).stack is None

    def left_behind(self, stack: StackId, pool_names: list[str]) -> list[ExistingPool]:
        """Return the pools of these names in the region of a stack that is not deployed, with their users."""
        cognito = self._session.result().cognito(stack.region)
        with asking("cognito-idp:ListUserPools"):
            pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})
            ids = [pool["Id"] for page in pages for pool in page["UserPools"] if pool["Name"] in pool_names]
        with asking("cognito-idp:DescribeUserPool"):
            pools = [cognito.describe_user_pool(UserPoolId=id_)["UserPool"] for id_ in ids]
        return [ExistingPool(pool["Id"], pool.get("EstimatedNumberOfUsers", 0)) for pool in pools]

    def questions(self, stack: StackId) -> _Questions:
        """Return who knows the account and region of a stack."""
        return _Questions(self._session.result(), stack.region)

    def is_unavailable(self) -> bool:
        """Return whether there are no credentials although none are required."""
        return not self._demanded and isinstance(self._session.exception(), NoCredentialsError)

    def _read(self, stack: StackId) -> Deployed:
        session = self._session.result()
        session.check_account(stack)
        return read_stack(session.cloudformation(stack.region), session.cognito(stack.region), stack.name)

    def _list_unclaimed(self) -> list[Unclaimed]:
        session = self._session.result()
        claimed = {(stack.name, session.region(stack.region)) for stack in self._ids}
        selected = {stack.name for stack in self._ids}
        found = []
        for region in {session.region(None), *(region for _, region in claimed)}:
            cloudformation = session.cloudformation(region)
            for name in live_stacks(cloudformation, STACK_PREFIX):
                is_claimed = (name, region) in claimed if name in selected else name in self._claimed
                if not is_claimed and is_environment(cloudformation, name):
                    found.append(Unclaimed(name, f"stack {name} in {region}"))
        return found


def _wrong_account(expected: str, found: str | None) -> DeployedUnknownError:
    return DeployedUnknownError(
        f"the stack goes to account {expected}, and the app has "
        f"{f'credentials of account {found}' if found else 'no credentials'}.",
        "Use credentials of that account, for the app as well: the CDK CLI keeps what --profile names to "
        "itself, so name it by AWS_PROFILE.",
    )
