"""The functions that Cognito calls: that they stay, may be called, and do what they did."""

from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.edits import Edit
from stacks.checks.update_guard.rule import ERROR, WARNING, Difference, Rule, Update, whole
from stacks.checks.update_guard.triggers import (
    PERMISSION,
    function_of,
    names_unknown_pool,
    serves,
    trigger_functions,
    triggers,
)
from stacks.service import COGNITO_PRINCIPAL
from stacks.template import Resource, as_list, mode, resources, value_at

POST_CONFIRMATION = "PostConfirmation"
SENDERS = {"CustomSMSSender": "SmsConfiguration", "CustomEmailSender": ""}
# The two ways in which a pool names the same trigger.
TWINS = {
    "PreTokenGeneration": "PreTokenGenerationConfig",
    "PreTokenGenerationConfig": "PreTokenGeneration",
}
NEW_USER_FACTORS = "MFA_FACTORS"


def _name(edit: Edit) -> str:
    return edit.place.removeprefix("Properties.LambdaConfig.").partition(".")[0]


def _is_moved(edit: Edit, update: Update) -> bool:
    """Whether the trigger stays under its other name."""
    pool, twin = update.pair(edit), TWINS.get(_name(edit))
    if twin is None:
        return False
    old, new = triggers(pool.deployed), triggers(pool.new)
    gone, come = old.get(_name(edit), old.get(twin)), new.get(twin, new.get(_name(edit)))
    return gone is not None and function_of(gone, update.deployed) == function_of(come, update.new)


def _lost(edit: Edit, update: Update) -> Iterator[Difference]:
    if mode(update.pair(edit).new) == "OPTIONAL":
        yield whole(edit)


def _removed(edit: Edit, update: Update) -> Iterator[Difference]:
    if _name(edit) == POST_CONFIRMATION and (any(_lost(edit, update)) or _only_enables_mfa(edit, update)):
        return
    if not _is_moved(edit, update):
        yield whole(edit)


def _only_enables_mfa(edit: Edit, update: Update) -> bool:
    """Whether the function is this project's, which with OFF and ON has nothing to do."""
    function = function_of(edit.old, update.deployed)
    resource = update.deployed["Resources"].get(function, {}) if isinstance(function, str) else {}
    return value_at(resource, f"Properties.Environment.Variables.{NEW_USER_FACTORS}") is not None


def _replaced(edit: Edit, update: Update) -> Iterator[Difference]:
    old, new = (
        value.get("LambdaArn", value) if isinstance(value, Mapping) else value
        for value in (edit.old, edit.new)
    )
    versions = [_version(value) for value in (edit.old, edit.new)]
    if function_of(old, update.deployed) != function_of(new, update.new) or versions[0] != versions[1]:
        yield whole(edit)


def _version(value: Any) -> Any:
    """The version of the event that a trigger gets."""
    return value.get("LambdaVersion") if isinstance(value, Mapping) else None


def _in_sign_in(edit: Edit, update: Update) -> Iterator[Difference]:
    if not _is_moved(edit, update):
        yield whole(edit)


def _sender(edit: Edit, update: Update) -> Iterator[Difference]:
    """A sender of one's own that comes takes all messages over; one that goes leaves them to Cognito."""
    pool = update.pair(edit)
    old, new = triggers(pool.deployed), triggers(pool.new)
    if _name(edit) == "KMSKeyID":
        if SENDERS.keys() & old.keys() & new.keys():
            yield whole(edit)
        return
    name = _name(edit)
    if (
        name in old
        and name in new
        and function_of(old[name], update.deployed) == function_of(new[name], update.new)
    ):
        return
    needs = SENDERS.get(name)
    stops = name not in new and needs and value_at(pool.new, f"Properties.{needs}") is None
    yield whole(edit, ERROR if stops else WARNING)


def _without_permission(edit: Edit, update: Update) -> Iterator[Difference]:
    """A function that the pool is to call, and may not: none of the permissions is for both."""
    value = triggers(update.pair(edit).new).get(_name(edit))
    function = function_of(value, update.new)
    if function == function_of(triggers(update.pair(edit).deployed).get(_name(edit)), update.deployed):
        return
    is_own = isinstance(function, str) and function in update.new["Resources"]
    if is_own:
        may_not = not _may_call(edit.logical_id, function, update)
    else:
        may_not = _is_permission_for_another(edit.logical_id, update)
    if may_not:
        yield whole(edit)


def _is_permission_for_another(pool: str, update: Update) -> bool:
    """Whether there are new permissions for Cognito, and all of them name something else than the pool."""
    old = update.deployed["Resources"]
    new = [
        permission
        for logical_id, permission in resources(update.new, PERMISSION).items()
        if permission != old.get(logical_id)
        and COGNITO_PRINCIPAL in as_list(value_at(permission, "Properties.Principal"))
    ]
    return bool(new) and not any(serves(permission, pool) for permission in new)


def _may_call(pool: str, function: Any, update: Update) -> bool:
    return any(_permissions(pool, function, update))


def _permissions(pool: str, function: Any, update: Update) -> Iterator[Resource]:
    """The new permissions by which a pool calls a function."""
    for permission in resources(update.new, PERMISSION).values():
        called = function_of(value_at(permission, "Properties.FunctionName"), update.new)
        if serves(permission, pool) and called == function:
            yield permission


def _permission_lost(edit: Edit, update: Update) -> Iterator[Difference]:
    deployed = update.deployed["Resources"].get(edit.logical_id, {})
    function = function_of(value_at(deployed, "Properties.FunctionName"), update.deployed)
    for pool in update.pools:
        if not serves(deployed, pool.logical_id):
            continue
        kept = [*_permissions(pool.logical_id, function, update)]
        if kept:
            if not names_unknown_pool(deployed) and all(map(names_unknown_pool, kept)):
                yield whole(edit, WARNING)
            continue
        old, new = triggers(pool.deployed), triggers(pool.new)
        called_before, called = (
            {_canonical(function_of(value, template)) for value in side.values()}
            for side, template in ((old, update.deployed), (new, update.new))
        )
        if _canonical(function) in called_before:
            if _canonical(function) in called:
                yield whole(edit)
        elif len(new) >= len(old) > 0:
            # A function that another stack or a parameter names: none of the triggers has gone with it.
            yield whole(edit)


def _canonical(function: Any) -> str:
    return repr(function)


def _function_lost(edit: Edit, update: Update) -> Iterator[Difference]:
    """A trigger's function, which the pool names by its ARN, leaves the template."""
    deployed = update.deployed["Resources"][edit.logical_id]
    name = value_at(deployed, "Properties.FunctionName")
    if not isinstance(name, str):
        return
    for pool in update.pools:
        if any(
            isinstance(value, str) and f"{value}:".partition(":function:")[2].startswith(f"{name}:")
            for value in triggers(pool.new).values()
        ):
            yield whole(edit)


def _handler(edit: Edit, update: Update) -> Iterator[Difference]:
    if edit.logical_id in trigger_functions(update.new) and not update.pair(edit).differs("Properties.Code"):
        yield whole(edit)


def _throttled(edit: Edit, update: Update) -> Iterator[Difference]:
    if str(edit.new) == "0" and edit.logical_id in trigger_functions(update.new):
        yield whole(edit)


def _fewer_factors(edit: Edit, update: Update) -> Iterator[Difference]:
    """The function of this project that enables MFA for new users gets fewer factors to enable."""
    if edit.logical_id not in trigger_functions(update.new):
        return
    place = f"Properties.Environment.Variables.{NEW_USER_FACTORS}"
    pair = update.pair(edit)
    old, new = (
        {factor for factor in str(value_at(side, place) or "").split(",") if factor}
        for side in (pair.deployed, pair.new)
    )
    if old - new:
        optional = any(mode(pool.new) == "OPTIONAL" for pool in update.pools)
        difference = pair.difference(place)
        yield difference._replace(severity=ERROR if optional else WARNING)


RULES = (
    Rule(
        "TriggerLost",
        "With mode OPTIONAL, users who sign up from now on have no MFA: only the post-confirmation function "
        "enables it for them.",
        "Keep mfa.enable_for_new_users, or name another function as triggers.post_confirmation.",
        judge=_lost,
    ),
    Rule(
        "TriggerRemoved",
        "What the function did at this step no longer happens, such as a check that rejects users, a claim "
        "in their tokens, or a record about them.",
        "Keep the trigger, unless this is intended.",
        WARNING,
        _removed,
    ),
    Rule(
        "TriggerReplaced",
        "Another function runs at this step, or the function gets another version of the event: what the "
        "deployed one did no longer happens unless the new one does it.",
        "Check that the new function does what the deployed one does, with this version of the event.",
        WARNING,
        _replaced,
    ),
    Rule(
        "TriggerInSignIn",
        "The function runs at every sign-in or token refresh: if it fails or is slow, nobody can sign in.",
        "Test the function with real events first, and watch its errors after the deployment.",
        WARNING,
        _in_sign_in,
    ),
    Rule(
        "TriggerWithoutPermission",
        "Cognito has no permission to call the function: every sign-up or sign-in that needs it fails.",
        "Add an AWS::Lambda::Permission for cognito-idp.amazonaws.com with the pool's ARN.",
        judge=_without_permission,
    ),
    Rule(
        "TriggerPermissionLost",
        "Cognito loses the permission to call the function of a trigger that stays: every sign-up or "
        "sign-in that needs it fails.",
        "Keep the permission as long as the trigger exists.",
        judge=_permission_lost,
    ),
    Rule(
        "TriggerFunctionLost",
        "The function is deleted, but its trigger stays: every sign-up or sign-in that needs it fails.",
        "Keep the function as long as the trigger exists.",
        judge=_function_lost,
    ),
    Rule(
        "TriggerHandlerChanged",
        "Another handler runs at this step: what the deployed one did may no longer happen.",
        "Check that the new handler does what the deployed one does.",
        WARNING,
        _handler,
    ),
    Rule(
        "TriggerThrottled",
        "The function can never run: every sign-up or sign-in that needs it fails.",
        "Give the function a concurrency above 0.",
        judge=_throttled,
    ),
    Rule(
        "NewUserFactorsReduced",
        "Users who sign up from now on have fewer factors enabled, or none.",
        "Keep mfa.enable_for_new_users.",
        WARNING,
        _fewer_factors,
    ),
    Rule(
        "CustomAuthLost",
        "Users who sign in with custom authentication can no longer sign in.",
        "Keep the three custom authentication triggers until no released app uses them.",
    ),
    Rule(
        "MigrationLost",
        "Users who have not been migrated yet can no longer sign in.",
        "Keep the user migration trigger until all users have been migrated.",
    ),
    Rule(
        "CustomSender",
        "Codes are sent by another sender function, or encrypted with another key: if that fails, users "
        "receive no codes.",
        "Send yourself a code right after the deployment.",
        WARNING,
        _sender,
    ),
)
