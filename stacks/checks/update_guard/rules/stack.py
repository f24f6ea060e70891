"""What is no property of a resource in the table: outputs, custom resources, nested stacks, transforms."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stacks.checks.update_guard.edits import COGNITO
from stacks.checks.update_guard.resolving import references
from stacks.checks.update_guard.rule import ERROR, WARNING, Difference, Rule, Update
from stacks.service import ROLE
from stacks.template import Resource, Template, as_list, plain, value_at

CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource"
CUSTOM = "Custom::"
NESTED_STACK = "AWS::CloudFormation::Stack"
# Transforms that change nothing but what they are named for.
KNOWN_TRANSFORMS = {
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
}

POOL_ID_OUTPUT = "UserPoolId"
# What the names of nested stacks with pools or clients have in them.
OF_USERS = ("auth", "cognito", "userpool", "identity")

# Properties of a custom resource by which it acts on a pool, as opposed to telling somebody its id.
TARGETS = {
    "userpoolid",
    "userpool",
    "userpoolarn",
    "clientid",
    "webclientid",
    "nativeclientid",
    "userpoolclientid",
    "identitypoolid",
}
TEXTS = ("message", "subject", "description", "text", "title", "css")
MFA = ("mfa", "totp", "smsconfig")
# What a custom resource takes away when it goes or changes: addresses and ways to sign in.
ADDRESSES = ("domain", "provider")
CONTROL = {"ServiceToken", "ServiceTimeout"}
# An AWS SDK call as the CDK's AwsCustomResource writes it.
SDK_CALL = re.compile(
    r'"service":"(?:@aws-sdk/client-)?(?:cognito-identity-provider|cognito-identity|CognitoIdentityServiceProvider|'
    r'CognitoIdentityProvider|CognitoIdentity)","action":"([A-Za-z]+)'
)
READS = ("describe", "get", "list", "adminget", "adminlist")
HARMS = ("setuserpoolmfaconfig", "delete", "admindelete", "updateuserpool", "setidentitypoolroles")


def _transforms(update: Update) -> Iterator[Difference]:
    old, new = (as_list(template.get("Transform")) for template in (update.raw_deployed, update.raw_new))
    if any(transform not in old and transform not in KNOWN_TRANSFORMS for transform in new):
        yield Difference(None, "Transform", old or None, new)
    for template, other in ((update.raw_deployed, update.raw_new), (update.raw_new, update.raw_deployed)):
        for key, loop in _loops(template):
            if loop != _section(other).get(key) and COGNITO in json.dumps(loop):
                is_old = template is update.raw_deployed
                yield Difference(None, f"Resources.{key}", loop if is_old else None, None if is_old else loop)


def _section(template: Template) -> Mapping[str, Any]:
    section = template.get("Resources")
    return section if isinstance(section, Mapping) else {}


def _loops(template: Template) -> list[tuple[str, Any]]:
    """`Fn::ForEach` and `Fn::Transform` among the resources, which only CloudFormation writes out."""
    return [(key, value) for key, value in _section(template).items() if key.startswith("Fn::")]


def _outputs(update: Update) -> Iterator[Difference]:
    old, new = update.deployed["Outputs"], update.new["Outputs"]
    for name, output in old.items():
        value, new_value = output.get("Value"), new.get(name, {}).get("Value")
        if name == POOL_ID_OUTPUT and (_pool_ids(value, update.deployed)):
            # PoolReplaced judges it.
            continue
        if name not in new:
            if _concerns_users(value, update.deployed) or output.get("Export"):
                yield Difference(None, f"Outputs.{name}", value, None)
        elif plain(value) != plain(new_value):
            before = {*references(value)} & update.deployed["Resources"].keys()
            after = {*references(new_value)}
            if _concerns_users(value, update.deployed) and before - after:
                yield Difference(None, f"Outputs.{name}", value, new_value)
        elif output.get("Export") != new[name].get("Export") and output.get("Export"):
            yield Difference(None, f"Outputs.{name}.Export", output.get("Export"), new[name].get("Export"))


def _pool_ids(value: Any, template: Template) -> bool:
    return any(name in template["Resources"] for name in references(value))


def _concerns_users(value: Any, template: Template) -> bool:
    """Whether an output tells of something that users or apps depend on."""
    types = [
        str(template["Resources"][name].get("Type"))
        for name in references(value)
        if name in template["Resources"]
    ]
    if not types:
        return isinstance(value, str)
    return any(kind.startswith((COGNITO, CUSTOM)) or kind in (ROLE, CUSTOM_RESOURCE) for kind in types)


def _custom_resources(update: Update) -> Iterator[Difference]:
    old, new = update.deployed["Resources"], update.new["Resources"]
    for logical_id in {**old, **new}:
        before, after = (side.get(logical_id, {}) for side in (old, new))
        if not _is_custom(before) and not _is_custom(after):
            continue
        values = [_properties(side) if _is_custom(side) else {} for side in (before, after)]
        for key in {**values[0], **values[1]}:
            was, will_be = (side.get(key) for side in values)
            if plain(was) == plain(will_be):
                continue
            severity = _severity(key, values, update)
            if severity:
                yield Difference(logical_id, f"Properties.{key}", was, will_be, severity)


def _is_custom(resource: Resource) -> bool:
    kind = str(resource.get("Type"))
    return kind.startswith(CUSTOM) or kind == CUSTOM_RESOURCE


def _properties(resource: Resource) -> Mapping[str, Any]:
    properties = resource.get("Properties")
    return properties if isinstance(properties, Mapping) else {}


def _severity(key: str, values: Sequence[Mapping[str, Any]], update: Update) -> str | None:
    """How bad a changed property of a custom resource may be; None: it harms nobody.

    :param values: its properties before and after.
    """
    was, will_be = (side.get(key) for side in values)
    actions = SDK_CALL.findall(_text(will_be))
    if actions:
        names = [action.lower().removesuffix("command") for action in actions]
        if all(name.startswith(READS) for name in names):
            return None
        return ERROR if any(name.startswith(HARMS) for name in names) else WARNING
    name = _plain_name(key)
    value = was if will_be is None else will_be
    acts = any(
        _plain_name(other) in TARGETS and _is_cognitos(item, update)
        for side in values
        for other, item in side.items()
    )
    is_text = any(text in name for text in TEXTS)
    if not acts or key in CONTROL or name in TARGETS or is_text or _is_cognitos(value, update):
        return None
    if name.startswith(MFA):
        return ERROR
    return ERROR if was is not None and any(word in name for word in ADDRESSES) else WARNING


def _plain_name(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _text(value: Any) -> str:
    """A resolved value's text, with references as they are written."""
    if isinstance(value, str):
        return value.replace(" ", "")
    if isinstance(value, Mapping) and "Fn::Join" in value:
        return "".join(
            part if isinstance(part, str) else "?" for part in as_list(as_list(value["Fn::Join"])[-1])
        ).replace(" ", "")
    return ""


def _is_cognitos(value: Any, update: Update) -> bool:
    """Whether a value is nothing but the id of a Cognito resource."""
    if not isinstance(value, Mapping) or len(value) != 1 or not {"Ref", "Fn::GetAtt"} & value.keys():
        return False
    return any(
        str(update.new["Resources"].get(name, {}).get("Type")).startswith(COGNITO)
        for name in references(value)
    )


def _nested_stacks(update: Update) -> Iterator[Difference]:
    for logical_id, resource in update.deployed["Resources"].items():
        new = update.new["Resources"].get(logical_id, {})
        if resource.get("Type") == NESTED_STACK != new.get("Type"):
            text = f"{logical_id} {json.dumps(resource.get('Properties'))}".lower()
            severity = ERROR if any(word in text for word in OF_USERS) else WARNING
            yield Difference(logical_id, "Type", NESTED_STACK, value_at(new, "Type"), severity)


RULES = (
    Rule(
        "OutputChanged",
        "Apps and other stacks read this output: what they hold or look up is gone, or another resource.",
        "Keep the output until nothing reads it.",
        WARNING,
        None,
        _outputs,
    ),
    Rule(
        "CustomResourceChanged",
        "The function behind the custom resource sets this in the pool, its clients or providers, and no "
        "template tells what it does.",
        "Look at what the function does with the new value.",
        WARNING,
        None,
        _custom_resources,
    ),
    Rule(
        "NestedStackRemoved",
        "The nested stack is deleted with all that is in it; a pool or client in it is lost.",
        "Look at what is in the nested stack.",
        judge=None,
        find=_nested_stacks,
    ),
    Rule(
        "TransformChanged",
        "CloudFormation writes the template out with a macro, so that nobody can tell from it what changes.",
        "Compare the processed templates: aws cloudformation get-template --template-stage Processed.",
        judge=None,
        find=_transforms,
    ),
)
