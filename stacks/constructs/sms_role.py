"""The role by which a user pool sends SMS messages."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.acknowledgments import acknowledge
from stacks.service import COGNITO_PRINCIPAL


class SmsRole(iam.Role):
    """A role that Cognito can assume with an external id, and that lets it publish to phone numbers.

    :param external_id: once the pool exists it must not change:
        https://github.com/hashicorp/terraform-provider-aws/issues/28294
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        external_id: str,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            assumed_by=iam.ServicePrincipal(
                COGNITO_PRINCIPAL, conditions={"StringEquals": {"sts:ExternalId": external_id}}
            ),
            # Cognito tests the role while the pool is created: the policy has to be inline.
            inline_policies={
                "Publish": iam.PolicyDocument(
                    statements=[iam.PolicyStatement(actions=["sns:Publish"], resources=["*"])]
                )
            },
        )
        self.apply_removal_policy(removal_policy)
        acknowledge(
            self,
            {"AwsSolutions-IAM5[Resource::*]": "sns:Publish to a phone number has no resource to be named."},
        )
