"""`auth users`: runs over all users of an environment, started and followed."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
)
from rich.table import Table
from rich.text import Text

from cli.arguments import EnvironmentName, Folder, one_environment
from cli.aws import Aws
from cli.files import write_file
from cli.output import CommandError, CommandInterruptedError, UsageError, messages, results, say, show
from cli.prompts import has_terminal, text
from cli.runs import Execution, Runs


class Action(StrEnum):
    """What to do."""

    DRY_RUN = "dry-run"
    READINESS = "readiness"
    ENABLE = "enable"
    STATUS = "status"
    STOP = "stop"
    RESUME = "resume"


KINDS = {Action.DRY_RUN: "dry_run", Action.READINESS: "readiness", Action.ENABLE: "enable"}


def users(
    name: EnvironmentName,
    action: Annotated[Action, typer.Argument(help="What to do.")],
    *,
    environments: Folder = Path("environments"),
    read_users: Annotated[
        bool,
        typer.Option(
            "--read-users",
            help="Read each user's factors: each becomes a monthly active user, which is billed.",
        ),
    ] = False,
    accept_active_users: Annotated[
        bool, typer.Option("--accept-active-users", help="Accept that bill without being asked.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(help="Write each user's outcome as CSV, from the logs.", metavar="FILE"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    follow: Annotated[bool, typer.Option(help="Wait for the end of the run.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
) -> None:
    """Run over all users: what would be enabled, who could not sign in with mode ON, and enabling it.

    A dry run or a readiness report reads the list of users only, and is free. Ctrl-C leaves a run going.

    Examples:

        auth users prod dry-run

        auth users prod readiness --json

        auth users prod enable

        auth users prod status --export users.csv
    """
    if export and export.exists() and not force:
        raise CommandError(f"{export}: exists; --force replaces it")
    environment = one_environment(environments, name)
    runs = Runs(Aws(environment), environment.stack_name)
    if action in KINDS:
        arn = _start(runs, KINDS[action], name, read_users=read_users, accepted=accept_active_users)
    else:
        arn = runs.latest()
        if action is Action.STOP:
            runs.stop(arn)
        elif action is Action.RESUME:
            runs.resume(arn)
    waits = follow and action not in (Action.STATUS, Action.STOP)
    execution = _follow(runs, arn, name) if waits else runs.read(arn)
    if export:
        _export(runs.users(arn), export)
    if as_json:
        results.print_json(json.dumps(asdict(execution)))
    else:
        _print(execution)
    if not execution.is_running and execution.status != "SUCCEEDED" and action is not Action.STOP:
        raise typer.Exit(1)


def _export(outcomes: dict[str, str], file: Path) -> None:
    """Write `sub,outcome` lines: no other data of a user leaves AWS."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("sub", "outcome"))
    writer.writerows(sorted(outcomes.items()))
    write_file(file, stream.getvalue())
    say(f"{file}: {len(outcomes)} users")


def _start(runs: Runs, kind: str, environment: str, *, read_users: bool, accepted: bool) -> str:
    """Start a run; where users would become active, after consent to the price that the refusal names."""
    arn = runs.start(kind, read_users=read_users, accept_active_users=accepted)
    if accepted or not (kind == "enable" or read_users):
        return arn
    with messages.status("Asking for the price ..."), _going_on(environment):
        *_, refused = runs.follow(arn)
    if refused.error != "ConsentRequired":
        return arn
    say(refused.cause)
    if not has_terminal():
        raise UsageError("--accept-active-users is missing")
    text(
        f"Type the environment's name ({environment}) to accept it:",
        lambda typed: None if typed == environment else f"type {environment}, or Ctrl-C",
    )
    return runs.start(kind, read_users=read_users, accept_active_users=True)


def _follow(runs: Runs, arn: str, environment: str) -> Execution:
    """Show a run's progress until it ends."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        _Pace(),
    )
    with _going_on(environment), Progress(*columns, console=messages, transient=True) as progress:
        listing = progress.add_task("Listing users", total=None)
        chunks = None
        for execution in runs.follow(arn):
            if not execution.total:
                continue
            if chunks is None:
                progress.remove_task(listing)
                chunks = progress.add_task(
                    "Chunks of users", total=execution.total, first=execution.done, at=0
                )
            task = progress.tasks[0]
            if execution.done != task.completed:
                progress.update(chunks, completed=execution.done, total=execution.total, at=task.elapsed)
    return execution


class _Pace(ProgressColumn):
    """How many chunks of users are done per minute, and how long the others will take at that rate.

    Of its task, `first` is how many were done when the command began to look, `at` when the last was done.
    """

    def render(self, task: Task) -> Text:
        done = task.completed - task.fields.get("first", 0)
        if task.total is None or task.elapsed is None or done <= 0 or not task.fields["at"]:
            return Text("")
        seconds = task.fields["at"] / done
        left = max(0, seconds * (task.total - task.completed) - (task.elapsed - task.fields["at"]))
        return Text(f"{60 / seconds:.1f}/min, {timedelta(seconds=round(left))} left")


@contextmanager
def _going_on(environment: str) -> Iterator[None]:
    """Say at Ctrl-C that only the command ends.

    :raises CommandInterruptedError: it was pressed.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise CommandInterruptedError(
            f"interrupted: the run goes on. auth users {environment} status shows it, "
            f"auth users {environment} stop ends it"
        ) from None


def _print(execution: Execution) -> None:
    show(f"{execution.kind} {execution.name}: {execution.status}")
    show(f"started {execution.started}")
    if execution.error:
        show(f"{execution.error}: {execution.cause}")
    if execution.total:
        show(f"{execution.done} of {execution.total} chunks done, {execution.failed} failed")
    if execution.result:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for outcome, count in execution.result["outcomes"].items():
            table.add_row(outcome, f"{count:,}")
        table.add_row("users", f"{execution.result['users']:,}", style="bold")
        results.print(table)
