"""What an administrator does about a lost TOTP device, which ministack lacks.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html
"""

from local.patches import factors, ministack_api
from local.patches.ministack_api import CognitoError, Request, Response, User
from local.patches.patching import action
from local.patches.pools import TOTP


@action("AdminDeleteSoftwareToken")
def admin_delete_software_token(request: Request) -> Response:
    """The device goes, and the preference for it; the other factors stay."""
    user = _user(request)
    if user["UserStatus"] == "UNCONFIRMED":
        raise CognitoError("UserNotConfirmedException", "User is not confirmed.")
    user.pop("_totp_pending_secret", None)
    if user.pop("_totp_secret", None) is None:
        # What Cognito answers is not documented; this is its wording elsewhere (amplify-js#1343).
        raise ministack_api.invalid("User has not set up software token mfa")
    factors.disable(user, TOTP)
    return ministack_api.ok({})


@action("AdminListDevices")
def admin_list_devices(request: Request) -> Response:
    """The remembered devices: nothing here remembers any yet, but a test may."""
    return ministack_api.ok({"Devices": list(_user(request).get("_devices", []))})


@action("AdminForgetDevice")
def admin_forget_device(request: Request) -> Response:
    user = _user(request)
    devices = user.get("_devices", [])
    left = [device for device in devices if device["DeviceKey"] != request["DeviceKey"]]
    if len(left) == len(devices):
        raise CognitoError("ResourceNotFoundException", "Device does not exist.")
    user["_devices"] = left
    return ministack_api.ok({})


def _user(request: Request) -> User:
    return ministack_api.user_by_name(ministack_api.pool_by_id(request["UserPoolId"]), request["Username"])
