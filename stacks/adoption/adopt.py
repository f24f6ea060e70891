"""Adopts a pool: from AWS's answers to a file that is proven to describe the pool as it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from stacks import service
from stacks.adoption.answers import Answers
from stacks.adoption.client_sections import client_keys
from stacks.adoption.comparison import Difference, compare, import_mapping
from stacks.adoption.draft import Draft
from stacks.adoption.draft import Path as Place
from stacks.adoption.environment_file import render
from stacks.adoption.existing import Existing, existing, has_secret, provider_groups
from stacks.adoption.outside import outside
from stacks.adoption.sections import draft_of
from stacks.checks.update_guard.compare import NAME as GUARD
from stacks.checks.update_guard.identity import LEFT_BEHIND
from stacks.constructs.outputs import client_id_output
from stacks.loading import parse_environment
from stacks.settings import Environment
from stacks.settings.sections import FINDING_ID
from stacks.template import Template, resources
from stacks.trial import Trial, synthesize

REASON: Final = "as adopted"
# Until the import, the pool exists and no stack holds it, which the guard takes for a mistake.
FOR_THE_IMPORT: Final = {f"{GUARD}::{LEFT_BEHIND}": f"{REASON}: remove this line after the import"}

# What a section of the file is about, so that what the settings refuse stays outside as a whole.
_TYPE_OF_SECTION: Final = {
    "groups": service.GROUP,
    "domain": service.DOMAIN,
    "resource_servers": service.RESOURCE_SERVER,
    "identity_providers": service.IDENTITY_PROVIDER,
    "identity_pool": service.IDENTITY_POOL,
    "risk_configuration": service.RISK_CONFIGURATION,
}
# Of these, a file can have several.
_NAMED: Final = frozenset({service.GROUP, service.RESOURCE_SERVER, service.IDENTITY_PROVIDER})
# What can stay outside as a whole, if the file does not describe it.
_SEPARATE: Final = frozenset({*_TYPE_OF_SECTION.values(), service.ROLE_ATTACHMENT, service.PRINCIPAL_TAG})
_IDENTITY_POOL_PARTS: Final = frozenset(
    {service.IDENTITY_POOL, service.ROLE_ATTACHMENT, service.PRINCIPAL_TAG}
)


class Refusal(NamedTuple):
    """What the settings refuse."""

    source: str
    """The property, such as `UserPool.MfaConfiguration`."""
    text: str
    """Why."""


class AdoptionError(Exception):
    """No file can be made of a pool. Its text has one line per error."""


@dataclass(frozen=True)
class Adoption:
    """What adopting a pool comes to."""

    name: str
    """The environment's."""
    text: str
    """The environment file."""
    mapping: dict[str, dict[str, str]]
    """For `cdk import`."""
    taken: tuple[str, ...]
    """What is in the file, a line each."""
    added: tuple[str, ...]
    """What the first deployment adds to what exists, a line each."""
    outside: tuple[str, ...]
    """What stays outside the stack, a line each."""
    inexpressible: tuple[str, ...]
    """What no setting expresses, a line each: a property such as `UserPool.MfaConfiguration`, and why."""


@dataclass(frozen=True)
class _Attempt:
    """A file, and what it would change."""

    environment: Environment
    text: str
    trial: Trial
    mapping: dict[str, dict[str, str]]
    differences: list[Difference]


def adopt(answers: Answers, name: str, file: Path) -> Adoption:
    """Describe a pool by an environment file.

    What belongs to the pool and cannot be described exactly stays outside, as a whole. What cannot be
    described of the pool and its clients is listed, and the file does without.

    :param name: the environment's.
    :param file: where the file will be, for the messages.
    :raises AdoptionError: there is no such file.
    """
    items = [item for item in existing(answers) if _can_be_taken(item, answers)]
    refusals: dict[Place, Refusal] = {}
    acknowledged: tuple[str, ...] = ()
    while True:
        draft = draft_of(answers, items)
        for path in refusals:
            draft.remove(path)
        refused = _settle(draft, refusals)
        if refused:
            items = _without(items, refused)
            continue
        draft.data["acknowledge"] = {**FOR_THE_IMPORT, **dict.fromkeys(acknowledged, REASON)}
        attempt = _attempt(draft, answers, items, file)
        apart = {(d.type, d.name) for d in attempt.differences if d.type in _SEPARATE}
        failures = {finding.id: f"{finding.id}: {finding.text}" for finding in attempt.trial.failures}
        if apart:
            items = _without(items, apart)
        elif failures.keys() & set(acknowledged) or not all(
            re.fullmatch(FINDING_ID, id_) for id_ in failures
        ):
            # Some findings cannot be acknowledged.
            raise AdoptionError("\n".join(failures.values()))
        elif failures:
            acknowledged = (*acknowledged, *failures)
        else:
            return _adoption(name, answers, items, attempt, refusals)


def _can_be_taken(item: Existing, answers: Answers) -> bool:
    """Whether a resource can be in a file at all."""
    match item.type:
        case service.IDENTITY_PROVIDER:
            return not has_secret(item.properties)
        case service.RISK_CONFIGURATION:
            return item.name == "ALL"
        case service.GROUP:
            return item.name not in provider_groups(answers)
    return True


def _settle(draft: Draft, refusals: dict[Place, Refusal]) -> set[tuple[str, str]]:
    """Take away what the settings refuse, until they take the rest.

    :param refusals: filled with what is refused, by its place in the file.
    :return: the resources that cannot be in the file.
    """
    while refused := list(draft.refused()):
        apart: set[tuple[str, str]] = set()
        new: dict[Place, Refusal] = {}
        for path, source, text in refused:
            type_ = _TYPE_OF_SECTION.get(path[0]) if path else None
            if type_:
                apart.add((type_, path[1] if type_ in _NAMED else ""))
            else:
                new.setdefault(path, Refusal(source, text))
        if apart:
            return apart
        if () in new or new.keys() & refusals.keys():
            # Nothing can be taken away any more: what is refused has to be in a file.
            # What is taken away is missing then, which goes without saying.
            told = {source: f"{source}: {text}" for source, text in (*new.values(), *refusals.values())}
            raise AdoptionError("\n".join(told.values()))
        refusals |= new
        for path in new:
            draft.remove(path)
    return set()


def _without(items: Iterable[Existing], apart: Iterable[tuple[str, str]]) -> list[Existing]:
    """What is left; an identity pool goes with its roles and tags."""
    names = set(apart)
    if any(type_ in _IDENTITY_POOL_PARTS for type_, _ in names):
        names |= {(type_, "") for type_ in _IDENTITY_POOL_PARTS}
    left = [item for item in items if item.key not in names and (item.type, "") not in names]
    if len(left) == len(list(items)):
        raise AdoptionError(
            "\n".join(f"{type_} {name} is not as the file describes it" for type_, name in names)
        )
    return left


def _attempt(draft: Draft, answers: Answers, items: list[Existing], file: Path) -> _Attempt:
    text = render(draft.data, _heading(answers))
    environment = parse_environment(text, file)
    trial = synthesize(environment)
    ids = {key: client_id for client_id, key in client_keys(answers).items()}
    clients = {logical_id: ids[key] for logical_id, key in _client_keys(environment, trial.template).items()}
    mapping = import_mapping(trial.template, items, clients)
    differences = list(compare(trial.template, answers, items, mapping, environment.settings.tags))
    return _Attempt(environment, text, trial, mapping, differences)


def _heading(answers: Answers) -> str:
    return f"The user pool {answers.user_pool_id}, as it is: adopted by `auth adopt`."


def _adoption(
    name: str,
    answers: Answers,
    items: list[Existing],
    attempt: _Attempt,
    refusals: Mapping[Place, Refusal],
) -> Adoption:
    in_stack = {tuple(sorted(identifiers.items())) for identifiers in attempt.mapping.values()}
    taken = [item for item in items if tuple(sorted(item.identifiers.items())) in in_stack]
    refused = [f"{source}: {text} ({'.'.join(path)})" for path, (source, text) in refusals.items()]
    of_pool = [d for d in attempt.differences if d.type in (service.USER_POOL, service.CLIENT)]
    # What follows from a refusal is told with it, and a new resource, such as a role, with what refers to it.
    differences = [
        str(difference)
        for difference in of_pool or attempt.differences
        if not any(difference.qualified.startswith(source) for source, _ in refusals.values())
    ]
    return Adoption(
        name=name,
        text=attempt.text,
        mapping=attempt.mapping,
        taken=tuple(f"{_kind(item)} {item.properties.get('ClientName', item.name)}" for item in taken),
        added=tuple(_added(attempt)),
        outside=tuple(outside(answers, {item.key for item in taken})),
        inexpressible=(*refused, *differences),
    )


def _kind(item: Existing) -> str:
    return item.type.rpartition("::")[2]


def _added(attempt: _Attempt) -> Iterable[str]:
    for resource in resources(attempt.trial.template, "AWS::Lambda::Permission").values():
        yield f"a permission for this pool to call {resource['Properties']['FunctionName']}"
    if attempt.environment.settings.tags:
        yield "the pool's tags on everything in the stack"


def _client_keys(environment: Environment, template: Template) -> dict[str, str]:
    """The settings' names of the app clients, by their logical ids: the outputs tell, no property does."""
    outputs = template.get("Outputs", {})
    return {outputs[client_id_output(key)]["Value"]["Ref"]: key for key in environment.settings.clients}
