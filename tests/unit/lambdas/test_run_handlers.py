"""A run's functions as the state machine calls them, and what they are told by variables."""

from typing import Any

import pytest

from lambdas.user_mfa.contract import Policy
from lambdas.user_mfa.handlers import apply_plan, check_run, list_users, plan_chunk, run_clients, sum_results
from lambdas.user_mfa.pacing import MARGIN
from lambdas.user_mfa.runs.lock import AnotherRunInProgress, Lock
from tests.unit.lambdas.conftest import Log
from tests.unit.lambdas.fakes import POOL_ID, UNVERIFIED, Context, FakePool, FakeStepFunctions, MemoryObjects

RUN = "arn:aws:states:x:1:execution:auth:one"
SMS = Policy(("SMS",), "SMS", require_verified_phone=True)
SET = "admin_set_user_mfa_preference"


class Account:
    """A pool, a bucket and an execution."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        users: dict[str, dict[str, Any]] = {f"user-{number}": {} for number in range(5)}
        self.pool = FakePool({**users, "unverified": {"attributes": UNVERIFIED}})
        self.objects = MemoryObjects()
        executions: Any = FakeStepFunctions({RUN: "RUNNING"})
        monkeypatch.setattr(run_clients, "cognito", lambda: self.pool)
        monkeypatch.setattr(run_clients, "bucket", lambda: self.objects)
        monkeypatch.setattr(run_clients, "lock", lambda: Lock(self.objects, executions))
        variables = {
            **SMS.variables(),
            "MFA_TYPES": "SMS,TOTP",
            "USER_POOL_ID": POOL_ID,
            "BUCKET": "runs",
            "CHUNK_USERS": "3",
            "REQUESTS_PER_SECOND": "10000",
            "USD_PER_ACTIVE_USER": "0.5",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        for cached in (run_clients.user_pool_id, run_clients.types):
            cached.cache_clear()

    def run(self, kind: str, *, between: Any = lambda _chunk: None) -> Any:
        """Go through the steps as the state machine does, and return the execution's output."""
        request = {"kind": kind, "accept_active_users": True}
        run = check_run.handler({"run": RUN, "request": request}, Context())
        listed = list_users.handler({"run": run}, Context())
        assert listed["is_done"]
        items = self.objects.get(listed["manifest"]) if listed["has_chunks"] else []
        for item in items:
            chunk = {"run": RUN, "kind": listed["kind"], "chunk": item["chunk"]}
            plan_chunk.handler(chunk, Context())
            between(item["chunk"])
            apply_plan.handler(chunk, Context())
            plan_chunk.handler({**chunk, "chunk": item["next"]}, Context())
        summary = sum_results.handler({"step": "sum", "run": listed}, Context())
        assert summary["is_done"]
        assert sum_results.handler({"step": "delete", "run": listed}, Context()) == {"is_done": True}
        assert self.objects.content == {}
        return summary["output"]


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    return Account(monkeypatch)


def test_an_enable_run(account: Account, log: Log) -> None:
    assert account.run("enable") == {
        "kind": "enable",
        "users": 6,
        "outcomes": {"enabled": 5, "unverified": 1},
        "users_read": 5,
    }
    assert account.pool.count(SET) == 5
    handled = [line for line in log() if line["message"] == "User handled"]
    assert [line["outcome"] for line in handled] == ["enabled"] * 5


def test_a_readiness_run_knows_the_pools_factors(account: Account) -> None:
    outcomes = account.run("readiness")["outcomes"]
    # Whether the last has TOTP is unknown: the pool has it.
    assert outcomes == {"unverified_phone": 1, "usable_factor": 5}
    assert account.pool.count(SET) == account.pool.count("admin_get_user") == 0


def test_chunks_have_the_size_that_is_set(account: Account) -> None:
    chunks: list[str] = []
    account.run("enable", between=chunks.append)
    assert chunks == ["call-1/000000", "call-1/000001"]


@pytest.mark.usefixtures("account")
def test_the_price_is_that_of_the_variable() -> None:
    answer = check_run.handler({"run": RUN, "request": {"kind": "enable"}}, Context())
    assert answer["refusal"]["error"] == "ConsentRequired"
    assert "6 users, up to 3.00 USD" in answer["refusal"]["cause"]


@pytest.mark.usefixtures("account")
def test_a_sum_that_was_stopped_goes_on_with_its_totals() -> None:
    run = {"run": RUN, "kind": "enable", "listing": {"users": 9, "outcomes": {}, "legs": [{"chunks": 1}]}}
    totals = {"after": "results/one/z", "chunks": 1, "outcomes": {"enabled": 9}, "users_read": 9}
    answer = sum_results.handler({"step": "sum", "run": run, "totals": totals}, Context())
    assert answer["output"] == {"kind": "enable", "users": 9, "outcomes": {"enabled": 9}, "users_read": 9}


@pytest.mark.parametrize("handler", [plan_chunk.handler, apply_plan.handler])
def test_a_step_of_another_run_is_refused(account: Account, handler: Any) -> None:
    account.objects.create("lock.json", RUN)
    with pytest.raises(AnotherRunInProgress):
        handler({"run": f"{RUN}-other", "kind": "enable", "chunk": "call-1/000000"}, Context())


def test_the_rate_is_that_of_the_variable(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert account.pool.requests == []
    monkeypatch.setenv("REQUESTS_PER_SECOND", "20")
    waited: list[float] = []
    monkeypatch.setattr("lambdas.user_mfa.pacing.time.sleep", waited.append)
    monkeypatch.setattr("lambdas.user_mfa.pacing.time.monotonic", lambda: 100.0)
    pacer = run_clients.pacer()
    for _ in range(3):
        pacer.wait()
    interval = 1 / (20 * MARGIN)
    assert waited == pytest.approx([interval, 2 * interval, 3 * interval])


def test_the_clients_send_what_fails_again_only_where_nobody_else_does() -> None:
    for cached in (run_clients.cognito, run_clients.bucket, run_clients.lock):
        cached.cache_clear()
    cognito: Any = run_clients.cognito()
    config = cognito.meta.config
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert (config.connect_timeout, config.read_timeout, config.max_pool_connections) == (1, 3, 16)


def test_the_other_clients_are_of_the_bucket_and_of_step_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUCKET", "runs")
    run_clients.bucket.cache_clear()
    run_clients.lock.cache_clear()
    bucket, lock = run_clients.bucket(), run_clients.lock()
    step_functions: Any = lock.step_functions
    assert (bucket.name, lock.objects) == ("runs", bucket)
    assert step_functions.meta.service_model.service_name == "stepfunctions"
    for client in (bucket.s3, step_functions):
        config: Any = client.meta.config
        assert config.retries == {"mode": "standard", "total_max_attempts": 5}
        assert (config.connect_timeout, config.read_timeout) == (2, 10)
