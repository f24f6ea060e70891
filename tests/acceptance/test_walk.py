"""The walk of `make local`: every step of every flow, and that a step which differs is noticed."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from local.walk import report
from local.walk.pool import Pool
from local.walk.report import FLOWS, Row, walk
from local.walk.steps import Flow, Step, steps_of


@pytest.mark.parametrize("row", FLOWS, ids=lambda row: row.title)
def test_flow(row: Row, pools: dict[str, Pool]) -> None:
    steps = list(steps_of(row.flow, pools[row.stack]))
    assert steps
    assert [step for step in steps if not step.passed] == []


def differing(_pool: Pool) -> Iterator[Step]:
    yield Step("sign-in", "SMS_MFA", "tokens")


def stopping(pool: Pool) -> Iterator[Step]:
    yield Step("sign-in", "tokens", "tokens")
    pool.admin("admin_get_user", pool.signed_up(), Unknown=True)


@pytest.mark.parametrize("flow", [differing, stopping])
def test_a_step_that_differs_is_shown_and_fails_the_walk(
    flow: Flow, pools: dict[str, Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "FLOWS", (Row("A flow", "auth-dev", flow),))
    shown = io.StringIO()
    assert not walk(pools, Console(file=shown, width=140))
    assert "FAILED" in shown.getvalue()
    assert ", 1 failed" in shown.getvalue()
