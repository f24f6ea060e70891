"""A user as Cognito answers about them now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .decision import NOTHING, Current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_cognito_idp.type_defs import UserTypeTypeDef

FACTORS = {"SMS_MFA": "SMS", "SOFTWARE_TOKEN_MFA": "TOTP"}


@dataclass(frozen=True)
class User:
    """A user's state, as far as it matters for MFA."""

    name: str
    status: str
    is_enabled: bool
    attributes: Mapping[str, str]
    current: Current

    @property
    def sub(self) -> str | None:
        """The user's id, which logs may hold."""
        return self.attributes.get("sub")


def read(cognito: CognitoIdentityProviderClient, user_pool_id: str, name: str) -> User:
    """Read a user.

    :raises botocore.exceptions.ClientError: there is no such user, or Cognito cannot tell now.
    """
    answer = cognito.admin_get_user(UserPoolId=user_pool_id, Username=name)
    preferred = answer.get("PreferredMfaSetting")
    return User(
        name=answer["Username"],
        status=answer["UserStatus"],
        is_enabled=answer["Enabled"],
        attributes={each["Name"]: each.get("Value", "") for each in answer.get("UserAttributes", [])},
        current=Current(
            enabled=tuple(FACTORS.get(factor, factor) for factor in answer.get("UserMFASettingList", [])),
            preferred=FACTORS.get(preferred, preferred) if preferred else None,
        ),
    )


def listed_user(answer: UserTypeTypeDef) -> User:
    """A user as `ListUsers` gives them: with attributes, and without factors."""
    return User(
        name=answer["Username"],
        status=answer["UserStatus"],
        is_enabled=answer["Enabled"],
        attributes={each["Name"]: each.get("Value", "") for each in answer.get("Attributes", [])},
        current=NOTHING,
    )
