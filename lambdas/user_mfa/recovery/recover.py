"""Removes a lost TOTP device from a user, and moves the user to SMS where that is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..contract import RECOVERY_STARTED
from ..errors import error_name
from ..factors import users
from .request import RecoveryRefusedError, Request

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from ..factors.users import User

Change = Literal[
    "phone_number_set", "phone_number_verified", "sms_preferred", "totp_deleted", "signed_out",
    "devices_forgotten",
]  # fmt: skip
Step = Callable[["User", Request], Change | None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recovery:
    """Restores access for one user at a time.

    :param types: the factors that the pool has.
    :param phone_number_signs_in: whether users sign in with their phone number, so that it can be one user's
        only.
    """

    user_pool_id: str
    cognito: CognitoIdentityProviderClient
    types: tuple[str, ...]
    phone_number_signs_in: bool

    def recover(self, payload: Any) -> dict[str, Any]:
        """Do what an administrator asks for.

        :return: `user` and `changed`, the changes in their order; or `refused`, with the reason.
        :raises botocore.exceptions.ClientError: Cognito failed. Each change before that is in the log, and
            the same request again makes those that are left.
        """
        audit: dict[str, Any] = {}
        try:
            request = Request.read(payload)
            audit |= {
                "requested_by": request.requested_by,
                "ticket": request.ticket,
                "to_sms": request.to_sms,
            }
            user = self._read(request.user)
            audit["sub"] = user.sub
            if request.to_sms:
                self._check_sms(user, request.phone_number)
        except RecoveryRefusedError as error:
            logger.warning("Recovery refused", extra={**audit, "reason": str(error)})
            return {"refused": str(error)}
        logger.info(RECOVERY_STARTED, extra=audit)
        changed: list[Change] = []
        try:
            self._make_changes(user, request, changed, audit)
        except RecoveryRefusedError as error:
            logger.warning("Recovery refused", extra={**audit, "reason": str(error), "changed": changed})
            return {"refused": str(error)}
        except Exception as error:
            fields = {**audit, "changed": changed, "error": error_name(error)}
            logger.error("Recovery failed", extra=fields)
            raise
        logger.info("Recovered", extra={**audit, "changed": changed})
        return {"user": user.name, "changed": changed}

    def _read(self, name: str) -> User:
        try:
            user = users.read(self.cognito, self.user_pool_id, name)
        except self.cognito.exceptions.UserNotFoundException as error:
            raise RecoveryRefusedError("user: there is no such user") from error
        if user.status == "EXTERNAL_PROVIDER":
            raise RecoveryRefusedError("user: is federated; the second factor is their identity provider's")
        if user.status == "UNCONFIRMED":
            raise RecoveryRefusedError("user: has not confirmed the sign-up, and has no second factor yet")
        return user

    def _check_sms(self, user: User, phone_number: str | None) -> None:
        """See to it that codes go to a number that is the user's.

        A number that is there is never replaced: anyone who can do that with one call takes the account over.
        """
        if "SMS" not in self.types:
            raise RecoveryRefusedError("to_sms: the pool has no SMS MFA")
        if user.status == "RESET_REQUIRED":
            raise RecoveryRefusedError("to_sms: the user must reset the password first")
        present = user.attributes.get("phone_number")
        if present and phone_number not in (None, present):
            raise RecoveryRefusedError("phone_number: the user has another one, which this does not replace")
        if _has_verified_phone(user):
            return
        if not phone_number:
            raise RecoveryRefusedError(
                "phone_number: the user's is not verified; give it, to confirm that it is theirs"
                if present
                else "phone_number: the user has none; give one"
            )
        if self.phone_number_signs_in:
            self._check_alias(user, phone_number)

    def _check_alias(self, user: User, phone_number: str) -> None:
        """Refuse a number with which another user signs in: verifying it here would take it from them."""
        # The number is in E.164 form: it cannot break out of the filter.
        found = self.cognito.list_users(
            UserPoolId=self.user_pool_id,
            Filter=f'phone_number = "{phone_number}"',
            AttributesToGet=["sub"],
        )
        if any(other["Username"] != user.name for other in found["Users"]):
            raise _taken()

    def _make_changes(
        self, user: User, request: Request, changed: list[Change], audit: dict[str, Any]
    ) -> None:
        """Make the changes, each with its line in the log: first the new factor, so that at no time anyone
        with the password alone can sign in or register a device."""
        steps: list[Step] = [self._delete_totp, self._sign_out, self._forget_devices]
        if request.to_sms:
            steps = [self._set_phone_number, self._prefer_sms, *steps]
        for step in steps:
            change = step(user, request)
            if change:
                changed.append(change)
                logger.info("Recovery changed a user", extra={**audit, "change": change})

    def _set_phone_number(self, user: User, request: Request) -> Change | None:
        if _has_verified_phone(user):
            return None
        assert request.phone_number  # noqa: S101 - `_check_sms` has seen to it
        try:
            self.cognito.admin_update_user_attributes(
                UserPoolId=self.user_pool_id,
                Username=user.name,
                UserAttributes=[
                    {"Name": "phone_number", "Value": request.phone_number},
                    {"Name": "phone_number_verified", "Value": "true"},
                ],
            )
        except self.cognito.exceptions.AliasExistsException as error:
            raise _taken() from error
        return "phone_number_verified" if user.attributes.get("phone_number") else "phone_number_set"

    def _prefer_sms(self, user: User, _request: Request) -> Change | None:
        if user.current.preferred == "SMS" and "SMS" in user.current.enabled:
            return None
        self.cognito.admin_set_user_mfa_preference(
            UserPoolId=self.user_pool_id,
            Username=user.name,
            SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
        )
        return "sms_preferred"

    def _delete_totp(self, user: User, _request: Request) -> Change | None:
        try:
            self.cognito.admin_delete_software_token(UserPoolId=self.user_pool_id, Username=user.name)
        except self.cognito.exceptions.InvalidParameterException:
            # No device is registered, or the user is about to register one: what is half finished ends with
            # the sessions, by the next step. https://github.com/aws-amplify/amplify-js/issues/3844
            return None
        return "totp_deleted"

    def _sign_out(self, user: User, _request: Request) -> Change:
        self.cognito.admin_user_global_sign_out(UserPoolId=self.user_pool_id, Username=user.name)
        return "signed_out"

    def _forget_devices(self, user: User, _request: Request) -> Change | None:
        pool_id, name, forgotten = self.user_pool_id, user.name, 0
        try:
            # What is forgotten is no longer listed, so each list is a first page.
            while devices := self.cognito.admin_list_devices(UserPoolId=pool_id, Username=name).get(
                "Devices"
            ):
                for device in devices:
                    self.cognito.admin_forget_device(
                        UserPoolId=pool_id, Username=name, DeviceKey=device["DeviceKey"]
                    )
                forgotten += len(devices)
        except (
            self.cognito.exceptions.InvalidParameterException,
            self.cognito.exceptions.InvalidUserPoolConfigurationException,
        ):
            # The pool remembers no devices.
            return None
        return "devices_forgotten" if forgotten else None


def _has_verified_phone(user: User) -> bool:
    return (
        bool(user.attributes.get("phone_number")) and user.attributes.get("phone_number_verified") == "true"
    )


def _taken() -> RecoveryRefusedError:
    return RecoveryRefusedError("phone_number: another user signs in with it")
