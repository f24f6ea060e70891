"""Settings errors: what is wrong in the files, one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NAMED = 3
"""How many environments an error in a shared base names before it counts the others."""


@dataclass(frozen=True)
class FileError:
    """One error in one file."""

    file: Path
    text: str
    """The field, where there is one, and the message."""

    def __str__(self) -> str:
        return f"{printable(str(self.file))}: {printable(self.text)}"


def printable(text: str) -> str:
    """A text in one line, with control characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class SettingsError(Exception):
    """The environment files have errors. The message has one line per error, with the file and field."""

    def __init__(self, *errors: FileError) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors


def reported_once(errors: Iterable[tuple[FileError, Path]]) -> Iterator[FileError]:
    """Yield each error of several environments once.

    :param errors: errors, each with the environment's file by which it was reached.
    """
    reached: dict[FileError, list[Path]] = {}
    for error, environment in errors:
        files = reached.setdefault(error, [])
        if environment not in files:
            files.append(environment)
    for error, files in reached.items():
        own = files == [error.file]
        yield error if own else FileError(error.file, f"{error.text} (used by {_listed(files)})")


def _listed(files: list[Path]) -> str:
    names = [file.stem for file in files]
    others = len(names) - NAMED
    if others > 0:
        return f"{', '.join(names[:NAMED])} and {others} more"
    return ", ".join(names)
