"""What a project's override.ts changes.

It is code, which is not run here. Its effect is in the templates that `amplify push` leaves in `build/`: they
are compared with what Amplify's generator (auth-cognito-stack-builder.ts) makes of the answers alone.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from stacks.amplify.answers import STANDARD_ATTRIBUTES, words
from stacks.amplify.files import Files, checked, read_object
from stacks.amplify.project import Project
from stacks.service import AttributeType
from stacks.settings.attributes import Attribute

Properties = dict[str, Any]

_COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_IMPORTS = re.compile(r"import\b[^;'\"]*['\"][^'\"]*['\"]\s*;?")
_PARAMETERS = r"\([^)]*\)\s*(:[^={]*)?"
_EMPTY = re.compile(
    rf"(export\s+)?((async\s+)?function\s+override\s*{_PARAMETERS}"
    rf"|(const|let|var)\s+override\s*(:[^=]*)?=\s*(async\s+)?({_PARAMETERS}|\w+\s*)=>\s*)"
    r"\{\s*;?\s*\}\s*;?"
)

# What has no answer of its own: names that the env is part of, and references.
_IGNORED = {
    "AssumeRolePolicyDocument", "ClientName", "CognitoIdentityProviders", "IdentityPoolName", "LambdaConfig",
    "OpenIdConnectProviderARNs", "RoleArn", "RoleName", "SmsConfiguration", "SupportedLoginProviders",
    "UserPoolId", "UserPoolName",
}  # fmt: skip
# What only later versions of the generator write.
_OPTIONAL = {"UserAttributeUpdateSettings", "Description"}


_POOL = "UserPool"


class _Limits(BaseModel):
    """What a value of an attribute may be; the numbers are texts."""

    model_config = ConfigDict(extra="ignore")

    shortest: int | None = Field(None, validation_alias="MinLength")
    longest: int | None = Field(None, validation_alias="MaxLength")
    smallest: int | None = Field(None, validation_alias="MinValue")
    largest: int | None = Field(None, validation_alias="MaxValue")


class _Attribute(BaseModel):
    """An attribute in a pool's `Schema`."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(validation_alias="Name")
    type: AttributeType = Field("String", validation_alias="AttributeDataType")
    mutable: bool = Field(True, validation_alias="Mutable")
    developer_only: bool = Field(False, validation_alias="DeveloperOnlyAttribute")
    text: _Limits | None = Field(None, validation_alias="StringAttributeConstraints")
    number: _Limits | None = Field(None, validation_alias="NumberAttributeConstraints")

    @property
    def full_name(self) -> str:
        """The name by which Cognito has it."""
        prefix = "dev:custom:" if self.developer_only else "custom:"
        return f"{prefix}{self.name.removeprefix(prefix).removeprefix('custom:')}"

    @property
    def setting(self) -> Attribute:
        """What an environment file says of it."""
        text, number = self.text, self.number
        return Attribute.model_construct(
            type=self.type,
            mutable=self.mutable,
            length=(text.shortest, text.longest) if text else None,
            range=(number.smallest, number.largest) if number else None,
        )


def is_empty(path: Path) -> bool:
    """Whether an override.ts changes nothing: `amplify override auth` makes a function without a body."""
    # What is no text at all is not empty, either.
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    code = _IMPORTS.sub("", _COMMENTS.sub("", text)).strip()
    return not code or _EMPTY.fullmatch(code) is not None


def filled_overrides(files: Files) -> list[Path]:
    """The overrides of the resource and of its groups that may change something."""
    return [path for path in files.overrides if path.exists() and not is_empty(path)]


def changes_by_override(files: Files, project: Project) -> list[str] | None:
    """What the overrides change, as `UserPool.Property: value`; None where there is no template to tell it.

    :raises AmplifyError: a template is not what its name says.
    """
    found: list[str] | None = None
    for path, expected in ((files.template, _auth(project)), (files.groups_template, _groups(project))):
        if path is None:
            continue
        found = found or []
        built = _built(files.field, path)
        for name in expected.keys() & built.keys():
            found += _differences(name, expected[name], built[name])
    return found and sorted(found)


def custom_attributes(files: Files) -> dict[str, Attribute]:
    """The custom attributes that an override made, by their names."""
    if files.template is None:
        return {}
    schema = _built(files.field, files.template).get(_POOL, {}).get("Schema") or []
    attributes = [checked(_Attribute, item, files.field) for item in schema]
    return {each.full_name: each.setting for each in attributes if each.name not in STANDARD_ATTRIBUTES}


def _built(field: str, path: Path) -> dict[str, Properties]:
    """The properties of the template's resources, with the parameters that the build has put in."""
    resources = read_object(field, path).get("Resources", {})
    parameters_file = path.with_name("parameters.json")
    parameters = read_object(field, parameters_file) if parameters_file.exists() else {}
    return {
        name: _resolved(resource.get("Properties", {}), parameters) for name, resource in resources.items()
    }


def _auth(project: Project) -> dict[str, Properties]:
    """The resources whose properties follow from the answers, as Amplify makes them."""
    answers = project.answers
    verified = project.auto_verified
    phone = [*answers.auto_verified_attributes, *answers.required_attributes, *answers.username_attributes]
    mfa = answers.mfa_configuration != "OFF"
    asks_sms = (mfa and "SMS Text Message" in answers.mfa_types) or "phone_number" in phone
    factors = [
        *(["SMS_MFA"] if asks_sms else []),
        *(["SOFTWARE_TOKEN_MFA"] if "TOTP" in answers.mfa_types else []),
    ]
    classes = answers.password_policy_characters
    pool: Properties = {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": answers.password_policy_min_length,
                "RequireLowercase": "Requires Lowercase" in classes,
                "RequireNumbers": "Requires Numbers" in classes,
                "RequireSymbols": "Requires Symbols" in classes,
                "RequireUppercase": "Requires Uppercase" in classes,
            }
        },
        "Schema": [{"Name": name, "Required": True, "Mutable": True} for name in answers.required_attributes],
        "MfaConfiguration": answers.mfa_configuration,
        "AutoVerifiedAttributes": verified,
        "AliasAttributes": answers.alias_attributes,
        "UsernameAttributes": answers.username_attributes if answers.signs_in_with_attributes else [],
        "EnabledMfas": factors if mfa and project.flags.use_enabled_mfas else [],
    }
    if answers.username_case_sensitive is not None:
        pool["UsernameConfiguration"] = {"CaseSensitive": answers.username_case_sensitive}
    if verified:
        pool["UserAttributeUpdateSettings"] = {"AttributesRequireVerificationBeforeUpdate": verified}
    if "email" in verified:
        pool["EmailVerificationMessage"] = answers.email_verification_message
        pool["EmailVerificationSubject"] = answers.email_verification_subject
    if asks_sms or not project.flags.use_enabled_mfas:
        pool["SmsAuthenticationMessage"] = answers.sms_authentication_message
        pool["SmsVerificationMessage"] = answers.sms_verification_message
    client = _client(project)
    resources = {
        _POOL: pool,
        "UserPoolClientWeb": client,
        "UserPoolClient": {**client, "GenerateSecret": answers.userpool_client_generate_secret},
    }
    if answers.auth_selections == "identityPoolAndUserPool":
        resources["IdentityPool"] = {
            "AllowUnauthenticatedIdentities": answers.allow_unauthenticated_identities
        }
    return resources


def _client(project: Project) -> Properties:
    answers = project.answers
    client: Properties = {
        "RefreshTokenValidity": answers.userpool_client_refresh_token_validity,
        "TokenValidityUnits": {"RefreshToken": "days"},
    }
    if answers.userpool_client_set_attributes:
        client["ReadAttributes"] = answers.userpool_client_read_attributes
        client["WriteAttributes"] = answers.userpool_client_write_attributes
    if answers.o_auth_metadata:
        client["AllowedOAuthFlowsUserPoolClient"] = True
        client["AllowedOAuthFlows"] = answers.o_auth_metadata.flows
        client["AllowedOAuthScopes"] = answers.o_auth_metadata.scopes
        client["CallbackURLs"] = answers.o_auth_metadata.callbacks
        client["LogoutURLs"] = answers.o_auth_metadata.logouts
        client["SupportedIdentityProviders"] = [*answers.user_pool_providers, "COGNITO"]
    return client


def _groups(project: Project) -> dict[str, Properties]:
    resources: dict[str, Properties] = {}
    for group in project.groups:
        resources[f"{group.name}Group"] = {
            "GroupName": group.name,
            "Precedence": group.precedence,
            "Description": "override success",
        }
        resources[f"{group.name}GroupRole"] = {"Policies": list(group.policies)}
    return resources


def _resolved(value: Any, parameters: Properties) -> Any:
    """The value with the parameters that the build has put in."""
    match value:
        case {"Ref": str(name), **rest} if not rest and name in parameters:
            return parameters[name]
        case dict():
            return {key: _resolved(item, parameters) for key, item in value.items()}
        case list():
            return [_resolved(item, parameters) for item in value]
    return value


def _differences(path: str, expected: Any, built: Any) -> Iterator[str]:
    expected, built = _by_name(expected), _by_name(_without_custom(path, built))
    if isinstance(expected, dict) and isinstance(built, dict):
        for key in sorted({*expected, *built} - _IGNORED):
            if key not in built and (key in _OPTIONAL or not expected[key]):
                continue
            yield from _differences(f"{path}.{key}", expected.get(key), built.get(key))
    elif _comparable(expected) != _comparable(built):
        yield f"{path}: {'removed' if built is None else json.dumps(built)}"


def _without_custom(path: str, built: Any) -> Any:
    """A schema without custom attributes, which are read into the settings."""
    if path != f"{_POOL}.Schema" or not isinstance(built, list):
        return built
    return [item for item in built if item.get("Name") in STANDARD_ATTRIBUTES]


def _by_name(value: Any) -> Any:
    """A schema's attributes, by their names."""
    if isinstance(value, list) and value and all(isinstance(item, dict) and "Name" in item for item in value):
        return {item["Name"]: {key: item[key] for key in item if key != "Name"} for item in value}
    return value


def _comparable(value: Any) -> Any:
    """Templates have texts for numbers and for booleans, and lists as one text."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return sorted(words(value))
    if isinstance(value, list) and all(isinstance(item, dict) and "PolicyName" in item for item in value):
        return sorted(str(item["PolicyName"]) for item in value)
    if value is None or isinstance(value, list | dict):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
