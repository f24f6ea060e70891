"""Groups, users of the template and their memberships; messages; passkeys; users who wait in the queue."""

from collections.abc import Iterator

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.resolving import references
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
        "The group is deleted, and with it who was a member; a group of another name or pool starts empty.",
        "Keep the group, its name and its construct id; add another group beside it and move the members "
        "first.",
    ),
    Rule(
        "GroupRightsChanged",
        "Members get another role: who is in several groups gets that of the lowest precedence.",
        "Check what the role allows, and who is in several groups.",
        WARNING,
    ),
    Rule(
        "GroupRoleLost",
        "Members no longer get the group's role, so that what it allowed is refused.",
        "Keep the group's role.",
    ),
    Rule(
        "UserRemoved",
        "CloudFormation deletes this user of the template; one that it makes instead has another id, no "
        "password and no memberships.",
        "Keep the user as it is deployed; change attributes with AdminUpdateUserAttributes.",
    ),
    Rule(
        "MembershipRemoved",
        "The user is no longer in the group.",
        "Keep the membership, unless that is meant.",
    ),
    Rule(
        "VerificationNarrowed",
        "New users and changed attributes are no longer verified by this channel: no code is sent, and "
        "recovery by it does not work for them.",
        "Keep the attribute among auto_verified_attributes.",
    ),
    Rule(
        "UpdateVerificationLost",
        "A changed e-mail address or phone number takes effect before it is verified: a typing error locks "
        "the user out.",
        "Keep the verification before update.",
        WARNING,
    ),
    Rule(
        "VerificationByLink",
        "Users get a link instead of a code, or a code instead of a link: apps that expect the other do "
        "not get on.",
        "Release an app that handles both first; links need a domain.",
        WARNING,
    ),
    Rule(
        "EmailSenderChanged",
        "E-mails come from another sender: unless it is verified, and outside the sandbox of SES, no code "
        "reaches a user.",
        "Verify the identity in SES in the account and region first.",
        WARNING,
    ),
    Rule(
        "EmailQuotaLost",
        "Cognito's own e-mail sends 50 messages a day: beyond that, no code reaches a user; e-mail MFA "
        "needs SES.",
        "Keep SES as the sender.",
    ),
    Rule(
        "FirstFactorRemoved",
        "Users who sign in this way cannot sign in any more.",
        "Keep the factor among the allowed first factors.",
    ),
    Rule(
        "PasskeysLost",
        "Passkeys are bound to this domain: none of those registered works for another one.",
        "Keep the relying party id.",
    ),
    Rule(
        "PasskeysChanged",
        "Passkeys count differently: users may be asked for a second factor, or their authenticators be "
        "refused.",
        "Keep the passkey settings, unless that is meant.",
        WARNING,
    ),
    Rule(
        "QueueReplaced",
        "Users wait in this queue to have their MFA enabled: who is in it never gets it.",
        "Keep the queue's construct id and name; otherwise wait until it is empty.",
        judge=_queue,
    ),
    Rule(
        "QueueRetentionShortened",
        "Users wait in this queue to have their MFA enabled: who waits longer, or fails too often, is "
        "dropped.",
        "Keep the retention and the dead letters.",
        WARNING,
        _queue,
    ),
    Rule(
        "WorkerStopped",
        "Nothing processes the queue any more: users whose MFA could not be enabled at sign-up never get it.",
        "Keep the worker's event source on, without a filter.",
        judge=_worker,
    ),
)
