"""The identity providers by which users sign in."""

from collections.abc import Mapping

from aws_cdk import SecretValue
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from stacks.constructs.user_pool import UserPool
from stacks.settings.identity_providers import KINDS, IdentityProvider


class IdentityProviders(Construct):
    """The identity providers of a user pool. Their secrets are dynamic references, which CloudFormation reads
    from Secrets Manager while it deploys: they are in no template."""

    resources: dict[str, cognito.CfnUserPoolIdentityProvider]
    """The providers by their names."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        providers: Mapping[str, IdentityProvider],
        user_pool: UserPool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.resources = {}
        for name, provider in providers.items():
            resource = cognito.CfnUserPoolIdentityProvider(
                self,
                name,
                user_pool_id=user_pool.user_pool_id,
                provider_name=name,
                provider_type=provider.type,
                provider_details=_details(provider),
                attribute_mapping=provider.attribute_mapping or None,
                idp_identifiers=list(provider.identifiers) or None,
            )
            # Users of a provider cannot sign in without it.
            resource.apply_removal_policy(user_pool.removal_policy)
            self.resources[name] = resource


def _details(provider: IdentityProvider) -> dict[str, str]:
    kind = KINDS[provider.type]
    details = dict(provider.details)
    if provider.client_id:
        details["client_id"] = provider.client_id
    if provider.scopes:
        details["authorize_scopes"] = kind.separator.join(provider.scopes)
    if provider.secret_arn and kind.secret:
        # "Unsafe" unwraps the dynamic reference, not the secret.
        details[kind.secret] = SecretValue.secrets_manager(
            provider.secret_arn, json_field=provider.secret_key
        ).unsafe_unwrap()
    return details
