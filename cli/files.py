"""Writes files whole, or not at all."""

import os
import tempfile
from pathlib import Path

from cli.output import CommandError


def write_file(file: Path, text: str) -> None:
    """Write a file in one step, so that nobody reads half of it; its folder is made if it is not there.

    :raises CommandError: it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Line ends are as they are in the text.
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=file.parent, prefix=".auth-", delete=False
        ) as new:
            new.write(text)
        # A temporary file is private; an environment file is the team's.
        Path(new.name).chmod(0o666 & ~_umask())
        Path(new.name).replace(file)
    except OSError as error:
        raise CommandError(f"{file}: cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
