"""Listing users: who is counted at once, who is to be read, and how a run goes on from call to call."""

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.user_mfa.contract import Kind, Policy
from lambdas.user_mfa.factors.users import User, listed_user
from lambdas.user_mfa.runs import listing
from lambdas.user_mfa.runs.classify import listed
from lambdas.user_mfa.runs.listing import Lister, ListingTokenExpired
from lambdas.user_mfa.runs.lock import AnotherRunInProgress, Lock
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import (
    POOL_ID,
    UNVERIFIED,
    VERIFIED,
    Context,
    FakePool,
    FakeStepFunctions,
    MemoryObjects,
    Turns,
)

RUN = "arn:aws:states:x:1:execution:auth:one"
SMS = Policy(("SMS",), "SMS", require_verified_phone=True)
TOTP = Policy(("TOTP",), "TOTP", require_verified_phone=True)
BOTH = Policy(("SMS", "TOTP"), "SMS", require_verified_phone=True)


def user(attributes: dict[str, str], status: str = "CONFIRMED", *, is_enabled: bool = True) -> User:
    answer: Any = {
        "Username": "ann",
        "UserStatus": status,
        "Enabled": is_enabled,
        "Attributes": [{"Name": key, "Value": value} for key, value in attributes.items()],
    }
    return listed_user(answer)


@pytest.mark.parametrize(
    ("given", "policy", "expected"),
    [
        (user(VERIFIED), SMS, ("unknown_factors", True)),
        (user(VERIFIED), BOTH, ("unknown_factors", True)),
        (user({}), TOTP, ("unknown_factors", True)),
        (user({}), BOTH, ("unknown_factors", True)),
        (user({}), SMS, ("no_phone", False)),
        (user(UNVERIFIED), SMS, ("unverified", False)),
        (user(VERIFIED, is_enabled=False), SMS, ("disabled_user", False)),
        (user(VERIFIED, "EXTERNAL_PROVIDER"), SMS, ("federated", False)),
        (user(VERIFIED, "UNCONFIRMED"), SMS, ("unconfirmed", False)),
        (user(VERIFIED, "RESET_REQUIRED"), SMS, ("reset_required", False)),
        (user(VERIFIED, "FORCE_CHANGE_PASSWORD"), SMS, ("unknown_factors", True)),
    ],
)
@pytest.mark.parametrize("kind", ["dry_run", "enable"])
def test_what_the_listing_shows_of_enabling(given: User, policy: Policy, expected: Any, kind: Kind) -> None:
    assert listed(given, kind, policy, ("SMS", "TOTP")) == expected


@pytest.mark.parametrize(
    ("given", "types", "expected"),
    [
        (user(VERIFIED), ("SMS",), ("usable_factor", False)),
        (user(VERIFIED), ("SMS", "TOTP"), ("usable_factor", False)),
        (user(UNVERIFIED), ("SMS",), ("unverified_phone", False)),
        (user(UNVERIFIED), ("SMS", "TOTP"), ("unverified_phone", True)),
        (user({}), ("SMS",), ("locked_out", False)),
        (user({}), ("SMS", "TOTP"), ("unknown_factors", True)),
        (user(VERIFIED), ("TOTP",), ("unknown_factors", True)),
        (user(VERIFIED, is_enabled=False), ("SMS",), ("disabled_user", False)),
        (user(VERIFIED, "UNCONFIRMED"), ("SMS", "TOTP"), ("unconfirmed", False)),
        (user({}, "RESET_REQUIRED"), ("SMS",), ("locked_out", False)),
    ],
)
def test_what_the_listing_shows_of_readiness(given: User, types: Any, expected: Any) -> None:
    assert listed(given, "readiness", SMS, types) == expected


class Listings:
    """A listing of a pool, call by call."""

    def __init__(self, pool: FakePool) -> None:
        self.pool, self.objects, self.turns = pool, MemoryObjects(), Turns()
        executions: Any = FakeStepFunctions({RUN: "RUNNING"})
        cognito: Any = pool
        turns: Any = self.turns
        lock = Lock(self.objects, executions)
        self._lister = Lister(POOL_ID, cognito, self.objects, lock, SMS, ("SMS",), 25, turns)

    def call(self, run: Any, name: str, *milliseconds: int) -> Any:
        return self._lister.list_users(run, name, Context(list(milliseconds or (900_000,))))


def run(kind: Kind = "enable", *, reads_users: bool = True) -> Any:
    listing_: dict[str, Any] = {"token": None, "legs": [], "users": 0, "outcomes": {}}
    return {"run": RUN, "kind": kind, "reads_users": reads_users, "listing": listing_}


def pool_of(count: int) -> FakePool:
    """A pool in which every tenth user has no phone number."""
    return FakePool({f"user-{number}": {} if number % 10 else {"attributes": {}} for number in range(count)})


def test_users_are_listed_page_by_page_and_those_to_read_come_in_chunks(log: Log) -> None:
    listings = Listings(pool_of(130))
    answer = listings.call(run(), "call-1")
    assert answer == {
        **run(),
        "listing": {
            "token": None,
            "legs": [{"id": "call-1", "chunks": 5}],
            "users": 130,
            "outcomes": {"no_phone": 13},
        },
        "is_done": True,
        "has_chunks": True,
        "manifest": "manifests/one.json",
    }
    chunks = [listings.objects.get(f"chunks/one/call-1/{number:06}.json") for number in range(5)]
    assert [len(chunk) for chunk in chunks] == [25, 25, 25, 25, 17]
    read = [f"user-{number}" for number in range(130) if number % 10]
    assert [name for chunk in chunks for name in chunk] == read
    ids = [f"call-1/{number:06}" for number in range(5)]
    following = [*ids[1:], None]
    assert listings.objects.get("manifests/one.json") == [
        {"chunk": chunk, "next": other} for chunk, other in zip(ids, following, strict=True)
    ]
    assert listings.turns.taken == 3
    requests = [request for _, request in listings.pool.requests]
    common = {
        "UserPoolId": POOL_ID,
        "Limit": 60,
        "AttributesToGet": ["sub", "phone_number", "phone_number_verified"],
    }
    assert requests == [
        common,
        {**common, "PaginationToken": "60"},
        {**common, "PaginationToken": "120"},
    ]
    # Who is counted at once is in the log by the sub; who is read is not.
    lines = [line for line in log() if line["message"] == "User listed"]
    assert len(lines) == 13
    assert lines[0] == {
        "level": "INFO",
        "message": "User listed",
        "run": RUN,
        "sub": "sub-user-0",
        "foreseen": "no_phone",
    }
    assert log()[-1] == {"level": "INFO", "message": "Users listed", "run": RUN, "users": 130}


def test_chunks_are_numbered_in_the_order_of_their_keys() -> None:
    listings = Listings(pool_of(330))
    manifest = listings.objects.get(listings.call(run(), "call-1")["manifest"])
    chunks = [item["chunk"] for item in manifest]
    assert chunks == sorted(chunks)
    assert chunks[-1] == "call-1/000011"
    assert listings.objects.get("chunks/one/call-1/000011.json")[-1] == "user-329"


@pytest.mark.parametrize("kind", ["dry_run", "readiness"])
def test_without_reading_everybody_is_counted_at_once(kind: Kind) -> None:
    listings = Listings(pool_of(130))
    answer = listings.call(run(kind, reads_users=False), "call-1")
    outcomes = {
        "dry_run": {"no_phone": 13, "unknown_factors": 117},
        "readiness": {"locked_out": 13, "usable_factor": 117},
    }
    assert answer["listing"]["outcomes"] == outcomes[kind]
    assert (answer["has_chunks"], answer["manifest"], answer["is_done"]) == (False, None, True)
    assert list(listings.objects.content) == ["lock.json"]
    assert {name for name, _ in listings.pool.requests} == {"list_users"}


def test_a_call_hands_its_token_on_when_its_time_is_over() -> None:
    listings = Listings(pool_of(130))
    first = listings.call(run(), "call-1", 60_000, 59_999)
    assert first["listing"] == {
        "token": "120",
        "legs": [{"id": "call-1", "chunks": 5}],
        "users": 120,
        "outcomes": {"no_phone": 12},
    }
    assert (first["is_done"], first["manifest"]) == (False, None)
    last = listings.call(first, "call-2")
    assert last["listing"] == {
        "token": None,
        "legs": [{"id": "call-1", "chunks": 5}, {"id": "call-2", "chunks": 1}],
        "users": 130,
        "outcomes": {"no_phone": 13},
    }
    manifest = listings.objects.get(last["manifest"])
    assert [item["chunk"] for item in manifest][-2:] == ["call-1/000004", "call-2/000000"]
    assert [item["next"] for item in manifest][-2:] == ["call-2/000000", None]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have paused."""
    seconds: list[float] = []
    monkeypatch.setattr("lambdas.user_mfa.runs.listing.time.sleep", seconds.append)
    return seconds


def failing_at(token: str | None, code: str = "InternalErrorException", times: int = 99) -> Any:
    """Have a page fail, the first times that it is requested."""
    left = [times]

    def fail(_name: str, request: dict[str, Any]) -> str | None:
        if request.get("PaginationToken") != token or not left[0]:
            return None
        left[0] -= 1
        return code

    return fail


def test_a_page_that_fails_is_requested_again(pauses: list[float], log: Log) -> None:
    listings = Listings(pool_of(130))
    listings.pool.fail = failing_at("60", "TooManyRequestsException", times=3)
    answer = listings.call(run(), "call-1")
    assert (answer["listing"]["users"], answer["is_done"]) == (130, True)
    assert pauses == [1, 2, 4]
    # Each request takes a turn.
    assert listings.turns.taken == listings.pool.count("list_users") == 6
    failed = {"level": "WARNING", "message": "Page failed", "error": "TooManyRequestsException"}
    assert log().count(failed) == 3


def test_a_call_hands_its_token_on_when_a_page_fails_every_time() -> None:
    listings = Listings(pool_of(130))
    listings.pool.fail = failing_at("120")
    first = listings.call(run(), "call-1")
    assert first["listing"] == {
        "token": "120",
        "legs": [{"id": "call-1", "chunks": 5}],
        "users": 120,
        "outcomes": {"no_phone": 12},
    }
    assert (first["is_done"], first["manifest"]) == (False, None)
    # Now it is the first page of the call: the state machine retries that, after a longer time.
    with pytest.raises(Exception, match="InternalErrorException"):
        listings.call(first, "call-2")
    assert listings.pool.count("list_users") == 2 + 4 + 4
    listings.pool.fail = lambda *_: None
    assert listings.call(first, "call-3")["listing"]["users"] == 130


def test_an_answer_that_does_not_come_is_a_failed_page(pauses: list[float]) -> None:
    listings = Listings(pool_of(60))
    answers: Any = listings.pool.list_users
    failures: list[Exception] = [ReadTimeoutError(endpoint_url="https://example.com")]

    def late(**request: Any) -> Any:
        if failures:
            raise failures.pop()
        return answers(**request)

    listings.pool.list_users = late  # type: ignore[method-assign]
    assert listings.call(run(), "call-1")["listing"]["users"] == 60
    assert pauses == [1]


def test_the_chunks_of_a_call_that_was_killed_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    listings = Listings(pool_of(130))

    create, chunks = listings.objects.create, list[str]()

    def killed_at_the_second(key: str, content: Any) -> bool:
        chunks.append(key)
        if len(chunks) > 1:
            raise KeyboardInterrupt
        return create(key, content)

    listings.call(run(), "before")  # has taken the lock
    monkeypatch.setattr(listings.objects, "create", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        listings.call(run(), "killed")
    monkeypatch.setattr(listings.objects, "create", create)
    assert any(key.startswith("chunks/one/killed/") for key in listings.objects.content)
    answer = listings.call(run(), "call-2")
    assert answer["listing"]["legs"] == [{"id": "call-2", "chunks": 5}]
    assert answer["listing"]["users"] == 130
    # A last call whose answer was lost writes the manifest again.
    again = listings.call(run(), "call-3")
    assert {item["chunk"].partition("/")[0] for item in listings.objects.get(again["manifest"])} == {"call-3"}


def test_a_call_without_anybody_to_read_adds_no_leg() -> None:
    listings = Listings(FakePool({"ann": {"attributes": {}}}))
    answer = listings.call(run(), "call-1")
    assert answer["listing"]["legs"] == []
    assert answer["has_chunks"] is False


def test_an_empty_pool() -> None:
    answer = Listings(FakePool()).call(run(), "call-1")
    assert (answer["listing"]["users"], answer["is_done"], answer["has_chunks"]) == (0, True, False)


def test_a_token_that_cognito_no_longer_accepts_ends_the_run() -> None:
    listings = Listings(pool_of(1))
    listings.pool.fail = lambda *_: "InvalidParameterException"
    with pytest.raises(ListingTokenExpired, match="start a new run"):
        listings.call({**run(), "listing": {**run()["listing"], "token": "60"}}, "call-1")
    with pytest.raises(Exception, match="InvalidParameterException") as error:
        listings.call(run(), "call-1")
    assert not isinstance(error.value, ListingTokenExpired)


def test_a_run_that_lost_its_lock_lists_nobody() -> None:
    listings = Listings(pool_of(1))
    listings.objects.content["lock.json"] = RUN
    with pytest.raises(AnotherRunInProgress):
        listings.call({**run(), "run": f"{RUN}-other"}, "call-1")
    assert listings.pool.requests == []


def test_the_time_that_is_left_is_enough_for_a_request() -> None:
    assert listing.SPARE_MILLISECONDS >= 30_000
