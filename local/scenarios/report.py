"""Runs all scenarios with boto3, and shows every step in one table."""

import io
from collections.abc import Mapping

import segno
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.scenarios.boto3_app import boto3_app
from local.scenarios.catalog import SCENARIOS, Scenario
from local.scenarios.pool import Pool
from local.scenarios.step import Step, steps_of


def run(pools: Mapping[str, Pool], console: Console) -> bool:
    """Run all scenarios with boto3, show the steps, and return whether every step had the expected result.

    :param pools: the deployed pools by their stacks' names.
    """
    ran: list[tuple[Scenario, list[Step]]] = []
    with console.status("") as status:
        for scenario in SCENARIOS:
            status.update(f"Running: {scenario.title} ...")
            pool = pools[scenario.stack]
            with boto3_app(pool, pool.outputs[scenario.client]) as app:
                ran.append((scenario, list(steps_of(scenario.flow, pool, app))))
    console.print(_table(ran))
    steps = [step for _, steps in ran for step in steps]
    drawn = next((step.qr for step in steps if step.qr), "")
    if drawn:
        console.print("The QR code of the TOTP device that was set up during sign-in:")
        console.print(_qr(drawn), markup=False, highlight=False, soft_wrap=True)
    failed = sum(not step.passed for step in steps)
    passed = len(steps) - failed
    console.print(f"{len(SCENARIOS)} scenarios, {len(steps)} steps: {passed} passed, {failed} failed")
    return failed == 0


def _table(ran: list[tuple[Scenario, list[Step]]]) -> Table:
    table = Table("Step", "Expected", "Actual", "", title="MFA flows on the local AWS", title_justify="left")
    for scenario, steps in ran:
        table.add_section()
        table.add_row(f"[bold]{escape(scenario.title)}", f"[dim]{scenario.stack}")
        for step in steps:
            mark = "[green]passed" if step.passed else "[red]FAILED"
            table.add_row(
                f"  {escape(step.name)}", *(escape(_text(v)) for v in (step.expected, step.actual)), mark
            )
    return table


def _qr(uri: str) -> str:
    drawing = io.StringIO()
    segno.make(uri).terminal(out=drawing, border=2, compact=True)
    return drawing.getvalue()


def _text(value: object) -> str:
    match value:
        case (list() as enabled, preferred):
            return f"{_text(enabled)}, preferred: {preferred or 'none'}"
        case list():
            return " and ".join(value) or "none"
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return str(value)
