"""Multi-factor authentication: nobody is locked out by more of it, and nobody loses it unnoticed."""

from collections.abc import Iterator

from stacks.checks.update_guard.rule import Change, Difference, Rule
from stacks.service import EMAIL_MFA, SMS_MFA, USER_POOL
from stacks.template import factors, mode, recovery, value_at

MODE = "Properties.MfaConfiguration"
FACTORS = "Properties.EnabledMfas"
TRIGGER = "Properties.LambdaConfig.PostConfirmation"
RECOVERY = "Properties.AccountRecoverySetting"

# The way of recovery that uses the same device or account as a second factor.
SAME_CHANNEL = {"verified_phone_number": SMS_MFA, "verified_email": EMAIL_MFA}


def _drift(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        real = change.mfa_of(pair)
        if real.mode != mode(pair.deployed):
            yield Difference(pair.logical_id, MODE, real.mode, mode(pair.new))
        elif real.factors != factors(pair.deployed):
            yield Difference(pair.logical_id, FACTORS, sorted(real.factors), sorted(factors(pair.new)))


def _mode_on(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        deployed = change.mfa_of(pair).mode
        if deployed != "ON" and mode(pair.new) == "ON":
            yield Difference(pair.logical_id, MODE, deployed, "ON")


def _mode_off(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        deployed = change.mfa_of(pair).mode
        if deployed != "OFF" and mode(pair.new) == "OFF":
            yield Difference(pair.logical_id, MODE, deployed, "OFF")


def _sms_removed(change: Change) -> Iterator[Difference]:
    return (finding for finding, removed in _factors_removed(change) if SMS_MFA in removed)


def _other_factor_removed(change: Change) -> Iterator[Difference]:
    return (finding for finding, removed in _factors_removed(change) if removed - {SMS_MFA})


def _factors_removed(change: Change) -> Iterator[tuple[Difference, frozenset[str]]]:
    for pair in change.kept(USER_POOL):
        deployed, new = change.mfa_of(pair), factors(pair.new)
        if mode(pair.new) != "OFF" and deployed.factors - new:
            finding = Difference(pair.logical_id, FACTORS, sorted(deployed.factors), sorted(new))
            yield finding, deployed.factors - new


def _trigger_lost(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        lost = value_at(pair.deployed, TRIGGER) and not value_at(pair.new, TRIGGER)
        if lost and mode(pair.new) == "OPTIONAL":
            yield pair.difference(TRIGGER)


def _recovery_weakened(change: Change) -> Iterator[Difference]:
    for pair in change.kept(USER_POOL):
        old, new = recovery(pair.deployed), recovery(pair.new)
        if mode(pair.new) == "OFF" or old is None:
            continue
        # Without the setting, Cognito recovers by phone even where the phone is the second factor:
        # https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.AccountRecovery.html
        if new is None or any(SAME_CHANNEL.get(way) in factors(pair.new) for way in new if way not in old):
            yield pair.difference(RECOVERY)


RULES = (
    Rule(
        "MfaDrift",
        "The pool's MFA was changed outside CloudFormation, and the next deployment that touches the pool "
        "sets it for all users to what the file says.",
        "Say in the environment file what the pool is to have. The other rules compare with what it has.",
        _drift,
        severity="warning",
    ),
    Rule(
        "MfaModeOn",
        "At their next sign-in, users without a factor have to set one up; where SMS is the only type, those "
        "without a phone number cannot sign in at all.",
        "Keep OPTIONAL until the readiness report shows nobody who would be locked out "
        '(docs/updates.md, "From OPTIONAL to ON"); Amplify offers ON for new pools only.',
        _mode_on,
    ),
    Rule(
        "MfaModeOff",
        "The second factor of every user is off at once: a password is enough again.",
        "Keep the mode. OPTIONAL leaves their factors to those who have one.",
        _mode_off,
    ),
    # Once it is on, SMS_MFA can only be disabled by mode OFF:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
    Rule(
        "FactorRemoved",
        "Users with SMS would lose their second factor; Cognito refuses to turn SMS off while MFA stays on, "
        "so the deployment fails half way and rolls back.",
        "Keep SMS among mfa.types; it can only go with mode OFF.",
        _sms_removed,
        acknowledgeable=False,
    ),
    Rule(
        "FactorRemoved",
        "Users who have only this factor lose it: with mode ON they cannot sign in until they set up "
        "another, with OPTIONAL a password is enough again.",
        "Keep the type among mfa.types.",
        _other_factor_removed,
    ),
    Rule(
        "TriggerLost",
        "With mode OPTIONAL, nobody who signs up from now on has MFA: only the post-confirmation function "
        "enables it for them.",
        "Keep mfa.enable_for_new_users, or name another function as triggers.post_confirmation.",
        _trigger_lost,
    ),
    Rule(
        "RecoveryWeakened",
        "Whoever holds the device of a user's second factor can set a new password with it, so that one "
        "factor is enough to take over the account.",
        "Leave recovery to a way that is no second factor, or to administrators (admin_only).",
        _recovery_weakened,
    ),
)
