"""What is deployed of a stack, and why it may be unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, Self

from stacks.settings import Environment
from stacks.template import Template


class DeployedError(Exception):
    """The context `deployed` cannot be used. The message says why, and how to fix it."""


class DeployedUnknownError(Exception):
    """What is deployed of a stack cannot be read.

    :param fix: how to fix it: a sentence.
    """

    def __init__(self, text: str, fix: str) -> None:
        super().__init__(text)
        self.fix = fix


class NoCredentialsError(DeployedUnknownError):
    """There are no AWS credentials at all."""


class NoTemplateError(DeployedUnknownError):
    """The folder of deployed templates has none for the stack."""


class StackId(NamedTuple):
    """Which stack: CloudFormation knows a stack by its name in an account and a region."""

    name: str
    account: str | None = None
    """None: that of the credentials."""
    region: str | None = None
    """None: that of the credentials."""

    @classmethod
    def of(cls, environment: Environment) -> Self:
        """The stack of an environment."""
        aws = environment.settings.aws
        return cls(environment.stack_name, aws.account, aws.region)


class PoolMfa(NamedTuple):
    """A deployed pool's actual MFA, whatever the template says."""

    mode: str
    factors: frozenset[str]


@dataclass(frozen=True)
class DeployedStack:
    """A stack as it is deployed."""

    template: Template
    """The original template, reduced to the resources that exist."""
    mfa: Mapping[str, PoolMfa] = field(default_factory=dict)
    """The actual MFA of the pools by their logical ids, where it is known."""
    physical_ids: Mapping[str, str] = field(default_factory=dict)
    """The physical ids of the resources by their logical ids, where they are known."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The values of the template's parameters, where they are known."""
    deleted_pools: frozenset[str] = frozenset()
    """The logical ids of the pools that were deleted outside CloudFormation."""
    nested: Mapping[str, "DeployedStack"] = field(default_factory=dict)
    """The nested stacks by their logical ids."""


class Deployed(NamedTuple):
    """What was found of a stack, and where."""

    stack: DeployedStack | None
    """None: the stack is not deployed."""
    compared_with: str
    """What a template of the stack is compared with, such as `stack auth-dev, last updated ...`."""


class ExistingPool(NamedTuple):
    """A user pool that exists."""

    id: str
    users: int
    """About how many users it has."""


class Unclaimed(NamedTuple):
    """What is deployed of an environment that has no file any more."""

    stack_name: str
    description: str
    """As it is reported, such as `stack auth-dev in eu-west-1`."""


class Questions(Protocol):
    """What only AWS knows, in the account and region of a stack.

    Each raises `DeployedUnknownError` if AWS does not answer.
    """

    def pool_of_domain(self, domain: str) -> str | None:
        """Return the id of the account's user pool that has a domain; None: none has it."""

    def client(self, pool_id: str, client_id: str) -> Mapping[str, Any] | None:
        """Return what an app client really has, as AWS answers; None: there is none."""

    def may_send(self, sender: str) -> bool:
        """Return whether an identity of SES, by its ARN, is verified; what cannot be asked counts as such."""


class Source(Protocol):
    """Where what is deployed is read from."""

    def read(self, stack: StackId) -> Deployed:
        """Return what is deployed of a stack.

        :raises DeployedUnknownError: it cannot be read.
        """

    def unclaimed(self) -> list[Unclaimed]:
        """Return what is deployed of environments that have no file any more.

        :raises DeployedUnknownError: it cannot be read.
        """

    def left_behind(self, stack: StackId, pool_names: list[str]) -> list[ExistingPool]:
        """Return the user pools of these names that exist although the stack is not deployed.

        :raises DeployedUnknownError: it cannot be read.
        """

    def is_same(self, one: StackId, other: StackId) -> bool:
        """Return whether two are the same stack.

        :raises DeployedUnknownError: it cannot be read.
        """

    def is_new(self, stack: StackId) -> bool:
        """Return whether it is known that a stack is not deployed.

        :raises DeployedUnknownError: it cannot be read.
        """

    def questions(self, stack: StackId) -> Questions | None:
        """Return whom to ask about a stack; None: nobody is there who knows.

        :raises DeployedUnknownError: AWS cannot be asked.
        """

    def is_unavailable(self) -> bool:
        """Return whether there are no credentials although none are required."""
