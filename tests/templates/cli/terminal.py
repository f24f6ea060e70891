"""The `auth` command in a terminal of 80 columns, as a person types into it."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect

UP = "\x1b[A"
DOWN = "\x1b[B"
CLEAR = "\x15"  # Ctrl-U: empties the line
ENTER = "\r"
YES = "y"  # answers a yes-or-no question by itself
SPACE = " "
# A busy machine takes long to start Python; nothing is measured here.
PATIENCE = 120


class Terminal:
    """A running `auth` command.

    :param folder: where it runs.
    :param variables: environment variables, such as those that lead to the local AWS.
    """

    def __init__(self, folder: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> None:
        environment = {
            **os.environ, **(variables or {}), "TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1",
        }  # fmt: skip
        self._process: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "cli", *arguments],
            cwd=str(folder),
            env=environment,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 80),
            # A shell starts what runs in the background with Ctrl-C ignored, and the command inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close(force=True)

    def answer(self, question: str, *keys: str) -> None:
        """Wait for a question, and type; Enter follows."""
        self._process.expect_exact(question)
        for key in keys if keys == (YES,) else (*keys, ENTER):
            self._process.send(key)

    def expect(self, text: str) -> None:
        """Wait for a text."""
        self._process.expect_exact(text)

    def interrupt(self, question: str) -> None:
        """Wait for a question, and leave by Ctrl-C."""
        self._process.expect_exact(question)
        self._process.sendintr()

    def end(self) -> tuple[int | None, str]:
        """Wait for the end, and return the exit code and what was printed since the last question."""
        self._process.expect_exact(pexpect.EOF)
        self._process.close()
        return self._process.exitstatus, str(self._process.before)
