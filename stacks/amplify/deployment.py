"""What Amplify's files say about an env that it deployed: parameters of this env alone, and the roles."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from stacks.amplify.files import Files, checked, read_object

Parameters = dict[str, Any]


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Provider(_File):
    """The env's root stack."""

    authenticated_role: str | None = Field(None, validation_alias="AuthRoleArn")
    guest_role: str | None = Field(None, validation_alias="UnauthRoleArn")
    stack: str | None = Field(None, validation_alias="StackName")


class _Env(_File):
    """An env in team-provider-info.json."""

    provider: _Provider = Field(_Provider(), validation_alias="awscloudformation")
    categories: dict[str, dict[str, Parameters]] = {}


class _Resource(_File):
    output: dict[str, Any] = {}


class _Meta(_File):
    """amplify-meta.json, of the one env that is checked out."""

    providers: dict[str, _Provider] = {}
    auth: dict[str, _Resource] = {}


@dataclass(frozen=True)
class Deployment:
    """An env; empty where Amplify's files do not say anything about it."""

    known: bool = False
    """Whether team-provider-info.json was there. Then an env that it lacks was never deployed by Amplify."""
    deployed: bool = False
    """Whether Amplify deployed the env."""
    parameters: Parameters = field(default_factory=dict)
    """The parameters of the auth resource in this env, which Amplify puts over its answers."""
    functions: dict[str, Parameters] = field(default_factory=dict)
    """The parameters of functions in this env."""
    authenticated_role: str | None = None
    """The ARN of the role of users who signed in."""
    guest_role: str | None = None
    """The ARN of the role of guests."""
    group_roles: dict[str, str] = field(default_factory=dict)
    """The ARNs of the groups' roles, by the groups' names."""


def read_deployment(files: Files, env: str) -> Deployment:
    """Read what the files say about an env.

    :raises AmplifyError: a file is not what it is given as.
    """
    known = files.environments.exists()
    content = read_object(files.field, files.environments) if known else {}
    deployed = env in content
    info = checked(_Env, content.get(env, {}), files.field)
    outputs, provider = _outputs(files, env)
    return Deployment(
        known=known,
        deployed=deployed or provider.stack is not None,
        parameters=info.categories.get("auth", {}).get(files.answers.parent.name, {}),
        functions=info.categories.get("function", {}),
        authenticated_role=info.provider.authenticated_role or provider.authenticated_role,
        guest_role=info.provider.guest_role or provider.guest_role,
        group_roles={
            name.removesuffix("GroupRole"): str(arn)
            for name, arn in outputs.items()
            if name.endswith("GroupRole")
        },
    )


def _outputs(files: Files, env: str) -> tuple[dict[str, Any], _Provider]:
    """The groups' outputs and the root stack in amplify-meta.json, where it is this env's."""
    for path in files.outputs:
        if not path.exists():
            continue
        meta = checked(_Meta, read_object(files.field, path), files.field)
        provider = meta.providers.get("awscloudformation", _Provider())
        # amplify-PROJECT-ENV-ID: the name is the only place where the file says which env it is of.
        if provider.stack and f"-{env}-" in provider.stack:
            return meta.auth.get("userPoolGroups", _Resource()).output, provider
    return {}, _Provider()
