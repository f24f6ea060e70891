"""What the commands print: results on standard output, messages on standard error."""

from rich.console import Console
from rich.text import Text

results = Console(highlight=False)
messages = Console(stderr=True, highlight=False)


def fail(text: str) -> None:
    """Print an error message, one line per error."""
    for line in text.splitlines():
        messages.print(Text.assemble(("error: ", "bold red"), line), soft_wrap=True)
