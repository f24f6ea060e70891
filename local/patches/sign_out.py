"""Signing out everywhere ends a user's tokens at once, and access tokens for Cognito's own operations, too.

ministack ends refresh tokens of an earlier second only, and access tokens only where IAM is enforced.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
"""

from collections.abc import Callable

from ministack.services import cognito

from local.patches.ministack_api import Pool, User
from local.patches.patching import patch


@patch("_refresh_token_revoked")
def refresh_token_revoked(ministack: Callable[[str, User], bool], token: str, user: User) -> bool:
    return _is_ended(token) or ministack(token, user)


@patch("_user_pool_for_access_token")
def user_pool_for_access_token(
    ministack: Callable[[str], tuple[User | None, Pool | None]], token: str
) -> tuple[User | None, Pool | None]:
    return (None, None) if token and _is_ended(token) else ministack(token)


def _is_ended(token: str) -> bool:
    """Whether the sign-in that a token comes from was ended."""
    claims = cognito._token_claims(token) or {}
    return claims.get("origin_jti") in cognito._revoked_tokens
