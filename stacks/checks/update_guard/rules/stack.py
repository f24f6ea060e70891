"""What is no property of a resource in the table: outputs, nested stacks, transforms."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stacks.checks.update_guard.edits import COGNITO
from stacks.checks.update_guard.references import references
from stacks.checks.update_guard.rule import ERROR, WARNING, Difference, Rule, Update
from stacks.checks.update_guard.rules.custom_resources import CUSTOM, CUSTOM_RESOURCE, is_setting
from stacks.service import ROLE
from stacks.template import Template, as_list, plain, value_at

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


def _nested_stacks(update: Update) -> Iterator[Difference]:
    for logical_id, resource in update.deployed["Resources"].items():
        new = update.new["Resources"].get(logical_id, {})
        if resource.get("Type") == NESTED_STACK != new.get("Type"):
            text = f"{logical_id} {json.dumps(resource.get('Properties'))}".lower()
            severity = ERROR if any(word in text for word in OF_USERS) else WARNING
            yield Difference(logical_id, "Type", NESTED_STACK, value_at(new, "Type"), severity)


def _nested_parameters(update: Update) -> Iterator[Difference]:
    """Other settings that are passed to a nested stack of users."""
    for pair in update.kept(NESTED_STACK):
        name = f"{pair.logical_id} {json.dumps(value_at(pair.deployed, 'Properties.TemplateURL'))}".lower()
        old, new = (value_at(side, "Properties.Parameters") for side in (pair.deployed, pair.new))
        if not any(word in name for word in OF_USERS) or not isinstance(old, Mapping):
            continue
        for key, value in old.items():
            new_value = new.get(key) if isinstance(new, Mapping) else None
            if is_setting(key) and not isinstance(value, Mapping) and plain(value) != plain(new_value):
                yield Difference(pair.logical_id, f"Properties.Parameters.{key}", value, new_value)


RULES = (
    Rule(
        "OutputChanged",
        "Apps and other stacks may read this output: what they look up is gone, or is another resource.",
        "Keep the output until nothing reads it.",
        WARNING,
        None,
        _outputs,
    ),
    Rule(
        "NestedStackRemoved",
        "The nested stack is deleted with everything in it, including any pool or client.",
        "Check what the nested stack contains.",
        judge=None,
        find=_nested_stacks,
    ),
    Rule(
        "NestedStackChanged",
        "The nested stack may use the new value for its pool or clients.",
        "Check what the nested template does with the new value.",
        WARNING,
        None,
        _nested_parameters,
    ),
    Rule(
        "TransformChanged",
        "A macro rewrites the template when it is deployed, so the template does not show what changes.",
        "Compare the processed templates: aws cloudformation get-template --template-stage Processed.",
        judge=None,
        find=_transforms,
    ),
)
