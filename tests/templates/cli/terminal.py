"""The `auth` command in a terminal of 80 columns, as a person types into it."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect

DOWN = "\x1b[B"
ENTER = "\r"
SPACE = " "
# A busy machine takes long to start Python; nothing is measured here.
PATIENCE = 120


class Terminal:
    """A running `auth` command.

    :param folder: where it runs.
    """

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self._process: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "cli", *arguments],
            cwd=str(folder),
            env=environment,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 80),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close(force=True)

    def answer(self, question: str, *keys: str) -> None:
        """Wait for a question, and type."""
        self._process.expect_exact(question)
        for key in keys:
            self._process.send(key)
        self._process.send(ENTER)

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
