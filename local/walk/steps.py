"""What a flow reports."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.walk.pool import Pool

Answer = dict[str, Any]
Flow = Callable[[Pool], Iterator["Step"]]


@dataclass(frozen=True)
class Step:
    """One thing that a flow did: what should have come of it, and what did."""

    name: str
    expected: object
    seen: object
    qr: str = ""
    """A URI to be drawn as a QR code."""

    @property
    def passed(self) -> bool:
        """Whether it came as expected."""
        return self.seen == self.expected


def steps_of(flow: Flow, pool: Pool) -> Iterator[Step]:
    """Walk a flow. What stops it in the middle is a step that failed."""
    try:
        yield from flow(pool)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other flows go on
        yield Step("the flow goes on to its end", "it does", f"{type(error).__name__}: {error}")


def outcome(call: Callable[[], Answer]) -> str:
    """What came of a call: the error's code, the challenge's name, "tokens" or "accepted"."""
    try:
        answer = call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return kind(answer)


def kind(answer: Answer) -> str:
    """What an answer is: the challenge's name, "tokens" or "accepted"."""
    if "ChallengeName" in answer:
        return str(answer["ChallengeName"])
    return "tokens" if "AuthenticationResult" in answer else "accepted"


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def masked(phone: str) -> str:
    """A phone number as Cognito shows it: all but the last four digits hidden."""
    return f"+{'*' * (len(phone) - 5)}{phone[-4:]}"
