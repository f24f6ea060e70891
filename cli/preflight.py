"""`auth preflight`: what would stop SMS messages and e-mails in this account."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli.arguments import EnvironmentName, Folder, one_environment
from cli.aws import Aws, CredentialsError
from cli.output import CommandError, messages, results, say
from stacks.preflight import Result, State, Subject, run

COLOURS = {State.OK: "green", State.PROBLEM: "bold red", State.UNKNOWN: "yellow"}


def preflight(
    name: EnvironmentName,
    *,
    environments: Folder = Path("environments"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Check what would stop SMS messages and e-mails in this account, by read-only calls.

    Nothing is written or sent. Exit code 1 if there is a problem.

    Example: auth preflight prod
    """
    environment = one_environment(environments, name)
    aws = Aws(environment)
    try:
        pool_id = aws.outputs().get("UserPoolId")
    except CredentialsError:
        raise
    except CommandError as error:
        # The account can be checked before the first deployment.
        say(f"{error}; only the account is checked")
        pool_id = None
    found = []
    with messages.status("Asking AWS ..."):
        found = list(run(Subject(environment, aws.client, pool_id)))
    if as_json:
        results.print_json(json.dumps([_row(result) for result in found]))
    else:
        results.print(_table(found))
    if any(result.report.state is State.PROBLEM for result in found):
        raise typer.Exit(1)


def _row(result: Result) -> dict[str, str]:
    report = result.report
    return {"check": result.check, "state": report.state.value, "text": report.text, "fix": report.fix}


def _table(found: list[Result]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column()
    for result in found:
        report = result.report
        text = Text(report.text)
        if report.fix:
            text.append(f"\n{report.fix}", style="dim")
        table.add_row(Text(report.state.value, style=COLOURS[report.state]), result.check, text)
    return table
