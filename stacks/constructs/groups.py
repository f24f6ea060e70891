"""The user pool's groups."""

from collections.abc import Mapping

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.identity_pool import IdentityPool
from stacks.constructs.user_pool import UserPool
from stacks.settings.groups import Group


class Groups(Construct):
    """Groups of a user pool, each with a role if an identity pool assigns it to users."""

    resources: dict[str, cognito.CfnUserPoolGroup]
    """The groups by their names."""
    roles: dict[str, iam.Role]
    """The stack's own roles by the groups' names."""

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
        self.resources, self.roles = {}, {}
        for name, group in groups.items():
            role_arn = None if group.role_arn == "unset" else group.role_arn
            if identity_pool and group.role_arn is None:
                self.roles[name] = identity_pool.build_role(
                    self, f"{name}Role", f"Users in group {name}", managed_policies=group.managed_policies
                )
                role_arn = self.roles[name].role_arn
            self.resources[name] = cognito.CfnUserPoolGroup(
                self,
                name,
                user_pool_id=user_pool.user_pool_id,
                group_name=name,
                description=group.description,
                precedence=group.precedence,
                role_arn=role_arn,
            )
            # Deleting a group deletes its memberships, so a retained pool keeps its groups.
            self.resources[name].apply_removal_policy(user_pool.removal_policy)
