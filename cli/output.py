"""What the commands print: results on standard output, messages on standard error."""

from rich.console import Console
from rich.text import Text

HINT = "hint: "
"""How a line starts that is no error itself."""

# What is printed is text of files and of AWS: ":secret:" in an ARN is no emoji, and "[mfa]" no style.
results = Console(highlight=False, markup=False, emoji=False)
messages = Console(stderr=True, highlight=False, markup=False, emoji=False)


class CommandError(Exception):
    """A command cannot do what it is asked for. Its text says why and how to fix it, one line per error."""

    exit_code = 1


class UsageError(CommandError):
    """The command line itself is wrong or incomplete."""

    exit_code = 2


class CommandInterruptedError(CommandError):
    """The user ended the command."""

    exit_code = 130


def fail(text: str) -> None:
    """Print an error message, one line per error."""
    for line in text.splitlines():
        if line.startswith(HINT):
            say(line)
            continue
        messages.print(Text.assemble(("error: ", "bold red"), line), soft_wrap=True)


def say(text: str, *, style: str = "") -> None:
    """Print a message: what goes on, what to do next."""
    messages.print(text, style=style, markup=False, soft_wrap=True)


def show(text: str) -> None:
    """Print a line of the result."""
    results.print(text, markup=False, soft_wrap=True)
