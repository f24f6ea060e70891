"""What CloudFormation does with a user pool: `EnabledMfas`, what cannot change, what cannot be deleted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
"""

from collections.abc import Callable
from typing import Any

from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from local.patches import ministack_api, pools
from local.patches.ministack_api import Response
from local.patches.patching import patch

Properties = dict[str, Any]
USER_POOL = "AWS::Cognito::UserPool"
COGNITO_DEFAULTS = (
    provisioners._COGNITO_USER_POOL_UPDATABLE,
    provisioners._COGNITO_USER_POOL_CLIENT_UPDATABLE,
)


class ResourceError(ValueError):
    """How a resource of ministack's CloudFormation fails."""


def install() -> None:
    # The mode goes with the factors, through `apply_mfa`, in the call after the one that gets the rest.
    del provisioners._COGNITO_USER_POOL_UPDATABLE["MfaConfiguration"]
    provisioners._COGNITO_USER_POOL_UPDATABLE.update({name: {} for name in pools.ADDED_SETTINGS})
    handlers = provisioners._RESOURCE_HANDLERS[USER_POOL]
    handlers["update"] = _checked(handlers["update"], _check_update)
    handlers["delete"] = _checked(handlers["delete"], _check_delete)


@patch("_declared_or_default", provisioners)
def declared_or_default(ministack: Any, old: Properties, new: Properties, defaults: Properties) -> Any:
    """What an update request has: with the switch, no default for what the new template leaves out."""
    if pools.KEEPS_OMITTED and defaults in COGNITO_DEFAULTS:
        return {name: new[name] for name in defaults if name in new}
    return ministack(old, new, defaults)


@patch("_cognito_user_pool_software_token_mfa", provisioners)
def apply_mfa(_ministack: Any, pool_id: str, old: Properties, new: Properties) -> None:
    """CloudFormation calls SetUserPoolMfaConfig when `EnabledMfas` is there (coverage-roadmap#1176)."""
    response = _mfa_call(pool_id, old, new)
    if response is None or ministack_api.succeeded(response):
        _set_passkeys(pool_id, new)
        return
    if not old:
        ministack_api.forget_pool(pool_id)
    raise ResourceError(f"{USER_POOL}: {ministack_api.content(response)['message']}")


def _set_passkeys(pool_id: str, properties: Properties) -> None:
    """SetUserPoolMfaConfig has the passkeys' settings as well; what is left out stays."""
    names = {
        "WebAuthnRelyingPartyID": "RelyingPartyId",
        "WebAuthnUserVerification": "UserVerification",
        "WebAuthnFactorConfiguration": "FactorConfiguration",
    }
    settings = {field: properties[name] for name, field in names.items() if name in properties}
    if settings:
        pool = ministack_api.pool_by_id(pool_id)
        pool["WebAuthnConfiguration"] = pool.get("WebAuthnConfiguration", {}) | settings


def _mfa_call(pool_id: str, old: Properties, new: Properties) -> Response | None:
    mode, old_mode = (properties.get("MfaConfiguration") or "OFF" for properties in (new, old))
    response: Response
    if old and (old_mode, mode) == ("OFF", "ON"):
        # Measured on AWS in August 2026: refused whatever EnabledMfas says; by way of OPTIONAL it works.
        response = cognito._update_user_pool({"UserPoolId": pool_id, "MfaConfiguration": mode})
        return response
    if new.get("EnabledMfas"):
        response = cognito._set_user_pool_mfa_config(
            {"UserPoolId": pool_id, "MfaConfiguration": mode} | _blocks(new)
        )
        return response
    if mode == old_mode:
        return None
    if not old:
        # A pool is created with its mode, which UpdateUserPool would refuse to turn on afterwards.
        response = cognito._set_user_pool_mfa_config(
            {"UserPoolId": pool_id, "MfaConfiguration": mode} | _blocks(new | {"EnabledMfas": _implied(new)})
        )
        return response
    response = cognito._update_user_pool({"UserPoolId": pool_id, "MfaConfiguration": mode})
    return response


def _implied(properties: Properties) -> list[str]:
    return [pools.SMS] if properties.get("SmsConfiguration") else []


def _blocks(properties: Properties) -> dict[str, Any]:
    """The blocks of SetUserPoolMfaConfig that `EnabledMfas` stands for."""
    names = ("SmsAuthenticationMessage", "SmsConfiguration")
    email = {"Message": "EmailAuthenticationMessage", "Subject": "EmailAuthenticationSubject"}
    blocks = {
        pools.SMS: {"SmsMfaConfiguration": {name: properties[name] for name in names if name in properties}},
        pools.TOTP: {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
        pools.EMAIL: {
            "EmailMfaConfiguration": {
                field: properties[name] for field, name in email.items() if name in properties
            }
        },
    }
    asked: dict[str, Any] = {}
    for factor in properties["EnabledMfas"]:
        asked |= blocks[factor]
    return asked


def _checked(ministack: Callable[..., Any], check: Callable[..., None]) -> Callable[..., Any]:
    def checked(*arguments: Any, **named: Any) -> Any:
        check(*arguments[:3])
        return ministack(*arguments, **named)

    return checked


def _check_delete(pool_id: str, _properties: Properties) -> None:
    pool = cognito._user_pools.get(pool_id)
    if pool is None:
        return
    try:
        pools.check_deletable(pool)
    except ministack_api.CognitoError as error:
        raise ResourceError(str(error)) from error


def _check_update(_pool_id: str, old: Properties, new: Properties) -> None:
    """Attributes can be added; what there is cannot change (amplify-cli#4227)."""
    if _required(old) != _required(new):
        raise ResourceError(f"{USER_POOL}: Required attributes of an existing user pool cannot be changed.")
    custom, new_custom = _custom(old), _custom(new)
    changed = [name for name, attribute in custom.items() if new_custom.get(name) != attribute]
    if changed:
        raise ResourceError(
            f"{USER_POOL}: Existing schema attributes cannot be modified or deleted: {changed}"
        )


def _required(properties: Properties) -> set[str]:
    return {
        attribute["Name"]
        for attribute in properties.get("Schema") or []
        if _is_true(attribute.get("Required"))
    }


def _custom(properties: Properties) -> dict[str, Properties]:
    standard = cognito._STANDARD_ATTRIBUTES_BY_NAME
    schema = properties.get("Schema") or []
    return {attribute["Name"]: attribute for attribute in schema if attribute["Name"] not in standard}


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
