"""What is deployed of a stack, and why it may be unknown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from stacks.template import Template


class DeployedError(Exception):
    """Context `deployed` names what cannot be used. Its text says what and how to fix it."""


class DeployedUnknownError(Exception):
    """What is deployed of a stack cannot be read.

    :param fix: how to fix it: a sentence.
    """

    def __init__(self, text: str, fix: str) -> None:
        super().__init__(text)
        self.fix = fix


class NoCredentialsError(Exception):
    """There are no AWS credentials at all, so nothing can be deployed either."""


class PoolMfa(NamedTuple):
    """The MFA that a deployed pool really has, whatever the template says."""

    mode: str
    factors: frozenset[str]


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
