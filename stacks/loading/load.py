"""Reads environment files and reports all errors of all files at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stacks import amplify
from stacks.loading.amplify_section import read_amplify_section
from stacks.loading.bases import BaseFiles, Layers, merge
from stacks.loading.errors import FileError, SettingsError, reported_once
from stacks.loading.file_errors import file_errors
from stacks.loading.selection import environment_files
from stacks.loading.toml_file import Data, parse_toml
from stacks.loading.validation import (
    completed,
    is_about_absence,
    is_about_the_whole,
    validate,
    without,
)
from stacks.settings.environment import ClientFileAnswers, Environment

NAME = re.compile(r"[a-z][a-z0-9-]{0,122}")  # a stack's name has at most 128 characters


@dataclass(frozen=True)
class Loaded:
    """An environment, and what it was read from."""

    environment: Environment
    layers: Layers
    """The content of its files."""
    from_amplify: Data
    """The content of Amplify's files, if they are used."""

    @property
    def data(self) -> Data:
        """Everything merged."""
        return merge(self.from_amplify, self.layers.data)


def load_environments(folder: Path, only: str | None = None) -> list[Environment]:
    """Read the environments of a folder, in the order of their names.

    :param folder: the folder that holds NAME.toml files; those whose name begins with `_` are bases.
    :param only: the environments to read, such as `dev`, `dev,qa` or `tenant-*`; all of them by default.
    :raises SettingsError: a file is missing, or one or more files have errors.
    """
    bases = BaseFiles()
    loaded: list[Environment] = []
    errors: list[tuple[FileError, Path]] = []
    for file in environment_files(folder, only):
        try:
            loaded.append(_load(file, bases).environment)
        except SettingsError as error:
            errors += [(each, file) for each in error.errors]
    if errors:
        raise SettingsError(*reported_once(errors))
    return loaded


def load_environment(file: Path) -> Environment:
    """Read one environment file with its bases.

    :raises SettingsError: a file cannot be read or has errors; all of them are in the text.
    """
    return load(file).environment


def parse_environment(text: str, file: Path) -> Environment:
    """Read the text of an environment file that may not have been written yet.

    :param file: where the text is, or will be: for its name, its messages and the paths in it.
    :raises SettingsError: the text has errors; all of them are in the message.
    """
    return load(file, parse_toml(text, file)).environment


def load(file: Path, data: Data | None = None) -> Loaded:
    """Read one environment, and keep what it was read from.

    :param data: what the file says, where it is not written yet.
    :raises SettingsError: a file cannot be read or has errors; all of them are in the text.
    """
    try:
        return _load(file, BaseFiles(), data)
    except SettingsError as error:
        raise SettingsError(*reported_once((each, file) for each in error.errors)) from error


def inherited(file: Path, data: Data, *, replaced: Iterable[str] = ()) -> Data:
    """The settings of a file that is not written yet, with those of its bases and of Amplify's files.

    :param data: what the file itself says, such as `extends`. All of it together may be incomplete.
    :param replaced: the fields that the file will say itself, such as `mfa.types`: what is inherited of them
        breaks no rule between fields.
    :raises SettingsError: one of the files cannot be read, or what they say is wrong whatever is added to it.
    """
    layers = BaseFiles().layers(file, data)
    _, from_amplify, amplify_errors = read_amplify_section(layers)
    merged = merge(from_amplify, layers.data)
    _, errors = validate(completed(merged))
    kept = without(merged, (tuple(field.split(".")) for field in replaced))
    own = [error for error in errors if not is_about_absence(error, kept)]
    found = [*amplify_errors, *file_errors(own, merged, layers, from_amplify)]
    if found:
        raise SettingsError(*reported_once((each, file) for each in dict.fromkeys(found)))
    return merged


def _load(file: Path, bases: BaseFiles, data: Data | None = None) -> Loaded:
    if not NAME.fullmatch(file.stem):
        raise SettingsError(
            FileError(
                file, "the name must be at most 123 lower-case letters, digits and hyphens, a letter first"
            )
        )
    layers = bases.layers(file, data)
    project, from_amplify, amplify_errors = read_amplify_section(layers)
    merged = merge(from_amplify, layers.data)
    settings, errors = validate(merged)
    if amplify_errors:
        # Without Amplify's answers, the settings are incomplete: report only errors of single values.
        errors = [e for e in errors if not is_about_the_whole(e)]
    found = [*amplify_errors, *file_errors(errors, merged, layers, from_amplify)]
    if settings and project:
        found += [FileError(file, line) for line in amplify.lost_access(project, settings)]
    if found or settings is None:
        raise SettingsError(*dict.fromkeys(found))
    environment = Environment(
        file.stem,
        settings,
        amplify_warnings=tuple(amplify.differences(project, settings)) if project else (),
        client_file_answers=amplify.client_file_answers(project) if project else ClientFileAnswers(),
    )
    return Loaded(environment, layers, from_amplify)
