"""Multi-factor authentication: more of it locks nobody out, and nobody loses it unnoticed."""

from collections.abc import Iterator

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.real_mfa import FACTORS, MODE, written_mfa
from stacks.checks.update_guard.rule import FATAL, WARNING, Difference, Rule, Update
from stacks.service import EMAIL_MFA, SMS_MFA
from stacks.template import factors, mode, recovery

# The way of recovery that uses the same device or account as a second factor.
SAME_CHANNEL = {"verified_phone_number": SMS_MFA, "verified_email": EMAIL_MFA}


def _drift(update: Update) -> Iterator[Difference]:
    for pool in update.pools:
        real = update.mfa.get(pool.logical_id)
        written = written_mfa(update.raw_deployed, pool.logical_id)
        if real is None or written is None:
            continue
        if real.mode != written.mode:
            yield Difference(pool.logical_id, MODE, real.mode, mode(pool.new))
        elif real.factors != written.factors:
            yield Difference(pool.logical_id, FACTORS, sorted(real.factors), sorted(factors(pool.new)))


def _mode_on(edit: Edit, update: Update) -> Iterator[Difference]:
    pool = update.pair(edit)
    if mode(pool.new) == "ON" and mode(pool.deployed) != "OFF":
        yield Difference(edit.logical_id, MODE, mode(pool.deployed), "ON")


def _mode_on_from_off(edit: Edit, update: Update) -> Iterator[Difference]:
    pool = update.pair(edit)
    if mode(pool.new) == "ON" and mode(pool.deployed) == "OFF":
        yield Difference(edit.logical_id, MODE, "OFF", "ON")


def _mode_off(edit: Edit, update: Update) -> Iterator[Difference]:
    if mode(update.pair(edit).new) == "OFF":
        yield Difference(edit.logical_id, MODE, mode(update.pair(edit).deployed), "OFF")


def _factors_removed(edit: Edit, update: Update) -> tuple[Difference, frozenset[str]]:
    pool = update.pair(edit)
    old, new = factors(pool.deployed), factors(pool.new)
    removed = old - new if mode(pool.new) != "OFF" else frozenset()
    return Difference(edit.logical_id, FACTORS, sorted(old), sorted(new)), removed


def _sms_removed(edit: Edit, update: Update) -> Iterator[Difference]:
    difference, removed = _factors_removed(edit, update)
    if SMS_MFA in removed:
        yield difference


def _other_factor_removed(edit: Edit, update: Update) -> Iterator[Difference]:
    difference, removed = _factors_removed(edit, update)
    if removed - {SMS_MFA}:
        yield difference


def _recovery_weakened(edit: Edit, update: Update) -> Iterator[Difference]:
    pool = update.pair(edit)
    old, new = recovery(pool.deployed), recovery(pool.new)
    if mode(pool.new) == "OFF" or old is None:
        return
    # Without the setting, Cognito recovers by phone even where the phone is the second factor:
    # https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.AccountRecovery.html
    if new is None or any(SAME_CHANNEL.get(way) in factors(pool.new) for way in new if way not in old):
        yield Difference(edit.logical_id, edit.place, edit.old, edit.new)


def _recovery_changed(edit: Edit, update: Update) -> Iterator[Difference]:
    """A way is gone, or another comes first."""
    if any(_recovery_weakened(edit, update)):
        return
    pool = update.pair(edit)
    old, new = recovery(pool.deployed), recovery(pool.new)
    old = [way for way in old or () if way != "admin_only"]
    if old and (new is None or [way for way in new if way in old] != old):
        yield Difference(edit.logical_id, edit.place, edit.old, edit.new)


RULES = (
    Rule(
        "MfaDrift",
        "The pool's MFA was changed outside CloudFormation. The next deployment that updates the pool "
        "overwrites it, for all users, with what the file says.",
        "Set mfa in the environment file to what the pool should have. The other rules compare with what it "
        "has now.",
        WARNING,
        None,
        _drift,
    ),
    Rule(
        "MfaModeOn",
        "At their next sign-in, users without a factor have to set one up; where SMS is the only type, those "
        "without a phone number cannot sign in at all.",
        "Keep OPTIONAL until the readiness report shows that nobody would be locked out (docs/updates.md, "
        '"From OPTIONAL to ON"). Amplify offers ON for new pools only.',
        judge=_mode_on,
    ),
    # https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1176
    Rule(
        "MfaModeOn",
        "Cognito refuses to change MFA from OFF directly to ON, so the deployment fails partway and rolls "
        "back.",
        "Go OFF -> OPTIONAL -> ON: deploy OPTIONAL, have users set up a factor, then deploy ON.",
        FATAL,
        _mode_on_from_off,
    ),
    Rule(
        "MfaModeOff",
        "MFA is off for every user at once: a password alone is enough to sign in.",
        "Keep the mode. With OPTIONAL, users who have a factor keep it.",
        judge=_mode_off,
    ),
    # Once it is on, SMS_MFA can only be disabled by mode OFF:
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
    Rule(
        "FactorRemoved",
        "Users of SMS MFA would lose their second factor. Cognito refuses to turn SMS off while MFA stays "
        "on, so the deployment fails partway and rolls back.",
        "Keep SMS in mfa.types; it can only be removed together with MFA itself (mode OFF).",
        FATAL,
        _sms_removed,
    ),
    Rule(
        "FactorRemoved",
        "Users who have only this factor lose it: with mode ON they cannot sign in until they set up "
        "another; with OPTIONAL a password alone is enough.",
        "Keep the type in mfa.types.",
        judge=_other_factor_removed,
    ),
    Rule(
        "RecoveryWeakened",
        "Whoever has a user's second factor can reset the password with it, so one factor is enough to take "
        "over the account.",
        "Use a recovery method that is not also a second factor, or leave recovery to administrators "
        "(admin_only).",
        judge=_recovery_weakened,
    ),
    Rule(
        "RecoveryChanged",
        "Users who forget their password recover their account in a different way, or only with an "
        "administrator's help.",
        "Keep the recovery methods and their order, unless this is intended.",
        WARNING,
        _recovery_changed,
    ),
)
