"""The domain of Cognito's own sign-in pages."""

from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings import domain as sections

CfnUserPoolDomain = cognito.CfnUserPoolDomain


class Domain(Construct):
    """The domains of a user pool's sign-in pages. The OAuth settings belong to the app clients."""

    prefix_domain: CfnUserPoolDomain | None
    """The prefix domain, below amazoncognito.com."""
    custom_domain: CfnUserPoolDomain | None
    """The domain of the team's own."""

    def __init__(
        self, scope: Construct, construct_id: str, *, domain: sections.Domain, user_pool: UserPool
    ) -> None:
        super().__init__(scope, construct_id)
        self._user_pool = user_pool
        self._managed_login_version = domain.managed_login_version
        self.prefix_domain = self._build_domain("Domain", domain.prefix) if domain.prefix else None
        self.custom_domain = None
        if domain.name and domain.certificate_arn:
            self.custom_domain = self._build_domain("CustomDomain", domain.name)
            self.custom_domain.custom_domain_config = CfnUserPoolDomain.CustomDomainConfigTypeProperty(
                certificate_arn=domain.certificate_arn
            )

    def _build_domain(self, construct_id: str, name: str) -> CfnUserPoolDomain:
        resource = CfnUserPoolDomain(
            self,
            construct_id,
            domain=name,
            user_pool_id=self._user_pool.user_pool_id,
            managed_login_version=self._managed_login_version,
        )
        # Apps contain the domain's name, and any account can take a prefix once it is free.
        resource.apply_removal_policy(self._user_pool.removal_policy)
        return resource
