"""Reads environment files and reports all mistakes of all files at once."""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stacks import amplify
from stacks.settings.amplify import Amplify
from stacks.settings.environment import ClientFileAnswers, Environment, Settings
from stacks.settings.types import message_of

NAME = re.compile(r"[a-z][a-z0-9-]*")
MODES = ("OFF", "OPTIONAL", "ON")

Data = dict[str, Any]
Location = tuple[str, ...]


class SettingsError(Exception):
    """The environment files cannot be used. Its text names each file, field and mistake, a line each."""


def load_environments(folder: Path, only: str | None = None) -> list[Environment]:
    """Read the environments of a folder, in the order of their names.

    :param folder: the folder that holds NAME.toml files.
    :param only: the name of the one environment to read; all of them unless given.
    :raises SettingsError: a file is missing, or one or more files have mistakes.
    """
    files = _files(folder, only)
    environments: list[Environment] = []
    mistakes: list[str] = []
    for file in files:
        try:
            environments.append(load_environment(file))
        except SettingsError as error:
            mistakes.append(str(error))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return environments


def load_environment(file: Path) -> Environment:
    """Read one environment file.

    :raises SettingsError: the file cannot be read or has errors; all of them are in the text.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: is not TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    return parse_environment(text, file)


def parse_environment(text: str, file: Path) -> Environment:
    """Read the text of an environment file, whether it has been written or not.

    :param file: where the text is, or will be: for its name, its messages and the paths in it.
    :raises SettingsError: the text has errors; all of them are in the message.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: is not TOML: {error}") from error
    if not NAME.fullmatch(file.stem):
        raise SettingsError(
            f"{file}: the name must be lower-case letters, digits and hyphens, a letter first"
        )
    environment, mistakes = _environment(data, file)
    if environment is None:
        raise SettingsError("\n".join(f"{file}: {mistake}" for mistake in mistakes))
    return environment


def _environment(own: Data, file: Path) -> tuple[Environment | None, list[str]]:
    """The environment that a file's own sections make, with Amplify's answers where they say nothing."""
    read_from: Data = {}
    project: amplify.Project | None = None
    mistakes: list[str] = []
    try:
        if "amplify" in own:
            project = amplify.read(_amplify_section(own["amplify"]), file.parent, file.stem)
            read_from = amplify.to_settings(project).model_dump(exclude_unset=True)
    except amplify.AmplifyError as error:
        mistakes += str(error).splitlines()
    settings, errors = _validate(_merged(read_from, own))
    if mistakes:
        # Without what it names, the file is not whole: only what is wrong by itself can be told of the rest.
        errors = [e for e in errors if not _is_about_the_whole(e)]
    lines = [*mistakes, *(_line(error, own, read_from) for error in errors)]
    if lines or settings is None:
        return None, list(dict.fromkeys(lines))
    return Environment(
        file.stem,
        settings,
        amplify_warnings=project.warnings if project else (),
        client_file_answers=amplify.client_file_answers(project) if project else ClientFileAnswers(),
    ), []


def _amplify_section(content: object) -> Amplify:
    """The `[amplify]` section, checked before the files that it names are read."""
    try:
        section = Amplify.model_validate(content)
    except ValidationError as error:
        raise amplify.AmplifyError(
            "\n".join(_line(_below("amplify", e), {}, {}) for e in error.errors())
        ) from error
    mistakes = [f"amplify.{error.field}: {error.text}" for error in section.rule_errors()]
    if mistakes:
        raise amplify.AmplifyError("\n".join(mistakes))
    return section


def _below(table: str, error: ErrorDetails) -> ErrorDetails:
    return {**error, "loc": (table, *error["loc"])}


def _is_about_the_whole(error: ErrorDetails) -> bool:
    absent = error["type"] in ("missing", "union_tag_not_found")
    return absent or "others" in error.get("ctx", {})


def _merged(read_from: Data, own: Data) -> Data:
    """Both, table by table; what the file says itself wins."""
    if own.get("mode") == "OFF":
        return own
    merged = {**read_from, **own}
    for name, value in own.items():
        if isinstance(value, dict) and isinstance(read_from.get(name), dict):
            merged[name] = _merged(read_from[name], value)
    return merged


def _line(error: ErrorDetails, own: Data, read_from: Data) -> str:
    """A mistake, by the field; or by Amplify's answer, where the field's value was read from one."""
    location = _location(error)
    field, text = ".".join(location), _describe(error)
    answer = amplify.ANSWER_OF.get(field) or amplify.ANSWER_OF.get(location[0])
    if answer and _has(read_from, location) and not _has(own, location):
        return f"amplify: {answer}: {text} ({field})"
    return f"{field}: {text}"


def _has(data: Data, location: Location) -> bool:
    value: Any = data
    for part in location:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _files(folder: Path, only: str | None) -> list[Path]:
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder of environments")
    files = sorted(folder.glob("*.toml"))
    if only is None:
        if not files:
            raise SettingsError(f"{folder}: has no environment files (NAME.toml)")
        return files
    if folder / f"{only}.toml" not in files:
        known = ", ".join(file.stem for file in files) or "none"
        raise SettingsError(f"{folder / only}.toml: there is no such file; environments there: {known}")
    return [folder / f"{only}.toml"]


def _validate(data: Data) -> tuple[Settings | None, list[ErrorDetails]]:
    """Check `data` and describe every mistake, also those between fields while another field is wrong.

    The rules between fields are only checked when each field is right by itself. So that one wrong field
    does not hide them, the wrong ones are taken out and the rest is checked again.
    """
    try:
        return Settings.model_validate(data), []
    except ValidationError as error:
        errors = error.errors()
    wrong = [_location(e) for e in errors]
    for place in wrong:
        data = _without(data, place)
    try:
        Settings.model_validate(data)
    except ValidationError as error:
        errors += [e for e in error.errors() if not _depends_on(e, wrong)]
    return None, errors


def _depends_on(error: ErrorDetails, wrong: list[Location]) -> bool:
    """Whether one of the fields that an error is about is wrong by itself."""
    others = error.get("ctx", {}).get("others", ())
    places = [_location(error), *(tuple(other.split(".")) for other in others)]
    return any(place[: len(w)] == w or w[: len(place)] == place for place in places for w in wrong)


def _location(error: ErrorDetails) -> Location:
    """Where in the file an error is: pydantic's location without what it adds to the names in the file."""
    location = error["loc"]
    if location[0] == "mfa":
        location = tuple(part for part in location if part not in MODES)
        if error["type"].startswith("union_tag"):
            location = ("mfa", "mode")
    # Of a list, the field is what stands in the file, not the item's number.
    return tuple(part for part in location if isinstance(part, str) and part != "[key]")


def _without(data: Data, place: Location) -> Data:
    """A copy of `data` without the value at `place`."""
    key, *rest = place
    if rest and isinstance(data.get(key), dict):
        return {**data, key: _without(data[key], tuple(rest))}
    return {name: value for name, value in data.items() if name != key}


def _describe(error: ErrorDetails) -> str:
    match error["type"]:
        case "extra_forbidden":
            return _describe_unknown(error)
        case "union_tag_invalid":
            return f'must be "OFF", "OPTIONAL" or "ON", not {error["ctx"]["tag"]!r}'
        case "union_tag_not_found":
            return 'is missing; it is "OFF", "OPTIONAL" or "ON"'
    return message_of(error)


def _describe_unknown(error: ErrorDetails) -> str:
    """Tell a key that its MFA mode does not have from one that is misspelt."""
    *tables, key = map(str, error["loc"])
    known = _fields_at(tables)
    if tables == ["mfa", "OFF"] and key in _fields_at(["mfa", "ON"]):
        return 'goes with mode = "OPTIONAL" or "ON" only: Cognito refuses factors with MFA off. Remove it'
    close = difflib.get_close_matches(key, known, n=1)
    return (
        f"unknown; did you mean {close[0]}?" if close else f"unknown; there are: {', '.join(sorted(known))}"
    )


def _fields_at(tables: list[str]) -> list[str]:
    models: list[type[BaseModel]] = [Settings]
    for part in tables:
        fields = [model.model_fields[part] for model in models if part in model.model_fields]
        models = (
            [m for field in fields for m in _models(field.annotation)]
            # The union's tag follows its name in a location, and tells which of the models it is.
            or [model for model in models if part in _modes(model)]
            # A name of the team's own, such as an app client's: its section stands for each.
            or models
        )
    return [field for model in models for field in model.model_fields]


def _modes(model: type[BaseModel]) -> tuple[Any, ...]:
    return get_args(model.model_fields["mode"].annotation) if "mode" in model.model_fields else ()


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]
