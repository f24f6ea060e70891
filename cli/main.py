"""The entry point of the `auth` command."""

import sys
import traceback

import typer

from cli.output import fail

DEBUG = "--debug"

app = typer.Typer(
    name="auth",
    no_args_is_help=True,
    # One line per error; `main` below prints it.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Cognito user pools with MFA: create, change, adopt, check and operate environments.",
)


@app.callback()
def options(*, debug: bool = typer.Option(False, DEBUG, help="Show the traceback of an error.")) -> None:
    """What all commands have in common; `main` reads it."""


def main() -> None:
    """Run a command. What it does not expect itself is one line on standard error, and exit code 1."""
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the last resort of all commands
        if DEBUG in sys.argv:
            traceback.print_exc()
        fail(f"{type(error).__name__}: {error} ({DEBUG} shows the traceback)")
        sys.exit(1)
