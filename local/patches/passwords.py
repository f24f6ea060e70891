"""A forgotten password: a code of the user's own, and the trigger.

https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
"""

from local.patches import codes, delivery, ministack_api, triggers
from local.patches.delivery import Destination
from local.patches.ministack_api import Handler, Pool, Request, Response, User
from local.patches.patching import patch

RECOVERY_ATTRIBUTES = {"verified_phone_number": "phone_number", "verified_email": "email"}


@patch("_forgot_password")
def forgot_password(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_of_client(request["ClientId"])
    user = ministack_api.find_user(pool, request["Username"])
    if pool is None or user is None:
        return ministack(request)
    return ministack_api.ok({"CodeDeliveryDetails": _send_code(pool, user).details})


@patch("_admin_reset_user_password")
def admin_reset_user_password(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    user = ministack_api.user_by_name(pool, request["Username"])
    _send_code(pool, user)
    return ministack(request)


@patch("_confirm_forgot_password")
def confirm_forgot_password(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_of_client(request["ClientId"])
    user = ministack_api.find_user(pool, request["Username"])
    if pool is None or user is None:
        return ministack(request)
    codes.check(user, codes.PASSWORD_RESET, request.get("ConfirmationCode"))
    response = ministack(request)
    if ministack_api.succeeded(response):
        codes.use_up(user, codes.PASSWORD_RESET)
        triggers.post_confirmation(
            pool,
            user,
            source=triggers.CONFIRM_FORGOT_PASSWORD,
            client_id=request["ClientId"],
            metadata=request.get("ClientMetadata"),
        )
    return response


def _send_code(pool: Pool, user: User) -> Destination:
    to = _recovery_destination(pool, user)
    if to is None:
        raise ministack_api.invalid(
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        )
    delivery.send_code(pool, user, to, codes.issue(user, codes.PASSWORD_RESET, codes.PASSWORD_RESET_SECONDS))
    return to


def _recovery_destination(pool: Pool, user: User) -> Destination | None:
    """The first verified address in the pool's order; without an order the phone comes first.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
    """
    ways = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms")
    names = (
        [way["Name"] for way in sorted(ways, key=lambda way: way["Priority"])]
        if ways
        else RECOVERY_ATTRIBUTES
    )
    values = ministack_api.attributes(user)
    for attribute in (RECOVERY_ATTRIBUTES[name] for name in names if name in RECOVERY_ATTRIBUTES):
        if values.get(f"{attribute}_verified") == "true":
            return delivery.destination(user, attribute)
    return None
