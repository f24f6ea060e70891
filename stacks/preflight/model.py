"""What a check of the account is, and what it reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stacks.settings import Environment

Client = Any
"""A boto3 client: the services checked here are more than the type stubs cover."""


class State(StrEnum):
    """The result of a check."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Report:
    """What a check reports."""

    state: State
    text: str
    fix: str = ""
    """What to do about a problem; the permission that is missing where the state is unknown."""


@dataclass(frozen=True)
class Result:
    """One line of the report on an account."""

    check: str
    report: Report


@dataclass(frozen=True)
class Subject:
    """What is checked."""

    environment: Environment
    client: Callable[[str, str | None], Client]
    """Makes the client of a service in a Region; None: the pool's."""
    pool_id: str | None = None
    """The deployed pool's id; None: the stack is not deployed."""

    @property
    def sms_region(self) -> str | None:
        """The Region whose SNS sends the messages; None: the pool's."""
        return self.environment.settings.sns_region

    def pool(self) -> dict[str, Any]:
        """The deployed pool, by DescribeUserPool."""
        answer = self.client("cognito-idp", None).describe_user_pool(UserPoolId=self.pool_id)
        found: dict[str, Any] = answer["UserPool"]
        return found


@dataclass(frozen=True)
class Check:
    """One thing that is looked at."""

    name: str
    actions: tuple[str, ...]
    """The IAM actions of its calls."""
    find: Callable[[Subject], Iterator[Report]]
    applies: Callable[[Subject], bool]


def ok(text: str) -> Report:
    """A report that nothing has to be done about."""
    return Report(State.OK, text)


def problem(text: str, fix: str) -> Report:
    """A report that somebody has to act on."""
    return Report(State.PROBLEM, text, fix)
