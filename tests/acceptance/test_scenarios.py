"""The scenarios of `make local`: every step of each, and that a step which differs is noticed."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from local.scenarios import report
from local.scenarios.pool import Pool
from local.scenarios.report import SCENARIOS, Scenario, run
from local.scenarios.step import Flow, Step, steps_of


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.title)
def test_scenario(scenario: Scenario, pools: dict[str, Pool]) -> None:
    steps = list(steps_of(scenario.flow, pools[scenario.stack]))
    assert steps
    assert [step for step in steps if not step.passed] == []


def differing(_pool: Pool) -> Iterator[Step]:
    yield Step("sign-in", "SMS_MFA", "tokens")


def stopping(pool: Pool) -> Iterator[Step]:
    yield Step("sign-in", "tokens", "tokens")
    pool.admin("admin_get_user", pool.signed_up(), Unknown=True)


@pytest.mark.parametrize("flow", [differing, stopping])
def test_a_step_that_differs_is_shown_and_fails_the_run(
    flow: Flow, pools: dict[str, Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SCENARIOS", (Scenario("A flow", "auth-dev", flow),))
    shown = io.StringIO()
    assert not run(pools, Console(file=shown, width=140))
    assert "FAILED" in shown.getvalue()
    assert ", 1 failed" in shown.getvalue()
