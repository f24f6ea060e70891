"""The invitation of a user whom an administrator creates: by SMS, too.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
"""

from local.patches import ministack_api
from local.patches.ministack_api import Handler, Pool, Request, Response, User
from local.patches.patching import patch

SMS_INVITATION = "Your username is {username} and temporary password is {####}."


@patch("_admin_create_user")
def admin_create_user(ministack: Handler, request: Request) -> Response:
    """Without a wish for a medium it goes to the phone; who has none gets an e-mail, as in ministack."""
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    given = ministack_api.given_attributes(request)
    signs_in_by_phone = "phone_number" in pool["UsernameAttributes"] and request["Username"].startswith("+")
    has_phone = "phone_number" in given or signs_in_by_phone
    mediums = request.get("DesiredDeliveryMediums") or (["SMS"] if has_phone else ["EMAIL"])
    response = ministack(request | {"DesiredDeliveryMediums": mediums})
    if ministack_api.succeeded(response) and "SMS" in mediums and request.get("MessageAction") != "SUPPRESS":
        _send_sms(pool, ministack_api.user_by_name(pool, request["Username"]))
    return response


def _send_sms(pool: Pool, user: User) -> None:
    phone = ministack_api.attributes(user).get("phone_number")
    if phone is None:
        return
    template = (pool["AdminCreateUserConfig"].get("InviteMessageTemplate") or {}).get("SMSMessage")
    ministack_api.send_sms(
        phone, ministack_api.filled_in(template or SMS_INVITATION, pool, user, user["_password"])
    )
