"""The domain of Cognito's own sign-in pages."""

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings.domain import HostedUi as Settings


class HostedUi(Construct):
    """The domain at which a user pool's sign-in pages are. The app clients hold the OAuth settings."""

    def __init__(
        self, scope: Construct, construct_id: str, *, hosted_ui: Settings, user_pool: UserPool
    ) -> None:
        super().__init__(scope, construct_id)
        self.domain = hosted_ui.domain_prefix
        resource = cognito.CfnUserPoolDomain(
            self, "Domain", domain=hosted_ui.domain_prefix, user_pool_id=user_pool.user_pool_id
        )
        # Apps hold the domain's name, and another account can take a name that is free.
        resource.apply_removal_policy(user_pool.removal_policy)
