"""Groups, users of the template and their memberships; messages; passkeys; users who wait in the queue."""

from collections.abc import Iterator

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.references import references
from stacks.checks.update_guard.rule import WARNING, Difference, Rule, Update, whole
from stacks.checks.update_guard.triggers import MAPPING, waiting_queues
from stacks.template import is_true, mode, resources, value_at

SOURCE = "Properties.EventSourceArn"


def _mfa_stays(update: Update) -> bool:
    return any(mode(pool.new) != "OFF" for pool in update.pools)


def _queue(edit: Edit, update: Update) -> Iterator[Difference]:
    if _mfa_stays(update) and edit.logical_id in waiting_queues(update.deployed):
        yield whole(edit)


def _worker(edit: Edit, update: Update) -> Iterator[Difference]:
    deployed = update.pair(edit).deployed
    for queue in set(references(value_at(deployed, SOURCE))) & waiting_queues(update.deployed):
        if queue not in update.new["Resources"] or not _mfa_stays(update):
            continue
        if not any(
            queue in references(value_at(mapping, SOURCE))
            and (
                is_true(value_at(mapping, "Properties.Enabled"))
                or value_at(mapping, "Properties.Enabled") is None
            )
            and value_at(mapping, "Properties.FilterCriteria")
            == value_at(deployed, "Properties.FilterCriteria")
            for mapping in resources(update.new, MAPPING).values()
        ):
            yield whole(edit)


RULES = (
    Rule(
        "GroupRemoved",
        "The group is deleted together with its memberships; a group with another name, or in another pool, "
        "starts empty.",
        "Keep the group, its name and its construct id; or add a new group and move the members first.",
    ),
    Rule(
        "GroupRightsChanged",
        "Members may get another role: users in several groups get the role of the group with the lowest "
        "precedence value.",
        "Check what the role allows, and which users are in several groups.",
        WARNING,
    ),
    Rule(
        "GroupRoleLost",
        "Members no longer get the group's role, so what it allowed is denied.",
        "Keep the group's role.",
    ),
    Rule(
        "UserRemoved",
        "CloudFormation deletes this user; a replacement has another id, no password and no group "
        "memberships.",
        "Keep the user as deployed; change attributes with AdminUpdateUserAttributes.",
    ),
    Rule(
        "MembershipRemoved",
        "The user is no longer a member of the group.",
        "Keep the membership, unless this is intended.",
    ),
    Rule(
        "VerificationNarrowed",
        "This attribute of new users, and its changes, are no longer verified: no code is sent, and account "
        "recovery with it does not work.",
        "Keep the attribute in user_pool.auto_verify.",
    ),
    Rule(
        "UpdateVerificationLost",
        "A changed e-mail address or phone number takes effect before it is verified: a typo locks the user "
        "out.",
        "Keep user_pool.keep_original.",
        WARNING,
    ),
    Rule(
        "VerificationByLink",
        "Users get a link instead of a code, or a code instead of a link: apps that expect the other cannot "
        "continue.",
        "First release an app that handles both. Links need a domain.",
        WARNING,
    ),
    Rule(
        "EmailSenderChanged",
        "E-mails are sent by another sender: unless it is verified and out of the SES sandbox, users "
        "receive no codes.",
        "Verify the SES identity in this account and region first.",
        WARNING,
    ),
    Rule(
        "EmailQuotaLost",
        "Cognito's built-in e-mail sends 50 messages a day; beyond that, users receive no codes. E-mail MFA "
        "needs SES.",
        "Keep SES as the sender.",
    ),
    Rule(
        "FirstFactorRemoved",
        "Users who sign in this way can no longer sign in.",
        "Keep the factor in the allowed first factors.",
    ),
    Rule(
        "PasskeysLost",
        "Passkeys are bound to their domain: registered passkeys do not work with another one.",
        "Keep the relying party id.",
    ),
    Rule(
        "PasskeysChanged",
        "Passkeys are treated differently: users may be asked for a second factor, or their authenticators "
        "rejected.",
        "Keep the passkey settings, unless this is intended.",
        WARNING,
    ),
    Rule(
        "QueueReplaced",
        "This queue holds users whose MFA is still to be enabled: those in it would never get MFA.",
        "Keep the queue's construct id and name, or wait until the queue is empty.",
        judge=_queue,
    ),
    Rule(
        "QueueRetentionShortened",
        "This queue holds users whose MFA is still to be enabled: those who wait longer, or fail too often, "
        "are dropped.",
        "Keep the retention period and the dead-letter queue.",
        WARNING,
        _queue,
    ),
    Rule(
        "WorkerStopped",
        "Nothing processes the queue any more: users whose MFA could not be enabled at sign-up never get "
        "MFA.",
        "Keep the worker's event source enabled, without a filter.",
        judge=_worker,
    ),
)
