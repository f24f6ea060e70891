"""Remembered devices: an app confirms one, a user or an administrator forgets it.

Sign-in asks every user for the second factor as if the device were unknown: `DEVICE_SRP_AUTH` is not there,
and no sign-in hands out a device key, so that a client confirms one of its own.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
"""

import time
from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import CognitoError, Request, Response, User
from local.patches.patching import action

Device = dict[str, Any]


@action("ConfirmDevice")
def confirm_device(request: Request) -> Response:
    user, pool = ministack_api.user_of_token(request)
    configuration = pool.get("DeviceConfiguration")
    if not configuration:
        raise CognitoError(
            "InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool."
        )
    opt_in = bool(configuration.get("DeviceOnlyRememberedOnUserPrompt"))
    now = time.time()
    _devices(user)[request["DeviceKey"]] = {
        "DeviceKey": request["DeviceKey"],
        "DeviceAttributes": [
            {"Name": "device_status", "Value": "valid"},
            {"Name": "device_name", "Value": request.get("DeviceName", "")},
        ],
        "DeviceCreateDate": now,
        "DeviceLastModifiedDate": now,
        "DeviceLastAuthenticatedDate": now,
    }
    return ministack_api.ok({"UserConfirmationNecessary": opt_in})


@action("AdminListDevices")
@action("ListDevices")
def list_devices(request: Request) -> Response:
    return ministack_api.ok({"Devices": list(_devices(_user(request)).values())})


@action("AdminGetDevice")
@action("GetDevice")
def get_device(request: Request) -> Response:
    return ministack_api.ok({"Device": _device(request)})


@action("AdminForgetDevice")
@action("ForgetDevice")
def forget_device(request: Request) -> Response:
    del _devices(_user(request))[_device(request)["DeviceKey"]]
    return ministack_api.ok({})


def _user(request: Request) -> User:
    """The user whom an administrator names, or whose token it is."""
    if "UserPoolId" in request:
        pool = ministack_api.pool_by_id(request["UserPoolId"])
        return ministack_api.user_by_name(pool, request["Username"])
    return ministack_api.user_of_token(request)[0]


def _devices(user: User) -> dict[str, Device]:
    """A user's devices by their keys, in the order in which they were confirmed."""
    devices: dict[str, Device] = user.setdefault("_devices", {})
    return devices


def _device(request: Request) -> Device:
    device = _devices(_user(request)).get(request["DeviceKey"])
    if device is None:
        raise CognitoError("ResourceNotFoundException", "Device does not exist.")
    return device
