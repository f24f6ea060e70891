"""What a user pool may be: its MFA mode, its factors, its messages.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html
"""

from typing import Any

from local.patches import ministack_api
from local.patches.ministack_api import Handler, Pool, Request, Response
from local.patches.patching import patch
from local.settings import Settings

KEEPS_OMITTED = Settings.from_environ().omitted_properties == "keep"

SMS = "SMS_MFA"
TOTP = "SOFTWARE_TOKEN_MFA"
EMAIL = "EMAIL_OTP"

# What ministack's pools do not have: kept here, without effect.
ADDED_SETTINGS = ("IssuerConfiguration", "KeyConfiguration")

SMS_LENGTHS = range(6, 141)
EMAIL_LENGTHS = range(6, 20001)
SUBJECT_LONGEST = 140


def mode(pool: Pool) -> str:
    value: str = pool.get("MfaConfiguration") or "OFF"
    return value


def enabled_mfas(pool: Pool) -> list[str]:
    """The factors that are on in a pool."""
    factors: list[str] = pool.get("_enabled_mfas", [])
    return factors


def set_mfa(pool: Pool, mfa_mode: str, factors: list[str]) -> None:
    pool["MfaConfiguration"] = mfa_mode
    pool["_enabled_mfas"] = factors


@patch("_create_user_pool")
def create_user_pool(ministack: Handler, request: Request) -> Response:
    check_messages(request)
    check_sms_configuration(request)
    mfa_mode = request.get("MfaConfiguration") or "OFF"
    factors = _factors_without_enabled_mfas(mfa_mode, request)
    response = ministack(request)
    if ministack_api.succeeded(response):
        pool = ministack_api.pool_by_id(ministack_api.content(response)["UserPool"]["Id"])
        set_mfa(pool, mfa_mode, factors)
        _keep_added(pool, request)
    return response


@patch("_update_user_pool")
def update_user_pool(ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    check_messages(request)
    check_sms_configuration(pool | request)
    if KEEPS_OMITTED and "UserPoolAddOns" in pool:
        # ministack takes add-ons that a request leaves out for reset, and so lets the tier change.
        request = {"UserPoolAddOns": pool["UserPoolAddOns"], **request}
    mfa_mode = request.get("MfaConfiguration") or mode(pool)
    if mode(pool) == "OFF" and mfa_mode == "ON":
        # coverage-roadmap#1176
        raise ministack_api.invalid("Cannot turn MFA functionality ON, once the user pool has been created")
    factors = enabled_mfas(pool)
    if mfa_mode == "OFF" or not factors:
        factors = _factors_without_enabled_mfas(mfa_mode, pool | request)
    check_recovery(factors, pool | request)
    response = ministack(request)
    if ministack_api.succeeded(response):
        set_mfa(pool, mfa_mode, factors)
        _keep_added(pool, request)
    return response


def _keep_added(pool: Pool, request: Request) -> None:
    pool |= {name: request[name] for name in ADDED_SETTINGS if name in request}


@patch("_set_user_pool_mfa_config")
def set_user_pool_mfa_config(_ministack: Handler, request: Request) -> Response:
    pool = ministack_api.pool_by_id(request["UserPoolId"])
    sms = request.get("SmsMfaConfiguration")
    settings = _sms_settings(sms or {})
    check_messages(settings)
    mfa_mode = request.get("MfaConfiguration") or mode(pool)
    factors = _requested_factors(request)
    check_factors(mfa_mode, factors, pool | settings)
    check_recovery(factors, pool)
    pool |= settings
    set_mfa(pool, mfa_mode, factors)
    if EMAIL in factors:
        pool["EmailMfaConfiguration"] = request["EmailMfaConfiguration"]
    if "WebAuthnConfiguration" in request:
        pool["WebAuthnConfiguration"] = request["WebAuthnConfiguration"]
    return ministack_api.ok(_mfa_config(pool))


@patch("_get_user_pool_mfa_config")
def get_user_pool_mfa_config(_ministack: Handler, request: Request) -> Response:
    return ministack_api.ok(_mfa_config(ministack_api.pool_by_id(request["UserPoolId"])))


@patch("_delete_user_pool")
def delete_user_pool(ministack: Handler, request: Request) -> Response:
    check_deletable(ministack_api.pool_by_id(request["UserPoolId"]))
    return ministack(request)


def check_deletable(pool: Pool) -> None:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html"""
    if pool.get("DeletionProtection") == "ACTIVE":
        raise ministack_api.invalid(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )


def check_factors(mfa_mode: str, factors: list[str], settings: dict[str, Any]) -> None:
    if mfa_mode == "OFF" and factors:
        raise ministack_api.invalid(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        )
    if mfa_mode != "OFF" and not factors:
        # sst#5177
        raise ministack_api.invalid(
            "Invalid MFA configuration given, "
            "can't disable all MFAs with a required or optional configuration."
        )
    if SMS in factors and not settings.get("SmsConfiguration"):
        raise ministack_api.invalid("Invalid MFA configuration given, SMS_MFA needs an SMS configuration.")
    if mfa_mode != "OFF" and SMS not in factors and settings.get("SmsConfiguration"):
        # amplify-backend#1481
        raise ministack_api.invalid(
            "Invalid MFA configuration given, can't turn off SMS_MFA when SMS configuration is set."
        )


def check_recovery(factors: list[str], settings: dict[str, Any]) -> None:
    """aws-cdk#11478"""
    recovery = (settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    if SMS in factors and [way["Name"] for way in recovery] == ["verified_phone_number"]:
        raise ministack_api.invalid(
            "Account Recovery Setting cannot use verified_phone_number alone when SMS MFA is configured."
        )


def check_sms_configuration(settings: dict[str, Any]) -> None:
    """A phone number that Cognito is to verify needs a way to send messages."""
    if "phone_number" in (settings.get("AutoVerifiedAttributes") or []) and not settings.get(
        "SmsConfiguration"
    ):
        raise ministack_api.invalid("SMS configuration is required when phone_number is auto-verified.")


def check_messages(settings: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html"""
    template = settings.get("VerificationMessageTemplate") or {}
    invitation = (settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    code = ("{####}",)
    _check_message("smsAuthenticationMessage", settings.get("SmsAuthenticationMessage"), SMS_LENGTHS, code)
    _check_message("smsVerificationMessage", settings.get("SmsVerificationMessage"), SMS_LENGTHS, code)
    _check_message("emailVerificationMessage", settings.get("EmailVerificationMessage"), EMAIL_LENGTHS, code)
    _check_message("smsMessage", template.get("SmsMessage"), SMS_LENGTHS, code)
    _check_message("emailMessage", template.get("EmailMessage"), EMAIL_LENGTHS, code)
    _check_message("sMSMessage", invitation.get("SMSMessage"), SMS_LENGTHS, ("{username}", "{####}"))
    for subject in (settings.get("EmailVerificationSubject"), template.get("EmailSubject")):
        if len(subject or "") > SUBJECT_LONGEST:
            raise ministack_api.invalid(f"An e-mail subject must have at most {SUBJECT_LONGEST} characters.")


def _check_message(name: str, message: str | None, lengths: range, placeholders: tuple[str, ...]) -> None:
    if not message:
        return
    if len(message) not in lengths:
        raise ministack_api.invalid(
            f"1 validation error detected: Value at '{name}' failed to satisfy constraint: "
            f"Member must have length from {lengths.start} to {lengths.stop - 1}"
        )
    missing = [placeholder for placeholder in placeholders if placeholder not in message]
    if missing:
        raise ministack_api.invalid(
            f"1 validation error detected: Value '{message}' at '{name}' failed to satisfy constraint: "
            f"Member must contain {' and '.join(missing)}"
        )


def _factors_without_enabled_mfas(mfa_mode: str, settings: dict[str, Any]) -> list[str]:
    """CreateUserPool and UpdateUserPool know of SMS only; the other factors are SetUserPoolMfaConfig's."""
    if mfa_mode == "OFF":
        return []
    if not settings.get("SmsConfiguration"):
        # aws-cdk#12075
        raise ministack_api.invalid(
            "SMS configuration and Auto verification for phone_number are required "
            "when MFA is required/optional"
        )
    return [SMS]


def _requested_factors(request: Request) -> list[str]:
    """A block that is left out turns its factor off."""
    on = {
        SMS: request.get("SmsMfaConfiguration") is not None,
        TOTP: bool((request.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")),
        EMAIL: request.get("EmailMfaConfiguration") is not None,
    }
    return [factor for factor, enabled in on.items() if enabled]


def _sms_settings(sms: dict[str, Any]) -> dict[str, Any]:
    names = ("SmsAuthenticationMessage", "SmsConfiguration")
    return {name: sms[name] for name in names if sms.get(name)}


def _mfa_config(pool: Pool) -> dict[str, Any]:
    factors = enabled_mfas(pool)
    answer: dict[str, Any] = {"MfaConfiguration": mode(pool)}
    if SMS in factors:
        answer["SmsMfaConfiguration"] = _sms_settings(pool)
    if TOTP in factors:
        answer["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
    for name in ("EmailMfaConfiguration", "WebAuthnConfiguration"):
        if pool.get(name):
            answer[name] = pool[name]
    return answer
