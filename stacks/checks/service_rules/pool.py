"""What Cognito refuses of a pool's users, passwords, tiers and triggers, and of its groups and domains."""

from collections.abc import Iterator

from stacks.checks.service_rules.rule import ServiceRule, Subject, pool_rule, within
from stacks.service import (
    CUSTOM_ATTRIBUTE_NAME,
    CUSTOM_ATTRIBUTES,
    DOMAIN,
    GROUP,
    PASSWORD_HISTORY,
    PASSWORD_LENGTH,
    PRECEDENCE,
    TEMPORARY_PASSWORD_DAYS,
)
from stacks.template import STANDARD_ATTRIBUTES, as_list, is_true, objects, required_attributes, resources

PASSWORD_POLICY = "Policies.PasswordPolicy"  # noqa: S105 - a property

password_length = ServiceRule(
    "PasswordLength",
    "Cognito accepts a minimum password length of 6 to 99 characters only.",
    "Change it.",
    within(PASSWORD_LENGTH, f"{PASSWORD_POLICY}.MinimumLength"),
)

temporary_password = ServiceRule(
    "TemporaryPassword",
    "Cognito refuses a temporary password that is valid for more than 365 days.",
    "Shorten it.",
    within(TEMPORARY_PASSWORD_DAYS, f"{PASSWORD_POLICY}.TemporaryPasswordValidityDays"),
)

password_history = ServiceRule(
    "PasswordHistory",
    "Cognito accepts a password history of 0 to 24 passwords only.",
    "Change it.",
    within(PASSWORD_HISTORY, f"{PASSWORD_POLICY}.PasswordHistorySize"),
)

group_precedence = ServiceRule(
    "GroupPrecedence",
    "Cognito accepts a precedence of 0 to 2147483647 only.",
    "Change it.",
    within(PRECEDENCE, "Precedence"),
    GROUP,
)


@pool_rule(
    "PasswordHistoryTier",
    "Cognito refuses a password history with tier LITE.",
    "Use ESSENTIALS or PLUS, or remove the history.",
)
def password_history_tier(pool: Subject) -> Iterator[str]:
    for place, number in pool.numbers(f"{PASSWORD_POLICY}.PasswordHistorySize"):
        if pool.at("UserPoolTier") == "LITE" and number:
            yield place


# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
@pool_rule(
    "ThreatProtectionTier",
    "Cognito refuses threat protection with any tier but PLUS.",
    "Use PLUS, or set the mode to OFF.",
)
def threat_protection_tier(pool: Subject) -> Iterator[str]:
    flows = "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode"
    for place, value in pool.texts("UserPoolAddOns.AdvancedSecurityMode", flows):
        if value != "OFF" and pool.at("UserPoolTier") != "PLUS":
            yield place


@pool_rule(
    "TokenEventTier",
    "Cognito refuses event versions V2_0 and V3_0 of the pre token generation trigger with tier LITE.",
    "Use ESSENTIALS or PLUS, or V1_0.",
)
def token_event_tier(pool: Subject) -> Iterator[str]:
    for place, version in pool.texts("LambdaConfig.PreTokenGenerationConfig.LambdaVersion"):
        if version != "V1_0" and pool.at("UserPoolTier") == "LITE":
            yield place


# https://github.com/aws-amplify/amplify-js/issues/1669
@pool_rule(
    "AliasRequired",
    "Only confirmed users can set preferred_username when it is an alias: nobody can sign up to a pool "
    "that requires it.",
    "Do not require the attribute, or remove the alias.",
)
def alias_required(pool: Subject) -> Iterator[str]:
    name = "preferred_username"
    if name in required_attributes(pool.resource) and name in as_list(pool.at("AliasAttributes")):
        yield "Schema"


@pool_rule(
    "VerifiedBeforeUpdate",
    "Cognito can verify an attribute before an update only if it is auto-verified.",
    "Add the attribute to AutoVerifiedAttributes, or remove it here.",
)
def verified_before_update(pool: Subject) -> Iterator[str]:
    place = "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate"
    if set(map(str, as_list(pool.at(place)))) - set(map(str, as_list(pool.at("AutoVerifiedAttributes")))):
        yield place


@pool_rule(
    "CustomAttribute",
    f"Cognito accepts at most {CUSTOM_ATTRIBUTES} custom attributes, none of them required, with names of "
    "1 to 20 characters.",
    "Change the schema; a deployed attribute cannot be changed or removed.",
)
def custom_attribute(pool: Subject) -> Iterator[str]:
    custom = [each for each in objects(pool.at("Schema")) if str(each.get("Name")) not in STANDARD_ATTRIBUTES]
    if len(custom) > CUSTOM_ATTRIBUTES or any(
        is_true(attribute.get("Required"))
        or not CUSTOM_ATTRIBUTE_NAME.smallest
        <= len(str(attribute.get("Name")))
        <= CUSTOM_ATTRIBUTE_NAME.largest
        for attribute in custom
    ):
        yield "Schema"


@pool_rule(
    "TriggerRegion",
    "Cognito calls functions in its own region only.",
    "Deploy the function in the pool's region.",
)
def trigger_region(pool: Subject) -> Iterator[str]:
    config = pool.at("LambdaConfig")
    for name, value in config.items() if isinstance(config, dict) else ():
        place = f"LambdaConfig.{name}.LambdaArn" if isinstance(value, dict) else f"LambdaConfig.{name}"
        for found, arn in pool.texts(place):
            parts = arn.split(":")
            if pool.region and parts[2:3] == ["lambda"] and parts[3] != pool.region:
                yield found


@pool_rule(
    "CustomSenderKey",
    "Cognito refuses a custom sender without a KMS key that encrypts the codes.",
    "Set KMSKeyID.",
)
def custom_sender_key(pool: Subject) -> Iterator[str]:
    for name in ("CustomSMSSender", "CustomEmailSender"):
        if pool.at(f"LambdaConfig.{name}") and pool.at("LambdaConfig.KMSKeyID") is None:
            yield f"LambdaConfig.{name}"


def _group_name_twice(group: Subject) -> Iterator[str]:
    same = [
        other
        for other in resources(group.template, GROUP).values()
        if other.get("Properties", {}).get("GroupName") == group.at("GroupName")
        and other.get("Properties", {}).get("UserPoolId") == group.at("UserPoolId")
    ]
    if group.at("GroupName") is not None and len(same) > 1:
        yield "GroupName"


group_name_twice = ServiceRule(
    "GroupNameTwice",
    "Cognito refuses a second group with the same name in a pool.",
    "Rename one of them.",
    _group_name_twice,
    GROUP,
)


def _domain_certificate(domain: Subject) -> Iterator[str]:
    for place, arn in domain.texts("CustomDomainConfig.CertificateArn"):
        if arn.split(":")[3:4] != ["us-east-1"]:
            yield place


# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
domain_certificate = ServiceRule(
    "DomainCertificate",
    "Cognito accepts a custom domain's certificate from us-east-1 only.",
    "Request the certificate in us-east-1.",
    _domain_certificate,
    DOMAIN,
)


def _managed_login_tier(domain: Subject) -> Iterator[str]:
    pool = domain.pool
    if str(domain.at("ManagedLoginVersion")) == "2" and pool and pool.at("UserPoolTier") == "LITE":
        yield "ManagedLoginVersion"


managed_login_tier = ServiceRule(
    "ManagedLoginTier",
    "Cognito refuses managed login (version 2) with tier LITE.",
    "Use ESSENTIALS or PLUS, or version 1.",
    _managed_login_tier,
    DOMAIN,
)
