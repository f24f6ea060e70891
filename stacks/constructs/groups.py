"""The user pool's groups."""

from collections.abc import Mapping

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.identity_pool import IdentityPool
from stacks.constructs.user_pool import UserPool
from stacks.settings.groups import Group


class Groups(Construct):
    """Groups of a user pool, each with a role where there is an identity pool to hand it out.

    :param groups: the settings of each group by its name.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        groups: Mapping[str, Group],
        user_pool: UserPool,
        identity_pool: IdentityPool | None,
    ) -> None:
        super().__init__(scope, construct_id)
        for name, group in groups.items():
            role = identity_pool and identity_pool.build_role(self, f"{name}Role", f"Users in group {name}")
            cognito.CfnUserPoolGroup(
                self,
                name,
                user_pool_id=user_pool.user_pool_id,
                group_name=name,
                precedence=group.precedence,
                role_arn=role.role_arn if role else None,
            )
