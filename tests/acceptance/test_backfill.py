"""Runs over all users: the counts are exact, at the rate of the setting, and whatever is killed meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local.scenarios.pool import User
from tests.acceptance.conftest import RATE
from tests.acceptance.operator import Operator
from tests.acceptance.population import Population

KINDS = {
    "enabled": 50,
    "already": 15,
    "no phone": 15,
    "unverified": 10,
    "disabled user": 10,
    "federated": 5,
}
ALL = sum(KINDS.values())
STRETCH = 50


def counts_of(run: Mapping[str, Any]) -> tuple[str, str, dict[str, int], int]:
    return run["kind"], run["state"], run["outcomes"], run["open"]


def rates(operator: Operator, run: str) -> tuple[float, float]:
    """How many users a second a run has handled: from its first to its last, and in its best stretch."""
    lines = [line for line in operator.lines("Worker") if line.get("run") == run]
    times = sorted(datetime.fromisoformat(line["timestamp"]).timestamp() for line in lines if line.get("sub"))
    stretches = [STRETCH / (times[i + STRETCH] - times[i]) for i in range(len(times) - STRETCH)]
    return (len(times) - 1) / (times[-1] - times[0]), max(stretches)


def test_runs_over_all_users(empty: Operator) -> None:
    assert empty.run("status") == {"refused": "there has been no run yet"}
    assert empty.run("begin")["refused"].startswith("the payload must be")
    empty.run("enable")
    assert counts_of(empty.finished()) == ("enable", "finished", {}, 0)

    users = Population(empty.pool).make(KINDS)
    dry = empty.run("dry run")
    assert dry["state"] == "under way"
    assert empty.run("enable")["refused"].startswith(f"a run is under way already ({dry['run']})")
    assert counts_of(empty.finished()) == ("dry run", "finished", KINDS, 0)
    assert preferences(empty, users["enabled"]) == {(): 50}
    on_the_whole, at_best = rates(empty, dry["run"])
    # Each of the two workers begins with one request.
    assert on_the_whole <= RATE * (1 + 2 / ALL)
    # On a machine that is busy the whole may be slower.
    assert at_best >= 0.9 * RATE

    # Killed half way.
    empty.redeliver_after(4)
    empty.run("enable")
    empty.run_until(lambda run: counted(run) > ALL / 2)
    empty.kill_workers()
    assert counts_of(empty.finished()) == ("enable", "finished", KINDS, 0)
    assert preferences(empty, users["enabled"]) == {("SMS_MFA",): 50}
    assert preferences(empty, [*users["no phone"], *users["disabled user"]]) == {(): 25}

    empty.run("readiness")
    assert counts_of(empty.finished()) == (
        "readiness",
        "finished",
        {
            "usable factor": 65,
            "unverified phone": 10,
            "no way in": 15,
            "disabled user": 10,
            "federated": 5,
        },
        0,
    )
    assert empty.messages("DeadLettersUrl") == 0


def counted(run: Mapping[str, Any]) -> int:
    return sum(run["outcomes"].values())


def preferences(operator: Operator, names: list[str]) -> dict[tuple[str, ...], int]:
    """How many of the users have which factors."""
    found: dict[tuple[str, ...], int] = {}
    for name in names:
        factors = tuple(operator.pool.preference(User(name, ""))[0])
        found[factors] = found.get(factors, 0) + 1
    return found


def test_a_run_that_was_stopped_makes_room_for_another(empty: Operator) -> None:
    stopped = empty.run("dry run")["run"]
    assert empty.run("stop")["state"] == "stopped"
    assert empty.run("enable")["state"] == "under way"
    assert empty.run("stop")["run"] != stopped
    assert empty.invoke("BackfillFunction", action="status", run=stopped)["state"] == "stopped"
    assert empty.invoke("BackfillFunction", action="status", run="X") == {"refused": "there is no such run"}
