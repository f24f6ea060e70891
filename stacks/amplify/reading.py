"""Reads Amplify Gen 1's own files into what an environment file would say.

The files become answers (`amplify_answers`), and the answers the tables of an environment file, which are
then checked like those of any other file. There is no second way into the constructs.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from stacks.amplify.answers import Answers, words
from stacks.amplify.requests import AddAuthRequest, UpdateAuthRequest, added, updated
from stacks.amplify.warnings import OVERRIDE, about_answers, about_request, about_update
from stacks.settings.amplify import Amplify
from stacks.settings.environment import ClientFileAnswers
from stacks.settings.section import SettingsWarning
from stacks.settings.types import message_of

Data = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)


class AmplifyError(Exception):
    """The files cannot be used. Its text names the field of `[amplify]`, the answer and the mistake."""


@dataclass(frozen=True)
class Flags:
    """The feature flags in Amplify's cli.json that change a pool; the defaults are those of a new project."""

    use_enabled_mfas: bool = True
    enable_case_insensitivity: bool = True
    force_alias_attributes: bool = False


@dataclass(frozen=True)
class Read:
    """What was read: the answers, and what is worth a warning."""

    answers: Answers
    flags: Flags
    warnings: tuple[SettingsWarning, ...]


def read(table: Amplify, folder: Path) -> Read:
    """Read the files that an `[amplify]` table names.

    :param folder: where the environment file is; the table's paths are relative to it.
    :raises AmplifyError: a file is missing, or is not what it is given as; all mistakes are in the text.
    """
    flags = _flags(_json_file("cli_json", folder / table.cli_json)) if table.cli_json else Flags()
    if table.cli_inputs:
        path = folder / table.cli_inputs
        content = _json_file("cli_inputs", path)
        if not isinstance(content.get("cognitoConfig"), dict):
            raise AmplifyError(
                f"amplify.cli_inputs: {path} is not a cli-inputs.json: it has no cognitoConfig"
            )
        answers = _checked(Answers, content["cognitoConfig"], "cli_inputs")
        warnings = [] if not path.with_name("override.ts").exists() else [OVERRIDE]
    else:
        answers, warnings = _from_requests(table, folder, flags)
    _refuse(answers, "cli_inputs" if table.cli_inputs else "add_request")
    own_flag = answers.use_enabled_mfas if not table.cli_json else None
    if own_flag is not None:
        flags = replace(flags, use_enabled_mfas=own_flag)
    return Read(answers, flags, (*warnings, *about_answers(answers)))


def tables(read: Read, env: str) -> Data:
    """The tables of an environment file that the answers stand for.

    :param env: what Amplify's names end in.
    """
    answers = read.answers
    data: Data = {
        "user_pool": _user_pool(read, env),
        "password_policy": _password_policy(answers),
        "mfa": _mfa(read),
        "email": _email(answers),
        "clients": _clients(answers),
        "groups": {name: precedence for precedence, name in enumerate(answers.user_pool_group_list, start=1)},
    }
    if _sends_sms(read):
        data["sms"] = {
            "authentication_message": answers.sms_authentication_message,
            "verification_message": answers.sms_verification_message,
            "external_id": f"{_truncated_name(answers)}_role_external_id",
        }
    if answers.auth_selections == "identityPoolAndUserPool":
        name = answers.identity_pool_name or f"{answers.resource_name}_identitypool_{answers.name_suffix}"
        data["identity_pool"] = {"name": f"{name}__{env}", "guests": answers.allow_unauthenticated_identities}
    if answers.hosted_ui:
        data["hosted_ui"] = _hosted_ui(answers, env)
    return data


def _user_pool(read: Read, env: str) -> Data:
    answers = read.answers
    name = answers.user_pool_name or f"{answers.resource_name}_userpool_{answers.name_suffix}"
    case_sensitive = answers.username_case_sensitive
    if case_sensitive is None and read.flags.enable_case_insensitivity:
        case_sensitive = False
    return {
        "name": f"{name}-{env}",
        "sign_in": words(answers.username_attributes) or ["username", *_aliases(read)],
        "case_sensitive": case_sensitive,
        "required_attributes": [_attribute(name) for name in words(answers.required_attributes)],
        "auto_verify": _auto_verified(read),
        # Amplify leaves it to Cognito.
        "account_recovery": None,
    }


def _aliases(read: Read) -> list[str]:
    return words(read.answers.alias_attributes)


def _auto_verified(read: Read) -> list[str]:
    """Amplify verifies aliases, too: Cognito lets users sign in with verified ones only."""
    attributes = words(read.answers.auto_verified_attributes) + _aliases(read)
    return [name for name in dict.fromkeys(attributes) if name in ("email", "phone_number")]


def _mfa(read: Read) -> Data:
    answers = read.answers
    if answers.mfa_configuration == "OFF":
        return {"mode": "OFF"}
    types = ["SMS"] if _sends_sms(read) else []
    types += ["TOTP"] if "TOTP" in answers.mfa_types else []
    return {"mode": answers.mfa_configuration, "types": types}


def _sends_sms(read: Read) -> bool:
    """Amplify's rule: with the old flag, its custom resource turns SMS on whatever the answers."""
    answers = read.answers
    phone = {*words(answers.required_attributes), *words(answers.username_attributes), *_auto_verified(read)}
    asked = answers.mfa_configuration != "OFF" and "SMS Text Message" in answers.mfa_types
    return "phone_number" in phone or asked or not read.flags.use_enabled_mfas


def _password_policy(answers: Answers) -> Data:
    classes = answers.password_policy_characters
    return {
        "minimum_length": answers.password_policy_min_length,
        "require_lowercase": "Requires Lowercase" in classes,
        "require_uppercase": "Requires Uppercase" in classes,
        "require_numbers": "Requires Numbers" in classes,
        "require_symbols": "Requires Symbols" in classes,
    }


def _email(answers: Answers) -> Data:
    return {
        "verification_message": answers.email_verification_message,
        "verification_subject": answers.email_verification_subject,
    }


def _clients(answers: Answers) -> Data:
    common: Data = {"refresh_token": f"{answers.userpool_client_refresh_token_validity} days"}
    if answers.userpool_client_set_attributes:
        for name, attributes in (
            ("read_attributes", answers.userpool_client_read_attributes),
            ("write_attributes", answers.userpool_client_write_attributes),
        ):
            common |= {name: [_attribute(each) for each in words(attributes)]} if attributes else {}
    name = f"{_truncated_name(answers)}_app_client"
    secret = answers.userpool_client_generate_secret
    return {
        "web": {"name": f"{name}Web", **common},
        "native": {"name": name, "generate_secret": secret, **common},
    }


def _hosted_ui(answers: Answers, env: str) -> Data:
    oauth = answers.o_auth_metadata
    assert oauth is not None  # noqa: S101 - _refuse has looked
    prefix = answers.hosted_ui_domain_name or f"{answers.resource_name}-{answers.name_suffix}".lower()
    return {
        "domain_prefix": f"{prefix}-{env}",
        "flow": oauth.flows[0],
        "scopes": oauth.scopes,
        "redirect_sign_in": oauth.callbacks,
        "redirect_sign_out": oauth.logouts,
    }


def _truncated_name(answers: Answers) -> str:
    return answers.resource_name_truncated or f"{answers.resource_name[:6]}{answers.name_suffix}"


def _attribute(name: str) -> str:
    return "zoneinfo" if name == "zone_info" else name


def client_file_answers(read: Read) -> ClientFileAnswers:
    """What Amplify's older client files repeat from the answers."""
    answers = read.answers
    types = {"SMS Text Message": "SMS", "TOTP": "TOTP"}
    return ClientFileAnswers(
        # Amplify's own default, which it keeps when MFA is off.
        mfa_types=tuple(types[name] for name in answers.mfa_types) or ("SMS",),
        verification_mechanisms=tuple(words(answers.auto_verified_attributes)),
        social_providers=tuple(answers.auth_providers_user_pool),
    )


def _from_requests(table: Amplify, folder: Path, flags: Flags) -> tuple[Answers, list[SettingsWarning]]:
    request = _checked(
        AddAuthRequest, _json_file("add_request", folder / str(table.add_request)), "add_request"
    )
    found = added(request)
    warnings = list(about_request(request, aliases_are_used=flags.force_alias_attributes))
    if not flags.force_alias_attributes:
        found["alias_attributes"] = []
    for path in table.update_requests:
        update = _checked(UpdateAuthRequest, _json_file("update_requests", folder / path), "update_requests")
        warnings += about_update(update, mode=found.get("mfa_configuration", "OFF"))
        found |= updated(update)
    return _checked(Answers, found, "add_request"), warnings


def _flags(content: Data) -> Flags:
    """Read cli.json: the flags stand in lower case there, those of a category in a table of its own."""
    auth = (content.get("features") or {}).get("auth") or {}
    given = {str(name).lower(): value for name, value in auth.items()}
    defaults = Flags()
    return Flags(
        use_enabled_mfas=bool(given.get("useenabledmfas", defaults.use_enabled_mfas)),
        enable_case_insensitivity=bool(
            given.get("enablecaseinsensitivity", defaults.enable_case_insensitivity)
        ),
        force_alias_attributes=bool(given.get("forcealiasattributes", defaults.force_alias_attributes)),
    )


def _json_file(field: str, path: Path) -> Data:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AmplifyError(f"amplify.{field}: {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise AmplifyError(f"amplify.{field}: {path} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise AmplifyError(f"amplify.{field}: {path} is not one of Amplify's files: it holds no object")
    return content


def _checked(model: type[Model], content: Data, field: str) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise AmplifyError(
            "\n".join(
                f"amplify.{field}: {'.'.join(map(str, e['loc']))}: {message_of(e)}" for e in error.errors()
            )
        ) from error


def _refuse(answers: Answers, field: str) -> None:
    """What no pool can be made of, however the rest is."""
    mistakes = []
    if answers.auth_selections == "identityPoolOnly":
        mistakes.append("authSelections: is identityPoolOnly: there is no user pool in it to be made")
    if answers.mfa_configuration != "OFF" and not answers.mfa_types:
        mistakes.append(
            f"mfaTypes: is empty, and mfaConfiguration is {answers.mfa_configuration}: Cognito refuses MFA "
            "without a factor. Name SMS Text Message or TOTP, or set OFF"
        )
    if words(answers.username_attributes) and words(answers.alias_attributes):
        mistakes.append("aliasAttributes: goes without usernameAttributes: Cognito refuses both in one pool")
    if answers.hosted_ui and answers.o_auth_metadata is None:
        mistakes.append("oAuthMetadata: is missing, and hostedUI is true")
    if mistakes:
        raise AmplifyError("\n".join(f"amplify.{field}: {mistake}" for mistake in mistakes))


ANSWER_OF = {
    "user_pool.name": "userPoolName",
    "user_pool.sign_in": "usernameAttributes",
    "user_pool.required_attributes": "requiredAttributes",
    "user_pool.auto_verify": "autoVerifiedAttributes",
    "password_policy.minimum_length": "passwordPolicyMinLength",
    "mfa.types": "mfaTypes",
    "sms.authentication_message": "smsAuthenticationMessage",
    "sms.verification_message": "smsVerificationMessage",
    "sms.external_id": "resourceNameTruncated",
    "email.verification_message": "emailVerificationMessage",
    "email.verification_subject": "emailVerificationSubject",
    "clients.web.name": "resourceNameTruncated",
    "clients.native.name": "resourceNameTruncated",
    "clients.web.refresh_token": "userpoolClientRefreshTokenValidity",
    "clients.native.refresh_token": "userpoolClientRefreshTokenValidity",
    "clients.web.access_token": "userpoolClientRefreshTokenValidity",
    "clients.native.access_token": "userpoolClientRefreshTokenValidity",
    "clients.web.read_attributes": "userpoolClientReadAttributes",
    "clients.native.read_attributes": "userpoolClientReadAttributes",
    "clients.web.write_attributes": "userpoolClientWriteAttributes",
    "clients.native.write_attributes": "userpoolClientWriteAttributes",
    "identity_pool.name": "identityPoolName",
    "groups": "userPoolGroupList",
    "hosted_ui.domain_prefix": "hostedUIDomainName",
    "hosted_ui.scopes": "oAuthMetadata.AllowedOAuthScopes",
    "hosted_ui.redirect_sign_in": "oAuthMetadata.CallbackURLs",
    "hosted_ui.redirect_sign_out": "oAuthMetadata.LogoutURLs",
}
"""Which answer a setting was read from, for messages."""
