"""TOTP devices: associate one and verify it, with an access token or in an MFA_SETUP session.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
"""

import base64
import secrets

from local.patches import ministack_api, pools, sessions
from local.patches.ministack_api import CognitoError, Handler, Pool, Request, Response
from local.patches.patching import patch
from local.patches.pools import TOTP

SETUP = "MFA_SETUP"


@patch("_associate_software_token")
def associate_software_token(_ministack: Handler, request: Request) -> Response:
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    if request.get("AccessToken"):
        user, pool = ministack_api.user_of_token(request)
        _check_totp_is_on(pool)
        user["_totp_pending_secret"] = secret
        return ministack_api.ok({"SecretCode": secret})
    session = sessions.find(request.get("Session"), SETUP)
    _check_totp_is_on(session.pool)
    return ministack_api.ok({"SecretCode": secret, "Session": session.renew(secret=secret)})


@patch("_verify_software_token")
def verify_software_token(_ministack: Handler, request: Request) -> Response:
    """Verifying registers a device and enables nothing; in an MFA_SETUP session, answering that does."""
    code = request.get("UserCode", "")
    if request.get("AccessToken"):
        user, pool = ministack_api.user_of_token(request)
        _check_totp_is_on(pool)
        _check_code(user.get("_totp_pending_secret") or user.get("_totp_secret"), code)
        user["_totp_secret"] = user.pop("_totp_pending_secret", user.get("_totp_secret"))
        return ministack_api.ok({"Status": "SUCCESS"})
    session = sessions.find(request.get("Session"), SETUP)
    secret = session.state.get("secret")
    _check_code(secret, code)
    return ministack_api.ok({"Status": "SUCCESS", "Session": session.renew(secret=secret, verified=True)})


def _check_totp_is_on(pool: Pool) -> None:
    if TOTP not in pools.enabled_mfas(pool):
        raise CognitoError(
            "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"
        )


def _check_code(secret: str | None, code: str) -> None:
    if secret is None:
        raise ministack_api.invalid("No software token has been associated.")
    if not ministack_api.totp_matches(secret, code):
        raise CognitoError("EnableSoftwareTokenMFAException", "Code mismatch")
