"""What a scenario reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.scenarios.app import App
from local.scenarios.pool import Pool

Flow = Callable[[Pool, App], Iterator["Step"]]


@dataclass(frozen=True)
class Step:
    """One thing that a flow did: the expected result, and the actual one."""

    name: str
    expected: object
    actual: object
    qr: str = ""
    """A URI to be drawn as a QR code."""

    @property
    def passed(self) -> bool:
        """Whether the actual result is the expected one."""
        return self.actual == self.expected


def steps_of(flow: Flow, pool: Pool, app: App) -> Iterator[Step]:
    """Run a flow. An error that stops it partway is a step that failed."""
    try:
        yield from flow(pool, app)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other flows go on
        yield Step("the flow goes on to its end", "it does", f"{type(error).__name__}: {error}")


def outcome_for_administrator(call: Callable[[], Any]) -> str:
    """The outcome of a call of an administrator: `accepted`, or the error's code."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "accepted"


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def masked(phone: str) -> str:
    """A phone number as Cognito shows it: all but the last four digits hidden."""
    return f"+{'*' * (len(phone) - 5)}{phone[-4:]}"
