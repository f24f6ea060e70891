"""The resource servers: APIs whose scopes apps can ask for."""

from collections.abc import Mapping

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings.resource_servers import ResourceServer

CfnUserPoolResourceServer = cognito.CfnUserPoolResourceServer


class ResourceServers(Construct):
    """The resource servers of a user pool."""

    resources: dict[str, CfnUserPoolResourceServer]
    """The servers by their identifiers."""
    resources_by_scope: dict[str, CfnUserPoolResourceServer]
    """The servers by what an app asks for: IDENTIFIER/SCOPE."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        servers: Mapping[str, ResourceServer],
        user_pool: UserPool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.resources, self.resources_by_scope = {}, {}
        for identifier, server in servers.items():
            resource = CfnUserPoolResourceServer(
                self,
                identifier,
                user_pool_id=user_pool.user_pool_id,
                identifier=identifier,
                name=server.name,
                scopes=[
                    CfnUserPoolResourceServer.ResourceServerScopeTypeProperty(
                        scope_name=scope_name, scope_description=description
                    )
                    for scope_name, description in server.scopes.items()
                ]
                or None,
            )
            resource.apply_removal_policy(user_pool.removal_policy)
            self.resources[identifier] = resource
            self.resources_by_scope |= {f"{identifier}/{name}": resource for name in server.scopes}
