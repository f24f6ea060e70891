"""A made-up user pool in the form of AWS's answers, and variations of it."""

from copy import deepcopy
from typing import Any, Final

REGION: Final = "eu-west-1"
POOL_ID: Final = f"{REGION}_Shop00001"
ACCOUNT: Final = "123456789012"

_TEXT: Final = {"StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"}}
_STANDARD: Final = (
    "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile",
    "picture", "website", "email", "gender", "zoneinfo", "locale", "phone_number", "address",
)  # fmt: skip


def attribute(name: str, **changes: Any) -> dict[str, Any]:
    """An attribute as DescribeUserPool answers it; None takes a property away."""
    values = {
        "Name": name,
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
        **_TEXT,
        **changes,
    }
    return {key: value for key, value in values.items() if value is not None}


def schema(*attributes: dict[str, Any]) -> list[dict[str, Any]]:
    """A pool's attributes: the standard ones, and the given ones in their place or beside them."""
    boolean = {"AttributeDataType": "Boolean", "StringAttributeConstraints": None}
    standard = [
        attribute("sub", Mutable=False, Required=True),
        *(attribute(name) for name in _STANDARD),
        attribute("email_verified", **boolean),
        attribute("phone_number_verified", **boolean),
        attribute("birthdate", StringAttributeConstraints={"MinLength": "10", "MaxLength": "10"}),
        attribute(
            "updated_at",
            AttributeDataType="Number",
            StringAttributeConstraints=None,
            NumberAttributeConstraints={"MinValue": "0"},
        ),
    ]
    given = {item["Name"]: item for item in attributes}
    return [*(given.pop(item["Name"], item) for item in standard), *given.values()]


_ANSWERS: Final[dict[str, Any]] = {
    "UserPool": {
        "Id": POOL_ID,
        "Arn": f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{POOL_ID}",
        "Name": "shop",
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 10,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": False,
                "TemporaryPasswordValidityDays": 3,
            }
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "SchemaAttributes": schema(attribute("email", Required=True)),
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "MfaConfiguration": "OPTIONAL",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "UserPoolTags": {"team": "shop"},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 3},
        "UserPoolTier": "ESSENTIALS",
        "EstimatedNumberOfUsers": 7,
        "AutoVerifiedAttributes": ["email"],
        "UsernameAttributes": ["email"],
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    },
    "MfaConfig": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "UserPoolClients": [
        {
            "UserPoolId": POOL_ID,
            "ClientId": "client0000001",
            "ClientName": "Shop web",
            "RefreshTokenValidity": 30,
            "EnableTokenRevocation": True,
            "AuthSessionValidity": 3,
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }
    ],
    "Groups": [],
    "DomainDescription": None,
    "IdentityProviders": [],
    "ResourceServers": [],
    "IdentityPool": None,
    "RiskConfiguration": None,
    "LogConfigurations": None,
    "ManagedLoginBranding": None,
    "UICustomization": None,
    "WebAcl": False,
}


def answers(
    *,
    pool: dict[str, Any] | None = None,
    client: dict[str, Any] | None = None,
    **others: Any,
) -> dict[str, Any]:
    """The made-up pool.

    :param pool: properties of the user pool to change; None takes a property away.
    :param client: properties of its app client to change.
    :param others: other keys of the answers, such as `Groups`.
    """
    content = deepcopy(_ANSWERS)
    _change(content["UserPool"], pool or {})
    _change(content["UserPoolClients"][0], client or {})
    return content | others


def _change(values: dict[str, Any], changes: dict[str, Any]) -> None:
    values.update(changes)
    for key, value in changes.items():
        if value is None:
            del values[key]
