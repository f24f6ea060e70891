"""TOTP devices: associate one and verify it, with an access token or in an MFA_SETUP session.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
"""

import base64
import secrets

from local.cognito import pools, sessions, stock
from local.cognito.pools import TOTP
from local.cognito.replacing import replaces
from local.cognito.stock import CognitoError, Handler, Pool, Request, Response

SETUP = "MFA_SETUP"


@replaces("_associate_software_token")
def associate_software_token(_ministack: Handler, request: Request) -> Response:
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    if request.get("AccessToken"):
        user, pool = stock.user_of_token(request)
        _check_totp_is_on(pool)
        user["_totp_pending_secret"] = secret
        return stock.ok({"SecretCode": secret})
    session = sessions.find(request.get("Session"), SETUP)
    _check_totp_is_on(session.pool)
    return stock.ok({"SecretCode": secret, "Session": session.renew(secret=secret)})


@replaces("_verify_software_token")
def verify_software_token(_ministack: Handler, request: Request) -> Response:
    """Verifying registers a device and enables nothing; in an MFA_SETUP session, answering that does."""
    code = request.get("UserCode", "")
    if request.get("AccessToken"):
        user, pool = stock.user_of_token(request)
        _check_totp_is_on(pool)
        _check_code(user.get("_totp_pending_secret") or user.get("_totp_secret"), code)
        user["_totp_secret"] = user.pop("_totp_pending_secret", user.get("_totp_secret"))
        return stock.ok({"Status": "SUCCESS"})
    session = sessions.find(request.get("Session"), SETUP)
    secret = session.state.get("secret")
    _check_code(secret, code)
    return stock.ok({"Status": "SUCCESS", "Session": session.renew(secret=secret, verified=True)})


def _check_totp_is_on(pool: Pool) -> None:
    if TOTP not in pools.enabled_mfas(pool):
        raise CognitoError(
            "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"
        )


def _check_code(secret: str | None, code: str) -> None:
    if secret is None:
        raise stock.invalid("No software token has been associated.")
    if not stock.totp_matches(secret, code):
        raise CognitoError("EnableSoftwareTokenMFAException", "Code mismatch")
