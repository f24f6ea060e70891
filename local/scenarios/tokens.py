"""Verifies tokens as an API does that is called with them: with the keys that the pool publishes."""

import json
import urllib.request
from typing import Any

import jwt

from local.scenarios.pool import Pool, User

CLAIMS = ["exp", "iat", "iss", "sub", "token_use"]


def published_keys(pool: Pool) -> dict[str, Any]:
    """The pool's key set."""
    url = f"{pool.aws.endpoint}/{pool.id}/.well-known/jwks.json"
    # A proxy of the caller's is not the way to this machine.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as answer:
        keys: dict[str, Any] = json.load(answer)
    return keys


def verify_tokens(pool: Pool, user: User, client: str, access_token: str, id_token: str) -> None:
    """Check that both tokens are the pool's, for this user and this client.

    :raises jwt.InvalidTokenError: one is not.
    """
    keys = jwt.PyJWKSet.from_dict(published_keys(pool))
    access = _claims(pool, keys, access_token)
    identity = _claims(pool, keys, id_token, audience=client)
    sub = pool.attribute(user, "sub")
    expected = (("access", client, sub), ("id", sub))
    actual = (
        (access["token_use"], access["client_id"], access["sub"]),
        (identity["token_use"], identity["sub"]),
    )
    if actual != expected:
        raise jwt.InvalidTokenError(f"expected {expected}, not {actual}")


def _claims(pool: Pool, keys: jwt.PyJWKSet, token: str, audience: str | None = None) -> dict[str, Any]:
    key = keys[jwt.get_unverified_header(token)["kid"]]
    region = pool.id.split("_")[0]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=audience,
        issuer=f"https://cognito-idp.{region}.amazonaws.com/{pool.id}",
        options={"require": CLAIMS},
    )
