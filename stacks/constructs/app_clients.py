"""The app clients."""

from typing import Any

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.identity_providers import IdentityProviders
from stacks.constructs.resource_servers import ResourceServers
from stacks.constructs.user_pool import UserPool
from stacks.service import COGNITO_PROVIDER
from stacks.settings import Settings
from stacks.settings.clients import Client, pascal_case
from stacks.settings.oauth import OAuth

CfnUserPoolClient = cognito.CfnUserPoolClient


class AppClients(Construct):
    """The app clients of a user pool.

    :param providers: the identity providers that must be there before a client that names them.
    :param servers: the resource servers that must be there before a client that asks for their scopes.
    """

    resources: dict[str, CfnUserPoolClient]
    """The clients by their names in the settings."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        user_pool: UserPool,
        providers: IdentityProviders | None = None,
        servers: ResourceServers | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._user_pool = user_pool
        self._needed = {
            **(providers.resources if providers else {}),
            **(servers.resources_by_scope if servers else {}),
        }
        self.resources = {
            key: self._build_client(key, client, settings.oauth(client))
            for key, client in settings.clients.items()
        }

    def _build_client(self, key: str, client: Client, oauth: OAuth | None) -> CfnUserPoolClient:
        providers = client.supported_identity_providers
        if client.identity_providers is None and oauth:
            providers = (COGNITO_PROVIDER,)
        resource = CfnUserPoolClient(
            self,
            pascal_case(key),
            user_pool_id=self._user_pool.user_pool_id,
            client_name=client.name or key,
            generate_secret=client.generate_secret,
            explicit_auth_flows=_auth_flows(client),
            **_token_validity(client),
            auth_session_validity=int(client.auth_session.split()[0]) if client.auth_session else None,
            refresh_token_rotation=_rotation(client),
            read_attributes=_listed(client.read_attributes),
            write_attributes=_listed(client.write_attributes),
            **(_oauth(oauth) if oauth else {}),
            supported_identity_providers=_listed(providers),
            prevent_user_existence_errors=_existence_errors(client),
            enable_token_revocation=client.enable_token_revocation,
            enable_propagate_additional_user_context_data=client.propagate_user_context,
        )
        # Apps contain the client's id: a retained pool keeps its clients.
        resource.apply_removal_policy(self._user_pool.removal_policy)
        for name in (*(providers or ()), *(oauth.custom_scopes if oauth else ())):
            if name in self._needed:
                resource.add_resource_dependency(self._needed[name])
        return resource


def _auth_flows(client: Client) -> list[str] | None:
    if client.auth_flows is None:
        return list(client.legacy_auth_flows) or None
    return [f"ALLOW_{flow}" for flow in client.auth_flows]


def _token_validity(client: Client) -> dict[str, Any]:
    """The validity of a client's tokens, with their units."""
    found, units = {}, {}
    for token in ("access_token", "id_token", "refresh_token"):
        validity: str | None = getattr(client, token)
        if validity:
            number, units[token] = validity.split()
            found[f"{token}_validity"] = int(number)
    if not units:
        return {}
    return {**found, "token_validity_units": CfnUserPoolClient.TokenValidityUnitsProperty(**units)}


def _rotation(client: Client) -> CfnUserPoolClient.RefreshTokenRotationProperty | None:
    if client.refresh_token_rotation is None:
        return None
    if client.refresh_token_rotation == "OFF":
        return CfnUserPoolClient.RefreshTokenRotationProperty(feature="DISABLED")
    return CfnUserPoolClient.RefreshTokenRotationProperty(
        feature="ENABLED", retry_grace_period_seconds=client.refresh_token_rotation
    )


def _oauth(oauth: OAuth) -> dict[str, Any]:
    return {
        "allowed_o_auth_flows_user_pool_client": oauth.enabled,
        "allowed_o_auth_flows": list(oauth.flows) or None,
        "allowed_o_auth_scopes": list(oauth.scopes) or None,
        "callback_ur_ls": list(oauth.callback_urls) or None,
        "logout_ur_ls": list(oauth.logout_urls) or None,
        "default_redirect_uri": oauth.default_redirect_uri,
    }


def _existence_errors(client: Client) -> str | None:
    if client.prevent_user_existence_errors is None:
        return None
    return "ENABLED" if client.prevent_user_existence_errors else "LEGACY"


def _listed(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else list(names)
