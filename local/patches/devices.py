"""Remembered devices: a pool may ask for them, and no user ever has one.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
"""

from local.patches import ministack_api
from local.patches.ministack_api import CognitoError, Request, Response
from local.patches.patching import action


@action("AdminListDevices")
def admin_list_devices(request: Request) -> Response:
    _check_user(request)
    return ministack_api.ok({"Devices": []})


@action("AdminForgetDevice")
@action("AdminGetDevice")
def admin_device(request: Request) -> Response:
    _check_user(request)
    raise _no_device()


@action("ListDevices")
def list_devices(request: Request) -> Response:
    ministack_api.user_of_token(request)
    return ministack_api.ok({"Devices": []})


@action("ForgetDevice")
@action("GetDevice")
def device(request: Request) -> Response:
    ministack_api.user_of_token(request)
    raise _no_device()


def _check_user(request: Request) -> None:
    ministack_api.user_by_name(ministack_api.pool_by_id(request["UserPoolId"]), request["Username"])


def _no_device() -> CognitoError:
    return CognitoError("ResourceNotFoundException", "Device does not exist.")
