"""The first step of a run: what is refused, and with which cause; and that there is one run at a time."""

from typing import Any

import pytest

from lambdas.user_mfa.runs.check import Check
from lambdas.user_mfa.runs.lock import AnotherRunInProgress, Lock
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import POOL_ID, FakePool, FakeStepFunctions, MemoryObjects

RUN, OTHER = "arn:aws:states:x:1:execution:auth:one", "arn:aws:states:x:1:execution:auth:two"


class Account:
    """A pool, a bucket and the executions."""

    def __init__(self) -> None:
        self.pool = FakePool({f"user-{number}": {} for number in range(1200)})
        self.objects = MemoryObjects()
        self.executions = FakeStepFunctions({RUN: "RUNNING"})
        executions: Any = self.executions
        self.lock = Lock(self.objects, executions)

    def check(self, request: Any, run: str = RUN) -> Any:
        pool: Any = self.pool
        return Check(POOL_ID, pool, self.lock, 0.015).check(run, request)


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.mark.parametrize(
    ("request_", "kind", "reads"),
    [
        ({"kind": "dry_run"}, "dry_run", False),
        ({"kind": "readiness", "read_users": False}, "readiness", False),
        ({"kind": "readiness", "accept_active_users": True}, "readiness", False),
        ({"kind": "dry_run", "read_users": True, "accept_active_users": True}, "dry_run", True),
        ({"kind": "enable", "accept_active_users": True}, "enable", True),
        ({"kind": "enable", "read_users": False, "accept_active_users": True}, "enable", True),
    ],
)
def test_a_run_starts(account: Account, log: Log, request_: Any, kind: str, reads: bool) -> None:
    assert account.check(request_) == {
        "run": RUN,
        "kind": kind,
        "reads_users": reads,
        "listing": {"token": None, "legs": [], "users": 0, "outcomes": {}},
    }
    assert account.objects.content == {"lock.json": RUN}
    assert log() == [{"level": "INFO", "message": "Run started", "run": RUN, "kind": kind}]
    # No user was read for that.
    assert account.pool.requests == []


EXAMPLE = 'The input is such as {"kind": "dry_run", "read_users": false, "accept_active_users": false}'


@pytest.mark.parametrize(
    ("request_", "cause"),
    [
        ({}, f"kind: must be one of dry_run, readiness, enable. {EXAMPLE}"),
        ({"kind": "dry run"}, f"kind: must be one of dry_run, readiness, enable. {EXAMPLE}"),
        (
            {"kind": "enable", "accept_active_users": 1},
            f"accept_active_users: must be true or false. {EXAMPLE}",
        ),
        ({"kind": "dry_run", "read_users": "no"}, f"read_users: must be true or false. {EXAMPLE}"),
        (
            {"kind": 1, "to": 2, "action": "stop"},
            f"action: unknown; to: unknown; kind: must be one of dry_run, readiness, enable. {EXAMPLE}",
        ),
        ([], f"the input must be an object such as {EXAMPLE.removeprefix('The input is such as ')}"),
    ],
)
def test_what_nobody_can_run_is_refused(account: Account, log: Log, request_: Any, cause: str) -> None:
    assert account.check(request_) == {"refusal": {"error": "InvalidInput", "cause": cause}}
    assert account.objects.content == {}
    (line,) = log()
    assert line == {"level": "WARNING", "message": "Run refused", "run": RUN, "error": "InvalidInput"}


@pytest.mark.parametrize(
    "request_", [{"kind": "enable"}, {"kind": "dry_run", "read_users": True, "accept_active_users": False}]
)
def test_a_run_that_makes_users_active_needs_consent(account: Account, request_: Any) -> None:
    refusal = account.check(request_)["refusal"]
    assert refusal["error"] == "ConsentRequired"
    assert "about 1,200 users, up to 18.00 USD this month at list price" in refusal["cause"]
    assert '"accept_active_users": true' in refusal["cause"]
    assert account.objects.content == {}


def test_one_run_at_a_time(account: Account) -> None:
    account.executions.executions[OTHER] = "RUNNING"
    account.check({"kind": "dry_run"}, OTHER)
    refusal = account.check({"kind": "dry_run"})["refusal"]
    assert refusal == {
        "error": "AnotherRunInProgress",
        "cause": "another run is in progress (two): wait until it has ended, or stop it",
    }
    assert account.objects.get("lock.json") == OTHER


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"])
def test_a_run_that_has_ended_makes_room(account: Account, status: str) -> None:
    account.objects.create("lock.json", OTHER)
    account.executions.executions[OTHER] = status
    assert "refusal" not in account.check({"kind": "dry_run"})
    assert account.objects.get("lock.json") == RUN


def test_a_run_about_to_be_redriven_does_not(account: Account) -> None:
    account.objects.create("lock.json", OTHER)
    account.executions.executions[OTHER] = "PENDING_REDRIVE"
    assert "refusal" in account.check({"kind": "dry_run"})


def test_a_run_of_which_nothing_is_known_any_more_makes_room(account: Account) -> None:
    account.objects.create("lock.json", OTHER)
    account.lock.take(RUN)
    assert account.objects.get("lock.json") == RUN


def test_a_run_takes_its_own_lock_again(account: Account) -> None:
    account.lock.take(RUN)
    account.lock.take(RUN)
    assert account.objects.get("lock.json") == RUN


def test_of_two_steps_of_a_run_that_take_the_lock_at_once_none_fails(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.objects.create("lock.json", OTHER)
    replace = account.objects.replace

    def late(key: str, old: Any, new: Any) -> bool:
        """The other step was a moment faster."""
        replace(key, old, new)
        return False

    monkeypatch.setattr(account.objects, "replace", late)
    account.lock.take(RUN)
    assert account.objects.get("lock.json") == RUN


def test_of_two_runs_that_start_at_once_one_is_refused(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account.objects, "get", lambda _key: None)
    account.objects.content["lock.json"] = OTHER
    with pytest.raises(AnotherRunInProgress, match="started at the same time"):
        account.lock.take(RUN)


def test_of_two_runs_that_follow_a_third_one_is_refused(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.objects.content["lock.json"] = OTHER
    monkeypatch.setattr(account.objects, "get", lambda _key: "a third")
    with pytest.raises(AnotherRunInProgress):
        account.lock.take(RUN)


def test_only_its_holder_releases_the_lock(account: Account) -> None:
    account.lock.take(RUN)
    account.lock.release(OTHER)
    assert account.objects.get("lock.json") == RUN
    account.lock.release(RUN)
    assert account.objects.get("lock.json") is None
