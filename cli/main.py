"""The entry point of the `auth` command."""

import sys
import traceback

import typer

from cli.add import add
from cli.adopt import adopt
from cli.client_files import client_files
from cli.compare import compare
from cli.list import list_environments
from cli.output import CommandError, fail
from cli.preflight import preflight
from cli.recover import recover
from cli.show import show_environment
from cli.update import update
from cli.users import users
from stacks.loading import SettingsError

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
def options(
    *, debug: bool = typer.Option(False, DEBUG, help="Show the traceback of an error, with any command.")
) -> None:
    """What all commands have in common; `main` reads it."""


app.command()(add)
app.command()(adopt)
app.command()(update)
app.command()(preflight)
app.command()(compare)
app.command()(users)
app.command()(recover)
app.command()(client_files)
app.command("list")(list_environments)
app.command("show")(show_environment)


def main() -> None:
    """Run a command. An error is one line on standard error, and an exit code other than 0."""
    # Whoever sees an error adds the option to the end of the line, where commands do not have it.
    arguments = [argument for argument in sys.argv[1:] if argument != DEBUG]
    try:
        app(arguments, prog_name="auth")
    except CommandError as error:
        _fail(error, str(error), error.exit_code)
    except SettingsError as error:
        _fail(error, str(error), 1)
    except Exception as error:  # noqa: BLE001 - the last resort of all commands
        _fail(error, f"{type(error).__name__}: {error} ({DEBUG} shows the traceback)", 1)


def _fail(error: Exception, text: str, code: int) -> None:
    if DEBUG in sys.argv:
        traceback.print_exception(error)
    fail(text)
    sys.exit(code)
