"""Helps a user who lost their TOTP device, for an administrator.

https://docs.amplify.aws/react/build-a-backend/auth/concepts/multi-factor-authentication/

Payload: `user`, the user name; `to`, "OFF" to turn TOTP off or "SMS" to move to SMS; `requested_by` and
`ticket`, for the log; `phone_number`, where the user has none, or none that is verified.
"""

import os
from typing import Any

import boto3
from botocore.config import Config

from ..factors import users
from ..factors.users import User
from ..log import log
from ..recovery_request import RefusedError, Request

CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})

USER_POOL_ID = os.environ["USER_POOL_ID"]
MFA_IS_ON = os.environ["MFA_MODE"] == "ON"
TYPES = os.environ["MFA_TYPES"].split(",")
cognito = boto3.client("cognito-idp", config=CONFIG)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Do what an administrator asks for a user.

    :return: `changed`, what was changed, empty if the user had it already; or `refused`, with the reason.
    """
    asked: dict[str, Any] = {}
    try:
        request = Request.read(event)
        asked |= {"to": request.to, "requestedBy": request.requested_by, "ticket": request.ticket}
        user = _user(request.user)
        asked["sub"] = user.sub
        changed = _turn_off(user) if request.to == "OFF" else _move_to_sms(user, request.phone_number)
    except RefusedError as error:
        log("WARN", "Recovery refused", reason=str(error), **asked)
        return {"refused": str(error)}
    log("INFO", "Recovered", changed=changed, **asked)
    return {"user": user.name, "changed": changed}


def _user(name: str) -> User:
    try:
        user = users.read(cognito, USER_POOL_ID, name)
    except cognito.exceptions.UserNotFoundException as error:
        raise RefusedError("there is no such user") from error
    if user.status == "EXTERNAL_PROVIDER":
        raise RefusedError("the user is federated: their identity provider has their second factor")
    return user


def _turn_off(user: User) -> list[str]:
    if MFA_IS_ON:
        raise RefusedError('to: TOTP cannot be turned off while the pool requires MFA; use "SMS"')
    if "TOTP" not in user.current.enabled:
        return []
    _set_preference(user, SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False})
    return ["TOTP turned off"]


def _move_to_sms(user: User, phone_number: str | None) -> list[str]:
    if "SMS" not in TYPES:
        raise RefusedError("to: the pool has no SMS MFA")
    changed = _set_phone_number(user, phone_number)
    has_totp = "TOTP" in user.current.enabled
    if user.current.preferred != "SMS" or "SMS" not in user.current.enabled:
        changed.append("SMS preferred")
    if has_totp and not MFA_IS_ON:
        changed.append("TOTP turned off")
    preference: dict[str, Any] = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    if "TOTP turned off" in changed:
        preference["SoftwareTokenMfaSettings"] = {"Enabled": False, "PreferredMfa": False}
    if changed:
        _set_preference(user, **preference)
    return changed


def _set_phone_number(user: User, phone_number: str | None) -> list[str]:
    """See to it that codes go to a number that is the user's.

    A number that is there is never replaced: who can do that with one call takes the account over.
    """
    present = user.attributes.get("phone_number")
    if present and phone_number not in (None, present):
        raise RefusedError("phone_number: the user has another one, which this does not replace")
    if present and user.attributes.get("phone_number_verified") == "true":
        return []
    if not phone_number:
        raise RefusedError(
            "phone_number: the user's is not verified; give it, to say that it is theirs"
            if present
            else "phone_number: the user has none; give one"
        )
    cognito.admin_update_user_attributes(
        UserPoolId=USER_POOL_ID,
        Username=user.name,
        UserAttributes=[
            {"Name": "phone_number", "Value": phone_number},
            {"Name": "phone_number_verified", "Value": "true"},
        ],
    )
    return ["phone number verified" if present else "phone number set"]


def _set_preference(user: User, **settings: Any) -> None:
    cognito.admin_set_user_mfa_preference(UserPoolId=USER_POOL_ID, Username=user.name, **settings)
