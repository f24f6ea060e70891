"""The identity pool: AWS credentials for the users of the app clients, and the roles that these get."""

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.app_clients import AppClients
from stacks.constructs.user_pool import UserPool
from stacks.settings.clients import pascal_case
from stacks.settings.identity_pool import IdentityPool as Settings

CfnRoleAttachment = cognito.CfnIdentityPoolRoleAttachment


class IdentityPool(Construct):
    """An identity pool for both app clients, with a role for users who signed in and one for guests.

    The roles allow nothing: a team adds to them what its users may do.

    :param by_group: whether a user's group decides the role, before the one of all users.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        identity_pool: Settings,
        user_pool: UserPool,
        clients: AppClients,
        by_group: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = identity_pool.name
        self.guests = identity_pool.guests
        provider = user_pool.resource.attr_provider_name
        client_ids = {pascal_case(key): client_id for key, client_id in sorted(clients.client_ids.items())}
        resource = cognito.CfnIdentityPool(
            self,
            "Resource",
            identity_pool_name=identity_pool.name,
            allow_unauthenticated_identities=identity_pool.guests,
            cognito_identity_providers=[
                cognito.CfnIdentityPool.CognitoIdentityProviderProperty(
                    client_id=client_id, provider_name=provider
                )
                for client_id in client_ids.values()
            ],
        )
        # Identities belong to the pool as users do to theirs.
        resource.apply_removal_policy(user_pool.removal_policy)
        self.identity_pool_id = resource.ref
        CfnRoleAttachment(
            self,
            "Roles",
            identity_pool_id=resource.ref,
            roles={
                "authenticated": self.build_role(self, "AuthenticatedRole", "Users who signed in").role_arn,
                "unauthenticated": self.build_role(self, "GuestRole", "Guests", signed_in=False).role_arn,
            },
            role_mappings={
                name: CfnRoleAttachment.RoleMappingProperty(
                    type="Token",
                    ambiguous_role_resolution="AuthenticatedRole",
                    identity_provider=f"{provider}:{client_id}",
                )
                for name, client_id in client_ids.items()
            }
            if by_group
            else None,
        )

    def build_role(
        self, scope: Construct, construct_id: str, description: str, *, signed_in: bool = True
    ) -> iam.Role:
        """A role that only this pool's identities can have: those who signed in, or the guests."""
        return iam.Role(
            scope,
            construct_id,
            description=f"{description}, identity pool {self.name}",
            assumed_by=iam.FederatedPrincipal(
                "cognito-identity.amazonaws.com",
                conditions={
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": self.identity_pool_id},
                    "ForAnyValue:StringLike": {
                        "cognito-identity.amazonaws.com:amr": "authenticated"
                        if signed_in
                        else "unauthenticated"
                    },
                },
                assume_role_action="sts:AssumeRoleWithWebIdentity",
            ),
        )
