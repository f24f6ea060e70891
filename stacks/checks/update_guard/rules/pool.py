"""The pool itself: that it stays, and what Cognito never changes in one that is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.rule import ERROR, FATAL, WARNING, Difference, Rule, Update, whole
from stacks.service import EMAIL_MFA, USER_POOL
from stacks.template import (
    STANDARD_ATTRIBUTES,
    Resource,
    Template,
    as_list,
    factors,
    is_true,
    objects,
    plain,
    resources,
    value_at,
)

Attribute = Mapping[str, Any]

POOL_ID_OUTPUT = "UserPoolId"
CUSTOM = "custom:"
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html
ATTRIBUTE_DEFAULTS = {"Mutable": True, "DeveloperOnlyAttribute": False}


def _removed(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.place != "Condition":
        yield whole(edit)


def _conditioned(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.place == "Condition":
        yield whole(edit)


def _other_pool(update: Update) -> Iterator[Difference]:
    """CloudFormation replaces a pool for no property. What is left is to send the apps to another pool."""
    old, new = (_pool_of_output(template) for template in (update.deployed, update.new))
    for pool in update.pools:
        if pool.logical_id == old != new:
            yield Difference(None, f"Outputs.{POOL_ID_OUTPUT}", {"Ref": old}, {"Ref": new} if new else None)


def _pool_of_output(template: Template) -> str | None:
    value = value_at(template, f"Outputs.{POOL_ID_OUTPUT}.Value")
    logical_id = value.get("Ref") if isinstance(value, Mapping) else None
    is_pool = isinstance(logical_id, str) and logical_id in resources(template, USER_POOL)
    return logical_id if is_pool else None


def _immutable(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.place != "Properties.Schema":
        old, new = (value or [] for value in (edit.old, edit.new))
        if old != new:
            yield whole(edit)
        return
    old_names, new_names = _required(edit.old), _required(edit.new)
    if old_names != new_names:
        yield Difference(edit.logical_id, edit.place, {"required": old_names}, {"required": new_names})
    new_custom = _custom(edit.new)
    for name, attribute in _custom(edit.old).items():
        if plain(attribute) != plain(new_custom.get(name)):
            yield Difference(edit.logical_id, edit.place, attribute, new_custom.get(name))


def _schema_touched(edit: Edit, update: Update) -> Iterator[Difference]:
    old, new = _standard(edit.old), _standard(edit.new)
    for name in sorted({*old, *new}):
        if _is_touched(old.get(name), new.get(name)):
            yield Difference(edit.logical_id, edit.place, old.get(name), new.get(name))


def _is_touched(old: Attribute | None, new: Attribute | None) -> bool:
    """Whether an attribute changes in more than being required, which is another rule's."""
    if old is None or new is None:
        return not is_true((old or new or {}).get("Required"))
    old, new = ({**ATTRIBUTE_DEFAULTS, **attribute} for attribute in (old, new))
    changed = {key for key in {*old, *new} - {"Required"} if plain(old.get(key)) != plain(new.get(key))}
    if "AttributeDataType" in changed and "AttributeDataType" not in old:
        # Writing the missing type is the fix.
        changed.remove("AttributeDataType")
    return bool(changed)


def _attributes(schema: Any) -> dict[str, Attribute]:
    return {str(attribute.get("Name")).removeprefix(CUSTOM): attribute for attribute in objects(schema)}


def _standard(schema: Any) -> dict[str, Attribute]:
    return {name: a for name, a in _attributes(schema).items() if name in STANDARD_ATTRIBUTES}


def _custom(schema: Any) -> dict[str, Attribute]:
    return {
        name: {**ATTRIBUTE_DEFAULTS, "Required": False, **a, "Name": name}
        for name, a in _attributes(schema).items()
        if name not in STANDARD_ATTRIBUTES
    }


def _required(schema: Any) -> list[str]:
    return sorted(name for name, a in _standard(schema).items() if is_true(a.get("Required")))


def _tier_lowered(edit: Edit, update: Update) -> Iterator[Difference]:
    """An error where the pool has, or keeps, a feature that the new tier does not have: Cognito demands that
    it is off before the tier changes.

    https://docs.aws.amazon.com/cognito/latest/developerguide/feature-plans-deactivate.html
    """
    pair = update.pair(edit)
    refused = any(_exceeds(pool, str(edit.new)) for pool in (pair.deployed, pair.new))
    yield whole(edit, ERROR if refused else None)


def _exceeds(pool: Resource, tier: str) -> bool:
    """Whether a pool has a feature that a tier lacks."""
    protection = value_at(pool, "Properties.UserPoolAddOns.AdvancedSecurityMode")
    first = as_list(value_at(pool, "Properties.Policies.SignInPolicy.AllowedFirstAuthFactors"))
    needs_essentials = EMAIL_MFA in factors(pool) or bool({*map(str, first)} - {"PASSWORD"})
    return protection not in (None, "OFF") or (needs_essentials and tier == "LITE")


RULES = (
    Rule(
        "PoolRemoved",
        "The pool leaves the stack, and all its users with it: nobody can sign in any more. Cognito has no "
        "backups, and passwords cannot be exported.",
        "Restore the pool's construct id, so that its logical id stays the deployed one. To move the pool "
        "and its users to another stack, run auth adopt: it prints how one stack releases the pool and the "
        "other imports it (docs/adopt.md).",
        FATAL,
        _removed,
    ),
    Rule(
        "PoolReplaced",
        "Apps would use another, empty pool: every user has to sign up again.",
        "Do not put the pool under a condition, and keep the output UserPoolId pointing to the deployed "
        "pool.",
        FATAL,
        _conditioned,
        _other_pool,
    ),
    Rule(
        "ImmutableProperty",
        "Cognito cannot change this property of an existing pool: the deployment fails partway and rolls "
        "back. Only a new pool, without the users, can have the new value.",
        "Restore the deployed value. Custom attributes can be added, but not changed or removed.",
        FATAL,
        _immutable,
    ),
    # https://github.com/aws/aws-cdk/issues/8585, https://github.com/aws-amplify/amplify-backend/issues/3299
    Rule(
        "SchemaTouched",
        'CloudFormation is known to refuse updates that change standard attributes ("Invalid '
        'AttributeDataType input"), and every later update of the pool with them.',
        "Restore the attribute as deployed, including its AttributeDataType. An acknowledged deployment may "
        "still roll back; the pool then stays as it is.",
        judge=_schema_touched,
    ),
    Rule(
        "SignUpClosed",
        "Users can no longer sign up themselves; only administrators can create users.",
        "Keep user_pool.self_sign_up = true, unless this is intended.",
        WARNING,
    ),
    Rule(
        "SignUpOpened",
        "Anyone can sign up; until now, administrators decided who gets an account.",
        "Keep user_pool.self_sign_up = false, unless this is intended.",
        WARNING,
    ),
    Rule(
        "PasswordPolicyWeakened",
        "New passwords can be weaker than the deployed policy allows.",
        "Keep the password policy, unless this is intended.",
        WARNING,
    ),
    Rule(
        "TierLowered",
        "Features of the deployed tier end: threat protection below PLUS; passkeys, passwordless sign-in "
        "with codes, and e-mail MFA below ESSENTIALS. Cognito refuses the change while any of them is on.",
        'Turn these features off in a separate deployment first (threat_protection = "OFF"), then lower the '
        "tier; or keep the tier.",
        WARNING,
        _tier_lowered,
    ),
    Rule(
        "ThreatProtectionLowered",
        "Sign-ins with compromised passwords or from suspicious locations are no longer blocked or reported.",
        "Keep threat protection, unless this is intended.",
        WARNING,
    ),
    Rule(
        "RiskActionsChanged",
        "Risky sign-ins are handled differently: blocked, challenged or allowed.",
        "Check which sign-ins the new actions block, and which they no longer block.",
        WARNING,
    ),
    Rule(
        "WebAclChanged",
        "The web ACL no longer protects the pool as it did: requests that it blocked can reach the pool.",
        "Keep the web ACL's association, unless this is intended.",
        WARNING,
    ),
    Rule(
        "DevicesChanged",
        "Remembered devices are handled differently: users may be asked for the second factor again on "
        "devices they had remembered, or no longer be asked on others.",
        "Keep the device configuration, unless this is intended.",
        WARNING,
    ),
    Rule(
        "LogsLost",
        "The pool's logs are no longer delivered.",
        "Keep the log configuration, unless this is intended.",
        WARNING,
    ),
    Rule(
        "IssuerChanged",
        "Tokens have another issuer: every app and API that verifies the issuer rejects all users.",
        "Keep the issuer, or make every verifier accept both issuers first.",
    ),
    Rule(
        "EncryptionKeyChanged",
        "The pool's data is encrypted with another key; if Cognito cannot use the key, nobody can sign in.",
        "Keep the key, and never delete a key that the pool has used.",
    ),
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html
    Rule(
        "FailoverLost",
        "The pool no longer serves users from the other region.",
        "Keep the replica and its region, unless this is intended. Cognito deletes only inactive replicas: "
        "set the status INACTIVE in a separate deployment first, then remove the replica.",
    ),
)
