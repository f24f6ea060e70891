"""A user pool that exists, as the sections of an environment file that are about the pool itself."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from stacks.adoption.draft import Draft
from stacks.service import SNS_REGIONS, SYSTEM_ATTRIBUTES, MfaType, StandardAttribute
from stacks.settings.email import Email
from stacks.settings.sms import Sms
from stacks.settings.triggers import Triggers
from stacks.settings.types import UNSET
from stacks.settings.user_pool import PasswordPolicy, UserPool

Values = Mapping[str, Any]

# The trigger settings by Cognito's names in LambdaConfig; those with a version of their event are below.
_TRIGGERS: Final = {
    "PreSignUp": "pre_sign_up",
    "PostConfirmation": "post_confirmation",
    "PreAuthentication": "pre_authentication",
    "PostAuthentication": "post_authentication",
    "PreTokenGeneration": "pre_token_generation",
    "CustomMessage": "custom_message",
    "UserMigration": "user_migration",
    "DefineAuthChallenge": "define_auth_challenge",
    "CreateAuthChallenge": "create_auth_challenge",
    "VerifyAuthChallengeResponse": "verify_auth_challenge_response",
    "KMSKeyID": "kms_key_arn",
}


def write_pool(draft: Draft, pool: Values, region: str) -> None:
    """Write what a user pool's properties say.

    :param pool: the properties, by CloudFormation's names.
    """
    _write_user_pool(draft, pool)
    _write_attributes(draft, pool)
    _write_password_policy(draft, pool)
    _write_mfa(draft, pool)
    _write_sms(draft, pool, region)
    _write_email(draft, pool)
    _write_triggers(draft, pool.get("LambdaConfig") or {})
    tags = pool.get("UserPoolTags") or {}
    for key, value in tags.items():
        if not key.startswith("aws:"):
            draft.put(("tags", key), value, "UserPool.UserPoolTags")


def unset_if_none(value: Any) -> Any:
    """A value for a setting that has a default: what is not set has to be written as such."""
    return UNSET if value is None else value


def _unless_derived(value: Any, derived: Any) -> Any:
    """A value for a setting that is derived from others where the file does not set it."""
    return None if value == derived else unset_if_none(value)


def _write_user_pool(draft: Draft, pool: Values) -> None:
    user_names, aliases = pool.get("UsernameAttributes"), pool.get("AliasAttributes") or []
    verified = pool.get("AutoVerifiedAttributes") or []
    add_ons = pool.get("UserPoolAddOns") or {}
    tier = pool.get("UserPoolTier", "ESSENTIALS")
    settings = {
        "name": (pool["UserPoolName"], "UserPool.UserPoolName"),
        "sign_in": (
            user_names or ["username", *aliases],
            "UserPool.UsernameAttributes" if user_names else "UserPool.AliasAttributes",
        ),
        "case_sensitive": (
            unset_if_none((pool.get("UsernameConfiguration") or {}).get("CaseSensitive")),
            "UserPool.UsernameConfiguration",
        ),
        "required_attributes": (
            [
                attribute["Name"]
                for attribute in pool.get("Schema", ())
                if attribute.get("Required") and attribute["Name"] in get_args(StandardAttribute)
            ],
            "UserPool.Schema",
        ),
        "auto_verify": (verified, "UserPool.AutoVerifiedAttributes"),
        "keep_original": (_keep_original(pool, verified), "UserPool.UserAttributeUpdateSettings"),
        "self_sign_up": (
            not (pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly", False),
            "UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        ),
        "account_recovery": (_recovery(pool), "UserPool.AccountRecoverySetting"),
        "device_tracking": (_device_tracking(pool), "UserPool.DeviceConfiguration"),
        "tier": (tier, "UserPool.UserPoolTier"),
        "threat_protection": (
            _unless_derived(add_ons.get("AdvancedSecurityMode"), "ENFORCED" if tier == "PLUS" else "OFF"),
            "UserPool.UserPoolAddOns.AdvancedSecurityMode",
        ),
        "custom_auth_threat_protection": (
            (add_ons.get("AdvancedSecurityAdditionalFlows") or {}).get("CustomAuthMode"),
            "UserPool.UserPoolAddOns.AdvancedSecurityAdditionalFlows",
        ),
        "deletion_protection": (pool.get("DeletionProtection") == "ACTIVE", "UserPool.DeletionProtection"),
    }
    draft.fill(("user_pool",), UserPool, settings)


def _keep_original(pool: Values, verified: list[str]) -> Any:
    updates = pool.get("UserAttributeUpdateSettings")
    if updates is None:
        return UNSET
    kept = updates.get("AttributesRequireVerificationBeforeUpdate") or []
    return None if kept and sorted(kept) == sorted(verified) else kept


def _recovery(pool: Values) -> Any:
    mechanisms = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms")
    if not mechanisms:
        return UNSET
    return [
        mechanism["Name"] for mechanism in sorted(mechanisms, key=lambda each: int(each.get("Priority", 0)))
    ]


def _device_tracking(pool: Values) -> Any:
    devices = pool.get("DeviceConfiguration")
    if devices is None:
        return None
    return {
        "challenge_required_on_new_device": devices.get("ChallengeRequiredOnNewDevice", False),
        "device_only_remembered_on_user_prompt": devices.get("DeviceOnlyRememberedOnUserPrompt", False),
    }


def _write_attributes(draft: Draft, pool: Values) -> None:
    """Custom attributes, and standard ones that are not as Cognito makes them."""
    for attribute in pool.get("Schema", ()):
        name = attribute["Name"]
        if name in SYSTEM_ATTRIBUTES:
            continue
        is_standard = name in get_args(StandardAttribute)
        settings: dict[str, Any] = {}
        if not is_standard and attribute.get("AttributeDataType") != "String":
            settings["type"] = attribute.get("AttributeDataType")
        if not attribute.get("Mutable"):
            settings["mutable"] = False
        for field, key, limits in (
            ("length", "StringAttributeConstraints", ("MinLength", "MaxLength")),
            ("range", "NumberAttributeConstraints", ("MinValue", "MaxValue")),
        ):
            given = attribute.get(key) or {}
            pair = [_number(given.get(limit)) for limit in limits]
            if is_standard and pair == _standard_limits(name, field):
                continue
            if pair != [UNSET, UNSET]:
                settings[field] = pair
        if settings or not is_standard:
            draft.put(("user_pool", "attributes", name), settings, f"UserPool.Schema.{name}")


def _number(text: str | None) -> int | str:
    """A limit as the settings have it, which refuse what is no whole number."""
    if text is None:
        return UNSET
    return int(text) if re.fullmatch(r"[+-]?\d+", str(text)) else text


def _standard_limits(name: str, field: str) -> list[int | str]:
    if field == "range":
        return [0, UNSET] if name == "updated_at" else [UNSET, UNSET]
    if name == "updated_at":
        return [UNSET, UNSET]
    return [10, 10] if name == "birthdate" else [0, 2048]


def _write_password_policy(draft: Draft, pool: Values) -> None:
    policy = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    place = "UserPool.Policies.PasswordPolicy"
    # The older property for the same, which the policy's own replaces.
    unused_days = (pool.get("AdminCreateUserConfig") or {}).get("UnusedAccountValidityDays")
    # A pool without any policy demands everything.
    requirements = {
        f"require_{kind.lower()}": (policy.get(f"Require{kind}", not policy), f"{place}.Require{kind}")
        for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")
    }
    settings = {
        "minimum_length": (policy.get("MinimumLength", 8), f"{place}.MinimumLength"),
        **requirements,
        "temporary_password_days": (
            unset_if_none(policy.get("TemporaryPasswordValidityDays") or unused_days),
            f"{place}.TemporaryPasswordValidityDays",
        ),
        "history": (unset_if_none(policy.get("PasswordHistorySize")), f"{place}.PasswordHistorySize"),
    }
    draft.fill(("password_policy",), PasswordPolicy, settings)


def _write_mfa(draft: Draft, pool: Values) -> None:
    """The mode and the types. The stack enables nothing for new users: nothing did so before."""
    known = {mfa_type.cognito_name: mfa_type.value for mfa_type in MfaType}
    types = [known[factor] for factor in pool.get("EnabledMfas", ()) if factor in known]
    mode = pool["MfaConfiguration"] if types else "OFF"
    draft.put(("mfa", "mode"), mode, "UserPool.MfaConfiguration")
    if mode != "OFF":
        draft.put(("mfa", "types"), types, "UserPool.EnabledMfas")
        draft.put(("mfa", "enable_for_new_users"), [], "UserPool.LambdaConfig.PostConfirmation")


def _write_sms(draft: Draft, pool: Values, region: str) -> None:
    sms = pool.get("SmsConfiguration") or None
    template = pool.get("VerificationMessageTemplate") or {}
    invitation = ((pool.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}).get(
        "SMSMessage"
    )
    authentication = pool.get("SmsAuthenticationMessage")
    verification = template.get("SmsMessage") or pool.get("SmsVerificationMessage")
    if sms is None and not (authentication or verification or invitation):
        return
    settings: dict[str, tuple[Any, str]] = {
        "authentication_message": (unset_if_none(authentication), "UserPool.SmsAuthenticationMessage"),
        "verification_message": (
            unset_if_none(verification),
            "UserPool.VerificationMessageTemplate.SmsMessage",
        ),
        "invitation_message": (
            invitation,
            "UserPool.AdminCreateUserConfig.InviteMessageTemplate.SMSMessage",
        ),
    }
    if sms is None:
        settings["enabled"] = (False, "UserPool.SmsConfiguration")
    else:
        # In some regions the settings name another region's SNS by themselves.
        sns_region = sms.get("SnsRegion") or (UNSET if region in SNS_REGIONS else None)
        settings |= {
            "role_arn": (sms.get("SnsCallerArn"), "UserPool.SmsConfiguration.SnsCallerArn"),
            "external_id": (unset_if_none(sms.get("ExternalId")), "UserPool.SmsConfiguration.ExternalId"),
            "sns_region": (sns_region, "UserPool.SmsConfiguration.SnsRegion"),
        }
    draft.fill(("sms",), Sms, settings)
    draft.data.setdefault("sms", {})


def _write_email(draft: Draft, pool: Values) -> None:
    place = "UserPool.VerificationMessageTemplate"
    template = pool.get("VerificationMessageTemplate") or {}
    invitation = (pool.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    email = pool.get("EmailConfiguration") or {}
    identity = email.get("SourceArn")
    by_link = template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"
    invite = "UserPool.AdminCreateUserConfig.InviteMessageTemplate"
    settings = {
        "verification": ("link" if by_link else "code", f"{place}.DefaultEmailOption"),
        "verification_message": (
            unset_if_none(template.get("EmailMessage") or pool.get("EmailVerificationMessage")),
            f"{place}.EmailMessage",
        ),
        "verification_subject": (
            unset_if_none(template.get("EmailSubject") or pool.get("EmailVerificationSubject")),
            f"{place}.EmailSubject",
        ),
        "verification_message_by_link": (template.get("EmailMessageByLink"), f"{place}.EmailMessageByLink"),
        "verification_subject_by_link": (template.get("EmailSubjectByLink"), f"{place}.EmailSubjectByLink"),
        "invitation_message": (invitation.get("EmailMessage"), f"{invite}.EmailMessage"),
        "invitation_subject": (invitation.get("EmailSubject"), f"{invite}.EmailSubject"),
        "from_address": (email.get("From"), "UserPool.EmailConfiguration.From"),
        "reply_to": (email.get("ReplyToEmailAddress"), "UserPool.EmailConfiguration.ReplyToEmailAddress"),
        "ses_identity_arn": (identity, "UserPool.EmailConfiguration.SourceArn"),
        "configuration_set": (email.get("ConfigurationSet"), "UserPool.EmailConfiguration.ConfigurationSet"),
        "sending_account": (
            _unless_derived(email.get("EmailSendingAccount"), "DEVELOPER" if identity else "COGNITO_DEFAULT"),
            "UserPool.EmailConfiguration.EmailSendingAccount",
        ),
    }
    draft.fill(("email",), Email, settings)


def _write_triggers(draft: Draft, config: Values) -> None:
    place = "UserPool.LambdaConfig"
    settings = {name: (config.get(key), f"{place}.{key}") for key, name in _TRIGGERS.items()}
    versioned = config.get("PreTokenGenerationConfig")
    if versioned:
        source = f"{place}.PreTokenGenerationConfig"
        settings["pre_token_generation"] = (versioned.get("LambdaArn"), source)
        settings["pre_token_generation_version"] = (versioned.get("LambdaVersion"), source)
    for key, name in (("CustomSMSSender", "custom_sms_sender"), ("CustomEmailSender", "custom_email_sender")):
        settings[name] = ((config.get(key) or {}).get("LambdaArn"), f"{place}.{key}")
    draft.fill(("triggers",), Triggers, {name: pair for name, pair in settings.items() if pair[0]})
