"""What only AWS knows and no template tells, asked where a deployment depends on it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from stacks.deployed.asking import asking, code

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

NOT_THERE = {"NotFoundException", "ResourceNotFoundException"}


def pool_of_domain(cognito: "CognitoIdentityProviderClient", domain: str) -> str | None:
    """The pool of this account that has a domain; None: none has it.

    :raises DeployedUnknownError: AWS does not answer.
    """
    with asking("cognito-idp:DescribeUserPoolDomain"):
        try:
            return cognito.describe_user_pool_domain(Domain=domain)["DomainDescription"].get("UserPoolId")
        except ClientError as error:
            if code(error) in NOT_THERE:
                return None
            raise


def client_settings(
    cognito: "CognitoIdentityProviderClient", pool_id: str, client_id: str
) -> Mapping[str, Any] | None:
    """What an app client really has, as AWS answers; None: somebody has deleted it.

    :raises DeployedUnknownError: AWS does not answer.
    """
    with asking("cognito-idp:DescribeUserPoolClient"):
        try:
            answer = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
        except ClientError as error:
            if code(error) in NOT_THERE:
                return None
            raise
    settings: Mapping[str, Any] = answer["UserPoolClient"]
    return settings


def is_verified(ses: Any, identity: str) -> bool:
    """Whether an identity is verified in SES, in the client's account and region.

    :param ses: boto3's client of `sesv2`.
    :raises DeployedUnknownError: AWS does not answer.
    """
    with asking("ses:GetEmailIdentity"):
        try:
            return bool(ses.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"])
        except ClientError as error:
            if code(error) in NOT_THERE:
                return False
            raise
