"""Stand-ins for AWS in unit tests, and what the functions have logged."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError
from botocore.stub import Stubber

POOL_ID = "us-east-1_EXAMPLE01"
PHONE_NUMBER = "+15555550100"
PERSONAL = (PHONE_NUMBER, "jane@example.com")
VERIFIED = {"phone_number": PHONE_NUMBER, "phone_number_verified": "true"}
UNVERIFIED = {"phone_number": PHONE_NUMBER, "phone_number_verified": "false"}

Line = dict[str, Any]
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def line_of(record: logging.LogRecord) -> Line:
    """A log line as Lambda writes it in JSON, without its time."""
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    return {"level": record.levelname, "message": record.getMessage(), **extra}


@dataclass
class Context:
    """What Lambda tells a function: the time that is left, at each question."""

    milliseconds: list[int] = field(default_factory=lambda: [900_000])
    aws_request_id: str = "call-1"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds.pop(0) if len(self.milliseconds) > 1 else self.milliseconds[0]


@dataclass
class Turns:
    """A pacer that counts and does not wait."""

    taken: int = 0

    def wait(self) -> None:
        self.taken += 1


class MemoryObjects:
    """The bucket of runs, in memory."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.written: Counter[str] = Counter()

    def get(self, key: str) -> Any:
        return self.content.get(key)

    def create(self, key: str, content: Any) -> bool:
        if key in self.content:
            return False
        self.content[key] = content
        self.written[key] += 1
        return True

    def replace(self, key: str, old: Any, new: Any) -> bool:
        if self.content.get(key) != old:
            return False
        self.content[key] = new
        return True

    def keys(self, prefix: str, after: str | None = None) -> Iterator[str]:
        yield from sorted(key for key in self.content if key.startswith(prefix) and key > (after or ""))

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.content.pop(key, None)


@cache
def exceptions() -> Any:
    """The exceptions of a client of Cognito."""
    return boto3.client("cognito-idp", region_name="us-east-1").exceptions


def client_error(code: str, operation: str = "Operation") -> ClientError:
    """An error as a client raises it."""
    kind = getattr(exceptions(), code, ClientError)
    error: ClientError = kind({"Error": {"Code": code, "Message": f"about {PHONE_NUMBER}"}}, operation)
    return error


class FakePool:
    """Cognito with users of one pool, for steps that send many requests at once."""

    def __init__(self, users: dict[str, dict[str, Any]] | None = None, page: int = 60) -> None:
        self.users = users or {}
        self.page = page
        self.exceptions = exceptions()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.fail: Callable[[str, dict[str, Any]], str | None] = lambda _operation, _request: None

    def list_users(self, **request: Any) -> dict[str, Any]:
        self._answer("list_users", request)
        start = int(request.get("PaginationToken", "0"))
        listed = list(self.users.items())
        users = [self._listed(name, user) for name, user in listed[start : start + self.page]]
        more = start + self.page < len(listed)
        return {"Users": users, **({"PaginationToken": str(start + self.page)} if more else {})}

    def admin_get_user(self, **request: Any) -> dict[str, Any]:
        self._answer("admin_get_user", request)
        name = request["Username"]
        user = self.users[name]
        factors: dict[str, Any] = {
            key: user[key] for key in ("UserMFASettingList", "PreferredMfaSetting") if key in user
        }
        listed = self._listed(name, user)
        return {**listed, "UserAttributes": listed["Attributes"], **factors}

    def admin_set_user_mfa_preference(self, **request: Any) -> dict[str, Any]:
        self._answer("admin_set_user_mfa_preference", request)
        return {}

    def describe_user_pool(self, **request: Any) -> dict[str, Any]:
        self._answer("describe_user_pool", request)
        return {"UserPool": {"EstimatedNumberOfUsers": len(self.users)}}

    def _answer(self, operation: str, request: dict[str, Any]) -> None:
        assert request["UserPoolId"] == POOL_ID
        self.requests.append((operation, request))
        code = self.fail(operation, request)
        if code is None and request.get("Username") not in (None, *self.users):
            code = "UserNotFoundException"
        if code:
            raise client_error(code, operation)

    def _listed(self, name: str, user: dict[str, Any]) -> dict[str, Any]:
        attributes = {"sub": f"sub-{name}", **user.get("attributes", VERIFIED)}
        return {
            "Username": name,
            "UserStatus": user.get("status", "CONFIRMED"),
            "Enabled": user.get("is_enabled", True),
            "Attributes": [{"Name": key, "Value": value} for key, value in attributes.items()],
        }

    def count(self, operation: str) -> int:
        """How many requests of an operation there were."""
        return sum(name == operation for name, _ in self.requests)


@dataclass
class FakeStepFunctions:
    """Executions by their ARNs, with their status."""

    executions: dict[str, str] = field(default_factory=dict)
    exceptions: Any = field(
        default_factory=lambda: boto3.client("stepfunctions", region_name="us-east-1").exceptions
    )

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803 - AWS's spelling
        if executionArn not in self.executions:
            raise self.exceptions.ExecutionDoesNotExist({"Error": {"Code": "ExecutionDoesNotExist"}}, "x")
        return {"status": self.executions[executionArn]}


def stubbed(service: str) -> tuple[Any, Stubber]:
    """A client whose answers a test gives."""
    client = boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]  # a variable
    stubber = Stubber(client)
    stubber.activate()
    return client, stubber
