"""A forgotten password: a code of the user's own, and the trigger.

https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
"""

from local.cognito import codes, delivery, stock, triggers
from local.cognito.delivery import Destination
from local.cognito.replacing import replaces
from local.cognito.stock import Handler, Pool, Request, Response, User

RECOVERY_ATTRIBUTES = {"verified_phone_number": "phone_number", "verified_email": "email"}


@replaces("_forgot_password")
def forgot_password(ministack: Handler, request: Request) -> Response:
    pool = stock.pool_of_client(request["ClientId"])
    user = stock.find_user(pool, request["Username"])
    if pool is None or user is None:
        return ministack(request)
    return stock.ok({"CodeDeliveryDetails": _send_code(pool, user).details})


@replaces("_admin_reset_user_password")
def admin_reset_user_password(ministack: Handler, request: Request) -> Response:
    pool = stock.pool_by_id(request["UserPoolId"])
    user = stock.user_by_name(pool, request["Username"])
    _send_code(pool, user)
    return ministack(request)


@replaces("_confirm_forgot_password")
def confirm_forgot_password(ministack: Handler, request: Request) -> Response:
    pool = stock.pool_of_client(request["ClientId"])
    user = stock.find_user(pool, request["Username"])
    if pool is None or user is None:
        return ministack(request)
    codes.check(user, codes.PASSWORD_RESET, request.get("ConfirmationCode"))
    response = ministack(request)
    if stock.succeeded(response):
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
        raise stock.invalid(
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
    values = stock.attributes(user)
    for attribute in (RECOVERY_ATTRIBUTES[name] for name in names if name in RECOVERY_ATTRIBUTES):
        if values.get(f"{attribute}_verified") == "true":
            return delivery.destination(user, attribute)
    return None
