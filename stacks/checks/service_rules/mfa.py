"""What Cognito refuses of a pool's second factors and of account recovery."""

from collections.abc import Iterator

from stacks.checks.service_rules.rule import Subject, pool_rule
from stacks.service import EMAIL_MFA, FACTORS, SMS_MFA
from stacks.template import as_list, factors, mode, recovery


@pool_rule(
    "UnknownFactor",
    "Cognito accepts the factors SMS_MFA, SOFTWARE_TOKEN_MFA and EMAIL_OTP only.",
    "Use one of these.",
)
def unknown_factor(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) - FACTORS:
        yield "EnabledMfas"


# https://github.com/sst/sst/issues/5177
@pool_rule("NoFactor", "Cognito refuses MFA without a factor.", "Add a factor, or set the mode to OFF.")
def no_factor(pool: Subject) -> Iterator[str]:
    if mode(pool.resource) != "OFF" and not factors(pool.resource):
        yield "EnabledMfas"


@pool_rule(
    "FactorsWithModeOff",
    "Cognito refuses a list of factors, even an empty one, with mode OFF.",
    "Remove EnabledMfas.",
)
def factors_with_mode_off(pool: Subject) -> Iterator[str]:
    if mode(pool.resource) == "OFF" and pool.at("EnabledMfas") is not None:
        yield "EnabledMfas"


# https://github.com/aws/aws-cdk/issues/11478
@pool_rule(
    "RecoveryByPhoneAlone",
    "With SMS MFA, Cognito refuses account recovery by phone only: the phone would be both factors.",
    "Add verified_email, or use admin_only.",
)
def recovery_by_phone_alone(pool: Subject) -> Iterator[str]:
    if SMS_MFA in factors(pool.resource) and recovery(pool.resource) == ["verified_phone_number"]:
        yield "AccountRecoverySetting"


# https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html
@pool_rule(
    "RecoveryByEmailAlone",
    "With e-mail MFA, Cognito refuses account recovery by e-mail only: the mailbox would be both factors.",
    "Add verified_phone_number, or use admin_only.",
)
def recovery_by_email_alone(pool: Subject) -> Iterator[str]:
    if EMAIL_MFA in factors(pool.resource) and recovery(pool.resource) == ["verified_email"]:
        yield "AccountRecoverySetting"


@pool_rule(
    "EmailMfaSender",
    "Cognito refuses e-mail MFA in a pool that does not send through SES.",
    "Set EmailSendingAccount to DEVELOPER, with an SES identity.",
)
def email_mfa_sender(pool: Subject) -> Iterator[str]:
    if (
        EMAIL_MFA in factors(pool.resource)
        and pool.at("EmailConfiguration.EmailSendingAccount") != "DEVELOPER"
    ):
        yield "EmailConfiguration"


@pool_rule("EmailMfaTier", "Cognito refuses e-mail MFA with tier LITE.", "Use ESSENTIALS or PLUS.")
def email_mfa_tier(pool: Subject) -> Iterator[str]:
    if EMAIL_MFA in factors(pool.resource) and pool.at("UserPoolTier") == "LITE":
        yield "UserPoolTier"


# https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2221
@pool_rule(
    "EmailMfaAlone",
    "CloudFormation cannot create a pool whose only factor is e-mail.",
    "Add another factor.",
)
def email_mfa_alone(pool: Subject) -> Iterator[str]:
    if factors(pool.resource) == {EMAIL_MFA}:
        yield "EnabledMfas"


@pool_rule(
    "PasskeyWithModeOn",
    "Cognito refuses passkeys as the only factor in a pool with mode ON.",
    "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION, or the mode to OPTIONAL.",
)
def passkey_with_mode_on(pool: Subject) -> Iterator[str]:
    allowed = as_list(pool.at("Policies.SignInPolicy.AllowedFirstAuthFactors"))
    kind = pool.at("WebAuthnFactorConfiguration")
    if mode(pool.resource) == "ON" and "WEB_AUTHN" in allowed and kind in (None, "SINGLE_FACTOR"):
        yield "Policies.SignInPolicy"
