"""App clients that exist, as sections of an environment file."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from stacks.adoption.answers import Answers
from stacks.adoption.draft import Draft
from stacks.adoption.pool_sections import unset_if_none
from stacks.service import COGNITO_PROVIDER, LegacyAuthFlow
from stacks.settings.clients import NATIVE, WEB, Client, pascal_case
from stacks.settings.oauth import OAuth
from stacks.settings.types import UNSET

Values = Mapping[str, Any]

_DEFAULT_SESSION_MINUTES: Final = 3
# What a client can have although its OAuth is turned off.
_OAUTH: Final = (
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
)
# By the end of the client's name: Amplify makes one of each.
_AMPLIFY_CLIENTS: Final = {"_app_clientWeb": WEB, "_app_client": NATIVE}


def client_keys(answers: Answers) -> dict[str, str]:
    """The name of each app client's section by the client's id."""
    keys: dict[str, str] = {}
    for client in answers.clients:
        name = str(client["ClientName"])
        amplify = next((key for end, key in _AMPLIFY_CLIENTS.items() if name.endswith(end)), None)
        key = amplify or _slug(name)
        # A client of a web app has no secret: `web` is the name of such a client.
        if key == WEB and client.get("ClientSecret"):
            key = "web-server"
        taken = {pascal_case(other) for other in keys.values()}
        candidates = [key, *(f"{key}-{number}" for number in range(2, len(answers.clients) + 2))]
        keys[client["ClientId"]] = next(each for each in candidates if pascal_case(each) not in taken)
    return keys


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return slug if slug[:1].isalpha() else f"client-{slug}".strip("-")


def write_client(draft: Draft, key: str, client: Values) -> None:
    name = "UserPoolClient"
    uses_oauth = client.get("AllowedOAuthFlowsUserPoolClient", False)
    has_oauth = uses_oauth or any(client.get(key) for key in _OAUTH)
    # The older names of flows have no ALLOW_.
    legacy = [flow for flow in client.get("ExplicitAuthFlows") or () if flow in get_args(LegacyAuthFlow)]
    errors = client.get("PreventUserExistenceErrors")
    rotation = client.get("RefreshTokenRotation") or {}
    session = client.get("AuthSessionValidity")
    settings = {
        "name": (client["ClientName"] if client["ClientName"] != key else None, f"{name}.ClientName"),
        "generate_secret": (client.get("GenerateSecret", False), f"{name}.GenerateSecret"),
        **{
            field: (
                _duration(client, token, unit),
                f"{name}.{token}Validity",
            )
            for field, token, unit in (
                ("access_token", "AccessToken", "hours"),
                ("id_token", "IdToken", "hours"),
                ("refresh_token", "RefreshToken", "days"),
            )
        },
        "refresh_token_rotation": (
            rotation.get("RetryGracePeriodSeconds", 0) if rotation.get("Feature") == "ENABLED" else None,
            f"{name}.RefreshTokenRotation",
        ),
        "auth_session": (
            f"{session} minutes" if session and session != _DEFAULT_SESSION_MINUTES else None,
            f"{name}.AuthSessionValidity",
        ),
        "auth_flows": (_auth_flows(client), f"{name}.ExplicitAuthFlows"),
        "legacy_auth_flows": (legacy, f"{name}.ExplicitAuthFlows"),
        "read_attributes": (client.get("ReadAttributes") or None, f"{name}.ReadAttributes"),
        "write_attributes": (client.get("WriteAttributes") or None, f"{name}.WriteAttributes"),
        "prevent_user_existence_errors": (
            UNSET if errors is None else errors == "ENABLED",
            f"{name}.PreventUserExistenceErrors",
        ),
        "enable_token_revocation": (
            unset_if_none(client.get("EnableTokenRevocation")),
            f"{name}.EnableTokenRevocation",
        ),
        "propagate_user_context": (
            client.get("EnablePropagateAdditionalUserContextData") or None,
            f"{name}.EnablePropagateAdditionalUserContextData",
        ),
        "identity_providers": (
            _supported_providers(client, has_oauth),
            f"{name}.SupportedIdentityProviders",
        ),
    }
    path = ("clients", key)
    draft.data["clients"][key] = {}
    draft.fill(path, Client, settings)
    if has_oauth:
        draft.data["clients"][key]["oauth"] = {}
        oauth = {
            "enabled": (uses_oauth, f"{name}.AllowedOAuthFlowsUserPoolClient"),
            "flows": (client.get("AllowedOAuthFlows") or [], f"{name}.AllowedOAuthFlows"),
            "scopes": (client.get("AllowedOAuthScopes") or [], f"{name}.AllowedOAuthScopes"),
            "callback_urls": (client.get("CallbackURLs"), f"{name}.CallbackURLs"),
            "logout_urls": (client.get("LogoutURLs"), f"{name}.LogoutURLs"),
            "default_redirect_uri": (client.get("DefaultRedirectURI"), f"{name}.DefaultRedirectURI"),
        }
        draft.fill((*path, "oauth"), OAuth, oauth)


def _duration(client: Values, token: str, default_unit: str) -> str:
    """For how long a token is valid, as the settings have it, which know no seconds."""
    number = client.get(f"{token}Validity")
    if not number:
        return UNSET
    unit = (client.get("TokenValidityUnits") or {}).get(token) or default_unit
    return f"{number // 60} minutes" if unit == "seconds" else f"{number} {unit}"


def _auth_flows(client: Values) -> Any:
    flows = client.get("ExplicitAuthFlows")
    if not flows:
        return UNSET
    return [flow.removeprefix("ALLOW_") for flow in flows if flow.startswith("ALLOW_")] or UNSET


def _supported_providers(client: Values, has_oauth: bool) -> Any:
    providers = client.get("SupportedIdentityProviders")
    if not providers:
        return UNSET if has_oauth else None
    return None if has_oauth and providers == [COGNITO_PROVIDER] else providers
