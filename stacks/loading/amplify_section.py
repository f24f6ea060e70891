"""Reads the Amplify files that `[amplify]` names, in an environment file or a base."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stacks import amplify
from stacks.loading.bases import Layers
from stacks.loading.errors import FileError
from stacks.loading.file_errors import file_errors
from stacks.loading.toml_file import Data
from stacks.settings.amplify import Amplify


def read_amplify_section(layers: Layers) -> tuple[amplify.Project | None, Data, list[FileError]]:
    """What the files that `[amplify]` names say, as settings; or why they cannot be used."""
    content = layers.data.get("amplify")
    if content is None:
        return None, {}, []
    file = layers.origin(("amplify",)) or layers.own.file
    try:
        section = Amplify.model_validate(content)
    except ValidationError as error:
        below = [ErrorDetails({**each, "loc": ("amplify", *each["loc"])}) for each in error.errors()]
        return None, {}, file_errors(below, layers.data, layers, {})
    if errors := list(section.rule_errors()):
        return None, {}, [FileError(file, f"amplify.{error.field}: {error.text}") for error in errors]
    try:
        project = amplify.read(_with_paths(section, layers), Path(), layers.own.file.stem)
    except amplify.AmplifyError as error:
        return None, {}, [FileError(file, line) for line in str(error).splitlines()]
    providers = layers.data.get("identity_providers")
    sections = providers if isinstance(providers, dict) else {}
    return project, amplify.to_settings(project, providers=sections).model_dump(exclude_unset=True), []


def _with_paths(section: Amplify, layers: Layers) -> Amplify:
    """The section with its paths relative to the working directory instead of to the file that has them."""
    paths: Data = {}
    for field in section.PATHS:
        folder = (layers.origin(("amplify", field)) or layers.own.file).parent
        value = getattr(section, field)
        if isinstance(value, str):
            paths[field] = str(folder / value)
        elif value:
            paths[field] = tuple(str(folder / each) for each in value)
    return section.model_copy(update=paths)
