"""What Cognito refuses of the means to send SMS messages."""

from collections.abc import Iterator

from stacks.checks.service_rules.rule import Subject, pool_rule
from stacks.service import ALTERNATE_SNS_REGIONS, COGNITO_PRINCIPAL, EXTERNAL_ID_LENGTH, SMS_MFA
from stacks.template import (
    Resource,
    allows,
    as_list,
    factors,
    names_service,
    objects,
    own_role,
    value_at,
)


@pool_rule(
    "SmsMfaWithoutSms",
    "Cognito refuses SMS MFA in a pool that cannot send SMS messages.",
    "Add SmsConfiguration.",
)
def sms_mfa_without_sms(pool: Subject) -> Iterator[str]:
    if SMS_MFA in factors(pool.resource) and pool.at("SmsConfiguration") is None:
        yield "SmsConfiguration"


# https://github.com/aws-amplify/amplify-backend/issues/1481
@pool_rule(
    "SmsWithoutSmsMfa",
    "With MFA on, Cognito refuses a pool that can send SMS messages but does not have SMS MFA.",
    "Add SMS_MFA, or remove SmsConfiguration.",
)
def sms_without_sms_mfa(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) and SMS_MFA not in factors(pool.resource) and pool.at("SmsConfiguration"):
        yield "EnabledMfas"


@pool_rule(
    "PhoneWithoutSms",
    "A phone number that users sign in with, or that Cognito verifies, needs SMS messages.",
    "Add SmsConfiguration.",
)
def phone_without_sms(pool: Subject) -> Iterator[str]:
    if pool.at("SmsConfiguration") is None:
        for place in ("UsernameAttributes", "AliasAttributes", "AutoVerifiedAttributes"):
            if "phone_number" in as_list(pool.at(place)):
                yield place


# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
@pool_rule(
    "SnsRegion",
    "Cognito sends SMS messages from the pool's region or its documented alternate, and nowhere else.",
    "Remove SnsRegion, or use one of these.",
)
def sns_region(pool: Subject) -> Iterator[str]:
    for place, value in pool.texts("SmsConfiguration.SnsRegion"):
        if pool.region and value not in {pool.region, ALTERNATE_SNS_REGIONS.get(pool.region)}:
            yield place


@pool_rule(
    "ExternalId",
    f"Cognito refuses an external id of more than {EXTERNAL_ID_LENGTH.largest} characters.",
    "Shorten it, if the pool does not exist yet.",
)
def external_id(pool: Subject) -> Iterator[str]:
    for place, value in pool.texts("SmsConfiguration.ExternalId"):
        if len(value) > EXTERNAL_ID_LENGTH.largest:
            yield place


def _own_role(pool: Subject) -> Resource | None:
    logical_id = own_role(pool.resource, pool.template)
    return pool.template["Resources"][logical_id] if logical_id else None


# What Cognito sends as aws:SourceAccount for SMS messages is not documented.
@pool_rule(
    "SmsRoleTrust",
    "Cognito cannot assume an SMS role that requires another external id than the pool's, and may not "
    "be able to if the role has further conditions.",
    "Have the role trust cognito-idp.amazonaws.com with a single condition: sts:ExternalId equals the "
    "pool's.",
)
def sms_role_trust(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    if role is None:
        return
    condition = {"StringEquals": {"sts:ExternalId": pool.at("SmsConfiguration.ExternalId")}}
    if not any(
        names_service(statement, COGNITO_PRINCIPAL) and statement.get("Condition") == condition
        for statement in allows(value_at(role, "Properties.AssumeRolePolicyDocument"), "sts:AssumeRole")
    ):
        yield "SmsConfiguration.SnsCallerArn"


# https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-cognito/lib/user-pool.ts
@pool_rule(
    "SmsRolePolicy",
    "Cognito tests the SMS role while the pool is created, before a separate policy resource exists.",
    "Allow sns:Publish on * in an inline policy of the role.",
)
def sms_role_policy(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    if role is None:
        return
    if not any(
        "*" in as_list(statement.get("Resource"))
        for policy in objects(value_at(role, "Properties.Policies"))
        for statement in allows(policy.get("PolicyDocument"), "sns:Publish")
    ):
        yield "SmsConfiguration.SnsCallerArn"


# https://github.com/awslabs/nx-plugin-for-aws/issues/631
@pool_rule(
    "SmsRoleRemoval",
    "If a pool's SMS role is deleted, every later update of the pool fails.",
    "Give the role the pool's DeletionPolicy and UpdateReplacePolicy.",
)
def sms_role_removal(pool: Subject) -> Iterator[str]:
    role = _own_role(pool)
    names = ("DeletionPolicy", "UpdateReplacePolicy")
    if role and any(role.get(name, "Delete") != pool.resource.get(name, "Delete") for name in names):
        yield "SmsConfiguration.SnsCallerArn"
