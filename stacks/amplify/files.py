"""Where Amplify's files are, and their content as JSON; the error that names what is wrong with one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from stacks import text_file
from stacks.error_text import describe
from stacks.settings.amplify import Amplify

Model = TypeVar("Model", bound=BaseModel)

GROUPS_FOLDER = "userPoolGroups"


class AmplifyError(Exception):
    """The files cannot be used. Its text has a line per error: the field of `[amplify]`, the answer, the
    rule."""


@dataclass(frozen=True)
class Files:
    """The files of one auth resource. Only `answers` has to exist."""

    field: str
    """The field of `[amplify]` that names them."""
    answers: Path
    """cli-inputs.json; before version 7 of Amplify's CLI, parameters.json."""
    flags: Path
    """cli.json."""
    groups: Path
    """user-pool-group-precedence.json."""
    environments: Path
    """team-provider-info.json."""
    outputs: tuple[Path, ...]
    """amplify-meta.json, which has the outputs of the env that is checked out."""
    backend: Path | None
    """The folder of all categories; None for copied files."""

    @property
    def overrides(self) -> tuple[Path, ...]:
        """The code that changes the resource, and that changes its groups."""
        return self.answers.with_name("override.ts"), self.groups.with_name("override.ts")

    @property
    def template(self) -> Path | None:
        """The resource's template as `amplify push` made it last, with what the override changed."""
        return _built(self.answers)

    @property
    def groups_template(self) -> Path | None:
        """The template of the groups."""
        return _built(self.groups)


def _built(file: Path) -> Path | None:
    found = sorted((file.parent / "build").glob("*-cloudformation-template.json"))
    # Triggers have a template of their own beside the resource's.
    return next((path for path in found if not path.name.startswith("auth-trigger-")), None)


def find_files(section: Amplify, folder: Path) -> Files:
    """The files that an `[amplify]` section names by `project` or `cli_inputs`.

    :param folder: where the environment file is; the section's paths are relative to it.
    :raises AmplifyError: the project has no such auth resource, or several.
    """
    if section.project is not None:
        return _in_project(folder / section.project, section)
    answers = folder / str(section.cli_inputs)
    copies = answers.parent
    return Files(
        field="cli_inputs",
        answers=answers,
        flags=folder / section.cli_json if section.cli_json else copies / "cli.json",
        groups=copies / GROUPS_FOLDER / "user-pool-group-precedence.json",
        environments=copies / "team-provider-info.json",
        outputs=(copies / "amplify-meta.json",),
        backend=None,
    )


def _in_project(project: Path, section: Amplify) -> Files:
    auth = project / "backend" / "auth"
    if not auth.is_dir():
        raise AmplifyError(
            f"amplify.project: {project} has no backend/auth: give the folder `amplify` of a project"
        )
    answers = {path.parent.name: path for path in _answers_in(auth)}
    name = section.resource or (next(iter(answers)) if len(answers) == 1 else None)
    if name is None or name not in answers:
        if not answers:
            raise AmplifyError(
                f"amplify.project: has no auth resource in {auth}: each has a folder with cli-inputs.json "
                "or, of an older CLI, parameters.json"
            )
        said = f"{name} is not one of the" if name else "is missing, and there are several"
        raise AmplifyError(
            f"amplify.resource: {said} auth resources in {auth}. Name one: {', '.join(sorted(answers))}"
        )
    return Files(
        field="project",
        answers=answers[name],
        flags=project / "cli.json",
        groups=auth / GROUPS_FOLDER / "user-pool-group-precedence.json",
        environments=project / "team-provider-info.json",
        outputs=(
            project / "backend" / "amplify-meta.json",
            project / "#current-cloud-backend" / "amplify-meta.json",
        ),
        backend=project / "backend",
    )


def _answers_in(auth: Path) -> list[Path]:
    """The answers of each resource: cli-inputs.json, where a newer CLI has written it."""
    folders = sorted(path for path in auth.iterdir() if path.is_dir() and path.name != GROUPS_FOLDER)
    choices = [(folder / "cli-inputs.json", folder / "parameters.json") for folder in folders]
    return [next(filter(Path.exists, files)) for files in choices if any(map(Path.exists, files))]


def read_json(field: str, path: Path) -> Any:
    """The content of a JSON file.

    :param field: the field of `[amplify]` that names the file.
    :raises AmplifyError: the file cannot be read or is not JSON.
    """
    try:
        return text_file.read_json(path)
    except text_file.TextFileError as error:
        raise AmplifyError(f"amplify.{field}: {path} {error}") from error


def read_object(field: str, path: Path) -> dict[str, Any]:
    """The content of a JSON file that holds an object, as `read_json` reads it."""
    content = read_json(field, path)
    if not isinstance(content, dict):
        raise AmplifyError(f"amplify.{field}: {path} is not one of Amplify's files: it holds no object")
    return content


def checked(model: type[Model], content: object, field: str) -> Model:
    """The content of a file as its model.

    :raises AmplifyError: the content is not what the model describes; each error is a line.
    """
    try:
        return model.model_validate(_without_nulls(content))
    except ValidationError as error:
        lines = (f"amplify.{field}: {_name(e['loc'])}: {describe(e)}" for e in error.errors())
        raise AmplifyError("\n".join(dict.fromkeys(lines))) from error


def _without_nulls(value: Any) -> Any:
    """What is null is not set."""
    match value:
        case dict():
            return {key: _without_nulls(item) for key, item in value.items() if item is not None}
        case list():
            return [_without_nulls(item) for item in value]
    return value


def _name(location: tuple[int | str, ...]) -> str:
    """An error's place as the file has it: of a list, the answer is meant and not the item's number."""
    return ".".join(part for part in location if isinstance(part, str))
