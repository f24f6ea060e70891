"""Cognito's names, enumerations and limits, each stated once.

Sources, unless one is given beside the value:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, NamedTuple

USER_POOL: Final = "AWS::Cognito::UserPool"
CLIENT: Final = "AWS::Cognito::UserPoolClient"
DOMAIN: Final = "AWS::Cognito::UserPoolDomain"
GROUP: Final = "AWS::Cognito::UserPoolGroup"
RESOURCE_SERVER: Final = "AWS::Cognito::UserPoolResourceServer"
IDENTITY_PROVIDER: Final = "AWS::Cognito::UserPoolIdentityProvider"
RISK_CONFIGURATION: Final = "AWS::Cognito::UserPoolRiskConfigurationAttachment"
IDENTITY_POOL: Final = "AWS::Cognito::IdentityPool"
ROLE_ATTACHMENT: Final = "AWS::Cognito::IdentityPoolRoleAttachment"
PRINCIPAL_TAG: Final = "AWS::Cognito::IdentityPoolPrincipalTag"
ROLE: Final = "AWS::IAM::Role"
NESTED_STACK: Final = "AWS::CloudFormation::Stack"

COGNITO_PRINCIPAL: Final = "cognito-idp.amazonaws.com"


class MfaType(StrEnum):
    """A second factor, by Amplify's name."""

    SMS = "SMS"
    TOTP = "TOTP"

    @property
    def cognito_name(self) -> str:
        """The name in a user pool's `EnabledMfas`."""
        return {"SMS": SMS_MFA, "TOTP": TOTP_MFA}[self]


# The values of `EnabledMfas`.
SMS_MFA: Final = "SMS_MFA"
TOTP_MFA: Final = "SOFTWARE_TOKEN_MFA"
EMAIL_MFA: Final = "EMAIL_OTP"
FACTORS: Final = frozenset({SMS_MFA, TOTP_MFA, EMAIL_MFA})

# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
AttributeType = Literal["String", "Number", "DateTime", "Boolean"]
StandardAttribute = Literal[
    "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
    "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website",
    "zoneinfo",
]  # fmt: skip
# Of these, the type of a standard attribute that is no text.
STANDARD_ATTRIBUTE_TYPES: Final[dict[str, AttributeType]] = {"updated_at": "Number"}
SYSTEM_ATTRIBUTES: Final = frozenset({"email_verified", "identities", "phone_number_verified", "sub"})

AuthFlow = Literal[
    "USER_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "CUSTOM_AUTH",
    "USER_AUTH",
    "REFRESH_TOKEN_AUTH",
]
# The older names, which cannot stand beside those of `AuthFlow`.
LegacyAuthFlow = Literal["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"]
OAuthScope = Literal["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"]
OAuthFlow = Literal["code", "implicit", "client_credentials"]
ProviderType = Literal["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "OIDC", "SAML"]
# The provider of the pool's own users, in an app client's list.
COGNITO_PROVIDER: Final = "COGNITO"
AccountTakeoverAction = Literal["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"]
CompromisedCredentialsAction = Literal["BLOCK", "NO_ACTION"]
CompromisedCredentialsEvent = Literal["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"]
PreTokenGenerationVersion = Literal["V1_0", "V2_0", "V3_0"]
RecoveryMechanism = Literal["verified_email", "verified_phone_number", "admin_only"]
ThreatProtection = Literal["OFF", "AUDIT", "ENFORCED"]
Tier = Literal["LITE", "ESSENTIALS", "PLUS"]

# Where Cognito user pools are; a test compares it with what botocore knows.
# https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
REGIONS: Final = frozenset({
    "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
    "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1",
    "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "eusc-de-east-1", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1",
    "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2",
})  # fmt: skip

# The regions from which Cognito also sends, or has to send, through another region's SNS:
# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
ALTERNATE_SNS_REGIONS: Final = {
    "us-east-2": "us-east-1",
    "ap-south-1": "ap-southeast-1",
    "ap-northeast-2": "ap-northeast-1",
    "ca-central-1": "us-east-1",
    "eu-central-1": "eu-west-1",
    "eu-west-2": "eu-west-1",
}

# The region to write out where there is an alternate: what Cognito takes without one is not documented. Pools
# in
# Seoul can only send from Tokyo:
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html
SNS_REGIONS: Final = {
    region: region if region != "ap-northeast-2" else "ap-northeast-1" for region in ALTERNATE_SNS_REGIONS
}
# The regions whose SES identities pools of other regions can use, too:
# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
BACKWARD_COMPATIBLE_SES_REGIONS: Final = ("eu-west-1", "us-east-1", "us-west-2")

# The placeholders of messages.
CODE: Final = "{####}"
USER_NAME: Final = "{username}"


class Limits(NamedTuple):
    """The smallest and the largest value that Cognito accepts."""

    smallest: int
    largest: int


SMS_LENGTH: Final = Limits(6, 140)
EMAIL_LENGTH: Final = Limits(6, 20_000)
SUBJECT_LENGTH: Final = Limits(1, 140)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
EXTERNAL_ID_LENGTH: Final = Limits(2, 1223)
PASSWORD_LENGTH: Final = Limits(6, 99)
PASSWORD_HISTORY: Final = Limits(0, 24)
TEMPORARY_PASSWORD_DAYS: Final = Limits(0, 365)
ACCESS_TOKEN_MINUTES: Final = Limits(5, 24 * 60)
REFRESH_TOKEN_MINUTES: Final = Limits(60, 3650 * 24 * 60)
CUSTOM_ATTRIBUTE_NAME: Final = Limits(1, 20)
ATTRIBUTE_LENGTH: Final = Limits(0, 2048)
# https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
CUSTOM_ATTRIBUTES: Final = 50
# CloudFormation's own limit of a pool's Schema, standard attributes included.
SCHEMA_ATTRIBUTES: Final = 50
REDIRECT_URIS: Final = 100
OAUTH_SCOPES: Final = 50
REDIRECT_URI_LENGTH: Final = 1024
# An int in Java, which the API is made of.
PRECEDENCE: Final = Limits(0, 2**31 - 1)
GROUP_DESCRIPTION_LENGTH: Final = Limits(0, 2048)
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAGS: Final = 50
TAG_KEY_LENGTH: Final = Limits(1, 128)
TAG_VALUE_LENGTH: Final = Limits(0, 256)
# Per account and region, over all pools: UserResourceUpdate and UserUpdate, not adjustable; UserRead,
# adjustable; UserList, not adjustable. https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
USER_UPDATES_PER_SECOND: Final = 25
USER_READS_PER_SECOND: Final = 120
USER_LISTS_PER_SECOND: Final = 30
# List prices in most regions, without the volume discounts of large pools and the free tier:
# https://aws.amazon.com/cognito/pricing/
ACTIVE_USER_USD: Final[Mapping[str, float]] = {"LITE": 0.0055, "ESSENTIALS": 0.015, "PLUS": 0.02}


def sender_is_covered(sender: str, identity_arn: str) -> bool:
    """Whether an SES identity can send from an address. A verified domain covers its subdomains, an address
    only itself: https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html

    :param sender: an address, or a name and the address in angle brackets.
    """
    address = sender.rpartition("<")[2].removesuffix(">").lower()
    identity = identity_arn.partition(":identity/")[2].lower()
    return address == identity or f".{address.partition('@')[2]}".endswith(f".{identity}")
