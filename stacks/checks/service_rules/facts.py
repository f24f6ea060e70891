"""Finds in a template what Cognito refuses; service_rules.py says of each what it is and how to fix it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from stacks.service import ALTERNATE_SNS_REGIONS, EMAIL_MFA, SMS_MFA, TOTP_MFA
from stacks.template import (
    Resource,
    Template,
    allows,
    as_list,
    factors,
    mode,
    names_service,
    objects,
    own_role,
    recovery,
    value_at,
)

UNITS = {unit: timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")}


@dataclass(frozen=True)
class Subject:
    """A pool or an app client, and what a rule can ask about it."""

    resource: Resource
    template: Template
    region: str | None
    """The stack's region, if it says one."""

    def at(self, place: str) -> Any:
        """The value of a property."""
        return value_at(self.resource, f"Properties.{place}")


Find = Callable[[Subject], Iterator[str]]
"""Yields the properties that break a rule."""


def _texts(subject: Subject, *places: str) -> Iterator[tuple[str, str]]:
    """Those of some properties that are texts; a reference's value cannot be told from the template."""
    for place in places:
        value = subject.at(place)
        if isinstance(value, str):
            yield place, value


def _numbers(subject: Subject, *places: str) -> Iterator[tuple[str, int]]:
    """Those of some properties that are whole numbers, which CloudFormation takes as texts, too."""
    for place in places:
        value = str(subject.at(place))
        if value.isdecimal():
            yield place, int(value)


def unknown_factors(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) - {SMS_MFA, TOTP_MFA, EMAIL_MFA}:
        yield "EnabledMfas"


def no_factor(pool: Subject) -> Iterator[str]:
    if mode(pool.resource) != "OFF" and not factors(pool.resource):
        yield "EnabledMfas"


def factors_with_mode_off(pool: Subject) -> Iterator[str]:
    if mode(pool.resource) == "OFF" and pool.at("EnabledMfas") is not None:
        yield "EnabledMfas"


def sms_mfa_alone(pool: Subject) -> Iterator[str]:
    if SMS_MFA in factors(pool.resource) and pool.at("SmsConfiguration") is None:
        yield "SmsConfiguration"


def sms_without_sms_mfa(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) and SMS_MFA not in factors(pool.resource) and pool.at("SmsConfiguration"):
        yield "EnabledMfas"


def phone_without_sms(pool: Subject) -> Iterator[str]:
    if pool.at("SmsConfiguration") is None:
        for place in ("UsernameAttributes", "AliasAttributes", "AutoVerifiedAttributes"):
            if "phone_number" in as_list(pool.at(place)):
                yield place


def messages(shortest: int, longest: int, placeholders: tuple[str, ...], *places: str) -> Find:
    """Finds messages of a wrong length, or without what stands for the code."""

    def find(pool: Subject) -> Iterator[str]:
        for place, text in _texts(pool, *places):
            if not shortest <= len(text) <= longest or any(part not in text for part in placeholders):
                yield place

    return find


def numbers(smallest: int, largest: int, place: str) -> Find:
    """Finds a number outside its limits."""

    def find(pool: Subject) -> Iterator[str]:
        for found, number in _numbers(pool, f"Policies.PasswordPolicy.{place}"):
            if not smallest <= number <= largest:
                yield found

    return find


def recovery_by_phone(pool: Subject) -> Iterator[str]:
    if SMS_MFA in factors(pool.resource) and recovery(pool.resource) == ["verified_phone_number"]:
        yield "AccountRecoverySetting"


def recovery_by_email(pool: Subject) -> Iterator[str]:
    if EMAIL_MFA in factors(pool.resource) and recovery(pool.resource) == ["verified_email"]:
        yield "AccountRecoverySetting"


def email_mfa_sender(pool: Subject) -> Iterator[str]:
    if (
        EMAIL_MFA in factors(pool.resource)
        and pool.at("EmailConfiguration.EmailSendingAccount") != "DEVELOPER"
    ):
        yield "EmailConfiguration"


def email_mfa_tier(pool: Subject) -> Iterator[str]:
    if EMAIL_MFA in factors(pool.resource) and pool.at("UserPoolTier") == "LITE":
        yield "UserPoolTier"


def email_mfa_alone(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) == {EMAIL_MFA}:
        yield "EnabledMfas"


def threat_protection(pool: Subject) -> Iterator[str]:
    flows = "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode"
    for place, value in _texts(pool, "UserPoolAddOns.AdvancedSecurityMode", flows):
        if value != "OFF" and pool.at("UserPoolTier") != "PLUS":
            yield place


def passkey(pool: Subject) -> Iterator[str]:
    allowed = as_list(pool.at("Policies.SignInPolicy.AllowedFirstAuthFactors"))
    kind = pool.at("WebAuthnFactorConfiguration")
    if mode(pool.resource) == "ON" and "WEB_AUTHN" in allowed and kind in {None, "SINGLE_FACTOR"}:
        yield "Policies.SignInPolicy"


def sns_region(pool: Subject) -> Iterator[str]:
    for place, value in _texts(pool, "SmsConfiguration.SnsRegion"):
        if pool.region and value not in {pool.region, ALTERNATE_SNS_REGIONS.get(pool.region)}:
            yield place


def external_id(pool: Subject) -> Iterator[str]:
    for place, value in _texts(pool, "SmsConfiguration.ExternalId"):
        if len(value) > 1223:
            yield place


def _own_role(pool: Subject) -> Resource | None:
    logical_id = own_role(pool.resource, pool.template)
    return pool.template["Resources"][logical_id] if logical_id else None


def role_trust(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    if role is None:
        return
    condition = {"StringEquals": {"sts:ExternalId": pool.at("SmsConfiguration.ExternalId")}}
    if not any(
        names_service(statement, "cognito-idp.amazonaws.com") and statement.get("Condition") == condition
        for statement in allows(value_at(role, "Properties.AssumeRolePolicyDocument"), "sts:AssumeRole")
    ):
        yield "SmsConfiguration.SnsCallerArn"


def role_publish(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    if role is None:
        return
    if not any(
        "*" in as_list(statement.get("Resource"))
        for policy in objects(value_at(role, "Properties.Policies"))
        for statement in allows(policy.get("PolicyDocument"), "sns:Publish")
    ):
        yield "SmsConfiguration.SnsCallerArn"


def role_removal(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    names = ("DeletionPolicy", "UpdateReplacePolicy")
    if role and any(role.get(name, "Delete") != pool.resource.get(name, "Delete") for name in names):
        yield "SmsConfiguration.SnsCallerArn"


def history_tier(pool: Subject) -> Iterator[str]:
    for place, number in _numbers(pool, "Policies.PasswordPolicy.PasswordHistorySize"):
        if pool.at("UserPoolTier") == "LITE" and number:
            yield place


def refresh_token(client: Subject) -> Iterator[str]:
    unit = UNITS.get(str(client.at("TokenValidityUnits.RefreshToken") or "days"))
    for place, number in _numbers(client, "RefreshTokenValidity"):
        if unit and not timedelta(minutes=60) <= number * unit <= timedelta(days=3650):
            yield place
