"""Refuses what Cognito would refuse, in the final template: also what an escape hatch or new code put there.

What an environment file can say is refused earlier, with the field's name, by `stacks.settings`. The sources
are https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html and
what stands at the rules.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jsii
from aws_cdk import (
    IPolicyValidationContext,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
)

from stacks.checks.findings import Finding, report, shown
from stacks.checks.service_rules import facts
from stacks.service import CLIENT, CODE, USER_NAME, USER_POOL
from stacks.template import Template, resources

NAME = "ServiceRules"


@dataclass(frozen=True)
class ServiceRule:
    """Something that Cognito refuses."""

    id: str
    fact: str
    """What Cognito does: a sentence."""
    fix: str
    find: facts.Find
    resource_type: str = USER_POOL


RULES = (
    ServiceRule(
        "UnknownFactor",
        "Cognito knows the factors SMS_MFA, SOFTWARE_TOKEN_MFA and EMAIL_OTP, and refuses others.",
        "Name one of these.",
        facts.unknown_factors,
    ),
    # https://github.com/sst/sst/issues/5177
    ServiceRule(
        "NoFactor",
        "Cognito refuses MFA without a factor.",
        "Add a factor, or set the mode to OFF.",
        facts.no_factor,
    ),
    ServiceRule(
        "FactorsWithModeOff",
        "Cognito refuses a list of factors, even an empty one, with mode OFF.",
        "Leave EnabledMfas out.",
        facts.factors_with_mode_off,
    ),
    ServiceRule(
        "SmsMfaWithoutSms",
        "Cognito refuses SMS MFA in a pool that cannot send SMS messages.",
        "Add SmsConfiguration.",
        facts.sms_mfa_alone,
    ),
    # https://github.com/aws-amplify/amplify-backend/issues/1481
    ServiceRule(
        "SmsWithoutSmsMfa",
        "With MFA on, Cognito refuses a pool that can send SMS messages and has SMS MFA off.",
        "Add SMS_MFA, or leave SmsConfiguration out.",
        facts.sms_without_sms_mfa,
    ),
    ServiceRule(
        "PhoneWithoutSms",
        "A phone number that users sign in with, or that Cognito verifies, needs SMS messages.",
        "Add SmsConfiguration.",
        facts.phone_without_sms,
    ),
    ServiceRule(
        "SmsMessage",
        "Cognito takes SMS messages of 6 to 140 characters that contain {####}, and refuses others.",
        "Change the message.",
        facts.messages(
            6,
            140,
            (CODE,),
            "SmsAuthenticationMessage",
            "SmsVerificationMessage",
            "VerificationMessageTemplate.SmsMessage",
        ),
    ),
    ServiceRule(
        "EmailMessage",
        "Cognito takes e-mails with a code of 6 to 20000 characters that contain {####}, and refuses others.",
        "Change the message.",
        facts.messages(
            6,
            20_000,
            (CODE,),
            "EmailVerificationMessage",
            "EmailAuthenticationMessage",
            "VerificationMessageTemplate.EmailMessage",
        ),
    ),
    ServiceRule(
        "EmailSubject",
        "Cognito refuses an e-mail's subject of more than 140 characters.",
        "Shorten the subject.",
        facts.messages(
            1,
            140,
            (),
            "EmailVerificationSubject",
            "EmailAuthenticationSubject",
            "VerificationMessageTemplate.EmailSubject",
            "VerificationMessageTemplate.EmailSubjectByLink",
            "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",
        ),
    ),
    ServiceRule(
        "SmsInvitation",
        "Cognito takes SMS invitations of 6 to 140 characters that contain {username} and {####}.",
        "Change the message.",
        facts.messages(6, 140, (USER_NAME, CODE), "AdminCreateUserConfig.InviteMessageTemplate.SMSMessage"),
    ),
    # https://github.com/aws/aws-cdk/issues/11478
    ServiceRule(
        "RecoveryByPhoneAlone",
        "With SMS MFA, Cognito refuses account recovery by phone alone: the phone would be both factors.",
        "Add verified_email, or use admin_only.",
        facts.recovery_by_phone,
    ),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
    ServiceRule(
        "RecoveryByEmailAlone",
        "With e-mail MFA, Cognito refuses recovery by e-mail alone: the mailbox would be both factors.",
        "Add verified_phone_number, or use admin_only.",
        facts.recovery_by_email,
    ),
    ServiceRule(
        "EmailMfaSender",
        "Cognito refuses e-mail MFA in a pool that does not send through SES.",
        "Set EmailSendingAccount to DEVELOPER, with an SES identity.",
        facts.email_mfa_sender,
    ),
    ServiceRule(
        "EmailMfaTier",
        "Cognito refuses e-mail MFA with tier LITE.",
        "Use ESSENTIALS or PLUS.",
        facts.email_mfa_tier,
    ),
    # https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2221
    ServiceRule(
        "EmailMfaAlone",
        "CloudFormation fails to make e-mail the only factor of a pool.",
        "Add another factor.",
        facts.email_mfa_alone,
    ),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
    ServiceRule(
        "ThreatProtectionTier",
        "Cognito refuses threat protection with another tier than PLUS.",
        "Use PLUS, or leave the mode OFF.",
        facts.threat_protection,
    ),
    ServiceRule(
        "PasskeyWithModeOn",
        "Cognito refuses a passkey as the only factor in a pool with mode ON.",
        "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION, or the mode to OPTIONAL.",
        facts.passkey,
    ),
    # https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html
    ServiceRule(
        "SnsRegion",
        "Cognito sends SMS messages from the pool's region or its documented alternate, and nowhere else.",
        "Leave SnsRegion out, or name one of these.",
        facts.sns_region,
    ),
    ServiceRule(
        "ExternalId",
        "Cognito refuses an external id of more than 1223 characters.",
        "Shorten it, if the pool is not there yet.",
        facts.external_id,
    ),
    # What Cognito sends as aws:SourceAccount for SMS messages is not documented.
    ServiceRule(
        "SmsRoleTrust",
        "Cognito cannot assume an SMS role that asks for another external id than the pool's, and may not be "
        "able to if the role asks for more.",
        "Let the role trust cognito-idp.amazonaws.com on one condition: sts:ExternalId is the pool's.",
        facts.role_trust,
    ),
    # https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-cognito/lib/user-pool.ts
    ServiceRule(
        "SmsRolePolicy",
        "Cognito tries the SMS role while the pool is made, when a policy of its own is not there yet.",
        "Let the role have sns:Publish on * in an inline policy.",
        facts.role_publish,
    ),
    # https://github.com/awslabs/nx-plugin-for-aws/issues/631
    ServiceRule(
        "SmsRoleRemoval",
        "A pool whose SMS role is gone refuses every later update.",
        "Give the role the pool's DeletionPolicy and UpdateReplacePolicy.",
        facts.role_removal,
    ),
    ServiceRule(
        "PasswordLength",
        "Cognito takes a shortest password of 6 to 99 characters, and refuses others.",
        "Change it.",
        facts.numbers(6, 99, "MinimumLength"),
    ),
    ServiceRule(
        "TemporaryPassword",
        "Cognito refuses a temporary password that is valid for more than 365 days.",
        "Shorten it.",
        facts.numbers(0, 365, "TemporaryPasswordValidityDays"),
    ),
    ServiceRule(
        "PasswordHistory",
        "Cognito remembers 0 to 24 former passwords, and refuses another number.",
        "Change it.",
        facts.numbers(0, 24, "PasswordHistorySize"),
    ),
    ServiceRule(
        "PasswordHistoryTier",
        "Cognito refuses a password history with tier LITE.",
        "Use ESSENTIALS or PLUS, or leave the history out.",
        facts.history_tier,
    ),
    ServiceRule(
        "RefreshToken",
        "Cognito takes a refresh token that is valid for 60 minutes to 3650 days, and refuses others.",
        "Change it.",
        facts.refresh_token,
        CLIENT,
    ),
)


@jsii.implements(IPolicyValidationPlugin)
class ServiceRules:
    """The CDK's plugin."""

    @property
    def name(self) -> str:
        """The plugin, in reports and in acknowledgments."""
        return NAME

    @property
    def version(self) -> str | None:
        """It has none of its own."""
        return None

    @property
    def rule_ids(self) -> list[str] | None:
        """What it can find."""
        return [rule.id for rule in RULES]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Look at each template by itself."""
        return report(
            finding.of_stack(stack)
            for stack in context.stack_templates
            for finding in check(
                json.loads(Path(stack.template_path).read_text(encoding="utf-8")), stack.region
            )
        )


def check(template: Template, region: str | None) -> Iterator[Finding]:
    """What Cognito would refuse of a template.

    :param region: the stack's, if it says one.
    """
    for rule in RULES:
        for logical_id, resource in resources(template, rule.resource_type).items():
            subject = facts.Subject(resource, template, region)
            for place in rule.find(subject):
                yield Finding(
                    rule=rule.id,
                    text=f"{rule.fact} Properties.{place}: {shown(subject.at(place))}.",
                    fix=rule.fix,
                    logical_id=logical_id,
                    place=f"Properties.{place}",
                )
