"""Attributes that change, and their verification.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
"""

from local.patches import codes, delivery, ministack_api
from local.patches.delivery import Destination
from local.patches.ministack_api import Attributes, Handler, Pool, Request, Response, User
from local.patches.patching import action, patch

VERIFIABLE = ("phone_number", "email")


@patch("_admin_update_user_attributes")
def admin_update_user_attributes(ministack: Handler, request: Request) -> Response:
    """An address that changes is unverified, unless the administrator says otherwise in the same call."""
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    user = ministack_api.user_by_name(pool, request["Username"])
    before = ministack_api.attributes(user)
    response = ministack(request)
    unverify_changed(user, before, ministack_api.given_attributes(request))
    return response


@patch("_update_user_attributes")
def update_user_attributes(ministack: Handler, request: Request) -> Response:
    """A user's new address is sent a code; where the pool says so, the old one stays until it is verified."""
    user, pool = ministack_api.user_of_token(request)
    given = ministack_api.given_attributes(request)
    before = ministack_api.attributes(user)
    changed = _changed_addresses(before, given)
    kept = [name for name in changed if name in _verified_before_update(pool)]
    others = [attribute for attribute in request.get("UserAttributes") or [] if attribute["Name"] not in kept]
    ministack(request | {"UserAttributes": others})
    unverify_changed(user, before, ministack_api.given_attributes({"UserAttributes": others}))
    verified = [name for name in changed if name in pool["AutoVerifiedAttributes"] or name in kept]
    sent = [_send_code(pool, user, Destination(name, given[name])) for name in verified]
    return ministack_api.ok({"CodeDeliveryDetailsList": sent})


@action("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(request: Request) -> Response:
    user, pool = ministack_api.user_of_token(request)
    to = delivery.destination(user, _verifiable(request))
    if to is None:
        raise ministack_api.invalid(f"User does not have the attribute {request['AttributeName']}.")
    return ministack_api.ok({"CodeDeliveryDetails": _send_code(pool, user, to)})


@action("VerifyUserAttribute")
def verify_user_attribute(request: Request) -> Response:
    user, _ = ministack_api.user_of_token(request)
    name = _verifiable(request)
    codes.check(user, name, request.get("Code"))
    codes.use_up(user, name)
    address = user["_addresses_to_verify"].pop(name)
    ministack_api.set_attributes(user, **{name: address, f"{name}_verified": "true"})
    return ministack_api.ok({})


def unverify_changed(user: User, before: Attributes, given: Attributes) -> None:
    for name in _changed_addresses(before, given):
        verified = f"{name}_verified"
        ministack_api.set_attributes(user, **{verified: given.get(verified, "false")})


def _changed_addresses(before: Attributes, given: Attributes) -> list[str]:
    return [name for name in VERIFIABLE if name in given and given[name] != before.get(name)]


def _verified_before_update(pool: Pool) -> list[str]:
    settings = pool.get("UserAttributeUpdateSettings") or {}
    names: list[str] = settings.get("AttributesRequireVerificationBeforeUpdate") or []
    return names


def _send_code(pool: Pool, user: User, to: Destination) -> dict[str, str]:
    user.setdefault("_addresses_to_verify", {})[to.attribute] = to.address
    delivery.send_code(pool, user, to, codes.issue(user, to.attribute, codes.ATTRIBUTE_SECONDS))
    return to.details


def _verifiable(request: Request) -> str:
    name: str = request.get("AttributeName", "")
    if name not in VERIFIABLE:
        raise ministack_api.invalid("Only phone_number and email can be verified.")
    return name
