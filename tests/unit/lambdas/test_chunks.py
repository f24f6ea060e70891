"""A chunk of a run: planned once, applied as planned however often, and counted once."""

import threading
from collections import Counter
from typing import Any

import pytest

from lambdas.user_mfa.contract import Kind, Policy
from lambdas.user_mfa.runs import many
from lambdas.user_mfa.runs.apply import Applier, PlanMissingError
from lambdas.user_mfa.runs.lock import AnotherRunInProgress, Lock
from lambdas.user_mfa.runs.many import CognitoUnavailableError, for_all
from lambdas.user_mfa.runs.plan import ChunkMissingError, Planner
from lambdas.user_mfa.runs.summary import ResultMissingError, Summary
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import (
    POOL_ID,
    UNVERIFIED,
    Context,
    FakePool,
    FakeStepFunctions,
    MemoryObjects,
    Turns,
)

RUN = "arn:aws:states:x:1:execution:auth:one"
CHUNK = "call-1/000000"
PLAN, RESULT = "plans/one/call-1/000000.json", "results/one/call-1/000000.json"
BOTH = Policy(("SMS", "TOTP"), "SMS", require_verified_phone=True)
SET = "admin_set_user_mfa_preference"

SMS_ENABLED = {"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA"}
USERS: dict[str, dict[str, Any]] = {
    "new": {},
    "has-sms": SMS_ENABLED,
    "has-both": {"UserMFASettingList": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]},
    "no-phone": {"attributes": {}},
    "unverified": {"attributes": UNVERIFIED},
    "disabled": {"is_enabled": False},
    "reset": {"status": "RESET_REQUIRED"},
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have paused between passes."""
    pauses: list[float] = []
    monkeypatch.setattr("lambdas.user_mfa.runs.many.time.sleep", pauses.append)
    return pauses


class Run:
    """A run with one chunk."""

    def __init__(self, kind: Kind = "enable", users: dict[str, dict[str, Any]] | None = None) -> None:
        self.kind = kind
        self.pool = FakePool(dict(users or USERS))
        self.objects = MemoryObjects()
        self.objects.create(f"chunks/one/{CHUNK}.json", [*self.pool.users, "deleted"])
        self.reads, self.updates = Turns(), Turns()
        executions: Any = FakeStepFunctions({RUN: "RUNNING"})
        self.lock = Lock(self.objects, executions)
        # No TOTP device is registered.
        self.pool.fail = lambda name, request: (
            "InvalidParameterException" if name == SET and "SoftwareTokenMfaSettings" in request else None
        )

    def plan(self, chunk: str | None = CHUNK, run: str = RUN) -> None:
        cognito: Any = self.pool
        reads: Any = self.reads
        planner = Planner(POOL_ID, cognito, self.objects, self.lock, BOTH, ("SMS", "TOTP"), reads)
        planner.plan(run, self.kind, chunk)

    def apply(self, run: str = RUN) -> None:
        cognito: Any = self.pool
        updates: Any = self.updates
        Applier(POOL_ID, cognito, self.objects, self.lock, updates).apply(run, self.kind, CHUNK)

    @property
    def result(self) -> Any:
        return self.objects.get(RESULT)


def test_a_plan_has_what_each_user_has_and_gets() -> None:
    run = Run()
    run.plan()
    plan = run.objects.get(PLAN)
    assert plan["users_read"] == len(USERS)
    assert run.reads.taken == len(USERS) + 1
    planned = {user["name"]: user for user in plan["users"]}
    assert planned["new"] == {
        "name": "new",
        "sub": "sub-new",
        "outcome": None,
        "factors_before": [],
        "enable": ["SMS", "TOTP"],
        "preferred": "SMS",
        "withheld": {},
    }
    assert planned["has-sms"] == {
        "name": "has-sms",
        "sub": "sub-has-sms",
        "outcome": None,
        "factors_before": ["SMS"],
        "enable": ["TOTP"],
        "preferred": None,
        "withheld": {},
    }
    assert planned["no-phone"]["withheld"] == {"SMS": "no_phone"}
    assert {name: user["outcome"] for name, user in planned.items() if user["outcome"]} == {
        "has-both": "already",
        "disabled": "disabled_user",
        "reset": "reset_required",
        "deleted": "gone",
    }
    assert planned["deleted"]["sub"] is None
    assert planned["disabled"]["sub"] == "sub-disabled"
    # Nothing but names, subs and factors is written down.
    assert "+1555" not in repr(plan)


def test_a_plan_that_exists_is_taken() -> None:
    run = Run()
    run.plan()
    run.apply()
    before = run.objects.get(PLAN)
    run.pool.users["new"] = SMS_ENABLED
    reads = run.reads.taken
    run.plan()
    assert run.objects.get(PLAN) == before
    assert run.reads.taken == reads
    assert run.objects.written[PLAN] == 1


def test_a_plan_is_applied_and_counted() -> None:
    run = Run()
    run.plan()
    run.apply()
    assert run.result == {
        "outcomes": {
            "already": 2,
            "disabled_user": 1,
            "enabled": 1,
            "gone": 1,
            "no_phone": 1,
            "reset_required": 1,
            "unverified": 1,
        },
        "users_read": 7,
    }
    updates = [request for name, request in run.pool.requests if name == SET]
    requests = [request for request in updates if request["Username"] == "new"]
    on, preferred = {"Enabled": True, "PreferredMfa": False}, {"Enabled": True, "PreferredMfa": True}
    user = {"UserPoolId": POOL_ID, "Username": "new"}
    assert requests == [
        {**user, "SMSMfaSettings": preferred, "SoftwareTokenMfaSettings": on},
        {**user, "SMSMfaSettings": preferred},
    ]
    assert run.updates.taken == run.pool.count(SET) == 5


def test_a_chunk_that_has_a_result_is_left_alone(log: Log) -> None:
    run = Run()
    run.plan()
    run.apply()
    lines, requests = len(log()), len(run.pool.requests)
    run.apply()
    assert (len(log()), len(run.pool.requests)) == (lines, requests)


def test_a_plan_that_was_half_applied_gives_the_same_result() -> None:
    run = Run()
    run.plan()
    run.apply()
    result = run.objects.content.pop(RESULT)
    # What was enabled before the function was killed.
    run.pool.users["new"] = SMS_ENABLED
    run.plan()
    run.apply()
    assert run.result == result


def test_of_two_that_apply_a_plan_one_counts(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run()
    run.plan()
    monkeypatch.setattr(run.objects, "create", lambda *_: False)
    run.apply()
    assert [line for line in log() if line["message"] == "User handled"] == []


def test_each_user_is_in_the_log_by_sub(log: Log) -> None:
    run = Run()
    run.plan()
    run.apply()
    lines = [line for line in log() if line["message"] == "User handled"]
    assert len(lines) == 8
    assert lines[0] == {
        "level": "INFO",
        "message": "User handled",
        "run": RUN,
        "sub": "sub-new",
        "outcome": "enabled",
    }


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        (
            "dry_run",
            {
                "enabled": 1,
                "already": 2,
                "no_phone": 1,
                "unverified": 1,
                "disabled_user": 1,
                "reset_required": 1,
            },
        ),
        ("readiness", {"usable_factor": 4, "must_enroll": 1, "unverified_phone": 1, "disabled_user": 1}),
    ],
)
def test_a_run_that_only_looks_changes_nobody(log: Log, kind: Kind, outcomes: dict[str, int]) -> None:
    run = Run(kind)
    run.plan()
    run.apply()
    assert run.result == {"outcomes": {**outcomes, "gone": 1}, "users_read": 7}
    assert run.pool.count(SET) == run.updates.taken == 0
    lines = [line for line in log() if line["message"] == "User handled"]
    # No metric counts these lines.
    assert not [line for line in lines if "outcome" in line]
    assert Counter(line["foreseen"] for line in lines) == {**outcomes, "gone": 1}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("UserNotFoundException", "gone"),
        ("PasswordResetRequiredException", "reset_required"),
        ("UserNotConfirmedException", "unconfirmed"),
    ],
)
def test_what_has_become_of_a_user_since_the_plan(code: str, outcome: str) -> None:
    run = Run(users={"new": {}})
    run.plan()
    run.pool.fail = lambda name, _: code if name == SET else None
    run.apply()
    assert run.result["outcomes"] == Counter([outcome, "gone"])


def test_faults_cost_no_user_their_mfa(no_pauses: list[float], log: Log) -> None:
    users: dict[str, dict[str, Any]] = {f"user-{number}": {} for number in range(50)}
    run = Run(users=users)
    attempts: Counter[Any] = Counter()
    lock = threading.Lock()

    def fail(name: str, request: dict[str, Any]) -> str | None:
        if "SoftwareTokenMfaSettings" in request:
            return "InvalidParameterException"
        key = (name, request["Username"])
        with lock:
            attempts[key] += 1
        # Every third user fails three times.
        number = int(request["Username"].partition("-")[2] or 0)
        return "TooManyRequestsException" if number % 3 == 0 and attempts[key] <= 3 else None

    run.pool.fail = fail
    run.plan()
    run.apply()
    assert run.result["outcomes"] == {"enabled": 50, "gone": 1}
    assert no_pauses == [1, 2, 4] * 2
    warnings = [line for line in log() if line["level"] == "WARNING"]
    assert len(warnings) == 6
    assert warnings[0]["errors"] == ["TooManyRequestsException"]
    assert warnings[-1]["failed"] == 17


def test_a_user_who_always_fails_is_counted_as_failed() -> None:
    run = Run(users={"new": {}, "bad": {}, "unreadable": {}})
    run.pool.fail = lambda name, request: {
        ("admin_get_user", "unreadable"): "InternalErrorException",
        (SET, "bad"): "InternalErrorException",
        (SET, "new"): None,
    }.get((name, request["Username"]))
    run.plan()
    assert run.objects.get(PLAN)["users_read"] == 2
    run.apply()
    assert run.result == {"outcomes": {"enabled": 1, "failed": 2, "gone": 1}, "users_read": 2}


def test_while_cognito_fails_there_is_no_plan_and_no_result() -> None:
    run = Run(users={f"user-{number}": {} for number in range(20)})
    run.objects.content[f"chunks/one/{CHUNK}.json"] = list(run.pool.users)
    working = run.pool.fail
    run.pool.fail = lambda *_: "InternalErrorException"
    with pytest.raises(CognitoUnavailableError):
        run.plan()
    assert run.objects.get(PLAN) is None
    run.pool.fail = working
    run.plan()
    run.pool.fail = lambda *_: "InternalErrorException"
    with pytest.raises(CognitoUnavailableError):
        run.apply()
    assert run.result is None
    assert run.pool.count(SET) == 20 * many.PASSES_WITHOUT_SUCCESS


def test_the_last_chunk_has_none_that_follows() -> None:
    run = Run()
    run.plan(None)
    assert run.pool.requests == []


def test_what_has_expired_is_an_error() -> None:
    run = Run()
    with pytest.raises(PlanMissingError, match=CHUNK):
        run.apply()
    run.objects.delete([f"chunks/one/{CHUNK}.json"])
    with pytest.raises(ChunkMissingError, match=CHUNK):
        run.plan()


def test_a_run_that_lost_its_lock_reads_and_changes_nobody() -> None:
    run = Run()
    run.lock.take(RUN)
    run.objects.create("plans/one-other/call-1/000000.json", {"users": [], "users_read": 0})
    with pytest.raises(AnotherRunInProgress):
        run.apply(run=f"{RUN}-other")
    with pytest.raises(AnotherRunInProgress):
        run.plan(run=f"{RUN}-other")
    with pytest.raises(AnotherRunInProgress):
        run.plan(None, run=f"{RUN}-other")
    assert run.pool.requests == []
    assert run.result is None
    assert not [key for key in run.objects.content if key.startswith("results/")]


# Many requests at once.


def test_results_are_in_the_order_of_the_items() -> None:
    assert for_all(list(range(100)), lambda item: item * 2) == [item * 2 for item in range(100)]
    assert for_all([], lambda item: item) == []


def test_requests_are_sent_at_once() -> None:
    together = threading.Barrier(many.THREADS, timeout=10)
    assert len(for_all(list(range(many.THREADS)), lambda _: together.wait())) == many.THREADS


def test_what_fails_is_repeated_with_growing_pauses_and_given_up(no_pauses: list[float]) -> None:
    calls: Counter[int] = Counter()

    def work(item: int) -> int:
        calls[item] += 1
        if item == 1:
            raise ValueError
        return item

    assert for_all([0, 1, 2], work) == [0, None, 2]
    assert calls == {0: 1, 1: 10, 2: 1}
    assert no_pauses == [1, 2, 4, 8, 15, 15, 15, 15, 15]


def test_without_a_single_success_it_stops_early() -> None:
    calls: Counter[int] = Counter()

    def work(item: int) -> None:
        calls[item] += 1
        raise ValueError

    with pytest.raises(CognitoUnavailableError):
        for_all([0, 1], work)
    assert calls == {0: 3, 1: 3}


# The sum.


def listed_run(*chunks: int, users: int = 20) -> Any:
    legs = [{"id": f"call-{number}", "chunks": count} for number, count in enumerate(chunks, start=1)]
    listing = {"token": None, "legs": legs, "users": users, "outcomes": {"no_phone": 3}}
    return {"run": RUN, "kind": "enable", "reads_users": True, "listing": listing}


class Results:
    """A run whose chunks have results."""

    def __init__(self, count: int) -> None:
        self.objects = MemoryObjects()
        executions: Any = FakeStepFunctions({RUN: "RUNNING"})
        self.lock = Lock(self.objects, executions)
        self.summary = Summary(self.objects, self.lock)
        for number in range(count):
            result = {"outcomes": {"enabled": 2, "already": number}, "users_read": 5}
            self.objects.create(f"results/one/call-1/{number:06}.json", result)


def test_the_sum_of_the_results_is_the_output(log: Log) -> None:
    results = Results(3)
    # Another run's.
    results.objects.create("results/one-more/call-1/000000.json", {"outcomes": {"enabled": 99}})
    answer = results.summary.sum(listed_run(3), None, Context())
    output = {
        "kind": "enable",
        "users": 20,
        "outcomes": {"already": 3, "enabled": 6, "no_phone": 3},
        "users_read": 15,
    }
    assert answer["is_done"] is True
    assert answer["output"] == output
    assert list(answer["output"]["outcomes"]) == ["already", "enabled", "no_phone"]
    assert log() == [{"level": "INFO", "message": "Run finished", "run": RUN, **output}]


def test_a_sum_goes_on_where_the_call_before_has_stopped(log: Log) -> None:
    results = Results(5)
    first = results.summary.sum(listed_run(2, 3), None, Context([30_000, 30_000, 29_999]))
    assert (first["is_done"], first["totals"]["chunks"]) == (False, 2)
    assert first["totals"]["after"] == "results/one/call-1/000001.json"
    assert log() == []
    last = results.summary.sum(listed_run(2, 3), first["totals"], Context())
    assert last["is_done"] is True
    assert last["output"]["outcomes"] == {"already": 10, "enabled": 10, "no_phone": 3}
    assert last["output"]["users_read"] == 25


def test_a_run_that_read_nobody_has_the_listings_counts() -> None:
    answer = Results(0).summary.sum(listed_run(), None, Context())
    assert answer["output"] == {"kind": "enable", "users": 20, "outcomes": {"no_phone": 3}, "users_read": 0}


@pytest.mark.parametrize("chunks", [2, 4])
def test_a_sum_over_too_few_or_too_many_results_is_an_error(chunks: int) -> None:
    with pytest.raises(ResultMissingError):
        Results(3).summary.sum(listed_run(chunks), None, Context())


def test_at_the_end_nothing_of_the_run_is_left() -> None:
    results = Results(3)
    other = "chunks/one-more/call-1/000000.json"
    for key in ("chunks/one/a/0.json", "plans/one/a/0.json", "manifests/one.json", other):
        results.objects.create(key, {})
    results.lock.take(RUN)
    assert results.summary.delete(RUN, Context()) is True
    assert list(results.objects.content) == [other]


def test_a_deletion_goes_on_where_the_call_before_has_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    results = Results(2500)
    results.lock.take(RUN)
    sizes: list[int] = []
    delete = results.objects.delete

    def counted(keys: Any) -> None:
        sizes.append(len(keys))
        delete(keys)

    monkeypatch.setattr(results.objects, "delete", counted)
    assert results.summary.delete(RUN, Context([30_000] * 1500 + [29_999])) is False
    assert sizes == [0, 0, 1000]
    assert results.objects.get("lock.json") == RUN
    assert results.summary.delete(RUN, Context()) is True
    assert sizes[3:] == [0, 0, 1000, 500, 1, 1]
    assert results.objects.content == {}
