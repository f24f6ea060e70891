"""Which files of a folder are read as environments."""

import difflib
from fnmatch import fnmatchcase
from pathlib import Path

from stacks.loading.errors import FileError, SettingsError
from stacks.settings.environment import STACK_PREFIX

SUFFIX = ".toml"
BASE_PREFIX = "_"
"""What the name of a file begins with that is no environment, and only extended by others."""


def environment_files(folder: Path, only: str | None = None) -> list[Path]:
    """The environment files of a folder, in the order of their names; subfolders are not read.

    :param only: names, separated by commas; `*`, `?` and `[...]` match as in a shell.
    :raises SettingsError: there is no such folder, no such file, or no file at all.
    """
    if not folder.is_dir():
        raise SettingsError(FileError(folder, "there is no such folder of environments"))
    files = {file.stem: file for file in sorted(folder.glob(f"*{SUFFIX}")) if _is_environment(file)}
    if only is None:
        if not files:
            raise SettingsError(FileError(folder, "has no environment files (NAME.toml)"))
        return list(files.values())
    patterns = [pattern.strip() for pattern in only.split(",")]
    missing = [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in files)]
    if missing:
        raise SettingsError(*(_missing(folder, pattern, list(files)) for pattern in missing))
    return [file for name, file in files.items() if any(fnmatchcase(name, pattern) for pattern in patterns)]


def stack_names(folder: Path) -> list[str]:
    """The names of the stacks of all environments in a folder, whatever is in their files."""
    return [f"{STACK_PREFIX}{file.stem}" for file in folder.glob(f"*{SUFFIX}") if _is_environment(file)]


def _is_environment(file: Path) -> bool:
    # Editors keep hidden files beside the one that is edited.
    return not file.name.startswith((BASE_PREFIX, "."))


def _missing(folder: Path, pattern: str, names: list[str]) -> FileError:
    there = f"environments there: {', '.join(names) or 'none'}"
    if not pattern:
        return FileError(folder, f"context environment names nothing; {there}")
    if any(character in pattern for character in "*?["):
        return FileError(folder, f"no environment matches {pattern}; {there}")
    file = folder / f"{pattern}{SUFFIX}"
    if pattern.startswith(BASE_PREFIX) and file.exists():
        return FileError(file, f"is a base, no environment (its name begins with {BASE_PREFIX}); {there}")
    close = difflib.get_close_matches(pattern, names, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return FileError(file, f"there is no such file{hint or '; ' + there}")
