"""Reads Amplify Gen 1's own files.

One direction: files become typed answers here, and those become settings (`to_settings`), which are checked
like those of any other environment file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from stacks.amplify.access import granted, granted_to_groups
from stacks.amplify.answers import ADD_TO_GROUP, STANDARD_ATTRIBUTES, Answers, words
from stacks.amplify.deployment import Deployment, read_deployment
from stacks.amplify.files import AmplifyError, Files, checked, find_files, read_json, read_object
from stacks.amplify.flags import NEW_PROJECT, Flags, read_flags
from stacks.amplify.overrides import changes_by_override, custom_attributes, filled_overrides
from stacks.amplify.project import Group, Project
from stacks.amplify.requests import AddAuthRequest, UpdateAuthRequest, added, updated
from stacks.amplify.to_settings import SIGN_IN_ATTRIBUTES
from stacks.amplify.warnings import about_override, about_request, about_update
from stacks.service import SYSTEM_ATTRIBUTES
from stacks.settings.amplify import Amplify


class _Policy(BaseModel):
    """A policy of a group's role; its document stays with the role."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = Field(validation_alias="PolicyName")


class _Group(BaseModel):
    """A group in user-pool-group-precedence.json."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = Field(validation_alias="groupName")
    precedence: int = Field(ge=0)
    policies: list[_Policy] = Field([], validation_alias="customPolicies")


class _Groups(BaseModel):
    groups: list[_Group]


def read(section: Amplify, folder: Path, env: str) -> Project:
    """Read the files that an `[amplify]` section names.

    :param folder: where the environment file is; the section's paths are relative to it.
    :param env: Amplify's env, where the section does not give it.
    :raises AmplifyError: a file is missing, or is not what it is given as; all errors are in the text.
    """
    env = section.env or env
    if section.add_request is not None:
        field, project = "add_request", _from_requests(section, folder, env)
    else:
        files = find_files(section, folder)
        field, project = files.field, _from_files(files, env)
    errors = [f"amplify.{field}: {error}" for error in _errors(project.answers)]
    if errors:
        raise AmplifyError("\n".join(errors))
    return project


def _from_files(files: Files, env: str) -> Project:
    deployment = read_deployment(files, env)
    answers = _answers(files, deployment)
    flags = (
        read_flags(files.field, files.flags, env) if files.flags.exists() else _flags_without_file(answers)
    )
    project = Project(
        answers,
        flags,
        env,
        groups=_groups(files, answers, deployment),
        join_groups=_join_groups(files, answers, deployment),
        deployment=deployment,
        whole=files.backend is not None,
        access=granted(files),
        custom_attributes=custom_attributes(files),
    )
    warnings = about_override(filled_overrides(files), changes_by_override(files, project))
    return replace(project, warnings=tuple(warnings))


def _answers(files: Files, deployment: Deployment) -> Answers:
    content = read_object(files.field, files.answers)
    if content.get("serviceType") == "imported":
        raise AmplifyError(
            f"amplify.{files.field}: {files.answers} is of an imported user pool (serviceType imported): the "
            "pool is not Amplify's. Adopt the pool itself, with `auth adopt NAME --user-pool-id ID`; in "
            "Amplify, nothing has to be removed but the import"
        )
    # Before version 7 of Amplify's CLI, parameters.json has the same answers without the level above them.
    found = content.get("cognitoConfig", content if "authSelections" in content else None)
    if not isinstance(found, dict):
        raise AmplifyError(
            f"amplify.{files.field}: {files.answers} is neither a cli-inputs.json, which has cognitoConfig, "
            "nor the parameters.json of an older CLI, which has authSelections"
        )
    return checked(Answers, found | deployment.parameters, files.field)


def _flags_without_file(answers: Answers) -> Flags:
    """The flags of a project without cli.json: those of an existing project, but for the one that the answers
    of a newer CLI repeat."""
    return Flags(use_enabled_mfas=bool(answers.use_enabled_mfas))


def _groups(files: Files, answers: Answers, deployment: Deployment) -> tuple[Group, ...]:
    """The groups of their own file; in the answers they are in the order of their precedence."""
    if files.groups.exists():
        content = {"groups": read_json(files.field, files.groups)}
        listed = checked(_Groups, content, files.field).groups
    else:
        names = answers.user_pool_group_list
        listed = [_Group(groupName=name, precedence=number) for number, name in enumerate(names, start=1)]
    storage = granted_to_groups(files)
    return tuple(
        Group(
            name=group.name,
            precedence=group.precedence,
            role=deployment.group_roles.get(group.name),
            policies=(*(policy.name for policy in group.policies), *storage.get(group.name, ())),
        )
        for group in listed
    )


def _join_groups(files: Files, answers: Answers, deployment: Deployment) -> tuple[str, ...]:
    """The group of Amplify's own trigger that adds new users to one, where nothing else is in its place."""
    if answers.triggers.get("PostConfirmation") != [ADD_TO_GROUP]:
        return ()
    function = f"{answers.resource_name}PostConfirmation"
    file = files.backend and files.backend / "function" / function / "parameters.json"
    own = read_object(files.field, file) if file and file.exists() else {}
    group = deployment.functions.get(function, {}).get("GROUP") or own.get("GROUP")
    return (str(group),) if group else ()


def _from_requests(section: Amplify, folder: Path, env: str) -> Project:
    flags = read_flags("cli_json", folder / section.cli_json) if section.cli_json else NEW_PROJECT
    content = read_object("add_request", folder / str(section.add_request))
    request = checked(AddAuthRequest, content, "add_request")
    warnings = list(about_request(request, aliases_are_used=flags.force_alias_attributes))
    answers = added(request, flags)
    for path in section.update_requests:
        content = read_object("update_requests", folder / path)
        update = checked(UpdateAuthRequest, content, "update_requests")
        warnings += about_update(update, mode=answers.mfa_configuration)
        answers = updated(answers, update)
    names = answers.user_pool_group_list
    groups = tuple(Group(name, precedence) for precedence, name in enumerate(names, start=1))
    return Project(answers, flags, env, groups=groups, warnings=tuple(warnings))


def _errors(answers: Answers) -> Iterator[str]:
    """What no pool can be made of, whatever the environment file says itself."""
    if answers.auth_selections == "identityPoolOnly":
        yield "authSelections: is identityPoolOnly: there is no user pool in it to be made"
    if answers.mfa_configuration != "OFF" and not answers.mfa_types:
        yield (
            f"mfaTypes: is empty, and mfaConfiguration is {answers.mfa_configuration}: Cognito refuses MFA "
            "without a factor. Name SMS Text Message or TOTP, or set OFF"
        )
    if answers.signs_in_with_attributes and words(answers.alias_attributes):
        yield "aliasAttributes: goes without usernameAttributes: Cognito refuses both in one pool"
    if answers.hosted_ui and answers.o_auth_metadata is None:
        yield "oAuthMetadata: is missing, and hostedUI is true"
    writable = {*STANDARD_ATTRIBUTES}
    readable = writable | SYSTEM_ATTRIBUTES
    known_names = [
        ("usernameAttributes", answers.username_attributes, {*SIGN_IN_ATTRIBUTES, "username"}),
        ("aliasAttributes", answers.alias_attributes, {*SIGN_IN_ATTRIBUTES}),
        ("requiredAttributes", answers.required_attributes, writable),
    ]
    if answers.userpool_client_set_attributes:
        known_names += [
            ("userpoolClientReadAttributes", _standard(answers.userpool_client_read_attributes), readable),
            ("userpoolClientWriteAttributes", _standard(answers.userpool_client_write_attributes), writable),
        ]
    for answer, given, known in known_names:
        unknown = [name for name in words(given) if name not in known]
        if unknown:
            known_text = ", ".join(sorted(known))
            yield f"{answer}: {', '.join(unknown)}: no such attribute; the attributes are: {known_text}"


def _standard(attributes: Iterable[str]) -> list[str]:
    """Without custom attributes, which the environment file's own sections have to make."""
    return [name for name in words(attributes) if ":" not in name]
