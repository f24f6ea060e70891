"""The app clients: one for web apps and one for native apps, as Amplify makes them."""

from collections.abc import Mapping

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings.clients import Client, pascal_case
from stacks.settings.domain import HostedUi


class AppClients(Construct):
    """The app clients of a user pool.

    :param hosted_ui: the OAuth settings of both clients; None: they sign users in by Cognito's API only.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        user_pool: UserPool,
        clients: Mapping[str, Client],
        hosted_ui: HostedUi | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._user_pool = user_pool
        self._hosted_ui = hosted_ui
        self.client_ids = {key: self._build_client(key, client) for key, client in clients.items()}

    def _build_client(self, key: str, client: Client) -> str:
        access_token, access_token_unit = (client.access_token or "60 minutes").split()
        id_token, id_token_unit = (client.id_token or "60 minutes").split()
        refresh_token, refresh_token_unit = (client.refresh_token or "30 days").split()
        hosted_ui = self._hosted_ui
        resource = cognito.CfnUserPoolClient(
            self,
            pascal_case(key),
            user_pool_id=self._user_pool.user_pool_id,
            client_name=client.name or key,
            generate_secret=client.generate_secret,
            explicit_auth_flows=[f"ALLOW_{flow}" for flow in client.auth_flows or ()],
            access_token_validity=int(access_token),
            id_token_validity=int(id_token),
            refresh_token_validity=int(refresh_token),
            token_validity_units=cognito.CfnUserPoolClient.TokenValidityUnitsProperty(
                access_token=access_token_unit, id_token=id_token_unit, refresh_token=refresh_token_unit
            ),
            read_attributes=_listed(client.read_attributes),
            write_attributes=_listed(client.write_attributes),
            allowed_o_auth_flows_user_pool_client=True if hosted_ui else None,
            allowed_o_auth_flows=[hosted_ui.flow] if hosted_ui else None,
            allowed_o_auth_scopes=list(hosted_ui.scopes) if hosted_ui else None,
            callback_ur_ls=list(hosted_ui.redirect_sign_in) if hosted_ui else None,
            logout_ur_ls=list(hosted_ui.redirect_sign_out) if hosted_ui else None,
            supported_identity_providers=["COGNITO"] if hosted_ui else None,
            prevent_user_existence_errors="ENABLED" if client.prevent_user_existence_errors else "LEGACY",
            enable_token_revocation=True,
        )
        # Apps hold the client's id: a pool that stays keeps its clients.
        resource.apply_removal_policy(self._user_pool.removal_policy)
        return resource.ref


def _listed(attributes: tuple[str, ...] | None) -> list[str] | None:
    return None if attributes is None else list(attributes)
