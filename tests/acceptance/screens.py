"""The screens of commands that need a deployed stack, as docs/commands.md shows them.

After an intended change, `python -m pytest tests/acceptance/test_commands.py --snapshot-update` writes them,
and then `make snapshots` the reference.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from cli.reference import SCREENS, VARIABLES, screen
from local.emulator import LocalAws

# What is another one at each run, and what stands for it.
CHANGING = {
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "01234567-89ab-cdef-0123-456789abcdef",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)": "2026-01-01T12:00:00+00:00",
}


class Screens:
    """Runs commands without a terminal, and compares their screens.

    :param update: write the screens first.
    """

    def __init__(self, aws: LocalAws, *, update: bool) -> None:
        self._variables = {**os.environ, **aws.environ, **VARIABLES}
        self._update = update

    def expect(
        self, name: str, folder: Path, line: str, *, code: int = 0, shown: Mapping[str, str] | None = None
    ) -> str:
        """Run a command in a folder, compare its screen and its exit code, and return the screen.

        :param name: the screen's file.
        :param shown: what stands in the screen for a text of this run.
        """
        text, actual = screen(folder, line, self._variables)
        for own, example in (shown or {}).items():
            text = text.replace(own, example)
        for pattern, example in CHANGING.items():
            text = re.sub(pattern, example, text)
        assert actual == code, text
        file = SCREENS / f"{name}.txt"
        if self._update:
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")
        return text
