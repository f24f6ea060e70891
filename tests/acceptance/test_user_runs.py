"""Runs over all users: exact counts whatever is killed, stopped or fails, and nobody is read unasked."""

from collections import Counter
from collections.abc import Iterator

import pytest

from local.emulator import LocalAws
from local.scenarios.pool import User
from tests.acceptance.operator import Operator, until
from tests.acceptance.population import Population, Users

KINDS = {
    "enabled": 50,
    "already": 15,
    "no_phone": 15,
    "unverified": 10,
    "disabled_user": 10,
    "federated": 5,
}
ALL = sum(KINDS.values())
READ = KINDS["enabled"] + KINDS["already"]
LISTED = {name: count for name, count in KINDS.items() if name not in ("enabled", "already")}


@pytest.fixture(scope="module")
def users(empty: Operator) -> Users:
    """The users of the pool: these tests build on one another, in their order."""
    assert empty.run("dry_run") == {"kind": "dry_run", "users": 0, "outcomes": {}, "users_read": 0}
    return Population(empty.pool).make(KINDS)


@pytest.fixture
def faults(aws: LocalAws) -> Iterator[None]:
    """Have 30 % of the updates fail or hang."""
    aws.inject_faults("AdminSetUserMFAPreference", 0.3)
    yield
    aws.inject_faults("AdminSetUserMFAPreference", 0)


def factors(operator: Operator, names: list[str]) -> dict[tuple[str, ...], int]:
    """How many of the users have which factors."""
    return dict(Counter(tuple(operator.pool.preference(User(name, ""))[0]) for name in names))


def test_looking_reads_nobody(empty: Operator, users: Users) -> None:
    assert users
    assert empty.run("dry_run") == {
        "kind": "dry_run",
        "users": ALL,
        "outcomes": {**LISTED, "unknown_factors": READ},
        "users_read": 0,
    }
    assert empty.run("readiness") == {
        "kind": "readiness",
        "users": ALL,
        "outcomes": {
            "usable_factor": READ,
            "unverified_phone": 10,
            "locked_out": 15,
            "disabled_user": 10,
            "federated": 5,
        },
        "users_read": 0,
    }


def test_looking_closer_reads_those_of_whom_the_listing_does_not_tell(empty: Operator, users: Users) -> None:
    assert empty.run("dry_run", read_users=True, accept_active_users=True) == {
        "kind": "dry_run",
        "users": ALL,
        "outcomes": KINDS,
        "users_read": READ,
    }
    assert factors(empty, users["enabled"]) == {(): 50}


@pytest.mark.parametrize(
    ("kind", "flags", "error", "cause"),
    [
        ("enable", {}, "ConsentRequired", f"about {ALL} users"),
        ("dry_run", {"read_users": True}, "ConsentRequired", '"accept_active_users": true'),
        ("backfill", {}, "InvalidInput", "kind: must be one of dry_run, readiness, enable"),
    ],
)
def test_a_run_is_refused(
    empty: Operator, users: Users, kind: str, flags: dict[str, bool], error: str, cause: str
) -> None:
    assert users
    run = empty.ended(empty.start(kind, **flags))
    assert (run["status"], run["error"]) == ("FAILED", error)
    assert cause in run["cause"]


@pytest.mark.usefixtures("faults")
def test_a_run_that_is_stopped_and_killed_and_fails_counts_exactly(empty: Operator, users: Users) -> None:
    run = empty.start("enable", accept_active_users=True)
    until(lambda: factors(empty, users["enabled"]).get(("SMS_MFA",), 0), lambda count: count > 5)
    other = empty.ended(empty.start("dry_run"))
    assert other["error"] == "AnotherRunInProgress"
    empty.stop(run)
    assert empty.kill_run()
    assert empty.ended(run)["status"] == "ABORTED"
    # A run that was stopped leaves what it has written for the redrive.
    assert {key.partition("/")[0] for key in empty.objects()} >= {"lock.json", "chunks", "plans"}

    empty.redrive(run)
    until(lambda: factors(empty, users["enabled"]).get(("SMS_MFA",), 0), lambda count: count > 15)
    assert empty.kill_run()
    finished = empty.ended(run)
    assert finished["status"] == "SUCCEEDED", finished
    assert finished["output"] == {
        "kind": "enable",
        "users": ALL,
        "outcomes": KINDS,
        "users_read": READ,
    }
    assert factors(empty, users["enabled"]) == {("SMS_MFA",): 50}
    assert factors(empty, [*users["no_phone"], *users["disabled_user"]]) == {(): 25}
    assert empty.progress(run)[-1]["succeeded"] == 1
    assert empty.objects() == []


def test_a_second_run_finds_everybody_enabled(empty: Operator, users: Users) -> None:
    assert users
    outcomes = empty.run("enable", accept_active_users=True)["outcomes"]
    assert outcomes == {**LISTED, "already": READ}
