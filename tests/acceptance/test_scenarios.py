"""Every scenario with every client library, and that a step which differs is noticed."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from local.scenarios import report
from local.scenarios.app import App, StartApp
from local.scenarios.boto3_app import boto3_app
from local.scenarios.catalog import SCENARIOS, Scenario
from local.scenarios.pool import Pool
from local.scenarios.step import Flow, Step, steps_of
from stacks.amplify.client_files import aws_exports
from tests.acceptance.clients import pycognito_app
from tests.acceptance.clients.aws_amplify import aws_amplify_app
from tests.acceptance.clients.identity_js import identity_js_app

STARTS: dict[str, StartApp] = {
    "boto3": boto3_app,
    "pycognito": pycognito_app.pycognito_app,
    "aws-amplify": aws_amplify_app,
    "amazon-cognito-identity-js": identity_js_app,
}
CASES = [
    pytest.param(library, scenario, id=f"{library}: {scenario.title}")
    for library in STARTS
    for scenario in SCENARIOS
    if not (library == "pycognito" and scenario.title in pycognito_app.LACKS)
]


@pytest.mark.parametrize(("library", "scenario"), CASES)
def test_scenario(library: str, scenario: Scenario, pools: dict[str, Pool]) -> None:
    pool = pools[scenario.stack]
    with STARTS[library](pool, pool.outputs[scenario.client]) as app:
        steps = list(steps_of(scenario.flow, pool, app))
    assert steps
    assert [step for step in steps if not step.passed] == []


def test_what_pycognito_lacks_are_scenarios() -> None:
    assert set(pycognito_app.LACKS) < {scenario.title for scenario in SCENARIOS}


def test_the_older_configuration_file_of_amplify_is_as_good(pools: dict[str, Pool]) -> None:
    pool = pools["auth-dev"]
    user = pool.signed_up()
    with aws_amplify_app(pool, pool.web, of_outputs=aws_exports) as app:
        assert app.sign_in(user).outcome == "SMS_MFA"
        assert app.send_code(pool.sms_code(user)).outcome == "tokens"


def differing(_pool: Pool, _app: App) -> Iterator[Step]:
    yield Step("sign-in", "SMS_MFA", "tokens")


def stopping(pool: Pool, _app: App) -> Iterator[Step]:
    yield Step("sign-in", "tokens", "tokens")
    pool.admin("admin_get_user", pool.signed_up(), Unknown=True)


@pytest.mark.parametrize("flow", [differing, stopping])
def test_a_step_that_differs_is_shown_and_fails_the_run(
    flow: Flow, pools: dict[str, Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SCENARIOS", (Scenario("A scenario", "auth-dev", flow),))
    shown = io.StringIO()
    assert not report.run(pools, Console(file=shown, width=140))
    assert "FAILED" in shown.getvalue()
    assert ", 1 failed" in shown.getvalue()
