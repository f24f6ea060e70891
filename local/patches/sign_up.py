"""Sign-up and its confirmation: a code of the user's own, and the trigger.

https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
"""

from typing import Any

from local.patches import codes, constraints, ministack_api, triggers
from local.patches.delivery import auto_verified, send_code
from local.patches.ministack_api import Handler, Pool, Request, Response, User
from local.patches.patching import patch


@patch("_send_verification_email")
def send_no_code_of_its_own(_ministack: Any, *_arguments: Any, **_named: Any) -> None:
    """ministack's codes are 123456 and 654321, by e-mail; the handlers here send their own."""


@patch("_confirmation_code_error")
def check_no_code_of_its_own(_ministack: Any, *_arguments: Any) -> None:
    """ministack checks codes only when it enforces IAM; the handlers here always check theirs."""


@patch("_sign_up")
def sign_up(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_of_client(request["ClientId"])
    check_attributes(pool, request)
    response = ministack(request)
    if not ministack_api.succeeded(response):
        return response
    answer = ministack_api.content(response)
    assert pool is not None  # noqa: S101  # or ministack would have answered ResourceNotFoundException
    user = ministack_api.user_by_name(pool, answer["UserSub"])
    mark_unverified(user)
    answer.pop("CodeDeliveryDetails", None)
    if not answer["UserConfirmed"]:
        answer |= send_sign_up_code(pool, user)
    return ministack_api.ok(answer)


@patch("_resend_confirmation_code")
def resend_confirmation_code(ministack: Handler, request: Request) -> Response:
    response = ministack(request)
    pool = ministack_api.pool_of_client(request["ClientId"])
    user = ministack_api.find_user(pool, request["Username"])
    if pool is None or user is None:
        return response
    if user["UserStatus"] == "CONFIRMED":
        raise ministack_api.invalid("User is already confirmed.")
    return ministack_api.ok(send_sign_up_code(pool, user))


@patch("_confirm_sign_up")
def confirm_sign_up(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_of_client(request["ClientId"])
    user = ministack_api.find_user(pool, request["Username"])
    if pool is None or user is None:
        return ministack(request)
    check_unconfirmed(user)
    codes.check(user, codes.SIGN_UP, request.get("ConfirmationCode"))
    verified = auto_verified(pool, user)
    response = ministack(request)
    codes.use_up(user, codes.SIGN_UP)
    if verified is not None:
        ministack_api.set_attributes(user, **{f"{verified.attribute}_verified": "true"})
    triggers.post_confirmation(
        pool,
        user,
        source=triggers.CONFIRM_SIGN_UP,
        client_id=request["ClientId"],
        metadata=request.get("ClientMetadata"),
    )
    return response


@patch("_admin_confirm_sign_up")
def admin_confirm_sign_up(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    user = ministack_api.user_by_name(pool, request["Username"])
    check_unconfirmed(user)
    response = ministack(request)
    triggers.post_confirmation(
        pool,
        user,
        source=triggers.CONFIRM_SIGN_UP,
        client_id=triggers.NO_CLIENT,
        metadata=request.get("ClientMetadata"),
    )
    return response


def check_attributes(pool: Pool | None, request: Request) -> None:
    """Nobody signs up without an attribute that the pool requires, or with a preferred user name that is an
    alias: where the pool requires that as well, nobody signs up at all.

    The wording is in https://github.com/furaiev/amazon-cognito-identity-dart-2/issues/89 and amplify-js#1669.
    """
    if pool is None:
        return
    attributes = ministack_api.given_attributes(request)
    if "preferred_username" in attributes and "preferred_username" in (pool.get("AliasAttributes") or ()):
        raise ministack_api.invalid(
            "Preferred username cannot be provided for unconfirmed account, "
            "since user pool is configured for preferred username alias."
        )
    # By which users sign in is the user name that they give.
    given = {*attributes, *(pool.get("UsernameAttributes") or ())}
    missing = sorted(constraints.required_attributes(pool) - given)
    if missing:
        reasons = "".join(f"{name}: The attribute is required\n" for name in missing)
        raise ministack_api.invalid(f"Attributes did not conform to the schema: {reasons}")


def send_sign_up_code(pool: Pool, user: User) -> dict[str, Any]:
    """Send a code; without an auto-verified attribute there is nowhere to send it."""
    to = auto_verified(pool, user)
    if to is None:
        return {}
    send_code(pool, user, to, codes.issue(user, codes.SIGN_UP, codes.SIGN_UP_SECONDS))
    return {"CodeDeliveryDetails": to.details}


def check_unconfirmed(user: User) -> None:
    if user["UserStatus"] != "UNCONFIRMED":
        raise ministack_api.not_authorized(
            f"User cannot be confirmed. Current status is {user['UserStatus']}"
        )


def mark_unverified(user: User) -> None:
    """An address that is not verified has "false"; who signs up cannot say otherwise."""
    values = ministack_api.attributes(user)
    verified_by_trigger = user["UserStatus"] == "CONFIRMED"
    for attribute in ("email", "phone_number"):
        if attribute in values and not (verified_by_trigger and f"{attribute}_verified" in values):
            ministack_api.set_attributes(user, **{f"{attribute}_verified": "false"})
