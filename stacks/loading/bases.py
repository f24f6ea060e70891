"""Base files: `extends` in a file takes what other files say where the file itself says nothing."""

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.loading.errors import FileError, SettingsError
from stacks.loading.selection import SUFFIX
from stacks.loading.toml_file import Data, read_toml

EXTENDS = "extends"
LONGEST_CHAIN = 20
"""How many files may extend one another: with more, values become hard to trace."""

Location = tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """The content of one file itself."""

    file: Path
    data: Data


@dataclass(frozen=True)
class Layers:
    """An environment's files: its bases, the most distant first, then its own file."""

    layers: tuple[Layer, ...]

    @property
    def own(self) -> Layer:
        """The environment's own file."""
        return self.layers[-1]

    @property
    def data(self) -> Data:
        """All files merged: sections field by field; of other values the last one wins."""
        merged: Data = {}
        for layer in self.layers:
            merged = merge(merged, layer.data)
        return merged

    def origin(self, location: Location) -> Path | None:
        """The file that decides on the value at a location; None: no file has it."""
        for layer in reversed(self.layers):
            if has(layer.data, location):
                return layer.file
        return None


class BaseFiles:
    """Reads files with their bases, each file once however many extend it."""

    def __init__(self) -> None:
        self._read: dict[str, Data | SettingsError] = {}

    def layers(self, file: Path, data: Data | None = None) -> Layers:
        """A file and its bases, and theirs, in the order in which they apply.

        :param data: what the file says, where it is not written yet.
        :raises SettingsError: a file cannot be read, or extends what it cannot.
        """
        if data is not None:
            self._read[_identity(file)] = data
        found: dict[str, Layer] = {}
        self._add(file, (), found)
        return Layers(tuple(found.values()))

    def _add(self, file: Path, chain: tuple[Path, ...], found: dict[str, Layer]) -> None:
        """Add a file's bases, then the file. A base that two others share applies once, before both."""
        if _identity(file) in found:
            return
        data = self._data(file)
        for base in _bases(file, data):
            if _identity(base) in map(_identity, (*chain, file)):
                files = [each.name for each in (*chain, file, base)]
                way = " -> ".join(files[files.index(base.name) :])
                raise _error(file, base, f"leads back to itself: {way}")
            if len(chain) >= LONGEST_CHAIN:
                raise _error(file, base, f"is one too many: at most {LONGEST_CHAIN} files extend one another")
            self._add(base, (*chain, file), found)
        found[_identity(file)] = Layer(file, {key: value for key, value in data.items() if key != EXTENDS})

    def _data(self, file: Path) -> Data:
        identity = _identity(file)
        if identity not in self._read:
            try:
                self._read[identity] = read_toml(file)
            except SettingsError as error:
                self._read[identity] = error
        data = self._read[identity]
        if isinstance(data, SettingsError):
            raise data
        return data


def merge(below: Data, above: Data, location: Location = ()) -> Data:
    """Both merged section by section; `above` wins."""
    if location == ("mfa",) and above.get("mode") == "OFF":
        # MFA types and related fields cannot be set with mode OFF, so none are inherited.
        return above
    merged = {**below, **above}
    for name, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(name), dict):
            merged[name] = merge(below[name], value, (*location, name))
    return merged


def has(data: Data, location: Location) -> bool:
    """Whether there is a value at a location."""
    value: Any = data
    for part in location:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _bases(file: Path, data: Data) -> Iterator[Path]:
    """The files that a file extends, all of which exist.

    :raises SettingsError: one is not, or is no TOML file.
    """
    extends = data.get(EXTENDS, [])
    names = [extends] if isinstance(extends, str) else extends
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise SettingsError(
            FileError(file, f'{EXTENDS}: must be a path or a list of paths, such as {EXTENDS} = "_base.toml"')
        )
    for name in names:
        if Path(name).is_absolute():
            raise _error(file, name, "must be a path relative to this file: others have the files elsewhere")
        if not name.endswith(SUFFIX) or not name.isprintable():
            raise _error(file, name, f"must be a TOML file (NAME{SUFFIX})")
        base = _tidy(file.parent / name)
        if not os.path.exists(base):  # noqa: PTH110 - also False for a name that is too long
            raise _error(file, name, f"is not there{_similar(base)}")
        yield base


def _similar(missing: Path) -> str:
    names = [file.name for file in missing.parent.glob(f"*{SUFFIX}")]
    close = difflib.get_close_matches(missing.name, names, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _error(file: Path, base: str | Path, text: str) -> SettingsError:
    name = base if isinstance(base, str) else base.name
    return SettingsError(FileError(file, f"{EXTENDS}: {name!r}{_line(file, name)} {text}"))


def _line(file: Path, name: str) -> str:
    """Where a file names a base, such as " (line 2)"."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    start = next((n for n, line in enumerate(lines) if re.match(rf"\s*[\"']?{EXTENDS}\b", line)), len(lines))
    named = next((n for n in range(start, len(lines)) if Path(name).name in lines[n]), start)
    return f" (line {named + 1})" if named < len(lines) else ""


def _identity(file: Path) -> str:
    return os.path.realpath(file)  # which takes circular links, unlike Path.resolve


def _tidy(path: Path) -> Path:
    """A path without `..`, if it still leads to the same file in spite of links."""
    short = Path(os.path.normpath(path))
    return short if _identity(short) == _identity(path) else path
