"""Custom resources that act on a pool, its clients or providers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stacks.checks.update_guard.edits import COGNITO
from stacks.checks.update_guard.references import references
from stacks.checks.update_guard.rights import documents
from stacks.checks.update_guard.rule import ERROR, WARNING, Difference, Rule, Update
from stacks.checks.update_guard.triggers import FUNCTION, SAM_FUNCTION, function_of
from stacks.service import ROLE
from stacks.template import Resource, Template, as_list, plain, statements, value_at

CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource"
CUSTOM = "Custom::"

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
# What the names of properties have in them that a pool, a client or a provider has, too. Others are the
# function's own matter: a version, a bucket, a region.
SETTINGS = (
    "mfa", "totp", "sms", "domain", "provider", "idp", "oauth", "callback", "logout", "signout", "signin",
    "redirect", "flow", "scope", "client", "password", "trigger", "lambda", "email", "phone", "attribute",
    "group", "role", "user", "secret", "validity", "expir", "recovery", "policy", "device", "federat", "saml",
    "risk", "advanced", "security", "identifier", "hostedui", "alias", "verif", "config", "setting",
)  # fmt: skip
# An AWS SDK call as the CDK's AwsCustomResource writes it.
SDK_CALL = re.compile(
    r'"service":"(?:@aws-sdk/client-)?(?:cognito-identity-provider|cognito-identity|CognitoIdentityServiceProvider|'
    r'CognitoIdentityProvider|CognitoIdentity)","action":"([A-Za-z]+)'
)
READS = ("describe", "get", "list", "adminget", "adminlist")
# AWS's policies for functions, which allow nothing on a pool.
HARMLESS_POLICIES = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSLambdaRole",
    "AWSXRayDaemonWriteAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
)
INDIRECT = ("states:start",)
HARMS = ("setuserpoolmfaconfig", "delete", "admindelete", "updateuserpool", "setidentitypoolroles")


def _custom_resources(update: Update) -> Iterator[Difference]:
    old, new = update.deployed["Resources"], update.new["Resources"]
    for logical_id in {**old, **new}:
        before, after = (side.get(logical_id, {}) for side in (old, new))
        if not _is_custom(before) and not _is_custom(after):
            continue
        values = [_properties(side) if _is_custom(side) else {} for side in (before, after)]
        if not any(
            may_act(side.get("ServiceToken"), template)
            for side, template in zip(values, (update.deployed, update.new), strict=True)
        ):
            continue
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
    # What is deleted makes its last call.
    actions = SDK_CALL.findall(_text(was if key == "Delete" and not values[1] else will_be))
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
    is_told = key not in CONTROL and name not in TARGETS and not _is_cognitos(value, update)
    if not acts or not is_told or not is_setting(key):
        return None
    if name.startswith(MFA):
        return ERROR
    return ERROR if was is not None and any(word in name for word in ADDRESSES) else WARNING


def may_act(service_token: Any, template: Template) -> bool:
    """Whether the function behind a custom resource may change something of Cognito.

    Only a function of the template whose rights the template shows surely may not.
    """
    return _may_act(function_of(service_token, template), template, frozenset())


def _may_act(function: Any, template: Template, seen: frozenset[str]) -> bool:
    resource = template["Resources"].get(function) if isinstance(function, str) else None
    if resource is None or resource.get("Type") not in (FUNCTION, SAM_FUNCTION):
        return True
    if function in seen:
        return False
    seen |= {function}
    role = value_at(resource, "Properties.Role")
    if role is None and resource.get("Type") == SAM_FUNCTION:
        return any(
            _allows_acting(policy, template, seen)
            if isinstance(policy, Mapping)
            else not _is_harmless_policy(policy)
            for policy in as_list(value_at(resource, "Properties.Policies"))
        )
    names = [name for name in references(role) if template["Resources"].get(name, {}).get("Type") == ROLE]
    if not names:
        return True
    managed = as_list(value_at(template["Resources"][names[0]], "Properties.ManagedPolicyArns"))
    return any(
        not _is_harmless_policy(arn)
        for arn in managed
        if not {*references(arn)} & template["Resources"].keys()
    ) or any(_allows_acting(document, template, seen) for document in documents(names[0], template))


def _is_harmless_policy(policy: Any) -> bool:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    return any(name in text for name in HARMLESS_POLICIES)


def _allows_acting(document: Any, template: Template, seen: frozenset[str]) -> bool:
    """Whether a policy document allows a change of something of Cognito, or a call of what may.

    SAM's policy templates, such as `S3CrudPolicy`, have no statements and none of them is about Cognito.
    """
    for statement in statements(document):
        if statement.get("Effect") != "Allow":
            continue
        if "NotAction" in statement:
            return True
        for action in (str(each).lower() for each in as_list(statement.get("Action"))):
            service, _, verb = action.partition(":")
            if service == "*" or action.startswith(INDIRECT):
                return True
            if service in ("cognito-idp", "cognito-identity") and not verb.startswith(READS):
                return True
            if service == "lambda" and verb.startswith(("invoke", "*")):
                called = (function_of(arn, template) for arn in _arns(statement))
                if any(_may_act(function, template, seen) for function in called):
                    return True
    return False


def _arns(statement: Mapping[str, Any]) -> Iterator[Any]:
    """The functions that a statement is about; that of their versions is the function's."""
    for arn in as_list(statement.get("Resource")):
        names = [*references(arn)]
        yield {"Ref": names[0]} if names else str(arn)


def is_setting(key: str) -> bool:
    """Whether a property's name sounds like a setting of a pool, a client or a provider, no message."""
    name = _plain_name(key)
    return any(word in name for word in SETTINGS) and not any(text in name for text in TEXTS)


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


RULES = (
    Rule(
        "CustomResourceChanged",
        "The custom resource's function gets this value and may change the pool, its clients or providers; "
        "the template does not show how.",
        "Check what the function does with the new value.",
        WARNING,
        None,
        _custom_resources,
    ),
)
