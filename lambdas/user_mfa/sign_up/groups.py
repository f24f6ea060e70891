"""Adds new users to groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from types_boto3_cognito_idp import CognitoIdentityProviderClient


def join(
    cognito: CognitoIdentityProviderClient,
    user_pool_id: str,
    user_name: str,
    groups: Sequence[str],
    *,
    before_request: Callable[[], None],
) -> None:
    """Add a user to groups. Cognito takes it again for a member, so a call can be repeated.

    :raises botocore.exceptions.ClientError: there is no such user or group, or Cognito cannot do it now.
    """
    for group in groups:
        before_request()
        cognito.admin_add_user_to_group(UserPoolId=user_pool_id, Username=user_name, GroupName=group)
