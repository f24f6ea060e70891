"""The identity pool: AWS credentials for the users of the app clients, and their roles."""

from typing import Any

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.app_clients import AppClients
from stacks.constructs.user_pool import UserPool
from stacks.settings import Settings
from stacks.settings import identity_pool as sections
from stacks.settings.clients import pascal_case
from stacks.settings.types import or_none

CfnRoleAttachment = cognito.CfnIdentityPoolRoleAttachment
PRINCIPAL = "cognito-identity.amazonaws.com"


class IdentityPool(Construct):
    """An identity pool for app clients, with a role for signed-in users and one for guests.

    The stack's own roles allow nothing: a team adds to them what its users may do.
    """

    resource: cognito.CfnIdentityPool
    authenticated_role: iam.IRole
    """The role of signed-in users."""
    guest_role: iam.IRole | None
    """The role of guests."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        identity_pool: sections.IdentityPool,
        settings: Settings,
        user_pool: UserPool,
        clients: AppClients,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = identity_pool.name
        self._tags_sessions = bool(identity_pool.principal_tags)
        provider = user_pool.resource.attr_provider_name
        client_ids = {
            pascal_case(key): clients.resources[key].ref
            for key in sorted(identity_pool.clients or settings.clients)
        }
        self.resource = cognito.CfnIdentityPool(
            self,
            "Resource",
            identity_pool_name=identity_pool.name,
            allow_unauthenticated_identities=identity_pool.guests,
            allow_classic_flow=identity_pool.allow_classic_flow,
            cognito_identity_providers=[
                cognito.CfnIdentityPool.CognitoIdentityProviderProperty(
                    client_id=client_id,
                    provider_name=provider,
                    server_side_token_check=identity_pool.server_side_token_check,
                )
                for client_id in client_ids.values()
            ],
            supported_login_providers=identity_pool.login_providers or None,
            open_id_connect_provider_arns=list(identity_pool.oidc_provider_arns) or None,
            saml_provider_arns=list(identity_pool.saml_provider_arns) or None,
            developer_provider_name=identity_pool.developer_provider_name,
        )
        # Deleting an identity pool deletes its identities, as a user pool its users.
        self.resource.apply_removal_policy(user_pool.removal_policy)
        self.identity_pool_id = self.resource.ref
        self._build_roles(identity_pool)
        CfnRoleAttachment(
            self,
            "Roles",
            identity_pool_id=self.identity_pool_id,
            roles={
                "authenticated": self.authenticated_role.role_arn,
                **({"unauthenticated": self.guest_role.role_arn} if self.guest_role else {}),
            },
            role_mappings=_role_mappings(settings.ambiguous_role_resolution, provider, client_ids),
        )
        if identity_pool.principal_tags:
            cognito.CfnIdentityPoolPrincipalTag(
                self,
                "PrincipalTags",
                identity_pool_id=self.identity_pool_id,
                identity_provider_name=provider,
                principal_tags=identity_pool.principal_tags,
                use_defaults=False,
            )

    def _build_roles(self, identity_pool: sections.IdentityPool) -> None:
        if identity_pool.authenticated_role_arn:
            self.authenticated_role = self._existing_role(
                "AuthenticatedRole", identity_pool.authenticated_role_arn
            )
        else:
            self.authenticated_role = self.build_role(
                self,
                "AuthenticatedRole",
                "Users who signed in",
                managed_policies=identity_pool.authenticated_managed_policies,
            )
        guest_role_arn = or_none(identity_pool.guest_role_arn)
        if guest_role_arn:
            self.guest_role = self._existing_role("GuestRole", guest_role_arn)
        elif identity_pool.guest_role_arn == "unset":
            self.guest_role = None
        else:
            self.guest_role = self.build_role(
                self,
                "GuestRole",
                "Guests",
                managed_policies=identity_pool.guest_managed_policies,
                signed_in=False,
            )

    def _existing_role(self, construct_id: str, role_arn: str) -> iam.IRole:
        # What belongs to others is kept as it is: no policy of this stack goes to it.
        return iam.Role.from_role_arn(self, construct_id, role_arn, mutable=False)

    def build_role(
        self,
        scope: Construct,
        construct_id: str,
        description: str,
        *,
        managed_policies: tuple[str, ...] = (),
        signed_in: bool = True,
    ) -> iam.Role:
        """A role that only this pool's identities can assume: signed-in users, or guests."""
        principal: Any = iam.FederatedPrincipal(
            PRINCIPAL,
            conditions={
                "StringEquals": {f"{PRINCIPAL}:aud": self.identity_pool_id},
                "ForAnyValue:StringLike": {
                    f"{PRINCIPAL}:amr": "authenticated" if signed_in else "unauthenticated"
                },
            },
            assume_role_action="sts:AssumeRoleWithWebIdentity",
        )
        return iam.Role(
            scope,
            construct_id,
            # IAM accepts Latin-1 only, and group names can have any letters.
            description=f"{description}, identity pool {self.name}".encode("latin-1", "replace").decode(
                "latin-1"
            ),
            # Without this, Cognito cannot pass session tags, and returns no credentials at all.
            assumed_by=principal.with_session_tags() if signed_in and self._tags_sessions else principal,
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(scope, f"{construct_id}-{arn}", arn)
                for arn in managed_policies
            ]
            or None,
        )


def _role_mappings(
    resolution: str | None, provider: str, client_ids: dict[str, str]
) -> dict[str, CfnRoleAttachment.RoleMappingProperty] | None:
    """Let a user's groups decide the role: the token names it."""
    if resolution is None:
        return None
    return {
        name: CfnRoleAttachment.RoleMappingProperty(
            type="Token",
            ambiguous_role_resolution=resolution,
            identity_provider=f"{provider}:{client_id}",
        )
        for name, client_id in client_ids.items()
    }
