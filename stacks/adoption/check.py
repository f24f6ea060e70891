"""Compares an environment with the pool that it adopted, after the import and after a deployment."""

from pathlib import Path

from stacks.adoption.answers import Answers
from stacks.adoption.comparison import Difference, ImportMapping, compare, import_mapping
from stacks.adoption.existing import existing
from stacks.settings import Environment
from stacks.text_file import TextFileError, read_json
from stacks.trial import synthesize


class MappingError(Exception):
    """The mapping of an environment cannot be used. Its text says why."""


def mapping_file(folder: Path, name: str) -> Path:
    """Where the mapping of an environment is."""
    return folder / f"{name}.import.json"


def read_mapping(file: Path) -> ImportMapping:
    """Read what `auth adopt` wrote for `cdk import`.

    :raises MappingError: there is no such file, or it is another's.
    """
    try:
        content = read_json(file)
    except TextFileError as error:
        raise MappingError(f"{file}: {error}") from error
    if not isinstance(content, dict) or not all(isinstance(each, dict) for each in content.values()):
        raise MappingError(f"{file}: is not the mapping that auth adopt writes")
    mapping: ImportMapping = content
    return mapping


def adopted_ids(mapping: ImportMapping) -> tuple[str | None, str | None]:
    """The ids of the user pool and of the identity pool in a mapping."""

    def only(key: str) -> str | None:
        return next((each[key] for each in mapping.values() if [*each] == [key]), None)

    return only("UserPoolId"), only("Id")


def differences(environment: Environment, answers: Answers, mapping: ImportMapping) -> list[Difference]:
    """What a deployment of the environment would change of the pool, and what the file no longer has."""
    template = synthesize(environment).template
    clients = {logical_id: each["ClientId"] for logical_id, each in mapping.items() if "ClientId" in each}
    items = list(existing(answers))
    current = import_mapping(template, items, clients)
    gone = [
        Difference(item.type, item.name, "(removed)", "adopted", None)
        for logical_id, identifiers in mapping.items()
        if logical_id not in template["Resources"]
        for item in items
        if item.identifiers == identifiers
    ]
    return [*compare(template, answers, items, current, environment.settings.tags), *gone]
